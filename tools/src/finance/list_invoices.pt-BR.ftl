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
    .also_open = aberta | pendente | a receber | não paga | por pagar
    .also_overdue = atrasada | em atraso
    .also_paid = quitada | recebida
    .also_refunded = estornada | devolvida
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
