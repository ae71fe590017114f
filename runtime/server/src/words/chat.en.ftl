# The chat, and requests to people as it shows them.

chat = The chat.
    .hello = Write what you need. /help lists the commands.
    .prompt = you>
    .bye = Goodbye. What is under way goes on at the next start.
    .help =
        Write a message and press Enter. Alt-Enter, or a backslash at the end, begins another line.
        /approvals   decide what waits for a person
        /cancel      stop what is under way in this conversation
        /quit        leave
        Ctrl-C while Firma works goes back to the prompt and leaves the work running; Enter shows it again. Ctrl-C at the prompt leaves.
    .unknown-word = There is no such command. /help lists them.
    .delegated = → supervisor chose { $department }
    .calling = → { $department } calls { $tool }
    .retracted = (it starts again)
    .left-running = It goes on without being shown. Enter shows it again, /cancel stops it, Ctrl-C leaves.
    .no-approvals = Nothing waits for a person.
    .decide = [a]pprove, [d]eny or [l]ater?
    .reason = Why not? (the department reads it)
    .later = It waits. Decide with /approvals, or with: firma approvals show { $number }
    .decide-elsewhere = It waits for a person: firma approvals approve { $number }, or firma approvals deny { $number } --reason "..."
    .outcome = [h]appened, did [n]ot, try [a]gain or [l]ater?
    .reference = What is its reference on the other side?
    .later-outcome = It waits. Say it with /approvals, or with: firma effects resolve { $number } happened|did-not|again
    .resolve-elsewhere = Somebody has to look: firma effects resolve { $number } happened --reference "...", or did-not, or again
    .nothing-to-cancel = Nothing is under way in this conversation.
    .cancelling = Stopping it.
    .unfinished = It is not finished.
    .no-words = Done.
    .refused = It was refused.
    .failed = It stopped in the middle. Before you ask again, somebody has to look what it did: firma flows show { $turn }
    .cancelled = Cancelled.

approval = A request to a person.
    .heading = Request { $number } ({ $status }): { $department } wants to call { $tool }
    .heading-outcome = Request { $number } ({ $status }): did what { $department } wanted of { $tool } happen?
    .asked-by = For the workflow { $workflow }: firma flows show { $run }
    .why = Why you are asked: { $value }
    .authority = Gives away: { $value }
    .role = Decided by: { $value }
    .until = Counts as no after: { $value }
    .decided = Decided by { $name } ({ $channel }, { $credential }) at { $at }
    .status-pending = waits
    .status-approved = approved
    .status-used = approved and done
    .status-denied = denied
    .status-expired = expired
    .status-withdrawn = withdrawn
    .status-happened = it happened
    .status-did_not = it did not happen
    .status-again = to be tried again
    .role-staff = staff or above
    .role-manager = a manager or the owner
    .role-admin = an admin or the owner
    .role-owner = the owner
    .words-approve = a | approve | y | yes
    .words-deny = d | deny | n | no
    .words-later = l | later
    .words-happened = h | happened
    .words-did-not = n | did not | did-not
    .words-again = a | again
