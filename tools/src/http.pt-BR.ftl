http = O que se diz quando outro sistema não faz o que se pede.
    .refused = { $host } recusa o pedido ({ $status }).
    .unreadable = A resposta de { $host } não é o que se esperava: { $error }.
