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
    .also_contacted = em contato | já contatado | contatamos | contactado | contatou | contatei | falou | contatados | contatadas | primeiro contato | em conversa | falamos | conversamos | conversei | já falei
    .also_proposal = proposta | com proposta | proposta enviada | aguardando proposta | fase de proposta | em negociação | negociação | negociando | orçamento enviado | proposta na mão
    .also_won = fechado | ganhamos | ganhou | fechamos | fechou | convertido | ganhos | fechados | assinou | assinaram | virou cliente | viraram cliente | viraram clientes | comprou | compraram | convertida | vendidos | cliente fechado
    .ask_query = Que nome, endereço ou interesse devo procurar?
    .ask_stage = De qual etapa?
    .also_lost = perdemos | perdeu | perdidos | desistiu | desistiram | não quis | não quer mais | não quiseram | recusou | recusaram | rejeitou | não tem interesse | sem interesse | não tem mais interesse | perdi | perderam
    .also_qualified = qualificou | qualificamos
    .also_new = ninguém chamou | ninguém ligou | ninguém falou | ninguém contatou | ninguém atendeu | não chamamos | não ligamos | não falamos | novinhos | não contatado | não foi contatado | não foram contatados | ainda não contatado | sem contato | novatos
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
        | clientes em potencial
        | clientes em potencial <stage>
        | cliente em potencial <query>
        | cliente em potencial chamado <query>
        | algum cliente em potencial
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
        | leads cadastrados
        | manda os leads
        | manda a lista de leads
        | manda a lista de leads <stage>
        | manda os leads <stage>
        | envia a lista de leads
        | passa a lista de leads
        | me dá a lista de leads
        | todos os leads
        | leads que <stage>
        | quais leads <stage>
        | quantos leads <stage>
        | leads que estão em <stage>
        | leads em <stage>
        | quais leads estão em <stage>
        | quem são os leads
        | quem são os leads <stage>
        | como estão os leads
        | tenho algum lead <stage>
        | tem leads <stage>
        | tem lead <stage>
        | há leads <stage>
        | existe algum lead <stage>
        | procura por <query> nos leads
        | procura <query> na lista de leads
        | acha <query> nos leads
        | acha os leads de <query>
        | encontra <query> nos leads
        | busca por <query> nos leads
        | busca o lead <query:email>
        | busca o lead chamado <query>
        | pesquisa <query> nos leads
        | pesquisa o lead <query>
        | localiza o lead <query>
        | localiza <query> nos leads
        | mostra o lead <query>
        | mostra o lead <query:email>
        | ver o lead <query>
        | tem algum lead chamado <query>
        | temos algum lead chamado <query>
        | tem o lead <query>
        | temos o lead <query>
        | cadê o lead <query>
        | dados do lead <query>
        | dados da lead <query>
        | informações do lead <query>
        | contato do lead <query>
        | telefone do lead <query>
        | leads com o nome <query>
        | leads de nome <query>
        | leads interessados em <query:text>
        | leads que querem <query:text>
        | leads que querem saber de <query:text>
        | leads que se interessaram por <query:text>
        | leads com interesse em <query:text>
        | quem tem interesse em <query:text>
        | ... na etapa <stage>
        | ... na fase <stage>
        | ... com status <stage>
        | ... lista
        | vê os leads
        | vê os leads <stage>
        | vê o lead <query>
        | olha os leads
        | puxa os leads
        | puxa os leads <stage>
        | traz os leads
        | traz os leads <stage>
        | ... <query:email>
        | ... <query:phone>
        | lead com telefone <query:phone>
        | lead com o e-mail <query:email>
        | lead do telefone <query:phone>
        | de quem é o telefone <query:phone>
        | procura o lead <query:phone>
        | acha o lead com telefone <query:phone>
        | busca o lead com e-mail <query:email>
        | procura o lead com e-mail <query:email>
        | ... chamado <query>
        | ... com nome <query>
        | temos algum lead de <query>
        | ... com interesse em <query:text>
        | ... interessados em <query:text>
        | resumo dos leads
        | relação de leads
        | relação dos leads <stage>
        | quem está em <stage>
        | todo lead <stage>
        | negócios <stage>
        | quantos negócios <stage>
        | quais negócios <stage>
        | negócios que a gente <stage>
        | quem está <stage>
        | quem foi <stage>
        | quem já foi <stage>
        | quem a gente já <stage>
        | quem a gente <stage>
        | quem <stage>
        | quem são os <stage>
        | quais estão <stage>
        | quantos estão <stage>
        | quantos a gente <stage>
        | acha <query>
        | procura <query>
        | busca <query>
        | acha <query:email>
        | procura <query:email>
        | busca <query:email>
        | acha <query:phone>
        | procura <query:phone>
        | encontra <query>
        | encontra <query:email>
        | localiza <query>
        | pesquisa <query>
        | lead que chama <query>
        | lead que se chama <query>
        | alguém chamado <query>
        | temos alguém chamado <query>
        | prospects
        | lista os prospects
        | contatos
        | lista os contatos
        | nossos contatos
        | clientes em potencial
        | clientes em potencial <stage>
        | clientes em potencial estão com <stage>
        | mostra os interessados em <query:text>
        | lista os interessados em <query:text>
        | quem são os interessados em <query:text>
        | busca leads com interesse em <query:text>
        | procura leads com interesse em <query:text>
        | leads atrás de <query:text>
        | leads procurando <query:text>
        | leads que precisam de <query:text>
        | os dados de <query>
        | ficha de <query>
        | ficha do lead <query>
        | ... todo mundo
        | ... todos
        | ... em <stage>
        | ... na etapa de <stage>
        | ... nome <query>
        | qual lead se interessou por <query:text>
        | qual lead tinha interesse em <query:text>
        | ... se interessou por <query:text>
        | ... tinha interesse em <query:text>
        | ... pediu <query:text>
        | ... perguntou de <query:text>
        | ... perguntou por <query:text>
        | qual lead pediu <query:text>
        | quem pediu <query:text>
        | leads que perguntaram de <query:text>
        | leads que pediram <query:text>
        | ... perguntaram por <query:text>
        | ... perguntaram sobre <query:text>
        | tem algum lead interessado em <query:text>
        | algum lead interessado em <query:text>
        | alguém interessado em <query:text>
        | quem quer <query:text>
        | quem perguntou de <query:text>
        | quem perguntou sobre <query:text>
        | quem perguntou por <query:text>
        | quem se interessou por <query:text>
        | quem está interessado em <query:text>
        | procura nos leads quem tem interesse em <query:text>
        | procura nos leads quem quer <query:text>
        | acha nos leads quem quer <query:text>
        | abre os leads
        | abre os leads <stage>
        | abre a lista de leads
        | temos algum lead com nome <query>
        | tem alguém chamado <query>
        | tem alguém com nome <query>
        | cadê <query>
        | quem é <query:phone>
        | quem é <query:email>
        | me mostra todo mundo
        | ... no funil
        | ... no momento
        | ... que temos
        | ... que a gente tem
        | ... atrás de <query:text>
        | ... querendo <query:text>
        | ... procurando <query:text>
        | tem algum cliente interessado em <query:text>
        | algum cliente interessado em <query:text>
        | clientes interessados em <query:text>
        | cliente interessado em <query:text>
        | tem alguém querendo <query:text>
        | tem alguém atrás de <query:text>
        | o que temos de lead <stage>
        | o que tem de lead
        | fala os leads
        | fala os leads <stage>
        | diz os leads
        | acha o cadastro de <query>
        | o cadastro de <query> nos leads
        | procura o cadastro de <query>
        | leads que estão como <stage>
        | leads como <stage>
        | quem está na fase de <stage>
        | quem está na etapa de <stage>
        | ... como <stage>
        | ... fase de <stage>
        | ... contato feito
        | existe algum lead de <query>
        | tem algum lead de <query>
        | temos lead de <query>
