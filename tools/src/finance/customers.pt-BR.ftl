customers = De qual cliente se trata.
    .nobody = Não conheço ninguém como “{ $customer }”. Confira o nome ou o e-mail; quem é novo se cadastra primeiro como lead, em Vendas.
    .several = “{ $customer }” pode ser: { $customers }. Qual? Diga o nome completo ou o e-mail.
