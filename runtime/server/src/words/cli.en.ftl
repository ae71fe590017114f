# The help of the commands.

cli = Firma runs a company's departments as AI agents. Without a command it serves and opens a chat.
    .about = Firma runs a company's departments as AI agents. Without a command it serves and opens a chat.
    .examples =
        Examples:
          firma                                  serve, and chat here
          firma ask "which leads do we have?"    one question, one answer
          firma approvals                        what waits for a person
          firma limits set turn 0.50             what a turn may cost

        The data is in FIRMA_HOME (~/.firma if it is not set), the settings in FIRMA_HOME/firma.toml.

cli-serve = Serves without a chat, until Ctrl-C
    .about = Serves without a chat, until Ctrl-C
    .examples =
        Examples:
          firma serve
          FIRMA_LISTEN=127.0.0.1:9000 firma serve
          DATABASE_URL=postgres://... firma serve    on a PostgreSQL of yours

cli-ask = Asks one question and prints the answer
    .about = Asks one question and prints the answer
    .examples =
        Examples:
          firma ask "new lead: Ana, ana@example.com, wants the Pro plan"
          firma ask --json "which invoices are overdue?" | jq .answer
          firma ask - < question.txt

        It ends with 0 when answered, 2 when it waits for a person, 1 otherwise.
    .arg-json = Print the turn as the API shows it
    .arg-conversation = The conversation to go on with; "main" is the chat's
    .arg-text = The question; - reads it from the standard input

cli-approvals = Shows and decides what waits for a person
    .about = Shows and decides what waits for a person
    .arg-all = { cli-approvals-list.arg-all }
    .examples =
        Examples:
          firma approvals                               what waits
          firma approvals approve 3
          firma approvals deny 3 --reason "too much"

cli-approvals-list = Lists the requests that wait
    .about = Lists the requests that wait
    .examples =
        Example:
          firma approvals list --all
    .arg-all = Those that are decided, too

cli-approvals-show = Shows one request
    .about = Shows one request
    .examples =
        Example:
          firma approvals show 3
    .arg-number = Its number

cli-approvals-approve = Agrees, and carries the turn on to its end
    .about = Agrees, and carries the turn on to its end
    .examples =
        Example:
          firma approvals approve 3
    .arg-number = Its number

cli-approvals-deny = Refuses, and carries the turn on to its end
    .about = Refuses, and carries the turn on to its end
    .examples =
        Example:
          firma approvals deny 3 --reason "offer a discount instead"
    .arg-number = Its number
    .arg-reason = Why: the department reads it

cli-effects = Shows what was done outside, and takes what became of it
    .about = Shows what was done outside, and takes what became of it
    .arg-state = { cli-effects-list.arg-state }
    .arg-json = { cli-effects-list.arg-json }
    .examples =
        Examples:
          firma effects                               the newest
          firma effects list --state unknown          what nobody can tell of
          firma effects resolve 3 happened --reference re_123

cli-effects-list = Lists what was done outside
    .about = Lists what was done outside
    .examples =
        Example:
          firma effects list --state unknown --json
    .arg-state = Only what stands so
    .arg-json = Print it as the API shows it

cli-effects-resolve = Says what became of what nobody can tell of
    .about = Says what became of what nobody can tell of, once you have looked
    .examples =
        Examples:
          firma effects resolve 3 happened --reference re_123    it is written as done
          firma effects resolve 3 did-not                        what it took is given back
          firma effects resolve 3 again                          it is tried again, as another call
    .arg-number = The number of the request
    .arg-resolution = What became of it
    .arg-reference = What the other side calls it
    .arg-reason = Why you say so

cli-flows = Shows runs, stops them and takes them up again
    .about = Shows runs, stops them and takes them up again
    .arg-state = { cli-flows-list.arg-state }
    .arg-json = { cli-flows-list.arg-json }
    .examples =
        Examples:
          firma flows                                 the newest
          firma flows list --state quarantined        what a person must look at

cli-flows-list = Lists runs
    .about = Lists runs
    .examples =
        Example:
          firma flows list --state open --json
    .arg-state = Only those that stand so
    .arg-json = Print them as the API shows them

cli-flows-show = Shows a run: its steps, what it did outside, and what it waits for
    .about = Shows a run: its steps, what it did outside, and what it waits for
    .examples =
        Example:
          firma flows show 0199f0a0-0000-7000-8000-000000000000
    .arg-id = Its id; a turn's run has the turn's id
    .arg-json = Print it as the API shows it

cli-flows-cancel = Asks a run to stop, and waits until it has
    .about = Asks a run to stop, and waits until it has
    .examples =
        Example:
          firma flows cancel 0199f0a0-0000-7000-8000-000000000000
    .arg-id = Its id; a turn's run has the turn's id

cli-flows-retry = Has a run go on that was put aside or gave up
    .about = Has a run go on that was put aside or gave up. What it did stays done
    .examples =
        Example:
          firma flows retry 0199f0a0-0000-7000-8000-000000000000
    .arg-id = Its id; a turn's run has the turn's id

cli-schedules = Shows what starts by itself, pauses it and starts it now
    .about = Shows what starts by itself, pauses it and starts it now
    .arg-json = { cli-schedules-list.arg-json }
    .examples =
        Examples:
          firma schedules                             all of it
          firma schedules pause morning-report        until it is resumed

cli-schedules-list = Lists schedules
    .about = Lists schedules
    .examples =
        Example:
          firma schedules list --json
    .arg-json = Print them as the API shows them

cli-schedules-pause = Has a schedule start nothing until it is resumed
    .about = Has a schedule start nothing until it is resumed
    .examples =
        Example:
          firma schedules pause morning-report
    .arg-name = Its name

cli-schedules-resume = Has a schedule go on with its next time
    .about = Has a schedule go on with its next time. What it was paused over is not made up for
    .examples =
        Example:
          firma schedules resume morning-report
    .arg-name = Its name

cli-schedules-run = Starts what a schedule starts, now
    .about = Starts what a schedule starts, now, and waits until it ends or needs a person
    .examples =
        Example:
          firma schedules run morning-report
    .arg-name = Its name

cli-schedules-delete = Takes a schedule away
    .about = Takes a schedule away. What it started goes on
    .examples =
        Example:
          firma schedules delete morning-report
    .arg-name = Its name

cli-limits = Shows and sets what agents may spend and give away
    .about = Shows and sets what agents may spend and give away
    .examples =
        Examples:
          firma limits
          firma limits set free_hand.refund_invoice 80    refunds up to 80 need no person
          firma limits set department_day 20              a department may cost 20 a day

cli-limits-show = Shows the limits that hold
    .about = Shows the limits that hold
    .examples =
        Example:
          firma limits show

cli-limits-set = Sets one limit, in the company's currency
    .about = Sets one limit, in the company's currency
    .examples =
        Example:
          firma limits set turn 0.50
    .arg-key = Its name, as "firma limits" shows it
    .arg-value = The amount

cli-limits-unset = Takes back a limit that was set: what goes without saying holds again
    .about = Takes back a limit that was set: what goes without saying holds again
    .examples =
        Example:
          firma limits unset free_hand.refund_invoice
    .arg-key = Its name, as "firma limits" shows it

cli-audit = Looks after the record of who did what
    .about = Looks after the record of who did what
    .arg-limit = { cli-audit-list.arg-limit }
    .arg-json = { cli-audit-list.arg-json }
    .examples =
        Examples:
          firma audit --limit 200
          firma audit verify

cli-audit-verify = Looks whether anybody changed the audit
    .about = Looks whether anybody changed the audit
    .examples =
        Examples:
          firma audit verify
          firma audit verify --head 9f2c...      whether a head that you kept is still part of it

        Ends with 0 if all is as it was sealed, 1 if it is not. Whoever can write every table of the database could
        write another audit: keep a head where they cannot reach it.
    .arg-json = Print what was found as JSON
    .arg-head = A head that you kept

cli-retention = Shows what is over, and what keeps it
    .about = Shows what is over, and what keeps it
    .examples =
        Examples:
          firma retention
          firma retention --apply

        Each table says how long its rows are kept. Parts whose time is over go at a start or with --apply, unless a run of them
        is not closed or rows of the audit are not sealed. The company's audit says what went.
    .arg-apply = Drop what is over
    .arg-json = Print what was found as JSON

cli-demo = Plays a day of a made-up company; loads sample data, or takes it away
    .about = Plays a day of a made-up company; loads sample data, or takes it away
    .examples =
        Examples:
          firma demo                 a kill -9, an approval, a refund, a budget, another company: a minute
          firma demo --keep          and leaves you in that company
          firma demo load            sample data for yours
          firma demo clear
    .arg-keep = Leave the company there, and say how to open it

cli-demo-load = Loads sample data; its names say so
    .about = Loads sample data; its names say so
    .examples =
        Example:
          firma demo load

cli-demo-clear = Takes the sample data away, with all that was done to it
    .about = Takes the sample data away, with all that was done to it
    .examples =
        Example:
          firma demo clear

cli-migrate = Brings the tables of DATABASE_URL up to date
    .about = Brings the tables of DATABASE_URL up to date
    .examples =
        Examples:
          firma migrate --print-roles | psql ...      once, as an administrator of the database
          DATABASE_URL=postgres://... firma migrate   as an administrator or a member of firma_owner

        Firma's own PostgreSQL needs neither.
    .arg-print-roles = Print what an administrator runs once, instead

cli-cancel = Stops a turn
    .about = Stops a turn
    .examples =
        Example:
          firma cancel 0199f0a0-0000-7000-8000-000000000000
    .arg-turn = Its id, as "firma ask --json" shows it

cli-shared = Shared texts.
    .usage = Usage
    .commands = Commands
    .command = COMMAND
    .any-options = OPTIONS
    .options = Options
    .arguments = Arguments
    .help = Print help
    .version = Print the version
    .config = Another file than FIRMA_HOME/firma.toml

cli-mistake = What was typed wrong.
    .unknown_argument = "{ $what }" does not belong here. See "{ $command } --help".
    .unknown_argument_nearest = "{ $what }" does not belong here; the nearest is "{ $nearest }". See "{ $command } --help".
    .unknown_command = There is no command "{ $what }". See "{ $command } --help".
    .unknown_command_nearest = There is no command "{ $what }"; the nearest is "{ $nearest }". See "{ $command } --help".
    .missing_argument = Missing: { $what }. See "{ $command } --help".
    .missing_value = "{ $what }" needs a value. See "{ $command } --help".
    .wrong_value = "{ $value }" does not fit "{ $what }". See "{ $command } --help".
    .used_twice = "{ $what }" was given twice. See "{ $command } --help".
    .command_late = "{ $task }" comes before what it is given: put "{ $prior }" after it. See "{ $command } --help".
    .conflict = "{ $what }" and "{ $prior }" do not go together. See "{ $command } --help".
    .missing_command = Missing: one of { $known }. See "{ $command } --help".
    .no_value = "{ $what }" takes no value, and was given "{ $value }". See "{ $command } --help".
    .wrong_value_known = "{ $value }" does not fit "{ $what }": use one of { $known }. See "{ $command } --help".
    .unreadable = That cannot be read as a command. See "{ $command } --help".

cli-value = What is given to an argument.
    .file = FILE
    .name = NAME
    .text = TEXT
    .number = NUMBER
    .state = STATE
    .resolution = ANSWER
    .id = ID
    .json = JSON
    .key = KEY
    .value = VALUE
    .n = N
    .hash = HASH
    .turn = TURN
    .yyyy-mm = YYYY-MM
    .yyyy-mm-dd = YYYY-MM-DD
    .what = WHAT
    .shell = SHELL
    .member = MEMBER
    .role = ROLE
    .rule = RULE
    .zone = ZONE
    .how = HOW
    .department = DEPARTMENT
    .digest = DIGEST
