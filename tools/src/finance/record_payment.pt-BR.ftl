record_payment = Registra um pagamento que recebemos de uma fatura.
    .card = Registrar o pagamento de { $amount } da fatura { $number } de { $customer }.
    .answer =
        Pagamento de { $amount } registrado na fatura { $number } de { $customer }{ $settled ->
            [true] , que está quitada.
           *[false] ; faltam { $open }.
        }
    .nothing_open = A fatura { $number } de { $customer } já está paga; não há nada em aberto.
    .more_than_open = A fatura { $number } de { $customer } só tem { $open } em aberto; { $amount } é mais do que isso, e nada foi registrado.
    .nothing_left_of_any = Nenhuma fatura de { $customer } está em aberto.
    .bad_reference = A referência { $reference } não é do provedor de pagamentos: começa com pi_ ou ch_.
    .ask_reference = Qual é a referência no provedor de pagamentos?
    .example = Bruno pagou 300 da fatura 3
    .ask_invoice = De qual fatura? Diga o número, ou o nome do cliente.
    .ask_amount = Qual foi o valor pago?
    .phrases =
        <_:name> pagou <amount> da fatura <invoice:number>
        | <invoice> pagou <amount>
        | <invoice:email> pagou <amount>
        | <_:name> pagou a fatura <invoice:number>
        | <_:name> pagou <amount> pela fatura <invoice:number>
        | <_:name> fez um pagamento de <amount> na fatura <invoice:number>
        | pagaram <amount> da fatura <invoice:number>
        | registra um pagamento de <amount> da fatura <invoice:number>
        | registra um pagamento de <amount> na fatura <invoice:number>
        | registra um pagamento de <amount> para a fatura <invoice:number>
        | registra o pagamento da fatura <invoice:number>
        | registra um pagamento de <amount> de <invoice>
        | registra um pagamento de <amount> de <invoice:email>
        | registra o pagamento de <invoice>
        | lança um pagamento de <amount> na fatura <invoice:number>
        | lança um pagamento de <amount> de <invoice>
        | anota um pagamento de <amount> na fatura <invoice:number>
        | anota um pagamento de <amount> de <invoice>
        | dá baixa de <amount> na fatura <invoice:number>
        | dá baixa na fatura <invoice:number>
        | baixa de <amount> na fatura <invoice:number>
        | recebi <amount> de <invoice>
        | recebi <amount> de <invoice:email>
        | recebi <amount> da fatura <invoice:number>
        | recebi <amount> pela fatura <invoice:number>
        | recebemos <amount> de <invoice>
        | recebemos <amount> de <invoice:email>
        | recebemos <amount> da fatura <invoice:number>
        | recebemos um pagamento de <amount> de <invoice>
        | entrou <amount> de <invoice>
        | entrou um pagamento de <amount> da fatura <invoice:number>
        | entrou <amount> da fatura <invoice:number>
        | fatura <invoice:number> foi paga
        | pagamento de <amount> da fatura <invoice:number>
        | pagamento da fatura <invoice:number>
        | pagamento de <amount> da fatura <invoice:number> de <_:name>
        | ... os <amount> restantes
        | ... hoje
        | ... no valor de <amount>
        | ... valor <amount>
