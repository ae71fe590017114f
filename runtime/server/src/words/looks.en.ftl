# What is shown of the machine itself: what it cost, what it can do, how it is set up.

cli-spend = Shows what running the company cost
    .about = Shows what running the company cost
    .examples =
        Examples:
          firma spend                              this month, by department
          firma spend --by model --month 2026-10
          firma spend --by day --since 2026-11-15
          firma spend --by tool --json | jq .total

        Amounts are in the company's currency, to the last millionth; "total" of --json is in millionths. It is the sum of the
        ledger's lines, and the same as what turns and budgets say.
    .arg-month = Which month, as in 2026-11; this one, if none is named
    .arg-since = From which day on, as in 2026-11-15
    .arg-by = department, model, tool or day
    .arg-json = Print it as the API shows it

spend = What running the company cost.
    .heading = { $from } to { $until }
    .nothing = Nothing was spent.
    .total = total
    .no-model = (no model)
    .no-tool = (models)
    .not-allowed = Only owners and admins see what the company costs.
    .bad-month = The month is written as in 2026-11.
    .bad-since = The day is written as in 2026-11-15.
    .bad-month-ahead = The month of --month has not begun: take this one or one that is over.
    .bad-since-ahead = The day of --since has not come: take today or one that is over.
    .bad-both = Take a month or a day, not both.

problem-not-your-spend = Your role does not suffice.
    .title = Your role does not suffice.
    .detail = Only owners and admins see what the company costs.

problem-bad-period = The period does not fit.
    .title = The period does not fit.
    .detail = { $wrong ->
        [month] "month" is written as in 2026-11.
        [since] "since" is written as in 2026-11-15.
        [month-ahead] The month of "month" has not begun: take this one or one that is over.
        [since-ahead] The day of "since" has not come: take today or one that is over.
       *[both] Take "month" or "since", not both.
    }

cli-tools = Shows what departments can do
    .about = Shows what departments can do
    .examples =
        Examples:
          firma tools
          firma tools --json | jq '.[] | select(.name == "create_lead") | .arguments'
    .arg-json = Print them with the schemas of their arguments

tools = What departments can do.
    .nobody = no department
    .asks = a person agrees: { $where }
    .asks-nobody = asks nobody
    .asks-by-limits = asks if a limit or what strangers wrote demands it
    .effect-read = reads
    .effect-local = writes here
    .effect-write_once = writes outside, once
    .effect-write_at_most_once = writes outside, at most once

cli-agents = Shows the departments
    .about = Shows the departments
    .examples =
        Examples:
          firma agents
          firma agents --json

        Files in FIRMA_HOME/agents and FIRMA_HOME/prompts take the place of those that are built in.
    .arg-json = Print them as JSON

agents = The departments.
    .model = model "{ $model }", at most { $steps } thoughts a turn
    .tools = may call: { $tools }
    .approve = a person agrees to each: { $tools }
    .from-home = from files of FIRMA_HOME

cli-config = Shows what is set and by whom, and checks the file
    .about = Shows what is set and by whom, and checks the file
    .arg-json = { cli-config-show.arg-json }
    .examples =
        Examples:
          firma config
          firma config check

cli-config-show = Shows each setting, its value and who says so
    .about = Shows each setting, its value and who says so
    .examples =
        Example:
          firma config show --json

        Secrets are shown as ***. The environment wins over the file.
    .arg-json = Print them as JSON

cli-config-check = Says all that is wrong with firma.toml
    .about = Says all that is wrong with firma.toml
    .examples =
        Examples:
          firma config check
          firma config check /etc/firma/firma.toml

        It ends with 0 if nothing is wrong, 1 otherwise.
    .arg-file = Another file than FIRMA_HOME/firma.toml

config = What is set.
    .default = default
    .environment = environment
    .unset = -
    .sound = { $path }: nothing is wrong with it.
    .no-file = { $path } is not there: what goes without saying holds.

cli-completions = Prints what completes commands in a shell
    .about = Prints what completes commands in a shell
    .examples =
        Examples:
          source <(firma completions bash)
          firma completions zsh > ~/.zfunc/_firma
          firma completions fish > ~/.config/fish/completions/firma.fish
    .arg-shell = bash, zsh or fish

cli-audit-list = Lists the newest of who did what, where and with which token
    .about = Lists the newest of who did what, where and with which token
    .examples =
        Examples:
          firma audit
          firma audit list --limit 200 --json
    .arg-limit = How much of it, 50 if nothing is said
    .arg-json = Print it as JSON

audit-list = What was done.
    .none = Nothing was done yet.
    .machine = Firma itself

cli-schedules-set = Makes a schedule, or changes the one of this name
    .about = Makes a schedule, or changes the one of this name
    .examples =
        Example:
          firma schedules set each-morning --workflow overdue_invoices --rule "30 9 * * mon-fri"

        The rule is minute, hour, day, month and weekday. Only the owner and admins may.
        overdue_invoices tells the owners which invoices are late, with --input '{"{"}"most": 5{"}"}' five of them one by one.
        Other workflows are added in code.
    .arg-name = Its name: letters, digits, ".", "-" and "_"
    .arg-workflow = The workflow that it starts
    .arg-rule = When, as in "30 9 * * mon-fri"
    .arg-zone = In which zone, as in America/Sao_Paulo; the company's, if none is named
    .arg-catch-up = What is made up for of what was missed: skip, last or all
    .arg-workflow-version = The version of the workflow; the newest, if none is named
    .arg-input = What each run is given, as JSON
