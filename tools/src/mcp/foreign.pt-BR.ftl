foreign = Uma ferramenta de outro programa.
    .card = { $tool }, uma ferramenta de outro programa, com { $arguments }
    .why = Outro programa faz isto, e o dono quer que cada chamada seja perguntada.
    .changed = { $tool } não é mais o que o dono permitiu: o programa agora a descreve de outro modo. Fica retida até o dono olhar ("firma mcp-tools").
    .gone = O programa que emprestava { $tool } não a tem mais.
    .refused = O programa de { $tool } diz não: { $error }
    .bad_arguments = Os argumentos não servem: { $error }.
