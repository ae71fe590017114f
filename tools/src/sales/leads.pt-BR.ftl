leads = Os leads que alguém nomeia.
    .unknown = Não há nenhum lead com “{ $lead }”. Qual é o nome, o e-mail ou o telefone dele?
    .several = “{ $lead }” pode ser mais de um lead: { $list }. Qual deles? Diga o nome inteiro, o e-mail ou o telefone.
