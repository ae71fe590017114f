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
        | remind me to call the lead <lead>
        | remind me to email <lead>
        | remind me to text <lead>
        | remind me to message <lead>
        | remind me to ping <lead>
        | remind me to ring <lead>
        | remind me to phone <lead>
        | remind me to call back <lead>
        | remind me to call <lead> back
        | remind me to reach out to <lead>
        | remind me to check in with <lead>
        | remind me to check in on <lead>
        | remind me to check on <lead>
        | remind me to touch base with <lead>
        | remind me to speak to <lead>
        | remind me to speak with <lead>
        | remind me to talk with <lead>
        | remind me to meet <lead>
        | remind me to meet with <lead>
        | remind me to reply to <lead>
        | remind me to get in touch with <lead>
        | remind me to follow up with lead <lead>
        | remind me to contact lead <lead>
        | remind me that I have to call <lead>
        | remind us to call <lead>
        | remind us to follow up with <lead>
        | reminder to follow up with <lead>
        | reminder to talk to <lead>
        | reminder to email <lead>
        | reminder to contact <lead>
        | reminder to write to <lead>
        | reminder about <lead>
        | reminder to check in with <lead>
        | set a reminder to email <lead>
        | set a reminder to follow up with <lead>
        | set a reminder to contact <lead>
        | set a reminder to talk to <lead>
        | set a reminder about <lead>
        | set up a reminder to call <lead>
        | set up a reminder for <lead>
        | set up a follow-up with <lead>
        | set up a follow up with <lead>
        | set up a call with <lead>
        | set a follow-up with <lead>
        | set a follow-up for <lead>
        | set a follow up with <lead>
        | create a reminder for <lead>
        | create a reminder to call <lead>
        | create a follow-up for <lead>
        | create a follow-up with <lead>
        | add a reminder to call <lead>
        | add a reminder for <lead>
        | add a reminder about <lead>
        | add a follow-up with <lead>
        | add a follow-up for <lead>
        | put a reminder to call <lead>
        | make a reminder to call <lead>
        | book a follow-up with <lead>
        | book a call with <lead>
        | book a follow up with <lead>
        | plan a follow-up with <lead>
        | plan a call with <lead>
        | arrange a call with <lead>
        | arrange a follow-up with <lead>
        | schedule a follow up with <lead>
        | schedule a follow up for <lead>
        | schedule follow-up with lead <lead>
        | schedule a follow-up call with <lead>
        | schedule a follow up call with <lead>
        | schedule a reminder to call <lead>
        | schedule a reminder to follow up with <lead>
        | schedule a call to <lead>
        | schedule a meeting with <lead>
        | schedule a check-in with <lead>
        | follow-up with <lead>
        | follow up on <lead>
        | follow up with lead <lead>
        | get back to <lead>
        | check in with <lead>
        | ... at <when>
        | ... in <when>
        | ... note that <note:text>
        | ... regarding <note:text>
        | ... with the note <note:text>
        | ... with a note <note:text>
        | ... saying <note:text>
        | ... to discuss <note:text>
        | ... to ask about <note:text>
        | ... to talk about <note:text>
        | ... to see if <note:text>
        | ... mention <note:text>
        | ... <lead:email>
        | ... <lead:phone>
        | ... the lead <lead>
        | call <lead> <when>
        | call <lead> back <when>
        | ring <lead> <when>
        | phone <lead> <when>
        | contact <lead> <when>
        | email <lead> <when>
        | text <lead> <when>
        | message <lead> <when>
        | meet <lead> <when>
        | visit <lead> <when>
        | remind me about <lead> <when>
        | remind me of <lead> <when>
        | remind me to txt <lead>
        | remind me to give <lead> a call
        | remind me to give <lead> a ring
        | remind me to chase <lead>
        | remind me to visit <lead>
        | remind me to see <lead>
        | let me know to contact <lead>
        | let me know to call <lead>
        | tell me to call <lead>
        | tell me to contact <lead>
        | reminder for <lead> <when>
        | reminder about <lead> <when>
        | follow up <lead> <when>
        | follow-up <lead> <when>
        | a follow up with <lead>
        | set up a meeting with <lead>
        | give <lead> a call <when>
        | touch base with <lead> <when>
        | check in with <lead> <when>
        | check back with <lead> <when>
        | circle back with <lead> <when>
        | circle back to <lead> <when>
        | get back to <lead> <when>
        | reach out to <lead> <when>
        | <lead> asked to call back <when>
        | <lead> wants a call <when>
        | <lead> wants a call back <when>
        | ... on my calendar
        | ... in my calendar
        | ... to my calendar
        | ... in my reminders
        | ... to my reminders
        | ... a reminder
        | ... a note
        | ... put
        | ... should
        | ... have to
        | ... <lead> to <note:text>
        | ... <when> to <note:text>
        | ... wanted to talk about <note:text>
        | ... wants to talk about <note:text>
        | ... concerning <note:text>
        | ... re <note:text>
        | f/u with <lead>
        | f/u <lead> <when>
        | remind me to call up <lead>
        | remind me to shoot <lead> a message
        | remind me to drop <lead> a line
        | remind me to send <lead> an email
        | remind me to send <lead> a message
        | remind me to send something to <lead>
        | remind me to msg <lead>
        | remind me to dm <lead>
        | remind me to whatsapp <lead>
        | remind me to chase up <lead>
        | remind me to catch up with <lead>
        | remind me to circle back with <lead>
        | remind me to hit up <lead>
        | remind me to reconnect with <lead>
        | remind me to see how <lead> is doing
        | put <lead> in my calendar
        | put a follow-up with <lead>
        | put in a follow-up with <lead>
        | put a call with <lead>
        | pencil in a call with <lead>
        | pencil in <lead>
        | book in a call with <lead>
        | don't let me forget to call <lead>
        | call <lead:email> <when>
        | set a follow-up for <lead> <when>
        | ... the note should say <note:text>
        | ... note should say <note:text>
        | ... the note says <note:text>
        | ... the note is <note:text>
        | ... reminder should say <note:text>
        | ... the reminder should say <note:text>
        | ... subject <note:text>
        | ... the subject is <note:text>
        | ... topic <note:text>
        | ... the topic is <note:text>
        | ... in the note put <note:text>
        | ... in the note write <note:text>
        | ... put in the note <note:text>
        | ... in the reminder write <note:text>
        | ... note to <note:text>
        | ... to follow up on <note:text>
        | ... to chat about <note:text>
        | ... to speak about <note:text>
        | set me a reminder on <lead>
        | a reminder on <lead>
        | reminder on <lead>
        | make sure I follow up with <lead>
        | make sure I call <lead>
        | I should check back with <lead>
        | promised <lead> a call <when> remind
