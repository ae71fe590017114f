# The day that "firma demo" plays.

day = A day of a company that is none.
    .welcome = A day of a made-up company, played through the doors that everybody has. Every number below was read from the API or the database.
    .open = A Firma of its own serves: process { $pid }, data in { $path }, with a PostgreSQL of its own.
    .sample = Sample data is loaded; every name says so. Asked for the invoices, it answers:
    .twice = One message, sent twice under one name, is one turn ({ $turn }); calls of create_lead that were done: { $made }.
    .waits = A refund above what agents may give away alone does not happen. It waits for a person, with this card:
    .killed = In the middle of another turn, after { $steps } recorded steps, the program is killed (signal { $signal }); nothing was tidied up.
    .went-on = Started again as process { $pid }, it goes on by itself with turn { $turn }; calls of create_lead that were done: { $made }.
    .added = { $name } comes as manager of finance. Her token is shown once; in the record it is called { $credential }.
    .decided = Request { $number } waited through the kill. { $name } agrees to it ({ $channel }, { $credential }), and the refund is made, once:
    .left = Agreeing a second time was refused ({ $again }). { $name } leaves, and her token opens nothing at once ({ $status }). What she decided stays hers.
    .budget = With a limit of { $limit } for a turn, a message that would cost more ends as { $status }; it cost { $micros } millionths:
    .other = Another company on the same database sees { $seen } of our { $ours } requests, and our turn { $turn } is not there for it ({ $status }).
    .cost = The day cost { $total }, at a made-up price for the built-in model (a real one costs what FIRMA_HOME/prices.toml says):
    .audit = The record of who did what is as it was sealed: { $rows } rows, head { $head }.
    .kept = The company stays in { $path }. To go on there: FIRMA_HOME={ $path } firma
    .cleared = Everything of the day is gone again. "firma demo --keep" leaves you in that company; "firma" begins yours.
    .no-start = The Firma of the day does not start: { $error }
    .too-slow = Step { $step } takes too long on this machine. Try again when it is less busy.
    .not-so = The day did not go as it should ("{ $step }"). Found: { $found }
    .ask-invoices = which invoices do we have?
    .ask-leads = which leads do we have?
    .ask-lead = New lead: Ana Sample, ana@example.com, wants the Pro plan
    .ask-second-lead = New lead: Beto Sample, beto@example.com
    .ask-refund = refund invoice 9001
    .manager = Bia (sample)
    .other-company = Another company (sample)
    .other-owner = Kim (sample)
