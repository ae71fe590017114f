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
        | me lembra de falar com o lead <lead>
        | me lembra de escrever para <lead>
        | me lembra de retornar para <lead>
        | me lembra de procurar <lead>
        | me lembra do lead <lead>
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
