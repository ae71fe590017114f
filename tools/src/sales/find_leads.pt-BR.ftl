find_leads = Mostra os leads, todos ou os de uma etapa, um nome ou um interesse.
    .card = Mostrar os leads.
    .answer =
        { $count ->
            [one] Um lead.
           *[other] { $count } leads{ $more ->
                [0] .
               *[other] ; aqui estão os mais novos, e há mais { $more }.
            }
        }
    .empty = Nenhum lead encontrado.
    .columns = name: Nome | interest: Interesse | stage: Etapa | email: E-mail | phone: Telefone | since: Desde
    .example = Quais leads temos?
    .value_new = novo
    .value_contacted = contatado
    .value_qualified = qualificado
    .value_proposal = em proposta
    .value_won = ganho
    .value_lost = perdido
    .also_contacted = em contato | já contatado
    .also_proposal = proposta | com proposta | proposta enviada
    .also_won = fechado
    .ask_query = Que nome, endereço ou interesse devo procurar?
    .ask_stage = De qual etapa?
    .phrases =
        quais leads temos?
        | leads
        | quais são os leads
        | quais são os nossos leads
        | quais os leads
        | quais leads estão <stage>
        | quais leads já foram <stage>
        | quais são os leads <stage>
        | que leads temos
        | que leads estão <stage>
        | temos leads
        | temos algum lead
        | tem algum lead <stage>
        | quantos leads temos
        | quantos leads estão <stage>
        | lista os leads
        | lista de leads
        | lista os leads <stage>
        | mostra os leads
        | mostra os leads <stage>
        | mostra todos os leads
        | ver os leads
        | exibe os leads
        | leads <stage>
        | leads que foram <stage>
        | leads que estão <stage>
        | algum lead <stage>
        | leads na etapa <stage>
        | leads da fase <stage>
        | leads com status <stage>
        | leads chamados <query>
        | procura o lead <query>
        | procura o lead <query:email>
        | procura <query> nos leads
        | busca <query> nos leads
        | procura leads de <query>
        | busca o lead <query>
        | busca leads de <query>
        | encontra o lead <query>
        | acha o lead <query>
        | leads interessados no <query:text>
        | leads que querem o <query:text>
        | leads com interesse no <query:text>
        | ... sobre <query>
