refund_invoice = Devolve tudo ou parte do que foi pago de uma fatura.
    .card =
        Reembolsar { $amount } da fatura { $number } de { $customer }.{ $reason ->
            [none] { "" }
           *[other] { " " }Motivo: { $reason }.
        } { $provider ->
            [book] Só os livros mudam: nenhum dinheiro é movimentado, porque nenhum provedor de pagamentos está conectado.
           *[other] O dinheiro é devolvido por { $provider }.
        }
    .why_amount = O valor passa do que pode ser devolvido sem que uma pessoa aprove.
    .answer = Reembolso de { $amount } da fatura { $number } de { $customer } registrado.
    .none = none
    .note_books = Nenhum dinheiro foi movimentado, porque nenhum provedor de pagamentos está conectado: só os livros mudaram.
    .note_pending = O provedor de pagamentos ainda vai efetuá-lo; se falhar, você fica sabendo aqui.
    .nothing_paid = Nada foi pago da fatura { $number } de { $customer }; não há o que devolver.
    .nothing_left = Tudo o que foi pago da fatura { $number } de { $customer } já foi devolvido ou está sendo devolvido.
    .more_than_left = Da fatura { $number } de { $customer } só há { $left } a devolver; { $amount } é mais do que isso, e nada foi devolvido.
    .nothing_left_of_any = Nenhuma fatura de { $customer } tem algo a devolver.
    .other_provider = O provedor de pagamentos mudou desde que o reembolso da fatura { $number } foi planejado; nada foi devolvido. Peça o reembolso de novo.
    .not_through_provider = Nenhum pagamento da fatura { $number } de { $customer } veio pelo provedor de pagamentos com { $amount } ainda a devolver; nada foi devolvido. Reembolse cada pagamento por si, ou registre a referência com o pagamento.
    .no_reference = A referência do pagamento não é do provedor de pagamentos; nada foi devolvido.
    .other_currency = O pagamento tem outra moeda no provedor de pagamentos; nada foi devolvido.
    .provider_key = O provedor de pagamentos não aceita a nossa chave; nada foi devolvido.
    .provider_refused = O provedor de pagamentos recusa o reembolso ({ $code }); nada foi devolvido.
    .declined = O provedor de pagamentos não conseguiu devolver o dinheiro; nada foi devolvido.
    .example = Reembolsa 50 da fatura 2
    .ask_invoice = Qual fatura? Diga o número, ou o nome do cliente.
    .ask_amount = Qual é o valor a devolver?
    .ask_reason = Por que motivo?
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
        | faz um reembolso total da fatura <invoice:number>
        | faz um reembolso integral da fatura <invoice:number>
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
        | reembolsa o cliente <invoice>
        | reembolsa o pagamento da fatura <invoice:number>
        | reembolsa o pagamento de <invoice>
        | reembolsa o valor da fatura <invoice:number>
        | reembolsa integralmente a fatura <invoice:number>
        | reembolsa parcialmente a fatura <invoice:number> em <amount>
        | reembolsa <invoice:email>
        | reembolsa <amount> de <invoice>
        | reembolsa <amount> na fatura <invoice:number>
        | reembolsa <amount> referente à fatura <invoice:number>
        | reembolso de <amount> da fatura <invoice:number>
        | reembolso de <amount> para <invoice>
        | reembolso da fatura <invoice:number>
        | reembolso parcial de <amount> da fatura <invoice:number>
        | faz um reembolso parcial de <amount> da fatura <invoice:number>
        | faz o reembolso de <amount> na fatura <invoice:number>
        | faz o reembolso de <invoice>
        | faz o reembolso total da fatura <invoice:number>
        | emite um reembolso da fatura <invoice:number>
        | emite um reembolso de <amount> para <invoice>
        | emite um reembolso de <amount> da fatura <invoice:number>
        | dá um reembolso de <amount> para <invoice>
        | dá um reembolso da fatura <invoice:number>
        | processa o reembolso da fatura <invoice:number>
        | processa um reembolso de <amount> da fatura <invoice:number>
        | processa um reembolso de <amount> para <invoice>
        | estorna <amount> na fatura <invoice:number>
        | estorna <amount> de <invoice>
        | estorna <invoice>
        | estorna a fatura de <invoice:email>
        | estorna a fatura <invoice:number> em <amount>
        | estorna o valor da fatura <invoice:number>
        | estorna <amount> para <invoice:email>
        | faz um estorno de <amount> para <invoice>
        | faz o estorno de <amount> na fatura <invoice:number>
        | faz o estorno total da fatura <invoice:number>
        | faz um estorno parcial de <amount> da fatura <invoice:number>
        | estorno de <amount> da fatura <invoice:number>
        | estorno da fatura <invoice:number>
        | estorno de <amount> para <invoice>
        | devolve <amount> da fatura de <invoice>
        | devolve <amount> na fatura <invoice:number>
        | devolve o valor da fatura <invoice:number>
        | devolve o valor pago na fatura <invoice:number>
        | devolve o valor pago da fatura <invoice:number>
        | devolve <amount> ao cliente <invoice>
        | devolve o dinheiro para <invoice>
        | devolve o dinheiro ao <invoice>
        | faz a devolução de <amount> para <invoice>
        | faz a devolução de <amount> da fatura <invoice:number>
        | faz a devolução da fatura <invoice:number>
        | devolução de <amount> da fatura <invoice:number>
        | devolução da fatura <invoice:number>
        | ... já que <reason:text>
        | ... por conta de <reason:text>
        | ... devido a <reason:text>
        | ... em razão de <reason:text>
        | ... em função de <reason:text>
        | ... razão <reason:text>
        | ... da fatura <invoice:number>
        | ... inteira
        | ... inteirinha
        | ... toda
        | ... total
        | ... integral
        | ... <_:email>
        | devolve <amount> para <_:name> da fatura <invoice:number>
        | devolve <amount> para <_:name> na fatura <invoice:number>
        | reembolsa <amount> para <_:name> da fatura <invoice:number>
        | reembolsa <amount> para <_:name> na fatura <invoice:number>
        | estorna <amount> para <_:name> da fatura <invoice:number>
        | estorna <amount> para <_:name> na fatura <invoice:number>
        | reembolsa <_:name> da fatura <invoice:number>
        | reembolsa <_:name> na fatura <invoice:number>
        | reembolsa a fatura <invoice:number> de <_:name>
        | estorna a fatura <invoice:number> de <_:name>
        | ... fatura <invoice:number>
        | ... referente à fatura <invoice:number>
        | devolve <amount>
        | devolve o dinheiro
        | dinheiro de volta da fatura <invoice:number>
        | quer o dinheiro de volta da fatura <invoice:number>
        | quer reembolso da fatura <invoice:number>
        | quer o reembolso da fatura <invoice:number>
        | reembolso para <invoice>
        | reembolso para <invoice> de <amount>
        | um reembolso de <amount> para <invoice>
        | estorno para <invoice>
        | estorno de <amount> na fatura <invoice:number>
        | estorno <amount> fatura <invoice:number>
        | devolve os <amount> de <invoice>
        | devolve os <amount> para <invoice>
        | dá um reembolso de <amount> da fatura <invoice:number>
        | dá um reembolso de <amount> na fatura <invoice:number>
        | dá um reembolso para <invoice>
        | restitui <amount> para <invoice>
        | restitui a fatura <invoice:number>
        | ressarce <invoice> em <amount>
        | ressarce <amount> para <invoice>
        | ressarce a fatura <invoice:number>
        | reverte o pagamento da fatura <invoice:number>
        | reverte a fatura <invoice:number>
        | manda de volta <amount> para <invoice>
        | paga de volta <amount> para <invoice>
        | ... da <invoice:number>
        | ... na <invoice:number>
        | ... do <invoice:number>
        | ... número <invoice:number>
        | ... dela
        | ... parcial
        | ... completo
        | ... inteiro
        | ... todinha
        | ... tudo
        | ... de tudo
        | ... por completo
        | ... em <amount>
        | ... de <amount>
        | ... ao cliente
        | ... para o cliente
        | ... o cliente
        | ... reclamou que <reason:text>
        | ... motivo é <reason:text>
        | ... o motivo é <reason:text>
        | ... por conta do <reason:text>
        | ... por causa do <reason:text>
        | ... visto que <reason:text>
        | ... uma vez que <reason:text>
        | ... dado que <reason:text>
        | reembolsa <_:name> em <amount> na fatura <invoice:number>
        | reembolsa <_:name> em <amount> da fatura <invoice:number>
        | devolve <amount> de <_:name> da fatura <invoice:number>
        | estorna <_:name> da fatura <invoice:number>
        | devolve tudo da fatura <invoice:number>
        | devolve tudo para <invoice>
        | ... na íntegra
        | ... integralmente
        | faz o estorno de <amount> da fatura <invoice:number>
        | faz um estorno de <amount> na fatura <invoice:number>
        | faz o reembolso de <amount> da fatura <invoice:number>
        | faz um reembolso de <amount> na fatura <invoice:number>
        | ressarce <amount> para <invoice>
        | ressarce <amount> da fatura <invoice:number>
        | ... por inteiro
        | ... todinho
        | ... completa
        | ... o valor todo
        | ... o valor total
        | ... o valor inteiro
        | ... o valor integral
        | ... tudinho
        | ... o motivo foi <reason:text>
        | ... por causa da <reason:text>
        | ... devido ao <reason:text>
        | devolver o dinheiro de <invoice>
        | reembolso de <amount> na fatura <invoice:number>
        | reembolso parcial na fatura <invoice:number>
        | ... cobrei em dobro
        | ... ref fatura <invoice:number>
