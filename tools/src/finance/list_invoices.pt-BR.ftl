list_invoices = Mostra as faturas, todas ou as de um cliente ou de uma situação.
    .card = Mostrar as faturas.
    .answer =
        { $count ->
            [one] Uma fatura, com { $open } em aberto.
           *[other] { $count } faturas, com { $open } em aberto{ $more ->
                [0] .
               *[other] ; aqui estão as mais novas, e há mais { $more }.
            }
        }
    .empty = Nenhuma fatura encontrada.
    .columns = number: Nº | customer: Cliente | due: Vencimento | total: Valor | open: Em aberto | status: Situação
    .example = Quais faturas estão vencidas?
    .value_open = em aberto
    .value_overdue = vencida
    .value_paid = paga
    .value_refunded = reembolsada
    .also_open = pendurada | pendurado | no fiado | aberta | pendente | a receber | não paga | por pagar | devendo | deve | devem | devedor | devedora | não foram pagas | não pagaram | não pagou | falta pagar | faltam pagar | por receber | não foi paga | não paguei | não pagos | falta receber | sem pagar | pendência | em débito | por quitar | não quitada | não recebida | para receber | para pagar | faltando pagar | que ninguém pagou
    .also_overdue = devendo atrasado | deve atrasado | devem atrasado | atrasada | em atraso | inadimplente | inadimplência | atrasado | atrasou | passou do prazo | já venceu | já venceram | venceu | venceram | fora do prazo | passada do prazo | com atraso | atraso | passaram do vencimento | passou do vencimento | já passaram do vencimento | já passou do vencimento | passaram do prazo | já passaram do prazo | passada do vencimento | estouraram o prazo | estourou o prazo | depois do vencimento
    .also_paid = quitada | recebida | pagou | pagaram | quitado | quitou | já foi paga | recebemos | já recebemos | liquidada | acertada | pago
    .also_refunded = estornada | devolvida | com estorno | devolvido | reembolsado | com reembolso | estornado
    .ask_status = De qual situação: em aberto, vencidas, pagas ou reembolsadas?
    .ask_customer = De qual cliente?
    .phrases =
        quais faturas temos?
        | faturas
        | quais são as faturas
        | quais são as nossas faturas
        | quais as faturas
        | quais faturas estão <status>
        | quais são as faturas <status>
        | que faturas temos
        | que faturas estão <status>
        | temos faturas <status>
        | tem fatura <status>
        | tem alguma fatura <status>
        | há alguma fatura <status>
        | alguma fatura <status>
        | temos alguma fatura <status>
        | quantas faturas temos
        | quantas faturas estão <status>
        | quantas faturas <status> temos
        | lista as faturas
        | lista de faturas
        | lista as faturas <status>
        | lista todas as faturas
        | mostra as faturas
        | mostra as faturas <status>
        | mostra todas as faturas
        | ver as faturas
        | exibe as faturas
        | faturas <status>
        | faturas que estão <status>
        | faturas com status <status>
        | faturas de <customer>
        | quais faturas <customer> tem
        | faturas de <customer:email>
        | faturas do cliente <customer>
        | faturas <status> de <customer>
        | faturas de <customer> estão <status>
        | faturas de <customer> <status>
        | faturas <status> de <customer:email>
        | ... de <customer>
        | ... de <customer:email>
        | ... do cliente <customer>
        | quem <status>
        | quem está <status>
        | quem são os <status>
        | quais clientes estão <status>
        | quais clientes <status>
        | clientes <status>
        | lista de <status>
        | quais são os <status>
        | manda as faturas
        | manda as faturas <status>
        | manda a lista de faturas
        | manda a lista de faturas <status>
        | me dá as faturas <status>
        | passa as faturas <status>
        | todas as faturas
        | faturas em <status>
        | faturas que <status>
        | quais faturas <status>
        | quais faturas ainda <status>
        | faturas que ainda <status>
        | quais faturas estão em <status>
        | quais são as faturas em <status>
        | quais as faturas <status>
        | que faturas <status>
        | tem faturas <status>
        | tem fatura em <status>
        | há faturas <status>
        | existe alguma fatura <status>
        | temos fatura <status>
        | quantas faturas <status>
        | quantas faturas temos em <status>
        | como estão as faturas
        | como estão as faturas de <customer>
        | ver as faturas <status>
        | ver as faturas de <customer>
        | verifica as faturas de <customer>
        | verifica as faturas <status>
        | confere as faturas <status>
        | consulta as faturas de <customer>
        | consulta as faturas <status>
        | busca as faturas de <customer>
        | busca as faturas <status>
        | puxa as faturas de <customer>
        | puxa as faturas <status>
        | mostra as faturas de <customer>
        | mostra as faturas de <customer:email>
        | lista as faturas de <customer>
        | lista as faturas de <customer:email>
        | exibe as faturas <status>
        | exibe as faturas de <customer>
        | faturas para <customer>
        | quais faturas de <customer> estão <status>
        | quais faturas <customer> tem <status>
        | <customer> tem fatura <status>
        | <customer> tem alguma fatura <status>
        | tem alguma fatura <status> de <customer>
        | tem fatura <status> de <customer>
        | contas <status>
        | contas <status> de <customer>
        | cobranças <status>
        | cobranças <status> de <customer>
        | mostra as cobranças <status>
        | quais cobranças estão <status>
        | ... que estão <status>
        | ... com status <status>
        | ... na situação <status>
        | ... <status>
        | quem deve
        | quem está devendo
        | quem deve dinheiro
        | quem está inadimplente
        | quem está atrasado
        | quem ainda não pagou
        | vê as faturas
        | vê as faturas <status>
        | vê as faturas de <customer>
        | traz as faturas
        | traz as faturas <status>
        | puxa as faturas
        | envia as faturas <status>
        | vê quem <status>
        | lista quem <status>
        | mostra quem <status>
        | algo <status>
        | tem algo <status>
        | tem algo <status> de <customer>
        | resumo das faturas
        | resumo das faturas <status>
        | relação de faturas <status>
        | o que <customer> deve
        | o que <customer> está devendo
        | o que temos <status>
        | o que temos <status> de <customer>
        | ... lista
        | quanto falta receber
        | quanto temos a receber
        | quanto tenho a receber
        | o que falta receber
        | quem ainda <status>
        | quem me <status>
        | quem nos <status>
        | quem está com fatura <status>
        | quem tem fatura <status>
        | quem está com faturas <status>
        | quem tem faturas <status>
        | alguém <status>
        | alguém me <status>
        | alguém está <status>
        | quanto <customer> <status>
        | quanto <customer> ainda <status>
        | <customer> tem faturas <status>
        | <customer> tem alguma fatura
        | <customer> tem algum boleto <status>
        | fatura <status> de <customer>
        | tudo que já foi <status> por <customer>
        | tudo que foi <status> por <customer>
        | tudo que <customer> <status>
        | tudo que <customer> já <status>
        | lista de tudo que foi <status> por <customer>
        | tudo <status>
        | lista as <status>
        | mostra as <status>
        | boletos <status>
        | boletos
        | boletos de <customer>
        | cobranças
        | cobranças de <customer>
        | contas a receber
        | inadimplentes
        | devedores
        | lista de devedores
        | clientes que <status>
        | faturas que <customer> <status>
        | faturas <customer>
        | ... todo mundo
        | ... todos
        | ... ainda
        | ... dinheiro
        | ... algo
        | ... alguma coisa
        | ... por <customer>
        | ... pagamento
        | ... com pagamento <status>
        | quais clientes estão com pagamento <status>
        | ... pagamentos
        | quanto tem para receber
        | quanto temos para receber
        | quanto tenho para receber
        | o que tem para receber
        | tem alguma coisa em aberto de <customer>
        | tem algo em aberto de <customer>
        | o que está em aberto de <customer>
        | quais faturas já recebemos
        | quem está em atraso
        | pendências de <customer>
        | pendências
        | abre as faturas de <customer>
        | abre as faturas <status>
        | traz as faturas de <customer>
        | tudo que é fatura de <customer>
        | tudo que é fatura <status>
        | todas as faturas de <customer>
        | lista de faturas <status>
        | quem tá devendo
        | ... todas
        | ... no momento
        | ... por enquanto
        | ... que temos
        | ... que eu emiti
        | ... que a gente emitiu
        | ... emitidas
        | cadê as faturas
        | cadê as faturas <status>
        | cadê as fatura <status>
        | cadê a fatura de <customer>
        | mostra as fatura
        | mostra as fatura <status>
        | mostra a fatura de <customer>
        | lista as fatura
        | lista as fatura <status>
        | quais fatura <status>
        | ver a fatura de <customer>
        | quem está com pagamento <status>
        | quem tem pagamento <status>
        | conta <status> para receber
        | tem conta <status>
        | contas a receber <status>
        | <customer> está em dia com os pagamentos
        | o que tem <status>
