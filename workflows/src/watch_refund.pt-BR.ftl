watch_refund = Pergunta ao provedor de pagamentos por um reembolso.
    .failed =
        O reembolso de { $amount } da fatura { $number } de { $customer } falhou no provedor de pagamentos ({ $reference }): o dinheiro não voltou, e na fatura ele conta como não devolvido. Peça o reembolso de novo ou combine outro jeito com { $customer }.
    .unknown =
        Há cinco semanas o provedor de pagamentos não diz se o reembolso de { $amount } da fatura { $number } de { $customer } ({ $reference }) deu certo, e não se pergunta mais. Ele conta como devolvido. Verifique lá; se falhou, devolva o dinheiro de outro jeito.
    .returned =
        O banco devolveu o reembolso de { $amount } da fatura { $number } de { $customer } ({ $reference }), que já tinha sido feito: o dinheiro está de novo no provedor de pagamentos, e na fatura ele conta como não devolvido. Combine outro jeito com { $customer } ou peça o reembolso de novo.
