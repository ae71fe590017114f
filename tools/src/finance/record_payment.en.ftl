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
        | <_:name> paid <amount> against invoice <invoice:number>
        | <_:name> paid <amount> to invoice <invoice:number>
        | <_:name> made a payment of <amount> on invoice <invoice:number>
        | <_:name> made a payment of <amount> for invoice <invoice:number>
        | <_:name> made a <amount> payment on invoice <invoice:number>
        | <invoice> made a payment of <amount>
        | <_:name> sent <amount> for invoice <invoice:number>
        | <invoice> sent us <amount>
        | <_:name> transferred <amount> for invoice <invoice:number>
        | <invoice> transferred <amount>
        | <_:name> wired <amount> for invoice <invoice:number>
        | <invoice> wired <amount>
        | <_:name> settled <amount> of invoice <invoice:number>
        | <_:name> settled invoice <invoice:number>
        | <_:name> paid off invoice <invoice:number>
        | <_:name> paid us <amount> for invoice <invoice:number>
        | <_:name> paid us <amount> on invoice <invoice:number>
        | <invoice:email> paid us <amount>
        | <_:name> has paid <amount> on invoice <invoice:number>
        | <_:name> has paid invoice <invoice:number>
        | <invoice> has just paid <amount>
        | a payment of <amount> came in from <invoice>
        | a payment of <amount> came in for invoice <invoice:number>
        | <amount> came in from <invoice>
        | <amount> came in for invoice <invoice:number>
        | <amount> arrived from <invoice>
        | a payment of <amount> arrived for invoice <invoice:number>
        | a payment of <amount> arrived from <invoice>
        | record <amount> from <invoice>
        | record <amount> on invoice <invoice:number>
        | record <amount> for invoice <invoice:number>
        | record <amount> against invoice <invoice:number>
        | record <amount> received from <invoice>
        | record <amount> paid by <invoice>
        | record that <_:name> paid <amount> for invoice <invoice:number>
        | record that <_:name> paid <amount> on invoice <invoice:number>
        | record that <invoice> paid <amount>
        | record that we received <amount> from <invoice>
        | record a payment of <amount> against invoice <invoice:number>
        | record a payment of <amount> to invoice <invoice:number>
        | record a payment of <amount> by <invoice>
        | record a <amount> payment on invoice <invoice:number>
        | record a <amount> payment against invoice <invoice:number>
        | record a partial payment of <amount> for invoice <invoice:number>
        | record a payment from <invoice> of <amount>
        | register <amount> from <invoice>
        | register a payment of <amount> on invoice <invoice:number>
        | register that <invoice> paid <amount>
        | register a <amount> payment for invoice <invoice:number>
        | register a <amount> payment from <invoice>
        | log <amount> from <invoice>
        | log <amount> against invoice <invoice:number>
        | log <amount> on invoice <invoice:number>
        | log a <amount> payment from <invoice>
        | log a <amount> payment for invoice <invoice:number>
        | log a <amount> payment on invoice <invoice:number>
        | log a payment of <amount> on invoice <invoice:number>
        | log a payment of <amount> against invoice <invoice:number>
        | log that <invoice> paid <amount>
        | log that <_:name> paid <amount> on invoice <invoice:number>
        | note that <invoice> paid <amount>
        | note that <_:name> paid <amount> on invoice <invoice:number>
        | note a payment of <amount> from <invoice>
        | enter a payment of <amount> for invoice <invoice:number>
        | enter a payment of <amount> from <invoice>
        | post a payment of <amount> to invoice <invoice:number>
        | post a payment of <amount> from <invoice>
        | apply <amount> to invoice <invoice:number>
        | apply a payment of <amount> to invoice <invoice:number>
        | put <amount> on invoice <invoice:number>
        | put <amount> towards invoice <invoice:number>
        | add a <amount> payment to invoice <invoice:number>
        | add a payment of <amount> from <invoice>
        | mark <amount> paid on invoice <invoice:number>
        | mark invoice <invoice:number> paid
        | received <amount> on invoice <invoice:number>
        | received <amount> against invoice <invoice:number>
        | received a <amount> payment from <invoice>
        | received a <amount> payment for invoice <invoice:number>
        | received a payment from <invoice> of <amount>
        | received payment for invoice <invoice:number>
        | got paid <amount> by <invoice>
        | got paid <amount> for invoice <invoice:number>
        | got <amount> on invoice <invoice:number>
        | got a payment of <amount> from <invoice>
        | got a <amount> payment from <invoice>
        | got a payment of <amount> for invoice <invoice:number>
        | payment received <amount> from <invoice>
        | payment received for invoice <invoice:number>
        | payment of <amount> from <invoice>
        | payment of <amount> on invoice <invoice:number>
        | <amount> payment from <invoice>
        | <amount> payment for invoice <invoice:number>
        | ... by bank transfer
        | ... by wire
        | ... via wire
        | ... by card
        | ... via stripe
        | ... for invoice <invoice:number>
        | ... on invoice <invoice:number>
        | ... this morning
        | ... of <amount>
        | ... <reference:code>
        | ... ref <reference:code>
        | ... <_:email>
        | ... reference <reference:code>
        | ... stripe
        | ... through stripe
        | ... id <reference:code>
        | ... invoice <invoice:number>
        | ... deposit
        | ... check
        | ... transfer
        | <invoice> paid his <amount>
        | <invoice> paid her <amount>
        | <invoice> paid their <amount>
        | <invoice> settled <amount>
        | <invoice> sent <amount>
        | <invoice> deposited <amount>
        | <invoice> sent over <amount>
        | <invoice:email> sent <amount>
        | <invoice> paid the <amount>
        | <invoice> dropped off <amount>
        | <_:name> paid invoice <invoice:number> <amount>
        | <_:name> paid <amount> <invoice:number>
        | <amount> from <invoice> hit the account
        | <amount> from <invoice> landed
        | <amount> from <invoice> came through
        | <amount> from <invoice> came in
        | <amount> from <invoice> arrived
        | <amount> on invoice <invoice:number> came in
        | got a wire of <amount> from <invoice>
        | got a wire of <amount> from <invoice:email>
        | got a check of <amount> from <invoice>
        | got a check for <amount> from <invoice>
        | got a transfer of <amount> from <invoice>
        | got <amount> from <invoice:email>
        | received a check for <amount> from <invoice>
        | received a wire of <amount> from <invoice>
        | collected <amount> from <invoice>
        | payment from <invoice>
        | record the payment
        | record the payment from <invoice>
        | log the payment
        | mark <amount> as received for invoice <invoice:number>
        | mark <amount> received on invoice <invoice:number>
        | payment came in for invoice <invoice:number>
        | cash from <invoice> <amount>
        | <invoice> came by and paid <amount>
        | ... in cash
        | ... cash
        | ... by check
        | ... with a check
        | ... with a check for <amount>
        | ... by transfer
        | ... by zelle
        | ... via zelle
        | ... by venmo
        | ... with card
        | ... by credit card
        | ... for <amount>
        | ... first installment of <amount>
        | ... second installment of <amount>
        | ... last installment of <amount>
        | ... installment of <amount>
        | ... deposit of <amount>
        | ... balance of <amount>
        | ... the rest
        | ... the balance
        | ... as a deposit
        | ... on <invoice:number>
        | ... for <invoice:number>
        | ... in full
        | ... on the account
        | ... to our account
        | ... us
        | ... just
        | payment from <_:name> for invoice <invoice:number>
        | payment from <_:name> on invoice <invoice:number>
        | received <amount> from <_:name> for invoice <invoice:number>
        | received <amount> from <_:name> on invoice <invoice:number>
        | got <amount> from <_:name> for invoice <invoice:number>
        | got <amount> from <_:name> on invoice <invoice:number>
        | record <amount> from <_:name> for invoice <invoice:number>
        | record a payment of <amount> from <_:name> on invoice <invoice:number>
        | record a payment of <amount> from <_:name> for invoice <invoice:number>
        | ... number <invoice:number>
        | ... invoice number <invoice:number>
        | ... <amount> total
        | ... total
        | ... total of <amount>
        | <_:name> paid their invoice
        | <_:name> paid the invoice
        | <_:name> paid his invoice
        | <_:name> paid her invoice
        | ... it was <amount>
        | ... was <amount>
        | ... whole
        | ... provider reference <reference:code>
        | ... provider <reference:code>
        | ... payment ref <reference:code>
        | ... confirmation <reference:code>
        | ... transaction <reference:code>
        | <invoice> gave me <amount>
        | <invoice> gave us <amount>
        | <_:name> gave us <amount> for invoice <invoice:number>
        | ... toward invoice
        | ... towards invoice
        | ... toward invoice <invoice:number>
        | write down a payment of <amount> from <invoice>
        | ... write down
        | <invoice> cleared <amount>
        | <invoice> covered <amount>
        | <invoice> put down <amount>
        | ... deposited
        | ... into our account
        | ... via check
        | ... in check
        | ... by cash
        | ... via cash
        | ... in wire
        | ... via card
        | ... in card
        | ... via paypal
        | ... via venmo
        | ... via square
        | ... through paypal
        | ... by debit card
        | ... by wire transfer
        | ... by direct deposit
        | ... by money order
        | ... through the card processor
        | ... ach
        | ... cheque
        | put a payment of <amount> on invoice <invoice:number>
        | put a payment of <amount> against invoice <invoice:number>
        | put a <amount> payment on invoice <invoice:number>
        | put <amount> against invoice <invoice:number>
        | write down a payment of <amount> for invoice <invoice:number>
        | paid <amount> of the invoice <invoice:number>
        | paid <amount> of invoice <invoice:number>
        | <invoice> came through with <amount>
        | <_:name> came through with <amount> for invoice <invoice:number>
        | <invoice> handed me <amount>
        | <invoice> handed over <amount>
        | <invoice> sent in <amount>
        | <invoice> sent me <amount>
        | <invoice> put in <amount>
        | <invoice> paid in <amount>
        | <invoice> coughed up <amount>
        | <invoice> forked over <amount>
        | <invoice> venmoed <amount>
        | <invoice> zelled <amount>
        | got a check from <invoice> for <amount>
        | received a check from <invoice> for <amount>
        | <amount> landed from <invoice>
        | <amount> landed for invoice <invoice:number>
        | <amount> hit the account from <invoice>
        | <amount> hit our account from <invoice>
        | <amount> hit the bank from <invoice>
        | <amount> cleared for invoice <invoice:number>
        | <amount> cleared from <invoice>
        | payment received of <amount> from <invoice>
        | payment received from <invoice>
        | ... on the books
        | ... put the payment
        | ... write it down
        | ... log it
        | ... record it
        | ... post it
        | ... mark it
        | ... mark it down
        | ... book it
        | ... enter it
        | ... toward the balance
        | ... on account
        | ... in part
        | ... partially
        | ... a partial
        | ... down payment
        | ... balance
        | ... reference is <reference:code>
        | ... the reference is <reference:code>
        | ... payment reference <reference:code>
        | ... payment reference is <reference:code>
        | ... ref no <reference:code>
        | ... ref is <reference:code>
        | ... transaction id <reference:code>
        | ... transaction id is <reference:code>
        | ... payment id <reference:code>
        | ... confirmation number <reference:code>
        | ... confirmation code <reference:code>
        | ... charge id <reference:code>
        | ... stripe ref <reference:code>
        | ... stripe reference <reference:code>
        | ... stripe id <reference:code>
        | ... paypal ref <reference:code>
        | ... receipt <reference:code>
        | <invoice> paid his invoice
        | <invoice> paid her invoice
        | <invoice> paid their invoice
        | ... full
        | ... the full amount
        | ... the whole amount
        | <amount> cleared on invoice <invoice:number>
        | invoice <invoice:number> cleared
        | <amount> came through from <invoice>
        | came through from <invoice> <amount>
        | came in from <invoice> <amount>
        | came in for invoice <invoice:number> <amount>
        | a check came in for invoice <invoice:number>
        | a check came in from <invoice>
        | money in from <invoice>
        | <invoice> squared up <amount>
        | <invoice> settled up <amount>
        | invoice <invoice:number> has been paid
        | invoice <invoice:number> has been settled
        | invoice <invoice:number> got paid
        | ... paypal
        | ... zelle
        | ... cash app
        | put <amount> toward invoice <invoice:number>
        | ... been
