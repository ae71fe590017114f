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
    .also_open = unpaid | unsettled | hasn't been settled | haven't been settled | not settled | outstanding | pending | not paid | owes | owe | owing | not been paid | are not paid yet | awaiting payment | yet to be paid | hasn't paid | haven't paid | has not paid | have not paid | hasn't been paid | haven't been paid | not paid yet | still owes | still owe | owes us | owe us | not yet paid | to be paid | due | didn't pay | did not pay | hasnt paid | havent paid | didnt pay | unsettled | uncollected | waiting to be paid | waiting on payment | waiting for payment | not settled | receivable | receivables | that nobody paid | that nobody has paid | owed | is owed | owed to us | owed by
    .also_overdue = late | past due | behind | delinquent | are late | past their due date | past the due date | in arrears | running late | lapsed | late on payment | missed the due date | past-due | beyond their due date | over the due date | passed their due date | passed the due date | gone past due | tardy
    .also_paid = settled | paid off | been paid | cleared | collected | paid in full
    .ask_status = Of which status: open, overdue, paid or refunded?
    .ask_customer = Of which customer?
    .also_refunded = refunded in full | refunding in full | refunding | ended up refunding | given back | reimbursed | been refunded | refunded in full | fully refunded
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
        | who <status> money
        | which customers are <status>
        | which customers <status>
        | send the invoices
        | send the <status> invoices
        | send the list of invoices
        | send the list of <status> invoices
        | list of <status> invoices
        | pull up the invoices
        | pull up the <status> invoices
        | pull up <customer>'s invoices
        | pull up invoices for <customer>
        | pull up invoices from <customer>
        | bring up the invoices
        | bring up the <status> invoices
        | display the <status> invoices
        | display the invoices
        | check the <status> invoices
        | check the invoices
        | find the <status> invoices
        | find the invoices for <customer>
        | find invoices from <customer>
        | look up the invoices of <customer>
        | look up <customer>'s invoices
        | see the <status> invoices
        | get the <status> invoices
        | give the <status> invoices
        | every invoice
        | all invoices
        | all <status> invoices
        | invoices that are <status>
        | invoices which are <status>
        | invoices we have <status>
        | invoices marked <status>
        | which invoices have been <status>
        | which <status> invoices do we have
        | which invoices does <customer> have
        | what invoices does <customer> have
        | what <status> invoices does <customer> have
        | does <customer> have any <status> invoices
        | does <customer> have any invoices
        | does <customer> have <status> invoices
        | what <status> invoices do we have
        | are there any <status> invoices
        | are there any invoices <status>
        | is there any <status> invoice
        | any invoices <status>
        | have any invoices <status>
        | how many invoices does <customer> have
        | how many <status> invoices does <customer> have
        | how many invoices have been <status>
        | show <customer>'s invoices
        | show <customer>'s <status> invoices
        | list <customer>'s <status> invoices
        | bills <status>
        | <status> bills
        | ... that are <status>
        | ... with status <status>
        | ... by <customer>
        | ... of <customer>
        | ... <status>
        | who owes
        | who owes money
        | who is overdue
        | who is late
        | who is behind
        | customers who owe money
        | customers who haven't paid
        | which invoices haven't been paid
        | what invoices haven't been paid
        | ... so far
        | anything <status>
        | anything <status> from <customer>
        | have anything <status> from <customer>
        | is anything <status>
        | rundown of the <status> invoices
        | rundown of invoices
        | overview of the invoices
        | overview of the <status> invoices
        | breakdown of the <status> invoices
        | summary of the <status> invoices
        | invoice list
        | invoice list for <customer>
        | what does <customer> owe
        | what has <customer> not paid
        | ... list
        | how much is <status>
        | what is <status>
        | everyone with <status> invoices
        | everyone with an <status> invoice
        | anyone with <status> invoices
        | who has <status> invoices
        | who has <status> bills
        | who has an <status> invoice
        | anyone <status>
        | who is <status>
        | who is <status> on payment
        | who <status>
        | who still <status>
        | who <status> us
        | who <status> us money
        | who <status> me money
        | has <customer> got any <status> bills
        | has <customer> got any <status> invoices
        | does <customer> <status>
        | does <customer> <status> us
        | what does <customer> <status>
        | what does <customer> still <status>
        | how much does <customer> <status>
        | everything <customer> has <status>
        | everything <customer> <status>
        | list of everything <customer> has <status>
        | everything <status>
        | has <customer> <status>
        | <customer> <status> invoices
        | receivables
        | our receivables
        | accounts receivable
        | money we are owed
        | what are we owed
        | the <status> ones
        | list the <status> ones
        | show the <status> ones
        | bills
        | list the bills
        | <customer>'s bills
        | <customer>'s <status> bills
        | bills of <customer>
        | bills from <customer>
        | bills for <customer>
        | ... everyone
        | ... all
        | ... still
        | ... us
        | ... money
        | ... bills
        | ... everything
        | ... on payment
        | ... on payments
        | ... on their payment
        | ... payment
        | ... with payment
        | ... in full
        | ... fully
        | ... unpaid
        | outstanding from <customer>
        | what does <customer> still owe
        | who owes us
        | who owes me
        | ... outstanding
        | ... still open
        | who has not paid
        | outstanding balances
        | what is outstanding
        | what is due
        | pull up the invoices for <customer>
        | pull the invoices
        | pull the <status> invoices
        | bring up <customer>'s invoices
        | go over the invoices
        | run me through the invoices
        | what invoices do we have for <customer>
        | every invoice for <customer>
        | every invoice of <customer>
        | all invoices for <customer>
        | <status> ones
        | ... we have
        | ... we got
        | ... i sent
        | ... we sent
        | ... we issued
        | ... on the books
        | ... at the moment
        | ... currently
        | invoices we billed to <customer>
        | everything we billed to <customer>
        | everything billed to <customer>
        | everything we invoiced <customer>
        | ... stuff
        | show everything <status>
        | who is late on paying
        | who is behind on paying
        | which customers are behind
        | who is slow to pay
        | late payers
        | slow payers
        | what <customer> has been billed
        | what we billed <customer>
        | what have we billed <customer>
        | everything we billed <customer>
        | ... on paying
        | ... paying
        | ... been billed
        | whatever invoices are <status>
        | whatever is <status>
