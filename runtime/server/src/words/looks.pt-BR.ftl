# O que se mostra da própria máquina: o que custou, o que sabe fazer, como está configurada.

cli-spend = Mostra quanto custou rodar a empresa
    .about = Mostra quanto custou rodar a empresa
    .examples =
        Exemplos:
          firma spend                              este mês, por departamento
          firma spend --by model --month 2026-10
          firma spend --by day --since 2026-11-15
          firma spend --by tool --json | jq .total

        Os valores estão na moeda da empresa, até o último milionésimo; o "total" de --json está em milionésimos. É a soma das
        linhas do livro, igual ao que dizem as tarefas e os orçamentos.
    .arg-month = Qual mês, como em 2026-11; este, se nenhum for dito
    .arg-since = A partir de que dia, como em 2026-11-15
    .arg-by = department, model, tool ou day
    .arg-json = Mostra como a API mostra

spend = Quanto custou rodar a empresa.
    .heading = { $from } a { $until }
    .nothing = Nada foi gasto.
    .total = total
    .no-model = (sem modelo)
    .no-tool = (modelos)
    .not-allowed = Só donos e administradores veem quanto a empresa custa.
    .bad-month = O mês se escreve como em 2026-11.
    .bad-since = O dia se escreve como em 2026-11-15.
    .bad-month-ahead = O mês de --month ainda não começou: escolha este ou um que já passou.
    .bad-since-ahead = O dia de --since ainda não chegou: escolha hoje ou um que já passou.
    .bad-both = Escolha um mês ou um dia, não os dois.

problem-not-your-spend = O seu papel não basta.
    .title = O seu papel não basta.
    .detail = Só donos e administradores veem quanto a empresa custa.

problem-bad-period = O período não serve.
    .title = O período não serve.
    .detail = { $wrong ->
        [month] "month" se escreve como em 2026-11.
        [since] "since" se escreve como em 2026-11-15.
        [month-ahead] O mês de "month" ainda não começou: escolha este ou um que já passou.
        [since-ahead] O dia de "since" ainda não chegou: escolha hoje ou um que já passou.
       *[both] Escolha "month" ou "since", não os dois.
    }

cli-tools = Mostra o que os departamentos sabem fazer
    .about = Mostra o que os departamentos sabem fazer
    .examples =
        Exemplos:
          firma tools
          firma tools --json | jq '.[] | select(.name == "create_lead") | .arguments'
    .arg-json = Mostra com os esquemas dos argumentos

tools = O que os departamentos sabem fazer.
    .nobody = nenhum departamento
    .asks = uma pessoa aprova: { $where }
    .asks-nobody = não pergunta a ninguém
    .asks-by-limits = pergunta se um limite ou palavras de estranhos exigirem
    .effect-read = lê
    .effect-local = escreve aqui
    .effect-write_once = escreve fora, uma vez
    .effect-write_at_most_once = escreve fora, no máximo uma vez

cli-agents = Mostra os departamentos
    .about = Mostra os departamentos
    .examples =
        Exemplos:
          firma agents
          firma agents --json

        Arquivos em FIRMA_HOME/agents e FIRMA_HOME/prompts tomam o lugar dos embutidos.
    .arg-json = Mostra em JSON

agents = Os departamentos.
    .model = modelo "{ $model }", no máximo { $steps } pensamentos por tarefa
    .tools = pode chamar: { $tools }
    .approve = uma pessoa aprova cada: { $tools }
    .from-home = de arquivos de FIRMA_HOME

cli-config = Mostra o que está definido e por quem, e confere o arquivo
    .about = Mostra o que está definido e por quem, e confere o arquivo
    .arg-json = { cli-config-show.arg-json }
    .examples =
        Exemplos:
          firma config
          firma config check

cli-config-show = Mostra cada configuração, o valor e quem o diz
    .about = Mostra cada configuração, o valor e quem o diz
    .examples =
        Exemplo:
          firma config show --json

        Segredos aparecem como ***. O ambiente vence o arquivo.
    .arg-json = Mostra em JSON

cli-config-check = Diz tudo o que está errado em firma.toml
    .about = Diz tudo o que está errado em firma.toml
    .examples =
        Exemplos:
          firma config check
          firma config check /etc/firma/firma.toml

        Termina com 0 se nada estiver errado, com 1 caso contrário.
    .arg-file = Outro arquivo em vez de FIRMA_HOME/firma.toml

config = O que está definido.
    .default = padrão
    .environment = ambiente
    .unset = -
    .sound = { $path }: nada está errado.
    .no-file = { $path } não existe: vale o padrão.

cli-completions = Mostra o que completa comandos em um shell
    .about = Mostra o que completa comandos em um shell
    .examples =
        Exemplos:
          source <(firma completions bash)
          firma completions zsh > ~/.zfunc/_firma
          firma completions fish > ~/.config/fish/completions/firma.fish
    .arg-shell = bash, zsh ou fish

cli-audit-list = Lista o mais novo: quem fez o quê, onde e com qual token
    .about = Lista o mais novo: quem fez o quê, onde e com qual token
    .examples =
        Exemplos:
          firma audit
          firma audit list --limit 200 --json
    .arg-limit = Quanto, 50 se nada for dito
    .arg-json = Mostra em JSON

audit-list = O que foi feito.
    .none = Nada foi feito ainda.
    .machine = a própria Firma

cli-schedules-set = Cria um agendamento, ou muda o que tem este nome
    .about = Cria um agendamento, ou muda o que tem este nome
    .examples =
        Exemplo:
          firma schedules set toda-manha --workflow overdue_invoices --rule "30 9 * * mon-fri"

        A regra é minuto, hora, dia, mês e dia da semana. Só o dono e os administradores podem.
        overdue_invoices diz aos donos quais faturas estão vencidas, com --input '{"{"}"most": 5{"}"}' cinco delas uma a uma.
        Outros processos entram pelo código.
    .arg-name = O nome: letras, dígitos, ".", "-" e "_"
    .arg-workflow = O workflow que ele inicia
    .arg-rule = Quando, como em "30 9 * * mon-fri"
    .arg-zone = Em que fuso, como America/Sao_Paulo; o da empresa, se nenhum for dito
    .arg-catch-up = O que se recupera do que foi perdido: skip, last ou all
    .arg-workflow-version = A versão do workflow; a mais nova, se nenhuma for dita
    .arg-input = O que cada execução recebe, em JSON
