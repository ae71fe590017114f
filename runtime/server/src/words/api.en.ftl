# What the API says about itself: /openapi.json and /docs.

api = The interface for programs
    .about = Your company's departments over HTTP. Send the token as "Authorization: Bearer TOKEN". Errors are problem+json (RFC 9457) with a code that does not change. Every answer has an x-request-id and says what is left of the caller's share of requests. Amounts are in the minor unit of their currency. Pages of other origins get no access (no CORS).
    .group-messages = Messages and turns
    .group-approvals = Approvals
    .group-business = Records
    .group-company = Departments, tools and costs
    .group-people = People
    .group-effects = Effects outside
    .group-flows = Runs
    .group-schedules = Schedules
    .group-machine = The machine
    .header-x-request-id = What the request is called; the caller may choose it.
    .header-ratelimit-limit = How many requests the caller may send at once.
    .header-ratelimit-remaining = How many are left.
    .header-ratelimit-reset = In how many seconds all are there again.
    .header-retry-after = After how many seconds to try again.
    .header-link = The next page, as rel="next".
    .parameter-id = Which one.
    .parameter-name = Its name.
    .parameter-limit = How many at most.
    .parameter-cursor = What the page before said comes next.
    .parameter-state = Only those that stand so.
    .parameter-status = Only those that stand so.
    .parameter-stage = Only those that have come so far.
    .parameter-conversation = The name of the conversation; main, if none is given.
    .parameter-after = The id of the last one that is known; without it, what came after the person's last message.
    .parameter-month = A month, as 2026-11.
    .parameter-since = All since a day, as 2026-11-15.
    .parameter-by = By what it is put together.
    .parameter-idempotency-key = The caller's own name of the request, 1 to 200 visible ASCII characters.
    .parameter-prefer = "wait=30" waits for the answer for so many seconds (RFC 7240).
    .parameter-last-event-id = The id of the last event that came.
    .status-200 = It went well.
    .status-201 = It was made.
    .status-202 = It was taken in and goes on.
    .status-204 = There is nothing to say.
    .status-503 = It cannot work now.
    .needs-token = Needs a token
    .needs-nothing = Open
    .needs-operator = Open on this machine
    .parameters = Parameters
    .body = Body
    .answers = Answers
    .example = Example
    .schemas = Types
    .problems = Problems
    .problems-about = Each error has one of these codes; they do not change.
    .code = Code
    .meaning = What it means and what to do
    .required = required
    .document = The same for programs
    .nothing = nothing
    .or = or
    .list-of = list of
    .anything = any JSON

api-post_message = Sends a message to the company
    .summary = Sends a message to the company.
    .detail = The message becomes a turn. With "Prefer: wait=30" the answer is waited for, 120 seconds at most; otherwise look at the turn, or listen to its events. The same Idempotency-Key is the same message, however often it is sent.

api-get_turn = Shows a turn
    .summary = Shows a turn.
    .detail = Where it stands, what it did, what it cost, and the request that it waits for.

api-turn_events = Tells what a turn does as it happens
    .summary = Tells what a turn does as it happens.
    .detail = Server-sent events: step, approval_asked, approval_decided, and at the end turn, with the whole of it. After a cut send the last id as Last-Event-ID: nothing is missed and nothing comes twice. A stream lasts ten minutes at most; 204 says that there is nothing more to hear.

api-get_file = Hands over a file of an answer
    .summary = Hands over a file of an answer.
    .detail = A spreadsheet or a chart, under the id that came with the answer. It is kept for a year.

api-list_notices = Lists what Firma said by itself
    .summary = Lists what Firma said by itself.
    .detail = Reminders, for example, in a conversation of the caller's: the oldest first, 50 at most. Send the last id as after to go on.

api-list_approvals = Lists requests that wait for a person
    .summary = Lists requests that wait for a person.
    .detail = Those that wait first, then the newest. If there are more, the Link header names the next page.

api-decide_approval = Decides a request
    .summary = Decides a request.
    .detail = Yes or no to exactly what the digest stands for; once, in time, by somebody whose role and department suffice.

api-list_leads = Lists leads
    .summary = Lists leads.
    .detail = The newest first. Whoever works in a department that may read them sees them.

api-list_invoices = Lists invoices
    .summary = Lists invoices.
    .detail = The newest first. Whoever works in a department that may read them sees them.

api-list_tools = Lists what departments can do
    .summary = Lists what departments can do.
    .detail = The tools of the departments that the caller works in, each with the schema of its arguments.

api-call_tool = Calls a tool
    .summary = Calls a tool.
    .detail = The caller asks for one tool call herself, without a model. It goes through the gate as in a turn: it may wait for a person, and `Prefer: wait=30` waits until it is done or does. The same `Idempotency-Key` is the same call.

api-list_agents = Lists departments
    .summary = Lists departments.
    .detail = Those that the caller works in, with their tools and limits.

api-get_spend = Shows what the company cost
    .summary = Shows what the company cost.
    .detail = A month or all since a day, in the company's zone; this month, if none is named. The parts are the total together. For owners and admins.

api-list_members = Lists the people
    .summary = Lists the people.
    .detail = Whoever has been in the company longest first. For owners and admins.

api-add_member = Adds a person
    .summary = Adds a person.
    .detail = The token is in the answer, and nowhere ever after. The same Idempotency-Key is the same person, however often it is sent; the token comes the first time alone.

api-rotate_token = Gives a person another token
    .summary = Gives a person another token.
    .detail = The one before opens no door any more; the new one is shown this once.

api-remove_member = Takes a person out of the company
    .summary = Takes a person out of the company.
    .detail = Her token opens no door any more. What she decided stays, with her name.

api-list_effects = Lists what was done outside
    .summary = Lists what was done outside.
    .detail = The newest first; state=unknown are those of which nobody can tell whether they happened. If there are more, the Link header names the next page.

api-resolve_effect = Says what became of an effect
    .summary = Says what became of an effect.
    .detail = Of one that nobody could tell of: it happened, it did not, or it is tried again.

api-list_flows = Lists runs of workflows
    .summary = Lists runs of workflows.
    .detail = The newest first. If there are more, the Link header names the next page.

api-get_flow = Shows a run
    .summary = Shows a run.
    .detail = With its steps and what it did outside.

api-cancel_flow = Asks a run to stop
    .summary = Asks a run to stop.
    .detail = What it has done stays done.

api-retry_flow = Has a run go on
    .summary = Has a run go on.
    .detail = One that failed or was put aside goes on from its journal; what is recorded is not done again.

api-list_schedules = Lists schedules
    .summary = Lists schedules.
    .detail = What starts by itself, by name.

api-set_schedule = Makes or changes a schedule
    .summary = Makes or changes a schedule.
    .detail = A rule of five fields of cron in a named zone, and the workflow that it starts.

api-pause_schedule = Pauses a schedule
    .summary = Pauses a schedule.
    .detail = It starts nothing until it is resumed.

api-resume_schedule = Resumes a schedule
    .summary = Resumes a schedule.
    .detail = It goes on with its next slot.

api-run_schedule = Starts what a schedule starts
    .summary = Starts what a schedule starts.
    .detail = Now, beside its slots.

api-delete_schedule = Takes a schedule away
    .summary = Takes a schedule away.
    .detail = What it has started goes on.

api-health_live = Says whether the process answers
    .summary = Says whether the process answers.
    .detail = { "" }

api-health_ready = Says whether it can work
    .summary = Says whether it can work.
    .detail = The database answers, and it is not about to stop. 503 otherwise. "settings" says why the newest departments, prompts or prices do not hold.

api-metrics = Figures for Prometheus
    .summary = Figures for Prometheus.
    .detail = Over all companies: on this machine without a token, from elsewhere for the owner of the company that runs this Firma.

api-openapi = This interface as OpenAPI 3.1
    .summary = This interface as OpenAPI 3.1.
    .detail = In the language of Accept-Language.

api-docs = This interface as a page
    .summary = This interface as a page.
    .detail = In the language of Accept-Language; it needs nothing from outside.
