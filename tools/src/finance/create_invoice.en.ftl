create_invoice = Issues an invoice to a customer.
    .card =
        Issue an invoice of { $amount } to { $customer }, due on { $due }.{ $description ->
            [none] { "" }
           *[other] { " " }Description: { $description }.
        }
    .answer = Invoice { $number } issued: { $amount } to { $customer }, due on { $due }.
    .none = none
    .customer_gone = { $customer } is no longer in the records, and the invoice was not issued.
    .due_past = The due date { $due } is over; today is { $today }. Which date is it?
    .due_far = The due date { $due } is more than ten years away. Which date is it?
    .example = Invoice Ana 120, due on December 12
    .ask_customer = Which customer is the invoice for?
    .ask_amount = What is the amount of the invoice?
    .ask_due = On which day is it due?
    .ask_description = What is the invoice for?
    .phrases =
        create an invoice of <amount> for <customer>
        | create an invoice for <customer>
        | create an invoice to <customer>
        | create an invoice for <customer:email>
        | create an <amount> invoice for <customer>
        | create a new invoice for <customer>
        | issue an invoice of <amount> to <customer>
        | issue an invoice for <customer>
        | issue an invoice to <customer>
        | issue an invoice to <customer:email>
        | make an invoice for <customer>
        | new invoice for <customer>
        | new invoice to <customer>
        | new invoice of <amount> for <customer>
        | send an invoice of <amount> to <customer>
        | send an invoice to <customer>
        | send <customer> an invoice for <amount>
        | send <customer> an invoice of <amount>
        | invoice <customer> <amount>
        | invoice <customer> for <amount>
        | invoice <customer:email> <amount>
        | invoice <customer:email> for <amount>
        | bill <customer> <amount>
        | bill <customer> for <amount>
        | bill <amount> to <customer>
        | bill <customer:email> <amount>
        | charge <customer> <amount>
        | ... customer <customer>
        | ... amount <amount>
        | ... amount of <amount>
        | ... for <amount>
        | ... due <due>
        | ... due on <due>
        | ... due by <due>
        | ... that is due <due>
        | ... due date <due>
        | ... payable by <due>
        | ... by <due>
        | ... for <description:text>
        | ... description <description:text>
        | ... regarding <description:text>
