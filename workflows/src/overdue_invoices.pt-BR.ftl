overdue_invoices = Diz quais faturas estão vencidas.
    .all =
        { $count ->
            [one] Uma fatura está vencida, { $open } em aberto:
           *[other] { $count } faturas estão vencidas, { $open } em aberto:
        }
    .one = Nº { $number }, { $customer }: { $open }, venceu em { $due }
    .more =
        { $count ->
            [one] e mais uma
           *[other] e mais { $count }
        }
