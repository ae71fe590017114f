invoices = Which invoice is meant.
    .no_number = There is no invoice with the number { $number }. What is its number, or whose is it?
    .no_invoice = I found no invoice of “{ $customer }”. What is its number, or whose is it?
    .several = “{ $customer }” has several invoices that may be meant: { $invoices }{ $more ->
            [0] .
           *[other] { " " }and { $more } more.
        } What is its number?
