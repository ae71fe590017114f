create_lead = Registra um lead: uma pessoa ou empresa interessada no que vendemos.
    .card =
        Registrar o lead { $name }.{ $email ->
            [none] { "" }
           *[other] { " " }E-mail: { $email }.
        }{ $phone ->
            [none] { "" }
           *[other] { " " }Telefone: { $phone }.
        }{ $interest ->
            [none] { "" }
           *[other] { " " }Interesse: { $interest }.
        }{ $note ->
            [none] { "" }
           *[other] { " " }Nota: { $note }
        }
    .answer =
        { $act ->
            [updated] O lead { $name } já existia e foi atualizado{ $interest ->
                [none] .
               *[other] { " " }(interesse: { $interest }).
            }
           *[created] Lead registrado: { $name }{ $interest ->
                [none] .
               *[other] , com interesse em { $interest }.
            }
        }
    .none = none
    .note_unreachable = Sem e-mail nem telefone, ninguém consegue falar com esse lead.
    .note_known_as = O contato já é conhecido como { $name }; o nome não foi trocado por { $given }.
    .two_contacts = O e-mail { $email } é de { $email_of }, e o telefone { $phone } é de { $phone_of }. De qual dos dois é o lead?
    .changed = Alguém registrou um desses endereços neste mesmo instante. Confira os leads e tente de novo.
    .no_email = “{ $email }” não é um e-mail completo. Qual é o e-mail certo?
    .no_phone = “{ $phone }” não é um telefone. Qual é o número, com o DDD?
    .no_area_code = Falta o DDD no telefone { $phone }. Qual é?
    .no_country_code = Falta o código do país no telefone { $phone }, como em +55. Qual é?
    .example = Novo lead: Ana, ana@example.com, quer o plano Pro
    .ask_name = Qual é o nome do lead?
    .ask_email = Qual é o e-mail?
    .ask_phone = Qual é o telefone?
    .ask_interest = No que tem interesse?
    .ask_note = O que devo anotar?
    .phrases =
        novo lead <name>
        | lead novo <name>
        | novo lead chamado <name>
        | novo lead chamada <name>
        | cadastra o lead <name>
        | cadastra um lead para <name>
        | cadastra <name> como lead
        | cadastra a empresa <name> como lead
        | cadastra um novo lead <name>
        | cria o lead <name>
        | cria um novo lead <name>
        | registra o lead <name>
        | registra a empresa <name> como lead
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
        | novo lead <email> <name>
        | novo lead pelo <note:text> <name>
        | lead novo pelo <note:text> <name>
        | novo lead <phone> <name>
        | ... quer o <interest:text>
        | ... que quer o <interest:text>
        | ... quer saber de <interest:text>
        | ... precisa de <interest:text>
        | ... interessado no <interest:text>
        | ... interessada no <interest:text>
        | ... se interessou pelo <interest:text>
        | ... tem interesse no <interest:text>
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
        | coloca <name> como lead
        | coloca <name> nos leads
        | coloca o lead <name>
        | bota <name> nos leads
        | bota <name> como lead
        | bota o lead <name>
        | põe <name> nos leads
        | põe <name> como lead
        | insere o lead <name>
        | insere <name> como lead
        | inclui <name> como lead
        | inclui <name> nos leads
        | inclui um novo lead <name>
        | salva <name> como lead
        | salva um novo lead <name>
        | guarda o lead <name>
        | anota <name> como lead
        | lança o lead <name>
        | abre um lead para <name>
        | abre um lead <name>
        | faz o cadastro do lead <name>
        | cadastro de lead <name>
        | cadastra <name> nos leads
        | cadastra <name> na lista de leads
        | adiciona <name> na lista de leads
        | cadastra <name> como novo lead
        | cria um lead para <name>
        | apareceu um lead <name>
        | apareceu um novo lead <name>
        | entrou um lead <name>
        | entrou um novo lead <name>
        | surgiu um lead <name>
        | surgiu um novo lead <name>
        | recebemos um lead <name>
        | recebemos um novo lead <name>
        | tenho um lead <name>
        | tenho um novo lead <name>
        | temos um lead <name>
        | tem um novo lead <name>
        | mais um lead <name>
        | outro lead <name>
        | novo lead de nome <name>
        | novo prospect <name>
        | cadastra o prospect <name>
        | novo interessado <name>
        | ... que veio pelo <note:text>
        | ... veio pelo <note:text>
        | ... veio por <note:text>
        | ... indicada por <note:text>
        | ... interessado em <interest:text>
        | ... interessada em <interest:text>
        | ... está interessado no <interest:text>
        | ... está interessada no <interest:text>
        | ... interesse em <interest:text>
        | ... tem interesse em <interest:text>
        | ... interesse no <interest:text>
        | ... quer um <interest:text>
        | ... que quer um <interest:text>
        | ... quer uma <interest:text>
        | ... querendo um <interest:text>
        | ... querendo <interest:text>
        | ... quer saber do <interest:text>
        | ... quer saber sobre <interest:text>
        | ... quer comprar <interest:text>
        | ... quer contratar <interest:text>
        | ... gostou do <interest:text>
        | ... precisando de <interest:text>
        | ... precisa de um <interest:text>
        | ... que precisa de <interest:text>
        | ... procura <interest:text>
        | ... procurando <interest:text>
        | ... está procurando <interest:text>
        | ... busca <interest:text>
        | ... buscando <interest:text>
        | ... está buscando <interest:text>
        | ... pediu <interest:text>
        | ... pediu um <interest:text>
        | ... mail <email>
        | ... número <phone>
        | ... cel <phone>
        | ... fala que <note:text>
        | ... anota que <note:text>
        | novo contato <name>
        | contato novo <name>
        | chegou um contato novo <name>
        | chegou um novo contato <name>
        | novo cliente em potencial <name>
        | cliente em potencial <name>
        | novo potencial cliente <name>
        | <name> está interessado em <interest:text>
        | <name> está interessada em <interest:text>
        | <name> tem interesse em <interest:text>
        | <name> se interessou por <interest:text>
        | adiciona <name> <email>
        | adiciona <name> <phone>
        | cadastra <name> <email>
        | cadastra <name> <phone>
        | cadastro novo <name>
        | lead <name> <email>
        | lead <name> <phone>
        | anota <name> <email>
        | anota <name> <phone>
        | anota aí um lead <name>
        | anota um lead <name>
        | anota o contato de <name>
        | salva o contato de <name>
        | salva o contato de <name> como lead
        | cadastra o contato de <name>
        | cadastra o contato <name>
        | cadastra <name> como contato
        | entra com o lead <name>
        | põe <name> na lista de leads
        | coloca <name> na lista de leads
        | ... o nome é <name>
        | ... se chama <name>
        | ... chama <name>
        | ... email é <email>
        | ... telefone é <phone>
        | ... whats <phone>
        | ... contato <email>
        | ... quer <interest:text>
        | ... querem <interest:text>
        | ... precisam de <interest:text>
        | ... a fim de <interest:text>
        | ... quer saber <interest:text>
        | ... estão interessados em <interest:text>
        | ... interessados em <interest:text>
        | ... pedindo <interest:text>
        | ... está precisando de <interest:text>
        | ... está querendo <interest:text>
        | ... procurando por <interest:text>
        | ... buscando por <interest:text>
        | ... demonstrou interesse em <interest:text>
        | ... indicação de <note:text>
        | ... por indicação de <note:text>
        | ... veio por indicação de <note:text>
        | ... recomendado por <note:text>
        | ... recomendada por <note:text>
        | ... na lista
        | ... pediram <interest:text>
        | ... querem um <interest:text>
        | ... procuram <interest:text>
        | ... perguntou por <interest:text>
        | ... perguntou sobre <interest:text>
        | ... perguntou de <interest:text>
        | ... curtiu <interest:text>
        | ... afim de <interest:text>
        | ... atrás de <interest:text>
        | cadastra <name>
        | novo cliente <name>
        | nova cliente <name>
        | cliente novo <name>
        | cliente nova <name>
        | cadastra um novo cliente <name>
        | cadastra um cliente novo <name>
        | cadastra uma cliente nova <name>
        | cadastra a cliente <name>
        | cadastra o cliente <name>
        | cadastra um contato novo <name>
        | nova noiva <name>
        | nova aluna <name>
        | novo aluno <name>
        | nova paciente <name>
        | novo paciente <name>
        | cadastra <name> nos contatos
        | bota <name> na lista de leads
        | novo lead se chama <name>
        | mais um lead novo <name>
        | chegou lead novo <name>
        | pintou um lead <name>
        | caiu um lead <name>
        | ... o nome dela é <name>
        | ... o nome dele é <name>
        | ... e-mail é <email>
        | ... o e-mail é <email>
        | ... o e-mail dela é <email>
        | ... o e-mail dele é <email>
        | ... o telefone é <phone>
        | ... o telefone dela é <phone>
        | ... o telefone dele é <phone>
        | ... o zap é <phone>
        | ... o whatsapp é <phone>
        | ... o número é <phone>
        | ... o celular é <phone>
        | ... o interesse é <interest:text>
        | ... o interesse é em <interest:text>
        | ... o interesse dela é <interest:text>
        | ... o interesse dele é <interest:text>
        | ... está atrás de <interest:text>
        | ... tá atrás de <interest:text>
        | ... quer encomendar <interest:text>
        | ... gostou de <interest:text>
        | ... gostou da <interest:text>
        | ... a observação é <note:text>
        | ... observações <note:text>
        | ... anota aí que <note:text>
        | ... com a observação <note:text>
        | ... com a nota <note:text>
        | ... lembrete <note:text>
        | ... detalhe <note:text>
        | ... põe na nota <note:text>
        | ... coloca na nota <note:text>
        | ... na observação <note:text>
        | ... nas observações <note:text>
        | inclui nos leads <name>
        | cadastra nos leads <name>
        | potencial cliente <name>
        | põe na lista de interessados <name>
        | ... lista de interessados
        | ... na lista de interessados
        | ... os dados
        | ... dados de contato
        | chegou um lead novo <name>
        | entrou um lead novo <name>
        | apareceu um lead novo <name>
