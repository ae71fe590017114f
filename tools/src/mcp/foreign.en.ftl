foreign = A tool of another program.
    .card = { $tool }, a tool of another program, with { $arguments }
    .why = Another program does this, and the owner has each of its calls asked for.
    .changed = { $tool } is not what the owner allowed any more: its program describes it differently now. It is held back until the owner looks at it ("firma mcp-tools").
    .gone = The program that lent { $tool } does not have it any more.
    .refused = The program of { $tool } says no: { $error }
    .bad_arguments = The arguments do not fit: { $error }.
