create_lead = Registra um lead: uma pessoa ou empresa interessada no que vendemos.
    .example = Novo lead: Ana, ana@example.com, quer o plano Pro
    .ask_name = Qual é o nome do lead?
    .phrases =
        novo lead <name>
        | lead novo <name>
        | novo lead chamado <name>
        | novo lead chamada <name>
        | cadastra o lead <name>
        | cadastra um lead para <name>
        | cadastra <name> como lead
        | cadastra um novo lead <name>
        | cria o lead <name>
        | cria um novo lead <name>
        | registra o lead <name>
        | registra um novo lead <name>
        | adiciona o lead <name>
        | adiciona <name> como lead
        | adiciona <name> aos leads
        | adiciona um novo lead <name>
        | inclui o lead <name>
        | salva o lead <name>
        | anota o lead <name>
        | anota um novo lead <name>
        | chegou um lead <name>
        | chegou um novo lead <name>
        | temos um novo lead <name>
        | <name> é um novo lead
        | ... quer <interest:text>
        | ... quer saber de <interest:text>
        | ... interessado em <interest:text>
        | ... interessada em <interest:text>
        | ... se interessou por <interest:text>
        | ... tem interesse em <interest:text>
        | ... interesse <interest:text>
        | ... que se chama <name>
        | ... nome <name>
        | ... e-mail <email>
        | ... telefone <phone>
        | ... fone <phone>
        | ... celular <phone>
        | ... whatsapp <phone>
        | ... contato <phone>
        | ... obs <note:text>
        | ... observação <note:text>
        | ... nota <note:text>
        | ... indicado por <note:text>
