refund_invoice = Gives back all or part of what was paid of an invoice.
    .example = Refund $50 of invoice 2
    .ask_invoice = Which invoice? Give its number, or the customer's name.
    .phrases =
        refund invoice <invoice:number>
        | refund <amount> of invoice <invoice:number>
        | refund <amount> on invoice <invoice:number>
        | refund <amount> from invoice <invoice:number>
        | refund the invoice of <invoice>
        | refund the invoice of <invoice:email>
        | refund <amount> to <invoice>
        | refund <amount> to <invoice:email>
        | refund <invoice>
        | refund <invoice> <amount>
        | refund <invoice:email>
        | refund the payment of <invoice>
        | refund the payment for invoice <invoice:number>
        | issue a refund of <amount> for invoice <invoice:number>
        | issue a refund for invoice <invoice:number>
        | issue a refund to <invoice>
        | issue a refund of <amount> to <invoice>
        | make a refund of <amount> for invoice <invoice:number>
        | make a refund for invoice <invoice:number>
        | give back <amount> to <invoice>
        | give <invoice> back <amount>
        | give <invoice> <amount> back
        | give back <amount> of invoice <invoice:number>
        | return <amount> to <invoice>
        | return <amount> of invoice <invoice:number>
        | pay back <amount> to <invoice>
        | reimburse <invoice>
        | reimburse <amount> to <invoice>
        | reimburse invoice <invoice:number>
        | ... because <reason:text>
        | ... since <reason:text>
        | ... reason <reason:text>
        | ... because of <reason:text>
        | ... due to <reason:text>
        | ... for <reason:text>
