refund_invoice = Gives back all or part of what was paid of an invoice.
    .card =
        Refund { $amount } of invoice { $number } of { $customer }.{ $reason ->
            [none] { "" }
           *[other] { " " }Reason: { $reason }.
        } { $provider ->
            [book] Only the books change: no money is moved, because no payment provider is connected.
           *[other] The money is given back through { $provider }.
        }
    .why_amount = The amount is above what may be given back without a person's approval.
    .answer = Refund of { $amount } of invoice { $number } of { $customer } recorded.
    .none = none
    .note_books = No money was moved, because no payment provider is connected: only the books have changed.
    .note_pending = The payment provider has yet to carry it out; if that fails, you are told here.
    .nothing_paid = Nothing was paid of invoice { $number } of { $customer }; there is nothing to give back.
    .nothing_left = All that was paid of invoice { $number } of { $customer } has been given back or is being given back.
    .more_than_left = Of invoice { $number } of { $customer } only { $left } can be given back; { $amount } is more than that, and nothing was given back.
    .nothing_left_of_any = No invoice of { $customer } has anything to give back.
    .other_provider = The payment provider has changed since the refund of invoice { $number } was planned; nothing was given back. Ask for the refund again.
    .not_through_provider = No single payment of invoice { $number } of { $customer } came through the payment provider and has { $amount } left to give back; nothing was given back. Give each payment back by itself, or record its reference with the payment.
    .no_reference = The reference of the payment is none of the payment provider's; nothing was given back.
    .other_currency = The payment has another currency at the payment provider; nothing was given back.
    .provider_key = The payment provider does not accept our key; nothing was given back.
    .provider_refused = The payment provider refuses the refund ({ $code }); nothing was given back.
    .declined = The payment provider could not give the money back; nothing was given back.
    .example = Refund 50 of invoice 2
    .ask_invoice = Which invoice? Give its number, or the customer's name.
    .ask_amount = How much shall be given back?
    .ask_reason = For which reason?
    .phrases =
        refund invoice <invoice:number>
        | refund <amount> of invoice <invoice:number>
        | refund <amount> on invoice <invoice:number>
        | refund <amount> from invoice <invoice:number>
        | refund the invoice of <invoice>
        | refund the invoice of <invoice:email>
        | refund <amount> to <invoice>
        | refund <amount> to <invoice:email>
        | refund <invoice>'s invoice
        | refund <invoice>'s payment
        | refund <invoice>
        | refund <invoice> <amount>
        | refund <invoice:email>
        | refund the payment of <invoice>
        | refund the payment for invoice <invoice:number>
        | issue a refund of <amount> for invoice <invoice:number>
        | issue a refund for invoice <invoice:number>
        | issue a full refund for invoice <invoice:number>
        | issue a full refund to <invoice>
        | issue a refund to <invoice>
        | full refund for invoice <invoice:number>
        | issue a refund of <amount> to <invoice>
        | make a refund of <amount> for invoice <invoice:number>
        | make a refund for invoice <invoice:number>
        | give back <amount> to <invoice>
        | give <invoice> back <amount>
        | give <invoice> <amount> back
        | owe <invoice> <amount> back
        | we owe <invoice> <amount> back
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
        | refund invoice <invoice:number> for <amount>
        | refund customer <invoice>
        | refund <amount> against invoice <invoice:number>
        | refund <amount> for invoice <invoice:number>
        | refund <amount> to <invoice> on invoice <invoice:number>
        | refund <invoice> for <amount>
        | refund <invoice:email> <amount>
        | refund invoice <invoice:number> in full
        | refund the full amount of invoice <invoice:number>
        | refund all of invoice <invoice:number>
        | refund all of <invoice:number>
        | refund the whole of <invoice:number>
        | refund the whole invoice <invoice:number>
        | refunding invoice <invoice:number>
        | refunding <amount> on invoice <invoice:number>
        | refunding <amount> of invoice <invoice:number>
        | refunding <amount> to <invoice>
        | refunding <invoice>
        | process a refund for invoice <invoice:number>
        | process a refund of <amount> for invoice <invoice:number>
        | process a refund of <amount> on invoice <invoice:number>
        | process a refund of <amount> to <invoice>
        | process a <amount> refund for invoice <invoice:number>
        | process a <amount> refund on invoice <invoice:number>
        | process a <amount> refund to <invoice>
        | process a refund for <invoice>
        | issue a <amount> refund for invoice <invoice:number>
        | issue a <amount> refund on invoice <invoice:number>
        | issue a <amount> refund to <invoice>
        | issue a refund of <amount> on invoice <invoice:number>
        | issue a refund on invoice <invoice:number>
        | issue a partial refund of <amount> for invoice <invoice:number>
        | issue a partial refund of <amount> on invoice <invoice:number>
        | issue <invoice> a refund of <amount>
        | give a refund of <amount> to <invoice>
        | give a refund for invoice <invoice:number>
        | give a refund of <amount> on invoice <invoice:number>
        | give <invoice> a refund of <amount>
        | give <invoice> a <amount> refund
        | give <invoice> a refund
        | give <invoice> a full refund
        | give <invoice> their money back
        | give <invoice> the money back
        | send back <amount> to <invoice>
        | send <invoice> back <amount>
        | send <invoice> <amount> back
        | do a refund of <amount> on invoice <invoice:number>
        | do a refund for invoice <invoice:number>
        | make a refund of <amount> to <invoice>
        | make a refund of <amount> on invoice <invoice:number>
        | partial refund of <amount> on invoice <invoice:number>
        | partial refund of <amount> for invoice <invoice:number>
        | refund of <amount> for invoice <invoice:number>
        | refund of <amount> on invoice <invoice:number>
        | refund for invoice <invoice:number>
        | reverse the payment on invoice <invoice:number>
        | reverse the payment of invoice <invoice:number>
        | reverse <amount> on invoice <invoice:number>
        | return <amount> on invoice <invoice:number>
        | return the money of <invoice>
        | pay <invoice> back <amount>
        | pay back <amount> of invoice <invoice:number>
        | reimburse <invoice> <amount>
        | reimburse <invoice> for <amount>
        | reimburse <amount> on invoice <invoice:number>
        | reimburse <amount> for invoice <invoice:number>
        | ... as <reason:text>
        | ... on account of <reason:text>
        | ... the reason is <reason:text>
        | ... reason being <reason:text>
        | ... on invoice <invoice:number>
        | ... for invoice <invoice:number>
        | ... <_:email>
        | refund <_:name> <amount> on invoice <invoice:number>
        | refund <_:name> <amount> for invoice <invoice:number>
        | refund <_:name> for invoice <invoice:number>
        | refund <amount> to <_:name> for invoice <invoice:number>
        | give <_:name> back <amount> on invoice <invoice:number>
        | refund <_:name>'s invoice <invoice:number>
        | send <_:name> back <amount> for invoice <invoice:number>
        | ... invoice <invoice:number>
        | ... payment
        | pay back invoice <invoice:number>
        | pay back <amount> on invoice <invoice:number>
        | give back <amount> on invoice <invoice:number>
        | give <invoice> their <amount> back
        | give back invoice <invoice:number>
        | give <amount> back
        | give back <amount>
        | give <amount> back on invoice <invoice:number>
        | give <amount> back for invoice <invoice:number>
        | give a refund on invoice <invoice:number>
        | return <amount> for invoice <invoice:number>
        | return the money of invoice <invoice:number>
        | return the money to <invoice>
        | return the payment of invoice <invoice:number>
        | send <amount> back to <invoice>
        | money back for invoice <invoice:number>
        | wants the money back for invoice <invoice:number>
        | wants a refund on invoice <invoice:number>
        | wants a refund of <amount> on invoice <invoice:number>
        | reverse invoice <invoice:number>
        | credit <invoice> <amount>
        | credit back <amount> on invoice <invoice:number>
        | issue a refund of <amount> on <invoice:number>
        | issue a refund on <invoice:number>
        | issue a refund for <invoice:number>
        | a refund on invoice <invoice:number>
        | a refund for <invoice>
        | a refund of <amount> for <invoice>
        | ... on <invoice:number>
        | ... for <invoice:number>
        | ... of it
        | ... of that
        | ... all of
        | ... in full
        | ... full
        | ... fully
        | ... completely
        | ... partially
        | ... partial
        | ... the whole
        | ... entire
        | ... everything
        | ... to the customer
        | ... for the customer
        | ... customer
        | ... reason is <reason:text>
        | ... the reason <reason:text>
        | ... cause <reason:text>
        | ... seeing that <reason:text>
        | ... complained that <reason:text>
        | ... says that <reason:text>
        | ... given that <reason:text>
        | give <_:name> <amount> back on invoice <invoice:number>
        | give <_:name> a refund on invoice <invoice:number>
        | reimburse <_:name> for invoice <invoice:number>
        | ... number <invoice:number>
        | pay back <invoice>
        | ... entirely
        | give <invoice> every penny back
        | give <invoice> her money back
        | give <invoice> his money back
        | give <amount> back to <invoice>
        | reimburse <amount> of invoice <invoice:number>
        | do a refund on invoice <invoice:number>
        | a refund of <amount> on invoice <invoice:number>
        | a refund for invoice <invoice:number>
        | money back on invoice <invoice:number>
        | ... every penny
        | ... every cent
        | ... every dime
        | ... all of it
        | ... the whole thing
        | ... the whole amount
        | ... the full amount
        | ... the entire amount
        | ... the whole of
        | ... the lot
        | ... off invoice <invoice:number>
        | ... off his invoice
        | ... off her invoice
        | ... off their invoice
        | ... on her invoice
        | ... on his invoice
        | ... on their invoice
        | ... the reason was <reason:text>
        | ... owing to <reason:text>
        | ... she paid
        | ... he paid
        | ... they paid
        | ... what she paid
        | ... what he paid
        | ... what they paid
