# A conversa, e os pedidos a pessoas como ela os mostra.

chat = A conversa.
    .hello = Escreva o que precisa. /ajuda mostra os comandos.
    .prompt = você>
    .bye = Até logo. O que está em andamento continua quando a Firma for aberta de novo.
    .help =
        Escreva uma mensagem e aperte Enter. Alt-Enter, ou uma barra invertida no fim, começa outra linha.
        /aprovacoes  decidir o que espera por uma pessoa
        /cancelar    parar o que está em andamento nesta conversa
        /sair        sair
        Ctrl-C enquanto a Firma trabalha volta para cá e deixa o trabalho em andamento; Enter mostra de novo. Ctrl-C aqui sai.
    .unknown-word = Esse comando não existe. /ajuda mostra os que existem.
    .delegated = → o supervisor escolheu { $department }
    .calling = → { $department } chama { $tool }
    .retracted = (começa de novo)
    .left-running = Continua sem aparecer aqui. Enter mostra de novo, /cancelar para, Ctrl-C sai.
    .no-approvals = Nada espera por uma pessoa.
    .decide = [a]provar, [n]egar ou [d]epois?
    .reason = Por que não? (o departamento lê)
    .later = Fica esperando. Decida com /aprovacoes, ou com: firma approvals show { $number }
    .decide-elsewhere = Espera por uma pessoa: firma approvals approve { $number }, ou firma approvals deny { $number } --reason "..."
    .outcome = [a]conteceu, [n]ão aconteceu, [t]entar de novo ou [d]epois?
    .reference = Qual é a referência do outro lado?
    .later-outcome = Fica esperando. Diga com /approvals, ou com: firma effects resolve { $number } happened|did-not|again
    .resolve-elsewhere = Alguém precisa verificar: firma effects resolve { $number } happened --reference "...", ou did-not, ou again
    .nothing-to-cancel = Nada está em andamento nesta conversa.
    .cancelling = Parando.
    .unfinished = Ainda não terminou.
    .no-words = Feito.
    .refused = Foi recusado.
    .failed = Parou no meio do caminho. Antes de pedir de novo, alguém precisa ver o que foi feito: firma flows show { $turn }
    .cancelled = Cancelado.

approval = Um pedido a uma pessoa.
    .heading = Pedido { $number } ({ $status }): { $department } quer chamar { $tool }
    .heading-outcome = Pedido { $number } ({ $status }): o que { $department } quis de { $tool } aconteceu?
    .asked-by = Para o processo { $workflow }: firma flows show { $run }
    .why = Por que você decide: { $value }
    .authority = Entrega: { $value }
    .role = Quem decide: { $value }
    .until = Conta como não depois de: { $value }
    .decided = Quem decidiu: { $name } ({ $channel }, { $credential }) em { $at }
    .status-pending = espera
    .status-approved = aprovado
    .status-used = aprovado e feito
    .status-denied = negado
    .status-expired = expirado
    .status-withdrawn = retirado
    .status-happened = aconteceu
    .status-did_not = não aconteceu
    .status-again = tentar de novo
    .role-staff = qualquer pessoa da equipe
    .role-manager = um gerente ou o dono
    .role-admin = um administrador ou o dono
    .role-owner = o dono
    .words-approve = a | aprovar | s | sim
    .words-deny = n | negar | não | nao
    .words-later = d | depois
    .words-happened = a | aconteceu
    .words-did-not = n | não | nao | não aconteceu
    .words-again = t | tentar | tentar de novo
