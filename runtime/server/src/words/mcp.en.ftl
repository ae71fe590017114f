# What clients of the Model Context Protocol read.

mcp = The Model Context Protocol.
    .done = It is done.
    .not-done = It was not done.
    .waits = It waits for approval number { $number }: a person has to agree first ("firma approvals show { $number }"). Nothing has happened yet. Ask call_status with call "{ $call }" later.
    .waits-outcome = Nobody can tell whether it happened: it may have. A person looks, and says it under number { $number } ("firma effects"). Do not call again. Ask call_status with call "{ $call }" later.
    .goes-on = It is not over yet and goes on by itself. Ask call_status with call "{ $call }" later.

cli-mcp = Serves the company's tools to a program over the Model Context Protocol
    .about = Serves the company's tools to a program over the Model Context Protocol
    .examples =
        Example, for the configuration of a client:
          { "{" }"mcpServers": { "{" }"firma": { "{" }"command": "firma", "args": ["mcp"]{ "}" }{ "}" }{ "}" }

        It speaks over its standard input and output and works beside a Firma that runs, or alone.
        A Firma that runs serves the same at http://ADDRESS/mcp for whoever brings a token.
