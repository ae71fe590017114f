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
        | needs to be invoiced <amount>
        | <customer> needs to be invoiced <amount>
        | shoot an invoice to <customer>
        | shoot an invoice over to <customer>
        | ... would be payable by <due>
        | ... would be due <due>
        | ... will be due <due>
        | ... should be due <due>
        | ... is payable by <due>
        | ... to be paid by <due>
        | ... until <due> to pay
        | ... give until <due>
        | ... by <due>
        | ... for <description:text>
        | ... description <description:text>
        | ... regarding <description:text>
        | bill <customer>
        | bill <amount> to <customer:email>
        | bill <customer:email> for <amount>
        | bill customer <customer> <amount>
        | charge <amount> to <customer>
        | charge <customer> for <amount>
        | charge <customer:email> <amount>
        | charge <customer:email> for <amount>
        | invoice to <customer> for <amount>
        | invoice for <customer> for <amount>
        | invoice of <amount> for <customer>
        | invoice for <customer> of <amount>
        | invoice <amount> to <customer>
        | raise an invoice for <customer>
        | raise an invoice of <amount> for <customer>
        | raise an invoice to <customer>
        | raise an invoice for <customer:email>
        | draw up an invoice for <customer>
        | write up an invoice for <customer>
        | prepare an invoice for <customer>
        | prepare an invoice of <amount> for <customer>
        | generate an invoice for <customer>
        | generate an invoice of <amount> for <customer>
        | generate an invoice for <customer:email>
        | get an invoice out to <customer>
        | get an invoice to <customer>
        | send out an invoice to <customer>
        | send <customer> an invoice
        | send <customer> a bill for <amount>
        | send an invoice to <customer:email>
        | send a bill to <customer>
        | make an invoice of <amount> for <customer>
        | make an invoice to <customer>
        | make an invoice for <customer:email>
        | make out an invoice to <customer>
        | issue an invoice of <amount> for <customer>
        | issue an invoice for <customer:email>
        | issue <customer> an invoice
        | issue an <amount> invoice to <customer>
        | issue an <amount> invoice for <customer>
        | make an <amount> invoice for <customer>
        | send an <amount> invoice to <customer>
        | new <amount> invoice for <customer>
        | put together an invoice for <customer>
        | ... totaling <amount>
        | ... total <amount>
        | ... total of <amount>
        | ... worth <amount>
        | ... in the amount of <amount>
        | ... at <amount>
        | ... of <amount>
        | ... due in <due>
        | ... due the <due>
        | ... due for <due>
        | ... is due <due>
        | ... which is due <due>
        | ... with a due date of <due>
        | ... due date of <due>
        | ... with due date <due>
        | ... to be paid by <due>
        | ... pay by <due>
        | ... payable on <due>
        | ... payment due <due>
        | ... payment due by <due>
        | ... until <due>
        | ... for the <description:text>
        | ... re <description:text>
        | ... described as <description:text>
        | ... for services <description:text>
        | ... memo <description:text>
        | ... <_:email>
        | ... e-mail <_:email>
        | invoice <customer>
        | charge <customer>
        | bill <customer:email>
        | invoice <customer:email>
        | invoice <customer> <amount> for <description:text>
        | new bill for <customer>
        | a bill for <customer>
        | an invoice for <customer>
        | an invoice to <customer>
        | an invoice of <amount> for <customer>
        | an <amount> invoice to <customer>
        | an <amount> invoice for <customer>
        | send a <amount> invoice to <customer>
        | send a <amount> invoice to <customer:email>
        | send a <amount> bill to <customer>
        | send <customer> a bill
        | send <customer:email> an invoice
        | send over an invoice to <customer>
        | create a bill for <customer>
        | write an invoice for <customer>
        | cut an invoice for <customer>
        | cut <customer> an invoice
        | do an invoice for <customer>
        | put <customer> down for <amount>
        | get <customer> an invoice
        | open an invoice for <customer>
        | request <amount> from <customer>
        | collect <amount> from <customer>
        | ... owes us <amount>
        | ... owes me <amount>
        | ... owes <amount>
        | ... owe us <amount>
        | ... will pay <amount>
        | ... pays <amount>
        | ... is for the <description:text>
        | ... is for <description:text>
        | ... it is for <description:text>
        | ... as payment for <description:text>
        | ... as agreed for <description:text>
        | ... payable in <due>
        | ... pay in <due>
        | ... no later than <due>
        | ... payment by <due>
        | ... to pay by <due>
        | ... has until <due>
        | ... have until <due>
        | ... due date is <due>
        | ... deadline <due>
        | ... amount is <amount>
        | ... total is <amount>
        | ... price <amount>
        | ... installments
        | put in an invoice for <customer>
        | put through an invoice for <customer>
        | put in an invoice to <customer>
        | get an invoice over to <customer>
        | ... first payment <due>
        | ... they owe us <amount>
        | ... comes to <amount>
        | ... comes out to <amount>
        | ... it is <amount>
        | ... net <due>
        | ... terms <due>
        | ... they have until <due>
        | bill to <customer>
        | bill for <customer>
        | bill of <amount> for <customer>
        | ask <customer> for <amount>
        | invoice made out to <customer>
        | an invoice made out to <customer>
        | a bill made out to <customer>
        | <customer> needs an invoice
        | <customer> needs a bill
        | <customer> needs an invoice for <amount>
        | <customer> needs an invoice of <amount>
        | <customer> wants an invoice
        | <customer> asked for an invoice
        | <customer> requested an invoice
        | ... make it due <due>
        | ... make it due on <due>
        | ... make it due in <due>
        | ... have it due <due>
        | ... set the due date to <due>
        | ... set the due date for <due>
        | ... the last day to pay is <due>
        | ... last day to pay <due>
        | ... payment is due <due>
        | ... pay us by <due>
        | ... needs to pay by <due>
        | ... they need to pay by <due>
        | ... give them until <due>
        | ... give her until <due>
        | ... give him until <due>
        | ... payment deadline <due>
        | ... deadline is <due>
        | ... the job was <description:text>
        | ... the work was <description:text>
        | ... the service was <description:text>
        | ... the work is <description:text>
        | ... the service is <description:text>
        | ... what she got was <description:text>
        | ... what he got was <description:text>
        | ... what they got was <description:text>
        | ... what we did was <description:text>
        | ... they bought <description:text>
        | ... she bought <description:text>
        | ... he bought <description:text>
        | ... they ordered <description:text>
        | ... she ordered <description:text>
        | ... he ordered <description:text>
        | ... covers <description:text>
        | ... covering <description:text>
        | ... it covers <description:text>
        | ... item <description:text>
        | ... line item <description:text>
        | ... description should be <description:text>
        | ... description should say <description:text>
        | ... the description is <description:text>
        | ... this is for <description:text>
        | ... that is for <description:text>
        | ... single
        | ... one single
        | ... invoice should say <description:text>
        | ... subject <description:text>
        | do <customer> an invoice
        | need an invoice for <customer>
        | send an invoice to <customer> <amount>
        | invoice for <customer>
        | invoice to <customer>
        | invoice to <customer> <amount>
        | ... they have until <due> to pay
        | ... give them until <due> to pay
        | ... until <due> to pay
        | ... he has until <due>
        | ... she has until <due>
        | ... will be <amount>
        | ... all in
        | hit <customer> with an invoice
        | hit up <customer> with an invoice
