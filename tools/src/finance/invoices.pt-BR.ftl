invoices = De qual fatura se trata.
    .no_number = Não existe fatura com o número { $number }. Qual é o número, ou de quem é a fatura?
    .no_invoice = Não encontrei nenhuma fatura de “{ $customer }”. Qual é o número, ou de quem é a fatura?
    .several = “{ $customer }” tem várias faturas que podem ser: { $invoices }{ $more ->
            [0] .
           *[other] { " " }e mais { $more }.
        } Qual é o número?
