record_payment = Records a payment that we received for an invoice.
    .example = Bruno paid $300 of invoice 3
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
        | received <amount> for invoice <invoice:number>
        | received a payment of <amount> from <invoice>
        | received a payment of <amount> for invoice <invoice:number>
        | got <amount> from <invoice>
        | got <amount> for invoice <invoice:number>
        | invoice <invoice:number> was paid
        | payment of <amount> for invoice <invoice:number>
        | payment for invoice <invoice:number>
        | mark <amount> of invoice <invoice:number> as paid
        | mark invoice <invoice:number> as paid
