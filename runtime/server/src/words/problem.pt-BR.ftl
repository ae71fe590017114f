# Problemas com pedidos (problem+json). Os nomes fazem parte da API.

problem-unauthorised = Quem é você?
    .title = Quem é você?
    .detail = Mande "Authorization: Bearer TOKEN"; o token do dono está em FIRMA_HOME/token.

problem-no-such-path = Não há nada aqui.
    .title = Não há nada aqui.
    .detail = Confira o caminho.

problem-no-such-method = Este caminho não aceita este método.
    .title = Este caminho não aceita este método.
    .detail = Confira o método.

problem-no-such-turn = Essa tarefa não existe.
    .title = Essa tarefa não existe.
    .detail = Confira o id; ele vem com a resposta à mensagem.

problem-no-such-approval = Esse pedido não existe.
    .title = Esse pedido não existe.
    .detail = GET /v1/approvals mostra os que existem.

problem-no-such-tool = Não há essa ferramenta para você.
    .title = Não há essa ferramenta para você.
    .detail = Seus departamentos não têm a ferramenta "{ $tool }". `GET /v1/tools` lista as que eles têm.

problem-not-the-operator = Esses números não são seus.
    .title = Esses números não são seus.
    .detail = Eles somam todas as empresas: nesta máquina GET /metrics não pede token; de fora, pede o do dono que opera esta Firma.

problem-bad-conversation = O nome da conversa não pode ser usado.
    .title = O nome da conversa não pode ser usado.
    .detail = Use de 1 a { $longest } bytes sem caracteres de controle.

problem-bad-idempotency-key = A Idempotency-Key não pode ser usada.
    .title = A Idempotency-Key não pode ser usada.
    .detail = Use de 1 a { $longest } caracteres ASCII visíveis.

problem-too-busy = Há pedidos demais ao mesmo tempo.
    .title = Há pedidos demais ao mesmo tempo.
    .detail = Tente de novo daqui a pouco.

problem-too-slow = O pedido demorou demais.
    .title = O pedido demorou demais.
    .detail = O que foi recebido continua; pergunte pela tarefa.

problem-message-too-long = A mensagem é longa demais.
    .title = A mensagem é longa demais.
    .detail = Mande no máximo { $kib } KiB de texto.

problem-message-empty = A mensagem está vazia.
    .title = A mensagem está vazia.
    .detail = Mande algum texto.

problem-internal = Algo deu errado aqui.
    .title = Algo deu errado aqui.
    .detail = Está no registro. Tente de novo, ou avise quem cuida da Firma.

problem-not-json = O corpo não é JSON.
    .title = O corpo não é JSON.
    .detail = Mande com "Content-Type: application/json".

problem-bad-arguments = A ferramenta não aceita esses argumentos.
    .title = A ferramenta não aceita esses argumentos.
    .detail = { $wrong ->
        [unknown] Não há o campo "{ $name }"; o mais parecido é "{ $nearest }".
        [missing] Falta o campo "{ $name }".
        [kind] O campo "{ $name }" tem que ser { $wants }; veio { $value }.
        [others] Não há o campo "{ $name }"; há: { $known }.
        [choice] O campo "{ $name }" aceita um destes: { $known }; veio { $value }.
        [range] O número no campo "{ $name }" é grande ou pequeno demais: { $value }.
        [value] O campo "{ $name }" tem um valor que não aceita: { $value }.
        [whole] Juntos eles não são o que ela aceita.
       *[other] A ferramenta diz: { $error }.
    } Nada foi feito. GET /v1/tools mostra o que ela aceita.

problem-bad-body = O corpo não é o que este caminho aceita.
    .title = O corpo não é o que este caminho aceita.
    .detail = { $wrong ->
        [syntax] Não é JSON a partir da linha { $line }, coluna { $column }.
        [missing] Falta o campo "{ $name }".
        [unknown] Não há um campo "{ $name }"; há: { $known }.
        [twice] O campo "{ $name }" aparece duas vezes.
        [choice] O campo "{ $name }" aceita um destes: { $known }.
        [kind] O campo "{ $name }" deve ser { $wants ->
                [text] um texto
                [integer] um número inteiro
                [number] um número
                [boolean] true ou false
                [list] uma lista
                [id] um id
               *[object] um objeto JSON
            }.
        [whole] Deve ser um objeto JSON.
        [range] O número no campo "{ $name }" é grande ou pequeno demais.
       *[value] O campo "{ $name }" tem um valor que não aceita.
    } GET /docs mostra o que este caminho aceita.

problem-database-away = O banco de dados não responde.
    .title = O banco de dados não responde.
    .detail = Tente de novo daqui a pouco; com a mesma Idempotency-Key nada acontece duas vezes.

problem-idempotency-key-reused = Outra mensagem foi mandada com esta Idempotency-Key.
    .title = Outra mensagem foi mandada com esta Idempotency-Key.
    .detail = Mande a mesma mensagem, ou use outra chave.

problem-not-your-decision = O seu papel ou departamento não basta para decidir isso.
    .title = O seu papel ou departamento não basta para decidir isso.
    .detail = O pedido diz qual papel basta.

problem-other-digest = O que aconteceria não é o que você viu.
    .title = O que aconteceria não é o que você viu.
    .detail = Veja o pedido de novo e mande o digest dele.

problem-approval-expired = O prazo acabou, o que conta como não.
    .title = O prazo acabou, o que conta como não.
    .detail = Peça de novo.

problem-already-decided = Já foi decidido.
    .title = Já foi decidido.
    .detail = Está como "{ $status }".

problem-no-such-file = Esse arquivo não existe.
    .title = Esse arquivo não existe.
    .detail = Confira o id; ele vem com a resposta, e o arquivo é guardado por um ano.

problem-no-such-flow = Essa execução não existe.
    .title = Essa execução não existe.
    .detail = GET /v1/flows mostra as que existem.

problem-bad-limit = O limite não serve.
    .title = O limite não serve.
    .detail = Peça de 1 a { $most }.

problem-bad-query = Os parâmetros não são os deste caminho.
    .title = Os parâmetros não são os deste caminho.
    .detail = { $wrong ->
        [missing] Falta o parâmetro "{ $name }".
        [unknown] Não há um parâmetro "{ $name }"; há: { $known }.
        [twice] O parâmetro "{ $name }" aparece duas vezes.
        [choice] O parâmetro "{ $name }" aceita um destes: { $known }.
        [kind] O parâmetro "{ $name }" deve ser { $wants ->
                [text] um texto
                [integer] um número inteiro
                [number] um número
                [boolean] true ou false
                [list] uma lista
                [id] um id
               *[object] um objeto JSON
            }.
        [whole] Os parâmetros não podem ser lidos.
        [range] O número no parâmetro "{ $name }" é grande ou pequeno demais.
       *[value] O parâmetro "{ $name }" tem um valor que não aceita.
    } GET /docs mostra o que este caminho aceita.

problem-not-your-flow = Só o dono e administradores param e retomam execuções.
    .title = Só o dono e administradores param e retomam execuções.
    .detail = Peça a um deles.

problem-flow-stands = A execução não pode ser mudada assim.
    .title = A execução não pode ser mudada assim.
    .detail = Está como { $state }.

problem-flow-went-on = A execução seguiu depois do que falhou.
    .title = A execução seguiu depois do que falhou.
    .detail = Refazer isso não combinaria com o que veio depois; comece de novo.

problem-other-question = O pedido pergunta outra coisa.
    .title = O pedido pergunta outra coisa.
    .detail = Se algo pode acontecer decide-se em /v1/approvals/ID/decision; se aconteceu diz-se em /v1/effects/ID/resolution.

problem-reference-missing = Falta a referência do outro lado.
    .title = Falta a referência do outro lado.
    .detail = Verifique lá e mande como "reference".

problem-turn-over = A conversa que pediu já terminou.
    .title = A conversa que pediu já terminou.
    .detail = Diga que não aconteceu e peça de novo.

problem-no-such-schedule = Esse agendamento não existe.
    .title = Esse agendamento não existe.
    .detail = GET /v1/schedules mostra os que existem.

problem-not-your-schedule = Só o dono e administradores mudam agendamentos.
    .title = Só o dono e administradores mudam agendamentos.
    .detail = Peça a um deles.

problem-schedule-unreadable = O agendamento não pode continuar.
    .title = O agendamento não pode continuar.
    .detail = { $field ->
        [zone] Esta Firma não conhece o fuso dele
       *[rule] A regra dele não pode ser lida ou nunca chega
    }: defina-o de novo (PUT) e depois retome-o.

problem-schedule-name = O nome não serve.
    .title = O nome não serve.
    .detail = "{ $name }": use até 64 letras sem acento, algarismos, ".", "-" e "_".

problem-schedule-workflow = Não há esse processo para agendar.
    .title = Não há esse processo para agendar.
    .detail = "workflow" não pode ser "{ $name }": { $any ->
        [no] esta Firma não tem nenhum que se possa agendar
       *[other] use um de { $known }
    }.

problem-schedule-version = O processo não tem essa versão.
    .title = O processo não tem essa versão.
    .detail = "version" não pode ser { $version } em "{ $name }": use uma de { $known }, ou deixe de fora para a mais nova.

problem-schedule-fields = A regra não pode ser lida.
    .title = A regra não pode ser lida.
    .detail = "rule" tem { $count } campos em vez de cinco: minuto, hora, dia, mês e dia da semana, como em "30 9 * * mon-fri".

problem-schedule-part = A regra não pode ser lida.
    .title = A regra não pode ser lida.
    .detail = Em "rule", o campo { $field ->
        [minute] minuto
        [hour] hora
        [day] dia
        [month] mês
       *[weekday] dia da semana
    } não pode ser "{ $part }": { $wrong ->
        [outside] vai de { $least } a { $greatest }
        [backwards] o intervalo acaba antes de começar
        [step] o passo é um número a partir de 1
       *[unknown] não é número nem nome como "jan" ou "mon"
    }. Minuto, hora, dia, mês e dia da semana, como em "30 9 * * mon-fri".

problem-schedule-never = A regra nunca chega.
    .title = A regra nunca chega.
    .detail = Nenhum dos meses de "rule" tem esse dia: use outro dia ou outro mês.

problem-schedule-zone = Esse fuso não existe.
    .title = Esse fuso não existe.
    .detail = "zone" não pode ser "{ $zone }": use um pelo nome, como em "America/Sao_Paulo", ou deixe de fora para o da empresa.

problem-schedule-input = A entrada não serve.
    .title = A entrada não serve.
    .detail = { $wrong ->
        [large] "input" aceita 64 KiB: guarde o resto em outro lugar e diga aqui onde.
        [missing] O processo "{ $workflow }" precisa de "{ $name }", que falta: inclua-o.
        [unknown] O processo "{ $workflow }" não recebe "{ $name }"; recebe: { $known }.
        [choice] "{ $name }" aceita um destes: { $known }.
        [kind] Para o processo "{ $workflow }", "{ $name }" deve ser { $wants ->
                [text] um texto
                [integer] um número inteiro
                [number] um número
                [boolean] true ou false
                [list] uma lista
                [id] um id
               *[object] um objeto JSON
            }.
        [range] O número em "{ $name }" é grande ou pequeno demais para o processo "{ $workflow }".
        [whole] O processo "{ $workflow }" recebe um objeto JSON em "input", ou nada.
       *[value] O processo "{ $workflow }" não recebe o valor de "{ $name }".
    }

problem-bad-cursor = O cursor não é desta lista.
    .title = O cursor não é desta lista.
    .detail = Use o de "next" ou do cabeçalho Link como veio, ou deixe de fora para começar de novo.

problem-bad-event-id = O Last-Event-ID não é desta escuta.
    .title = O Last-Event-ID não é desta escuta.
    .detail = Mande o id de um evento como veio, ou nenhum para ouvir todos.

problem-body-too-long = O corpo é longo demais.
    .title = O corpo é longo demais.
    .detail = Mande o que /docs diz para este caminho, e nada mais.

problem-not-your-department = Você não trabalha em um departamento que pode ler isto.
    .title = Você não trabalha em um departamento que pode ler isto.
    .detail = Peça o departamento ao dono.

problem-too-many-requests = Você mandou pedidos demais.
    .title = Você mandou pedidos demais.
    .detail = Tente de novo em { $seconds } s. Quem opera esta Firma define a cota em firma.toml, em [api].

problem-too-many-streams = Você está ouvindo tarefas demais ao mesmo tempo.
    .title = Você está ouvindo tarefas demais ao mesmo tempo.
    .detail = No máximo { $most } por token: encerre uma, ou ouça com outro token.

problem-bad-text = Um texto tem um caractere que não pode ser guardado.
    .title = Um texto tem um caractere que não pode ser guardado.
    .detail = Tire o caractere de número zero (NUL).
