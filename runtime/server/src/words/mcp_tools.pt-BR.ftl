# Ferramentas de outros programas, e a palavra do dono sobre elas.

mcp-tools = Ferramentas de outros programas.
    .state-allowed = permitida
    .state-new = nova: retida até você aprovar
    .state-changed = MUDOU desde que você aprovou: retida
    .state-unfit = retida
    .state-gone = permitida, mas não está lá agora
    .reads = só lê
    .asks = uma pessoa concorda com cada chamada
    .alone = sem perguntar
    .silent = { $source } não diz quais ferramentas tem: { $error }
    .next = "firma mcp-tools show NOME" mostra o que uma ferramenta diz de si, "firma mcp-tools approve NOME DIGEST" a permite como está. Os departamentos a recebem nos seus arquivos: tools = [..., "NOME"].
    .untrusted = O que segue foi escrito por outro programa. Leia como informação, não como conselho.
    .set = { $name }: anotado (versão { $version }). Vale a partir da próxima mensagem.

cli-mcp-tools = Mostra e decide quais ferramentas de outros programas podem ser chamadas
    .about = Mostra e decide quais ferramentas de outros programas podem ser chamadas
    .arg-json = { cli-mcp-tools-list.arg-json }
    .examples =
        Exemplos:
          firma mcp-tools                                  o que os programas de [mcp.NAME] emprestam
          firma mcp-tools show crm_search
          firma mcp-tools approve crm_search 3fa9c1d27b40e8a65c90d1f4b27e6a83

cli-mcp-tools-list = Lista as ferramentas que outros programas emprestam
    .about = Lista as ferramentas que outros programas emprestam
    .examples =
        Exemplo:
          firma mcp-tools list --json
    .arg-json = Mostrar para um programa

cli-mcp-tools-show = Mostra o que uma ferramenta diz de si
    .about = Mostra o que uma ferramenta diz de si
    .examples =
        Exemplo:
          firma mcp-tools show crm_search
    .arg-name = A ferramenta, como a lista a chama

cli-mcp-tools-approve = Permite uma ferramenta como está; cada chamada é perguntada a uma pessoa
    .about = Permite uma ferramenta como está; cada chamada é perguntada a uma pessoa
    .examples =
        Exemplo:
          firma mcp-tools approve crm_search 3fa9c1d27b40e8a65c90d1f4b27e6a83
    .arg-name = A ferramenta, como a lista a chama
    .arg-digest = O que a lista mostrou para ela: nada além disso é permitido

cli-mcp-tools-relax = Deixa uma ferramenta permitida ir mais longe
    .about = Deixa uma ferramenta permitida ir mais longe
    .examples =
        Exemplos:
          firma mcp-tools relax crm_search --reads     suas chamadas não mudam nada
          firma mcp-tools relax crm_note --alone       ninguém é perguntado
    .arg-name = A ferramenta, como a lista a chama
    .arg-reads = Só lê: uma chamada pode ser repetida, e ninguém é perguntado
    .arg-alone = Nenhuma pessoa é perguntada antes de uma chamada

cli-mcp-tools-hold = Retém uma ferramenta de novo
    .about = Retém uma ferramenta de novo
    .examples =
        Exemplo:
          firma mcp-tools hold crm_search
    .arg-name = A ferramenta, como a lista a chama
