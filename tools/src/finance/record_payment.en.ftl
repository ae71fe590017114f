record_payment = Records a payment that we received for an invoice.
    .card = Record the payment of { $amount } for invoice { $number } of { $customer }.
    .answer =
        Payment of { $amount } recorded for invoice { $number } of { $customer }{ $settled ->
            [true] , which is fully paid now.
           *[false] ; { $open } is still open.
        }
    .nothing_open = Invoice { $number } of { $customer } is paid already; nothing is open.
    .more_than_open = Invoice { $number } of { $customer } has only { $open } open; { $amount } is more than that, and nothing was recorded.
    .nothing_left_of_any = No invoice of { $customer } is open.
    .bad_reference = The reference { $reference } is none of the payment provider's: it begins with pi_ or ch_.
    .ask_reference = What is the payment provider's reference?
    .example = Bruno paid 300 of invoice 3
    .ask_invoice = Of which invoice? Give its number, or the customer's name.
    .ask_amount = How much was paid?
    .phrases =
        <_:name> paid <amount> of invoice <invoice:number>
        | <_:name> paid <amount> for invoice <invoice:number>
        | <_:name> paid <amount> on invoice <invoice:number>
        | <_:name> paid <amount> towards invoice <invoice:number>
        | <invoice> paid <amount>
        | <invoice> paid us <amount>
        | <invoice:email> paid <amount>
        | <_:name> has paid <amount> for invoice <invoice:number>
        | <invoice> has paid <amount>
        | <_:name> paid invoice <invoice:number>
        | they paid <amount> for invoice <invoice:number>
        | record a payment of <amount> for invoice <invoice:number>
        | record a payment of <amount> on invoice <invoice:number>
        | record a payment of <amount> from <invoice>
        | record a payment of <amount> from <invoice:email>
        | record a <amount> payment for invoice <invoice:number>
        | record a <amount> payment from <invoice>
        | record the payment of invoice <invoice:number>
        | register a payment of <amount> for invoice <invoice:number>
        | register a payment of <amount> from <invoice>
        | log a payment of <amount> for invoice <invoice:number>
        | log a payment of <amount> from <invoice>
        | add a payment of <amount> to invoice <invoice:number>
        | received <amount> from <invoice>
        | received <amount> from <invoice:email>
        | received <amount> for invoice <invoice:number>
        | received a payment of <amount> from <invoice>
        | received a payment of <amount> for invoice <invoice:number>
        | got <amount> from <invoice>
        | got <amount> for invoice <invoice:number>
        | invoice <invoice:number> was paid
        | payment of <amount> for invoice <invoice:number>
        | payment for invoice <invoice:number>
        | payment of <amount> for invoice <invoice:number> from <_:name>
        | mark <amount> of invoice <invoice:number> as paid
        | mark invoice <invoice:number> as paid
        | ... the remaining <amount>
        | ... today
