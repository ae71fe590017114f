# O que a API diz de si: /openapi.json e /docs.

api = A interface para programas
    .about = Os departamentos da sua empresa por HTTP. Mande o token como "Authorization: Bearer TOKEN". Erros são problem+json (RFC 9457) com um código que não muda. Toda resposta tem um x-request-id e diz quanto resta da cota de pedidos de quem chama. Valores são na menor unidade da moeda. Páginas de outras origens não têm acesso (sem CORS).
    .group-messages = Mensagens e tarefas
    .group-approvals = Aprovações
    .group-business = Registros
    .group-company = Departamentos, ferramentas e custos
    .group-people = Pessoas
    .group-effects = Efeitos fora
    .group-flows = Execuções
    .group-schedules = Agendamentos
    .group-machine = A máquina
    .header-x-request-id = Como o pedido se chama; quem chama pode escolher.
    .header-ratelimit-limit = Quantos pedidos quem chama pode mandar de uma vez.
    .header-ratelimit-remaining = Quantos restam.
    .header-ratelimit-reset = Em quantos segundos todos voltam.
    .header-retry-after = Depois de quantos segundos tentar de novo.
    .header-link = A próxima página, como rel="next".
    .parameter-id = Qual.
    .parameter-name = O nome.
    .parameter-limit = Quantos no máximo.
    .parameter-cursor = O que a página anterior disse que vem.
    .parameter-state = Só os que estão assim.
    .parameter-status = Só as que estão assim.
    .parameter-stage = Só os que chegaram até aí.
    .parameter-conversation = O nome da conversa; main, se nenhum for dado.
    .parameter-after = O id do último que já se conhece; sem ele, o que veio depois da última mensagem da pessoa.
    .parameter-month = Um mês, como 2026-11.
    .parameter-since = Tudo desde um dia, como 2026-11-15.
    .parameter-by = Por qual divisão.
    .parameter-idempotency-key = O nome que quem chama dá ao pedido, 1 a 200 caracteres ASCII visíveis.
    .parameter-prefer = "wait=30" espera a resposta por esses segundos (RFC 7240).
    .parameter-last-event-id = O id do último evento que chegou.
    .status-200 = Deu certo.
    .status-201 = Foi criado.
    .status-202 = Foi recebido e segue.
    .status-204 = Não há o que dizer.
    .status-503 = Não pode trabalhar agora.
    .needs-token = Pede token
    .needs-nothing = Aberto
    .needs-operator = Aberto nesta máquina
    .parameters = Parâmetros
    .body = Corpo
    .answers = Respostas
    .example = Exemplo
    .schemas = Tipos
    .problems = Problemas
    .problems-about = Todo erro tem um destes códigos; eles não mudam.
    .code = Código
    .meaning = O que significa e o que fazer
    .required = obrigatório
    .document = O mesmo para programas
    .nothing = nada
    .or = ou
    .list-of = lista de
    .anything = qualquer JSON

api-post_message = Manda uma mensagem à empresa
    .summary = Manda uma mensagem à empresa.
    .detail = A mensagem vira uma tarefa. Com "Prefer: wait=30" espera-se a resposta, no máximo 120 segundos; senão, olhe a tarefa, ou ouça os eventos dela. A mesma Idempotency-Key é a mesma mensagem, mandada quantas vezes for.

api-get_turn = Mostra uma tarefa
    .summary = Mostra uma tarefa.
    .detail = Como está, o que fez, o que custou e o pedido por que espera.

api-turn_events = Conta o que uma tarefa faz, na hora
    .summary = Conta o que uma tarefa faz, na hora.
    .detail = Eventos do servidor: step, approval_asked, approval_decided e, no fim, turn, com ela inteira. Depois de um corte mande o último id como Last-Event-ID: nada falta e nada vem duas vezes. Uma escuta dura no máximo dez minutos; 204 diz que não há mais nada a ouvir.

api-get_file = Entrega um arquivo de uma resposta
    .summary = Entrega um arquivo de uma resposta.
    .detail = Uma planilha ou um gráfico, pelo id que veio com a resposta. Fica guardado por um ano.

api-list_notices = Lista o que a Firma disse por si
    .summary = Lista o que a Firma disse por si.
    .detail = Lembretes, por exemplo, em uma conversa de quem chama: os mais antigos primeiro, 50 no máximo. Mande o último id em after para continuar.

api-list_approvals = Lista pedidos que esperam por uma pessoa
    .summary = Lista pedidos que esperam por uma pessoa.
    .detail = Primeiro os que esperam, depois os mais novos. Se há mais, o cabeçalho Link diz a próxima página.

api-decide_approval = Decide um pedido
    .summary = Decide um pedido.
    .detail = Sim ou não exatamente ao que o digest representa; uma vez, dentro do prazo, por quem tem papel e departamento para isso.

api-list_leads = Lista leads
    .summary = Lista leads.
    .detail = Os mais novos primeiro. Vê quem trabalha em um departamento que pode lê-los.

api-list_invoices = Lista faturas
    .summary = Lista faturas.
    .detail = As mais novas primeiro. Vê quem trabalha em um departamento que pode lê-las.

api-list_tools = Lista o que os departamentos sabem fazer
    .summary = Lista o que os departamentos sabem fazer.
    .detail = As ferramentas dos departamentos em que quem chama trabalha, cada uma com o esquema dos argumentos.

api-call_tool = Chama uma ferramenta
    .summary = Chama uma ferramenta.
    .detail = Quem chama pede ela mesma uma chamada de ferramenta, sem modelo. Passa pelo portão como num turno: pode esperar por uma pessoa, e `Prefer: wait=30` espera até que termine ou espere. A mesma `Idempotency-Key` é a mesma chamada.

api-list_agents = Lista departamentos
    .summary = Lista departamentos.
    .detail = Aqueles em que quem chama trabalha, com as ferramentas e os limites.

api-get_spend = Mostra quanto a empresa custou
    .summary = Mostra quanto a empresa custou.
    .detail = Um mês ou tudo desde um dia, no fuso da empresa; este mês, se nenhum for dito. As partes somam o total. Para donos e administradores.

api-list_members = Lista as pessoas
    .summary = Lista as pessoas.
    .detail = Quem está há mais tempo na empresa primeiro. Para donos e administradores.

api-add_member = Inclui uma pessoa
    .summary = Inclui uma pessoa.
    .detail = O token vem na resposta, e nunca mais em lugar nenhum. A mesma Idempotency-Key é a mesma pessoa, não importa quantas vezes seja mandada; o token vem só na primeira.

api-rotate_token = Dá outro token a uma pessoa
    .summary = Dá outro token a uma pessoa.
    .detail = O anterior não abre mais porta nenhuma; o novo é mostrado só desta vez.

api-remove_member = Tira uma pessoa da empresa
    .summary = Tira uma pessoa da empresa.
    .detail = O token dela não abre mais porta nenhuma. O que ela decidiu fica, com o nome dela.

api-list_effects = Lista o que foi feito fora
    .summary = Lista o que foi feito fora.
    .detail = Os mais novos primeiro; state=unknown são os que ninguém sabe se aconteceram. Se há mais, o cabeçalho Link diz a próxima página.

api-resolve_effect = Diz o que foi de um efeito
    .summary = Diz o que foi de um efeito.
    .detail = De um de que ninguém sabia dizer: aconteceu, não aconteceu, ou tenta-se de novo.

api-list_flows = Lista execuções de processos
    .summary = Lista execuções de processos.
    .detail = As mais novas primeiro. Se há mais, o cabeçalho Link diz a próxima página.

api-get_flow = Mostra uma execução
    .summary = Mostra uma execução.
    .detail = Com os passos e o que fez fora.

api-cancel_flow = Pede que uma execução pare
    .summary = Pede que uma execução pare.
    .detail = O que ela fez continua feito.

api-retry_flow = Faz uma execução seguir
    .summary = Faz uma execução seguir.
    .detail = Uma que falhou ou foi posta de lado segue do diário; o que está registrado não se faz de novo.

api-list_schedules = Lista agendamentos
    .summary = Lista agendamentos.
    .detail = O que começa sozinho, por nome.

api-set_schedule = Faz ou muda um agendamento
    .summary = Faz ou muda um agendamento.
    .detail = Uma regra de cinco campos de cron em um fuso, e o processo que ela começa.

api-pause_schedule = Pausa um agendamento
    .summary = Pausa um agendamento.
    .detail = Ele não começa nada até ser retomado.

api-resume_schedule = Retoma um agendamento
    .summary = Retoma um agendamento.
    .detail = Ele segue com o próximo horário.

api-run_schedule = Começa o que um agendamento começa
    .summary = Começa o que um agendamento começa.
    .detail = Agora, fora dos horários dele.

api-delete_schedule = Tira um agendamento
    .summary = Tira um agendamento.
    .detail = O que ele começou continua.

api-health_live = Diz se o processo responde
    .summary = Diz se o processo responde.
    .detail = { "" }

api-health_ready = Diz se ele pode trabalhar
    .summary = Diz se ele pode trabalhar.
    .detail = O banco de dados responde, e ele não está para parar. Senão, 503. "settings" diz por que os departamentos, prompts ou preços mais novos não valem.

api-metrics = Números para o Prometheus
    .summary = Números para o Prometheus.
    .detail = De todas as empresas: nesta máquina sem token, de fora para o dono da empresa que opera esta Firma.

api-openapi = Esta interface como OpenAPI 3.1
    .summary = Esta interface como OpenAPI 3.1.
    .detail = No idioma de Accept-Language.

api-docs = Esta interface como página
    .summary = Esta interface como página.
    .detail = No idioma de Accept-Language; não precisa de nada de fora.
