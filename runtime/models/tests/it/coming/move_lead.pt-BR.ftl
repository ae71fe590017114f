move_lead = Move um lead para outra etapa.
    .card = Mover o lead { $name } de { $from } para { $stage }.
    .answer =
        { $act ->
            [stayed] O lead { $name } já estava como { $stage }; nada mudou.
           *[moved] O lead { $name } passou de { $from } para { $stage }.
        }
    .gone = O lead { $name } foi removido neste mesmo instante.
    .value_new = novo
    .value_contacted = contatado
    .value_qualified = qualificado
    .value_proposal = em proposta
    .value_won = ganho
    .value_lost = perdido
    .also_contacted = contato | em contato | contatada | já contatado
    .also_qualified = qualificada | qualificação
    .also_proposal = proposta | proposta enviada | etapa de proposta
    .also_won = ganha | fechado | fechada | vendido
    .also_lost = perdida | desistiu
    .also_new = nova
    .example = Move a Ana para proposta
    .ask_lead = Qual lead devo mover?
    .ask_stage = Para qual etapa: novo, contatado, qualificado, proposta, ganho ou perdido?
    .phrases =
        move <lead> para <stage>
        | move o lead <lead> para <stage>
        | move o lead <lead:email> para <stage>
        | move o lead <lead:phone> para <stage>
        | mover <lead> para <stage>
        | mova o lead <lead> para a etapa <stage>
        | passa <lead> para <stage>
        | passa o lead <lead> para <stage>
        | passar o lead <lead> para <stage>
        | muda <lead> para <stage>
        | muda o lead <lead> para <stage>
        | muda a etapa do lead <lead> para <stage>
        | avança <lead> para <stage>
        | avança o lead <lead> para <stage>
        | coloca <lead> em <stage>
        | coloca o lead <lead> como <stage>
        | põe <lead> em <stage>
        | marca <lead> como <stage>
        | marca o lead <lead> como <stage>
        | marca o lead <lead:email> como <stage>
        | o lead <lead> foi <stage>
        | ... para a etapa <stage>
        | ... para a fase <stage>
