schedule_follow_up = Lembra você de falar com um lead mais tarde.
    .card =
        Lembrar de { $name } em { $due }.{ $note ->
            [none] { "" }
           *[other] { " " }Nota: { $note }
        }
    .answer =
        Combinado: em { $due } lembro você de { $name }.{ $text ->
            [none] { "" }
           *[other] { " " }Nota: { $text }
        }
    .none = none
    .nowhere = Um lembrete precisa de uma conversa onde ser dito, e aqui não há nenhuma.
    .gone = O lead { $name } foi removido neste mesmo instante.
    .no_time = “{ $when }” não é um dia nem uma hora que eu entenda. Quando? Diga o dia, como 2026-03-13, ou o dia e a hora, como 2026-03-13T15:00, no horário da empresa e sem fuso.
    .no_such_time = “{ $when }” não existe no fuso da empresa: os relógios são adiantados nessa hora. Que hora serve?
    .over = “{ $when }” já passou. Para quando é o lembrete?
    .over_today = Hoje às 9 horas já passou. A que horas devo lembrar?
    .too_far = “{ $when }” é daqui a mais de um ano. Para qual dia antes disso é o lembrete?
    .example = Me lembra de ligar para o João na sexta
    .ask_lead = De qual lead devo lembrar você?
    .ask_when = Para que dia é o lembrete?
    .ask_note = O que o lembrete deve dizer?
    .phrases =
        me lembra de ligar para <lead>
        | me lembra de ligar para <lead:email>
        | me lembra de ligar para <lead:phone>
        | me lembra de falar com <lead>
        | me lembra de escrever para <lead>
        | me lembra de retornar para <lead>
        | me lembra de procurar <lead>
        | me lembra de <lead>
        | lembra de ligar para <lead>
        | me lembre de ligar para <lead>
        | me lembre de falar com <lead>
        | lembrete para ligar para <lead>
        | lembrete para falar com <lead>
        | lembrete sobre <lead>
        | cria um lembrete para <lead>
        | cria um lembrete para falar com <lead>
        | agenda um lembrete para <lead>
        | agenda um retorno para <lead>
        | agenda um retorno com <lead>
        | agenda uma ligação para <lead>
        | agenda um contato com <lead>
        | agenda um follow-up com <lead>
        | marca um retorno com <lead>
        | ... na <when>
        | ... no <when>
        | ... em <when>
        | ... para <when>
        | ... até <when>
        | ... <when>
        | ... nota <note:text>
        | ... obs <note:text>
        | ... sobre <note:text>
        | ... para falar de <note:text>
        | me lembra de falar com o lead <lead>
        | me lembra do lead <lead>
        | me lembra de mandar mensagem para <lead>
        | me lembra de mandar e-mail para <lead>
        | me lembra de mandar um e-mail para <lead>
        | me lembra de mandar um zap para <lead>
        | me lembra de mandar a proposta para <lead>
        | me lembra de entrar em contato com <lead>
        | me lembra de dar um retorno para <lead>
        | me lembra de dar retorno para <lead>
        | me lembra de retornar o contato com <lead>
        | me lembra de retornar a ligação de <lead>
        | me lembra de contatar <lead>
        | me lembra de conversar com <lead>
        | me lembra de cobrar <lead>
        | me lembra de visitar <lead>
        | me lembra de fazer follow-up com <lead>
        | me lembra de fazer um follow-up com <lead>
        | me lembra de responder <lead>
        | me lembra que preciso ligar para <lead>
        | me lembra que tenho que ligar para <lead>
        | me avisa para ligar para <lead>
        | me avisa para falar com <lead>
        | me avisa de ligar para <lead>
        | me avisa de falar com <lead>
        | lembrete para ligar <lead>
        | lembrete de ligar para <lead>
        | lembrete de falar com <lead>
        | lembrete de <lead>
        | lembrete com <lead>
        | cria um lembrete de ligar para <lead>
        | cria um lembrete de <lead>
        | cria um lembrete com <lead>
        | cria um lembrete sobre <lead>
        | cria um lembrete para ligar para <lead>
        | cria um follow-up com <lead>
        | cria um follow up com <lead>
        | coloca um lembrete para <lead>
        | coloca um lembrete para ligar para <lead>
        | bota um lembrete para <lead>
        | bota um lembrete para ligar para <lead>
        | põe um lembrete para ligar para <lead>
        | marca um lembrete para <lead>
        | marca um lembrete para ligar para <lead>
        | marca um follow-up com <lead>
        | marca um follow up com <lead>
        | marca uma ligação com <lead>
        | marca uma ligação para <lead>
        | marca um contato com <lead>
        | marca uma conversa com <lead>
        | marca uma reunião com <lead>
        | marca de falar com <lead>
        | marca de ligar para <lead>
        | agenda um lembrete para ligar para <lead>
        | agenda um follow up com <lead>
        | agenda um follow-up para <lead>
        | agenda um follow up para <lead>
        | agenda um follow-up do lead <lead>
        | agenda uma ligação com <lead>
        | agenda uma conversa com <lead>
        | agenda uma reunião com <lead>
        | agenda um acompanhamento com <lead>
        | agenda para falar com <lead>
        | agenda para ligar para <lead>
        | agenda contato com o lead <lead>
        | programa um retorno para <lead>
        | programa um follow-up com <lead>
        | programa um lembrete para ligar para <lead>
        | follow-up com <lead>
        | follow up com <lead>
        | retorno com <lead>
        | retorno para <lead>
        | retornar para <lead>
        | retornar contato com <lead>
        | ... às <when>
        | ... dia <when>
        | ... pro <when>
        | ... nota que <note:text>
        | ... observação <note:text>
        | ... para tratar de <note:text>
        | ... a respeito de <note:text>
        | ... para perguntar <note:text>
        | ... para saber <note:text>
        | ... com a nota <note:text>
        | ... anota <note:text>
        | ... <lead:email>
        | ... <lead:phone>
        | ... o lead <lead>
        | liga para <lead> <when>
        | ligar para <lead> <when>
        | retornar para <lead> <when>
        | retorna para <lead> <when>
        | visitar <lead> <when>
        | reunião com <lead> <when>
        | contato com <lead> <when>
        | me lembra de <lead> <when>
        | me lembra de ligar de volta para <lead>
        | me lembra de telefonar para <lead>
        | me lembra de chamar <lead>
        | me lembra de chamar <lead> no whatsapp
        | me lembra de cobrar resposta de <lead>
        | me lembra de cobrar uma resposta de <lead>
        | me lembra de dar um toque em <lead>
        | me lembra de dar um alô para <lead>
        | me lembra de encontrar <lead>
        | me lembra de fazer contato com <lead>
        | me chama para ligar para <lead>
        | lembrete de <lead> <when>
        | lembrete para <lead> <when>
        | lembrete sobre <lead> <when>
        | agenda ligação para <lead>
        | agenda uma visita a <lead>
        | marca retorno para <lead>
        | marca para ligar para <lead>
        | agenda falar com <lead>
        | agenda <lead> <when>
        | follow up <lead> <when>
        | follow-up <lead> <when>
        | <lead> pediu para retornar <when>
        | <lead> pediu para ligar <when>
        | <lead> pediu retorno <when>
        | <lead> quer conversar <when>
        | ... na agenda
        | ... na minha agenda
        | ... no calendário
        | ... nos lembretes
        | ... um lembrete
        | ... anota
        | ... marca
        | ... agenda
        | ... me avisa
        | ... me lembra
        | ... <lead> para <note:text>
        | ... <when> para <note:text>
        | ... para falar sobre <note:text>
        | ... para conversar sobre <note:text>
        | ... pediu para falar de <note:text>
        | ... quer falar de <note:text>
        | ... quer falar sobre <note:text>
        | ... acerca de <note:text>
        | ... assunto <note:text>
        | ... o assunto é <note:text>
        | ... o assunto <note:text>
        | marca retorno com <lead>
        | agenda retorno com <lead>
        | ... anota nele <note:text>
        | ... anotar <note:text>
        | me lembra de ver <lead>
        | me lembra de cobrar retorno de <lead>
        | me lembra de retomar com <lead>
        | retornar o contato com <lead> <when>
        | agenda retorno para <lead>
        | agenda um papo com <lead>
        | agenda contato com <lead>
        | marca uma visita a <lead>
        | marca um papo com <lead>
        | põe na agenda ligar para <lead>
        | põe na agenda falar com <lead>
        | coloca na agenda <lead>
        | põe um lembrete para <lead>
        | não me deixa esquecer de ligar para <lead>
        | ... no lembrete escreve <note:text>
        | ... no lembrete põe <note:text>
        | ... no lembrete coloca <note:text>
        | ... no lembrete anota <note:text>
        | ... no lembrete <note:text>
        | ... escreve no lembrete <note:text>
        | ... põe no lembrete <note:text>
        | ... coloca no lembrete <note:text>
        | ... com nota <note:text>
        | ... com a observação <note:text>
        | ... com o lembrete <note:text>
        | ... para falar do <note:text>
        | ... para falar da <note:text>
        | ... para tratar do <note:text>
        | ... a respeito do <note:text>
        | ... pauta <note:text>
        | ... a pauta é <note:text>
        | me dá um toque para falar com <lead>
        | me dá um toque para ligar para <lead>
        | me dá um toque sobre <lead>
        | me dá um toque de falar com <lead>
        | me dá um alô para falar com <lead>
        | me lembra de mandar para <lead>
        | me lembra de enviar para <lead>
        | retomar a conversa com <lead>
        | retomar o contato com <lead>
        | cobrar uma resposta de <lead>
        | cobrar resposta de <lead>
        | ligar para <lead> me lembra
