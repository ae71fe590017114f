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
    .also_contacted = contato | em contato | contatada | já contatado | contatamos | contatei | contactado | contactada | contatadas | primeiro contato | em conversa
    .also_qualified = qualificada | qualificação | qualifica | qualificou | qualificamos
    .also_proposal = proposta | proposta enviada | etapa de proposta | orçamento enviado | proposta na mão
    .also_won = ganha | fechado | fechada | vendido | ganhamos | ganhou | fechamos | fechou | assinou | assinaram | vendemos | conquistamos | venda feita | convertida | vendidos | fechei | vendi | ganhei
    .also_lost = perdida | desistiu | perdemos | perdeu | desistiram | recusou | recusaram | rejeitou | perdi | sumiu
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
        | perdemos <lead>
        | perdemos o lead <lead>
        | perdemos o cliente <lead>
        | ganhamos <lead>
        | ganhamos o lead <lead>
        | fechamos com <lead>
        | fechamos o lead <lead>
        | fechamos negócio com <lead>
        | <lead> fechou
        | <lead> fechou com a gente
        | <lead> fechou negócio
        | o lead <lead> fechou
        | <lead> desistiu
        | o lead <lead> desistiu
        | o lead <lead> está <stage>
        | o lead <lead> está em <stage>
        | o lead <lead> já foi <stage>
        | o lead <lead> agora é <stage>
        | qualifica <lead>
        | qualifica o lead <lead>
        | já contatamos <lead>
        | contatamos <lead>
        | move <lead> para a etapa <stage>
        | mexe <lead> para <stage>
        | leva <lead> para <stage>
        | leva o lead <lead> para <stage>
        | joga <lead> para <stage>
        | joga o lead <lead> para <stage>
        | bota <lead> em <stage>
        | bota o lead <lead> em <stage>
        | bota <lead> como <stage>
        | põe <lead> como <stage>
        | põe o lead <lead> como <stage>
        | põe o lead <lead> em <stage>
        | coloca <lead> como <stage>
        | coloca o lead <lead> em <stage>
        | coloca o lead <lead> na etapa <stage>
        | deixa <lead> como <stage>
        | deixa o lead <lead> como <stage>
        | deixa <lead> em <stage>
        | atualiza <lead> para <stage>
        | atualiza o lead <lead> para <stage>
        | atualiza a etapa de <lead> para <stage>
        | atualiza o status de <lead> para <stage>
        | atualiza o status do lead <lead> para <stage>
        | muda o status de <lead> para <stage>
        | muda o status do lead <lead> para <stage>
        | muda a etapa de <lead> para <stage>
        | muda a fase de <lead> para <stage>
        | altera <lead> para <stage>
        | altera o lead <lead> para <stage>
        | altera a etapa de <lead> para <stage>
        | troca <lead> para <stage>
        | troca a etapa de <lead> para <stage>
        | classifica <lead> como <stage>
        | classifica o lead <lead> como <stage>
        | registra <lead> como <stage>
        | dá <lead> como <stage>
        | dar <lead> como <stage>
        | dá <lead> por <stage>
        | dar <lead> por <stage>
        | muda a etapa para <stage>
        | marca que <lead> está <stage>
        | marca <lead:email> como <stage>
        | passa <lead:email> para <stage>
        | passa <lead> para a etapa <stage>
        | passa <lead> para a fase de <stage>
        | avança <lead> para a etapa <stage>
        | volta <lead> para <stage>
        | volta o lead <lead> para <stage>
        | ... na etapa <stage>
        | ... na fase <stage>
        | ... na fase de <stage>
        | ... etapa de <stage>
        | ... para o status <stage>
        | ... status <stage>
        | ... <stage>
        | ... <lead:email>
        | ... <lead:phone>
        | ... o lead <lead>
        | <lead> está <stage>
        | <lead> está em <stage>
        | <lead> foi <stage>
        | <lead> é <stage>
        | <lead> agora é <stage>
        | <lead> agora está <stage>
        | <lead> <stage>
        | <lead:email> <stage>
        | <lead:email> está <stage>
        | <lead> virou <stage>
        | <lead> passou para <stage>
        | <lead> foi para <stage>
        | <lead> vai para <stage>
        | <lead> assinou
        | <lead> assinou o contrato
        | <lead> assinou com a gente
        | <stage> o negócio com <lead>
        | <lead> topou
        | <lead> aceitou a proposta
        | etapa de <lead> para <stage>
        | status de <lead> para <stage>
        | estágio de <lead> para <stage>
        | muda o estágio de <lead> para <stage>
        | altera o estágio de <lead> para <stage>
        | atualiza o estágio de <lead> para <stage>
        | considera <lead> <stage>
        | conta <lead> como <stage>
        | tira <lead> de lá e põe em <stage>
        | ... para <stage>
        | ... como <stage>
        | ... em <stage>
        | ... no funil
        | ... no pipeline
        | ... contrato
        | ... negócio
        | ... para o estágio <stage>
        | ... no estágio <stage>
        | ... estágio <stage>
        | volta <lead> para a etapa <stage>
        | bota <lead> de volta em <stage>
        | põe <lead> de volta em <stage>
        | coloca <lead> de volta em <stage>
        | passa <lead> de volta para <stage>
        | marca <lead> <stage>
        | deixa <lead> na etapa <stage>
        | coloca <lead> na etapa <stage>
        | põe <lead> na etapa <stage>
        | bota <lead> na etapa <stage>
        | define <lead> como <stage>
        | marca aí <lead> como <stage>
        | <lead> fechou contrato
        | <lead> fechou com outro
        | <lead> foi com a concorrência
        | <lead> pulou fora
        | <lead> caiu fora
        | <lead> não quis
        | <lead> desistiu da compra
        | <lead> bateu o martelo
        | ... de volta
        | ... de volta para <stage>
        | ... falei com <lead>
        | ... conversei com <lead>
        | ... liguei para <lead>
        | ... mandei mensagem para <lead>
        | ... mandei proposta para <lead>
        | ... mandei o orçamento para <lead>
        | ... mandei a proposta para <lead>
        | ... enviei a proposta para <lead>
        | ... consegui falar com <lead>
        | ... falei hoje com <lead>
        | ... reunião com <lead>
        | perdi <lead>
        | perdi o lead <lead>
        | perdemos <lead> para a concorrência
        | ... para a concorrência
        | ... para o concorrente
        | ... para outra empresa
        | fechei com <lead>
        | fechei negócio com <lead>
        | fechei o contrato com <lead>
        | dá <lead> como <stage>
        | tem <lead> como <stage>
        | ... dá como <stage>
        | ... sumiu
