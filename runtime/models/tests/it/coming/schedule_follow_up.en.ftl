schedule_follow_up = Reminds you later to get in touch with a lead.
    .card =
        Remind of { $name } on { $due }.{ $note ->
            [none] { "" }
           *[other] { " " }Note: { $note }
        }
    .answer =
        Done: on { $due } I will remind you of { $name }.{ $text ->
            [none] { "" }
           *[other] { " " }Note: { $text }
        }
    .none = none
    .nowhere = A reminder needs a conversation to be said in, and there is none here.
    .gone = The lead { $name } was removed at this very moment.
    .no_time = “{ $when }” is no day and no time that I understand. When? Give the day, as in 2026-03-13, or the day with a time, as in 2026-03-13T15:00, in the company's time and without a zone.
    .no_such_time = There is no “{ $when }” in the company's zone: clocks are set forward over it. Which time will do?
    .over = “{ $when }” has passed. When shall I remind you?
    .over_today = Today at 9 in the morning has passed. At what time shall I remind you?
    .too_far = “{ $when }” is more than a year ahead. On which day before that shall I remind you?
    .example = Remind me to call João on Friday
    .ask_lead = Of which lead shall I remind you?
    .ask_when = On which day shall I remind you?
    .ask_note = What shall the reminder say?
    .phrases =
        remind me to call <lead>
        | remind me to call <lead:email>
        | remind me to call <lead:phone>
        | remind me to call the lead <lead>
        | remind me to talk to <lead>
        | remind me to write to <lead>
        | remind me to contact <lead>
        | remind me to get back to <lead>
        | remind me to follow up with <lead>
        | remind me to follow up on <lead>
        | remind me of <lead>
        | remind me about <lead>
        | reminder to call <lead>
        | reminder for <lead>
        | set a reminder for <lead>
        | set a reminder to call <lead>
        | schedule a follow-up with <lead>
        | schedule a follow-up for <lead>
        | schedule a call with <lead>
        | schedule a reminder for <lead>
        | follow up with <lead>
        | ... on <when>
        | ... by <when>
        | ... for <when>
        | ... <when>
        | ... note <note:text>
        | ... about <note:text>
