refund_invoice = Devolve tudo ou parte do que foi pago de uma fatura.
    .example = Reembolsa 50 reais da fatura 2
    .ask_invoice = Qual fatura? Diga o número, ou o nome do cliente.
    .phrases =
        reembolsa a fatura <invoice:number>
        | reembolsa <amount> da fatura <invoice:number>
        | reembolsa a fatura <invoice:number> em <amount>
        | reembolsa a fatura de <invoice>
        | reembolsa a fatura de <invoice:email>
        | reembolsa <amount> da fatura de <invoice>
        | reembolsa <amount> para <invoice>
        | reembolsa <amount> para <invoice:email>
        | reembolsa <invoice>
        | reembolsa <invoice> em <amount>
        | faz um reembolso de <amount> para <invoice>
        | faz o reembolso da fatura <invoice:number>
        | faz um reembolso de <amount> da fatura <invoice:number>
        | faz um reembolso para <invoice>
        | estorna a fatura <invoice:number>
        | estorna <amount> da fatura <invoice:number>
        | estorna a fatura de <invoice>
        | estorna <amount> para <invoice>
        | estorna o pagamento da fatura <invoice:number>
        | estorna o pagamento de <invoice>
        | faz o estorno da fatura <invoice:number>
        | faz um estorno de <amount> da fatura <invoice:number>
        | devolve <amount> para <invoice>
        | devolve <amount> para <invoice:email>
        | devolve <amount> da fatura <invoice:number>
        | devolve <amount> de <invoice>
        | devolve o pagamento da fatura <invoice:number>
        | devolve o pagamento de <invoice>
        | devolve o dinheiro de <invoice>
        | devolve o dinheiro da fatura <invoice:number>
        | ... porque <reason:text>
        | ... pois <reason:text>
        | ... motivo <reason:text>
        | ... por motivo de <reason:text>
        | ... por causa de <reason:text>
        | ... por <reason:text>
