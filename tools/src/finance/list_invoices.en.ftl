list_invoices = Shows the invoices: all of them, or those of a customer or a status.
    .card = Show the invoices.
    .answer =
        { $count ->
            [one] One invoice, { $open } open.
           *[other] { $count } invoices, { $open } open{ $more ->
                [0] .
               *[other] ; here are the newest, and there are { $more } more.
            }
        }
    .empty = No invoices found.
    .columns = number: No. | customer: Customer | due: Due | total: Amount | open: Open | status: Status
    .example = Which invoices are overdue?
    .value_open = open
    .value_overdue = overdue
    .value_paid = paid
    .value_refunded = refunded
    .also_open = unpaid | outstanding | pending | not paid
    .also_overdue = late | past due
    .also_paid = settled
    .ask_status = Of which status: open, overdue, paid or refunded?
    .ask_customer = Of which customer?
    .phrases =
        which invoices do we have?
        | invoices
        | which invoices are <status>
        | which are our invoices
        | what invoices do we have
        | what invoices are <status>
        | what are our invoices
        | any <status> invoices
        | do we have any <status> invoices
        | do we have any invoices
        | how many invoices do we have
        | how many invoices are <status>
        | how many <status> invoices do we have
        | list the invoices
        | list of invoices
        | list all invoices
        | list the <status> invoices
        | show the invoices
        | show all invoices
        | show the <status> invoices
        | show invoices that are <status>
        | see the invoices
        | get the invoices
        | give the invoices
        | <status> invoices
        | invoices with status <status>
        | invoices of <customer>
        | invoices for <customer>
        | invoices from <customer>
        | invoices of <customer:email>
        | invoices for <customer:email>
        | invoices from <customer:email>
        | invoices of customer <customer>
        | <customer>'s invoices
        | <customer>'s <status> invoices
        | <status> invoices of <customer>
        | invoices of <customer> are <status>
        | invoices from <customer> are <status>
        | invoices for <customer> are <status>
        | <status> invoices for <customer>
        | <status> invoices from <customer>
        | ... for <customer>
        | ... from <customer>
