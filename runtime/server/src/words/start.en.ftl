# What is said while the program starts and ends.

start = The start.
    .downloading = Fetching PostgreSQL (25 MB, once) ...
    .unpacking = Unpacking PostgreSQL ...
    .initialising = Setting up the database (once) ...
    .recovering = The last run did not end well; the database is being recovered ...
    .resuming = { $count ->
        [one] Resuming 1 task.
       *[other] Resuming { $count } tasks.
    }
    .model-openai = Model: OpenAI { $name } (OPENAI_API_KEY)
    .model-compatible = Model: { $name } at { $url }
    .model-other = Model: { $name } ({ $provider })
    .model-offline = Model: built-in offline model (set OPENAI_API_KEY for a real one)
    .listening = HTTP: http://{ $address } (what can be asked there: http://{ $address }/docs)
    .no-filter = RUST_LOG does not say what to log, as "info" or "server=debug,info" do: the usual is logged. Detail: { $error }
    .guest = Firma runs already on { $path }; this chat talks to it.
    .ending = Ending what is under way; Ctrl-C again ends at once ...
