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
    .version = Version { $version }. Change one with: firma limits set KEY VALUE
