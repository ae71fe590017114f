# A ajuda dos comandos.

cli = A Firma cuida dos departamentos de uma empresa com agentes de IA. Sem comando ela atende e abre uma conversa.
    .about = A Firma cuida dos departamentos de uma empresa com agentes de IA. Sem comando ela atende e abre uma conversa.
    .examples =
        Exemplos:
          firma                                  atender, e conversar aqui
          firma ask "quais leads temos?"         uma pergunta, uma resposta
          firma approvals                        o que espera por uma pessoa
          firma limits set turn 0,50             quanto pode custar uma tarefa

        Os dados ficam em FIRMA_HOME (~/.firma se não estiver definida), a configuração em FIRMA_HOME/firma.toml.

cli-serve = Atende sem conversa, até Ctrl-C
    .about = Atende sem conversa, até Ctrl-C
    .examples =
        Exemplos:
          firma serve
          FIRMA_LISTEN=127.0.0.1:9000 firma serve
          DATABASE_URL=postgres://... firma serve    num PostgreSQL seu

cli-ask = Faz uma pergunta e mostra a resposta
    .about = Faz uma pergunta e mostra a resposta
    .examples =
        Exemplos:
          firma ask "novo lead: Ana, ana@example.com, quer o plano Pro"
          firma ask --json "quais faturas estão vencidas?" | jq .answer
          firma ask - < pergunta.txt

        Termina com 0 quando respondeu, 2 quando espera por uma pessoa, 1 nos outros casos.
    .arg-json = Mostrar a tarefa como a API mostra
    .arg-conversation = A conversa a continuar; "main" é a do chat
    .arg-text = A pergunta; - lê da entrada padrão

cli-approvals = Mostra e decide o que espera por uma pessoa
    .about = Mostra e decide o que espera por uma pessoa
    .arg-all = { cli-approvals-list.arg-all }
    .examples =
        Exemplos:
          firma approvals                               o que espera
          firma approvals approve 3
          firma approvals deny 3 --reason "é demais"

cli-approvals-list = Lista os pedidos que esperam
    .about = Lista os pedidos que esperam
    .examples =
        Exemplo:
          firma approvals list --all
    .arg-all = Também os que já foram decididos

cli-approvals-show = Mostra um pedido
    .about = Mostra um pedido
    .examples =
        Exemplo:
          firma approvals show 3
    .arg-number = O número dele

cli-approvals-approve = Aprova, e leva a tarefa até o fim
    .about = Aprova, e leva a tarefa até o fim
    .examples =
        Exemplo:
          firma approvals approve 3
    .arg-number = O número dele

cli-approvals-deny = Nega, e leva a tarefa até o fim
    .about = Nega, e leva a tarefa até o fim
    .examples =
        Exemplo:
          firma approvals deny 3 --reason "ofereça um desconto"
    .arg-number = O número dele
    .arg-reason = Por quê: o departamento lê

cli-effects = Mostra o que foi feito fora, e recebe o que houve
    .about = Mostra o que foi feito fora, e recebe o que houve
    .arg-state = { cli-effects-list.arg-state }
    .arg-json = { cli-effects-list.arg-json }
    .examples =
        Exemplos:
          firma effects                               os mais novos
          firma effects list --state unknown          o que ninguém sabe dizer
          firma effects resolve 3 happened --reference re_123

cli-effects-list = Lista o que foi feito fora
    .about = Lista o que foi feito fora
    .examples =
        Exemplo:
          firma effects list --state unknown --json
    .arg-state = Só o que está assim
    .arg-json = Mostra como a API mostra

cli-effects-resolve = Diz o que houve com o que ninguém sabe dizer
    .about = Diz o que houve com o que ninguém sabe dizer, depois de verificar
    .examples =
        Exemplos:
          firma effects resolve 3 happened --reference re_123    fica registrado como feito
          firma effects resolve 3 did-not                        o que tomou é devolvido
          firma effects resolve 3 again                          tenta de novo, como outra chamada
    .arg-number = O número do pedido
    .arg-resolution = O que houve
    .arg-reference = Como o outro lado chama
    .arg-reason = Por que você diz isso

cli-flows = Mostra execuções, para e retoma
    .about = Mostra execuções, para e retoma
    .arg-state = { cli-flows-list.arg-state }
    .arg-json = { cli-flows-list.arg-json }
    .examples =
        Exemplos:
          firma flows                                 as mais novas
          firma flows list --state quarantined        o que uma pessoa precisa ver

cli-flows-list = Lista execuções
    .about = Lista execuções
    .examples =
        Exemplo:
          firma flows list --state open --json
    .arg-state = Só as que estão assim
    .arg-json = Mostra como a API mostra

cli-flows-show = Mostra uma execução: os passos, o que fez fora e o que espera
    .about = Mostra uma execução: os passos, o que fez fora e o que espera
    .examples =
        Exemplo:
          firma flows show 0199f0a0-0000-7000-8000-000000000000
    .arg-id = O id; a execução de uma conversa tem o id dela
    .arg-json = Mostra como a API mostra

cli-flows-cancel = Pede que uma execução pare, e espera até parar
    .about = Pede que uma execução pare, e espera até parar
    .examples =
        Exemplo:
          firma flows cancel 0199f0a0-0000-7000-8000-000000000000
    .arg-id = O id; a execução de uma conversa tem o id dela

cli-flows-retry = Retoma uma execução que foi posta de lado ou desistiu
    .about = Retoma uma execução que foi posta de lado ou desistiu. O que fez continua feito
    .examples =
        Exemplo:
          firma flows retry 0199f0a0-0000-7000-8000-000000000000
    .arg-id = O id; a execução de uma conversa tem o id dela

cli-schedules = Mostra o que começa por si, põe em pausa e começa agora
    .about = Mostra o que começa por si, põe em pausa e começa agora
    .arg-json = { cli-schedules-list.arg-json }
    .examples =
        Exemplos:
          firma schedules                             tudo
          firma schedules pause relatorio             até ser retomado

cli-schedules-list = Lista agendamentos
    .about = Lista agendamentos
    .examples =
        Exemplo:
          firma schedules list --json
    .arg-json = Mostra como a API mostra

cli-schedules-pause = Põe um agendamento em pausa, até ser retomado
    .about = Põe um agendamento em pausa, até ser retomado
    .examples =
        Exemplo:
          firma schedules pause relatorio
    .arg-name = O nome

cli-schedules-resume = Retoma um agendamento na próxima vez
    .about = Retoma um agendamento na próxima vez. O que a pausa cobriu não é recuperado
    .examples =
        Exemplo:
          firma schedules resume relatorio
    .arg-name = O nome

cli-schedules-run = Começa agora o que um agendamento começa
    .about = Começa agora o que um agendamento começa, e espera até acabar ou precisar de uma pessoa
    .examples =
        Exemplo:
          firma schedules run relatorio
    .arg-name = O nome

cli-schedules-delete = Tira um agendamento
    .about = Tira um agendamento. O que começou segue
    .examples =
        Exemplo:
          firma schedules delete relatorio
    .arg-name = O nome

cli-limits = Mostra e define o que os agentes podem gastar e entregar
    .about = Mostra e define o que os agentes podem gastar e entregar
    .examples =
        Exemplos:
          firma limits
          firma limits set free_hand.refund_invoice 80    reembolsos até 80 não precisam de uma pessoa
          firma limits set department_day 20              um departamento pode custar 20 por dia

cli-limits-show = Mostra os limites que valem
    .about = Mostra os limites que valem
    .examples =
        Exemplo:
          firma limits show

cli-limits-set = Define um limite, na moeda da empresa
    .about = Define um limite, na moeda da empresa
    .examples =
        Exemplo:
          firma limits set turn 0,50
    .arg-key = O nome, como "firma limits" mostra
    .arg-value = O valor

cli-limits-unset = Tira um limite definido: volta a valer o padrão
    .about = Tira um limite definido: volta a valer o padrão
    .examples =
        Exemplo:
          firma limits unset free_hand.refund_invoice
    .arg-key = O nome, como "firma limits" mostra

cli-audit = Cuida do registro de quem fez o quê
    .about = Cuida do registro de quem fez o quê
    .arg-limit = { cli-audit-list.arg-limit }
    .arg-json = { cli-audit-list.arg-json }
    .examples =
        Exemplos:
          firma audit --limit 200
          firma audit verify

cli-audit-verify = Confere se alguém mexeu na auditoria
    .about = Confere se alguém mexeu na auditoria
    .examples =
        Exemplos:
          firma audit verify
          firma audit verify --head 9f2c...      se uma ponta que você guardou ainda faz parte dela

        Termina com 0 se tudo está como foi selado, com 1 se não está. Quem pode escrever em todas as tabelas do banco poderia
        escrever outra auditoria: guarde uma ponta onde essa pessoa não alcança.
    .arg-json = Mostrar o resultado como JSON
    .arg-head = Uma ponta que você guardou

cli-retention = Mostra o que venceu, e o que o segura
    .about = Mostra o que venceu, e o que o segura
    .examples =
        Exemplos:
          firma retention
          firma retention --apply

        Cada tabela diz por quanto tempo guarda suas linhas. Partes vencidas são descartadas ao iniciar ou com --apply, a menos que
        uma execução delas não esteja encerrada ou linhas da auditoria não estejam seladas. A auditoria da empresa diz o que se foi.
    .arg-apply = Descartar o que venceu
    .arg-json = Mostrar o resultado como JSON

cli-demo = Apresenta o dia de uma empresa inventada; carrega dados de exemplo, ou os tira
    .about = Apresenta o dia de uma empresa inventada; carrega dados de exemplo, ou os tira
    .examples =
        Exemplos:
          firma demo                 um kill -9, uma aprovação, um reembolso, um orçamento, outra empresa: um minuto
          firma demo --keep          e deixa você nessa empresa
          firma demo load            dados de exemplo para a sua
          firma demo clear
    .arg-keep = Deixa a empresa lá e diz como abri-la

cli-demo-load = Carrega dados de exemplo; os nomes dizem isso
    .about = Carrega dados de exemplo; os nomes dizem isso
    .examples =
        Exemplo:
          firma demo load

cli-demo-clear = Tira os dados de exemplo, com tudo o que foi feito com eles
    .about = Tira os dados de exemplo, com tudo o que foi feito com eles
    .examples =
        Exemplo:
          firma demo clear

cli-migrate = Atualiza as tabelas de DATABASE_URL
    .about = Atualiza as tabelas de DATABASE_URL
    .examples =
        Exemplos:
          firma migrate --print-roles | psql ...      uma vez, como administrador do banco
          DATABASE_URL=postgres://... firma migrate   como administrador ou membro de firma_owner

        O PostgreSQL da própria Firma não precisa disso.
    .arg-print-roles = Só mostrar o que um administrador roda uma vez

cli-cancel = Para uma tarefa
    .about = Para uma tarefa
    .examples =
        Exemplo:
          firma cancel 0199f0a0-0000-7000-8000-000000000000
    .arg-turn = O id, como "firma ask --json" mostra

cli-shared = Textos comuns.
    .usage = Uso
    .commands = Comandos
    .command = COMANDO
    .any-options = OPÇÕES
    .options = Opções
    .arguments = Argumentos
    .help = Mostrar a ajuda
    .version = Mostrar a versão
    .config = Outro arquivo em vez de FIRMA_HOME/firma.toml

cli-mistake = O que foi digitado errado.
    .unknown_argument = "{ $what }" não cabe aqui. Veja "{ $command } --help".
    .unknown_argument_nearest = "{ $what }" não cabe aqui; o mais parecido é "{ $nearest }". Veja "{ $command } --help".
    .unknown_command = Não existe o comando "{ $what }". Veja "{ $command } --help".
    .unknown_command_nearest = Não existe o comando "{ $what }"; o mais parecido é "{ $nearest }". Veja "{ $command } --help".
    .missing_argument = Falta: { $what }. Veja "{ $command } --help".
    .missing_value = "{ $what }" precisa de um valor. Veja "{ $command } --help".
    .wrong_value = "{ $value }" não serve para "{ $what }". Veja "{ $command } --help".
    .used_twice = "{ $what }" apareceu duas vezes. Veja "{ $command } --help".
    .command_late = "{ $task }" vem antes do que ele recebe: ponha "{ $prior }" depois. Veja "{ $command } --help".
    .conflict = "{ $what }" e "{ $prior }" não se usam juntos. Veja "{ $command } --help".
    .missing_command = Falta um destes: { $known }. Veja "{ $command } --help".
    .no_value = "{ $what }" não recebe valor, e recebeu "{ $value }". Veja "{ $command } --help".
    .wrong_value_known = "{ $value }" não serve para "{ $what }": use um destes: { $known }. Veja "{ $command } --help".
    .unreadable = Isso não pode ser lido como um comando. Veja "{ $command } --help".

cli-value = O que um argumento recebe.
    .file = ARQUIVO
    .name = NOME
    .text = TEXTO
    .number = NÚMERO
    .state = ESTADO
    .resolution = RESPOSTA
    .id = ID
    .json = JSON
    .key = CHAVE
    .value = VALOR
    .n = N
    .hash = HASH
    .turn = TAREFA
    .yyyy-mm = AAAA-MM
    .yyyy-mm-dd = AAAA-MM-DD
    .what = GRUPO
    .shell = SHELL
    .member = PESSOA
    .role = PAPEL
    .rule = REGRA
    .zone = FUSO
    .how = MODO
    .department = DEPARTAMENTO
    .digest = DIGEST
