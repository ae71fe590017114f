# What commands say.

commands = The commands.
    .left-running = It goes on without being shown: turn { $turn }
    .approved = Request { $number } is approved.
    .denied = Request { $number } is denied.
    .ended-already = It had ended already.
    .demo-loaded = The sample data is loaded. "firma demo clear" takes it away.
    .demo-loaded-before = The sample data was loaded before.
    .demo-cleared = Taken away: sample contacts { $contacts }, sample invoices { $invoices }.
    .demo-cleared-but = Taken away: sample contacts { $contacts }, sample invoices { $invoices }. Sample contacts that stay, because invoices of yours name them: { $kept }.
    .migrated = The database is up to date.

limits = What the owner has set.
    .about-turn = running one turn may cost
    .about-department-day = running one department may cost a day
    .about-company-month = running the company may cost a month
    .about-authority-day = a department may give away a day without a person
    .about-free-hand = this tool may give away in one call without a person
    .version = Version { $version }. Change one with: firma limits set KEY VALUE; take it back with: firma limits unset KEY

effects = What was done outside.
    .none = Nothing was done outside.
    .line = { $at }  { $tool }: { $state } ({ $key })
    .asked-by = for the workflow { $workflow }: firma flows show { $run }
    .resolve = look, and say: firma effects resolve { $number } happened|did-not|again
    .intended = not sent yet
    .sending = under way
    .done = done
    .failed = did not happen
    .unknown = nobody can tell
    .said-happened = Request { $number }: it happened.
    .said-did_not = Request { $number }: it did not happen.
    .said-again = Request { $number }: it is tried again.

flows = Runs of workflows.
    .none = There are no runs.
    .line = { $id }  { $workflow }: { $state } (since { $at })
    .about = about { $about }
    .child = started by { $parent }
    .error = why: { $error }
    .open = open
    .done = done
    .failed = gave up
    .cancelled = stopped
    .quarantined = put aside: a person must look
    .steps = Steps:
    .effects = Outside:
    .waits-person = waits for a person: request { $name }
    .waits-lane = waits for the turn before it in its conversation
    .waits-time = waits until { $until }
    .waits-signal = waits for { $name }
    .waits-child = waits for the run { $name }, which it started
    .waits-attempt = tries { $name } again at { $until }
    .waits-version = parked: no Firma here has { $name }. Start one that has it, or stop the run: firma flows cancel

schedules = What starts by itself.
    .none = Nothing starts by itself.
    .line = { $name }  { $workflow }: { $rule } ({ $zone }), next { $next }
    .paused = { $name }  { $workflow }: { $rule } ({ $zone }), paused
    .unreadable = { $name }  { $workflow }: { $rule } ({ $zone }), starts nothing: its { $what ->
            [zone] zone
           *[rule] rule
        } cannot be read. Set it again, then: firma schedules resume { $name }
    .gone = { $name } is gone. What it started goes on.
