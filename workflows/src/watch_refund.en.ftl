watch_refund = Asks the payment provider about a refund.
    .failed =
        The refund of { $amount } of invoice { $number } of { $customer } failed at the payment provider ({ $reference }): the money did not go back, and the invoice counts it as not given back. Ask for the refund again, or agree on another way with { $customer }.
    .unknown =
        For five weeks the payment provider has not said whether the refund of { $amount } of invoice { $number } of { $customer } ({ $reference }) came through, and it is not asked any more. It counts as given back. Look it up there; if it failed, give the money back another way.
    .returned =
        The bank sent back the refund of { $amount } of invoice { $number } of { $customer } ({ $reference }), which had gone through: the money is with the payment provider again, and the invoice counts it as not given back. Agree on another way with { $customer }, or ask for the refund again.
