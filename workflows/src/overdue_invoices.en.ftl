overdue_invoices = Tells which invoices are overdue.
    .all =
        { $count ->
            [one] One invoice is overdue, { $open } open:
           *[other] { $count } invoices are overdue, { $open } open:
        }
    .one = No. { $number }, { $customer }: { $open }, due { $due }
    .more =
        { $count ->
            [one] and one more
           *[other] and { $count } more
        }
