# Problems with requests (problem+json). The names are part of the API.

problem-unauthorised = Who are you?
    .title = Who are you?
    .detail = Send "Authorization: Bearer TOKEN"; the owner's token lies in FIRMA_HOME/token.

problem-no-such-path = There is nothing here.
    .title = There is nothing here.
    .detail = Check the path.

problem-no-such-method = This path does not take this method.
    .title = This path does not take this method.
    .detail = Check the method.

problem-no-such-turn = There is no such turn.
    .title = There is no such turn.
    .detail = Check the id; it comes with the answer to the message.

problem-no-such-approval = There is no such request.
    .title = There is no such request.
    .detail = GET /v1/approvals lists them.

problem-no-such-tool = There is no such tool for you.
    .title = There is no such tool for you.
    .detail = Your departments have no tool "{ $tool }". `GET /v1/tools` lists those that they have.

problem-not-the-operator = These figures are not yours.
    .title = These figures are not yours.
    .detail = They are over all companies: on this machine GET /metrics needs no token, from elsewhere that of the owner who runs this Firma.

problem-bad-conversation = The conversation's name cannot be used.
    .title = The conversation's name cannot be used.
    .detail = Use 1 to { $longest } bytes without control characters.

problem-bad-idempotency-key = The Idempotency-Key cannot be used.
    .title = The Idempotency-Key cannot be used.
    .detail = Use 1 to { $longest } visible ASCII characters.

problem-too-busy = Too much is asked at once.
    .title = Too much is asked at once.
    .detail = Try again in a moment.

problem-too-slow = The request took too long.
    .title = The request took too long.
    .detail = What was taken in goes on; ask for the turn.

problem-message-too-long = The message is too long.
    .title = The message is too long.
    .detail = Send at most { $kib } KiB of text.

problem-message-empty = The message is empty.
    .title = The message is empty.
    .detail = Send some text.

problem-internal = Something went wrong here.
    .title = Something went wrong here.
    .detail = It is in the log. Try again, or tell whoever runs Firma.

problem-not-json = The body is not JSON.
    .title = The body is not JSON.
    .detail = Send it with "Content-Type: application/json".

problem-bad-arguments = The tool does not take these arguments.
    .title = The tool does not take these arguments.
    .detail = { $wrong ->
        [unknown] There is no field "{ $name }"; the nearest is "{ $nearest }".
        [missing] The field "{ $name }" is missing.
        [kind] The field "{ $name }" must be { $wants }; this is { $value }.
        [others] There is no field "{ $name }"; there are: { $known }.
        [choice] The field "{ $name }" takes one of: { $known }; this is { $value }.
        [range] The number in the field "{ $name }" is too large or too small: { $value }.
        [value] The field "{ $name }" has a value that it does not take: { $value }.
        [whole] Together they are none that it takes.
       *[other] The tool says: { $error }.
    } Nothing was done. GET /v1/tools shows what it takes.

problem-bad-body = The body is not what this path takes.
    .title = The body is not what this path takes.
    .detail = { $wrong ->
        [syntax] It is no JSON from line { $line }, column { $column } on.
        [missing] The field "{ $name }" is missing.
        [unknown] There is no field "{ $name }"; there are: { $known }.
        [twice] The field "{ $name }" is there twice.
        [choice] The field "{ $name }" takes one of: { $known }.
        [kind] The field "{ $name }" must be { $wants ->
                [text] a text
                [integer] a whole number
                [number] a number
                [boolean] true or false
                [list] a list
                [id] an id
               *[object] a JSON object
            }.
        [whole] It must be a JSON object.
        [range] The number in the field "{ $name }" is too large or too small.
       *[value] The field "{ $name }" has a value that it does not take.
    } GET /docs shows what this path takes.

problem-database-away = The database does not answer.
    .title = The database does not answer.
    .detail = Try again in a moment; with the same Idempotency-Key nothing happens twice.

problem-idempotency-key-reused = Another message was sent under this Idempotency-Key.
    .title = Another message was sent under this Idempotency-Key.
    .detail = Send the same message, or use a new key.

problem-not-your-decision = Your role or department does not suffice to decide this.
    .title = Your role or department does not suffice to decide this.
    .detail = The request names the role that does.

problem-other-digest = What would happen is not what you saw.
    .title = What would happen is not what you saw.
    .detail = Look at the request again, and send its digest.

problem-approval-expired = Its time has run out, which counts as no.
    .title = Its time has run out, which counts as no.
    .detail = Ask for it again.

problem-already-decided = It is decided already.
    .title = It is decided already.
    .detail = It stands at "{ $status }".

problem-no-such-file = There is no such file.
    .title = There is no such file.
    .detail = Check the id; it comes with the answer, and the file is kept for a year.

problem-no-such-flow = There is no such run.
    .title = There is no such run.
    .detail = GET /v1/flows lists them.

problem-bad-limit = The limit cannot be used.
    .title = The limit cannot be used.
    .detail = Ask for 1 to { $most }.

problem-bad-query = The query is not what this path takes.
    .title = The query is not what this path takes.
    .detail = { $wrong ->
        [missing] The parameter "{ $name }" is missing.
        [unknown] There is no parameter "{ $name }"; there are: { $known }.
        [twice] The parameter "{ $name }" is there twice.
        [choice] The parameter "{ $name }" takes one of: { $known }.
        [kind] The parameter "{ $name }" must be { $wants ->
                [text] a text
                [integer] a whole number
                [number] a number
                [boolean] true or false
                [list] a list
                [id] an id
               *[object] a JSON object
            }.
        [whole] The query cannot be read.
        [range] The number in the parameter "{ $name }" is too large or too small.
       *[value] The parameter "{ $name }" has a value that it does not take.
    } GET /docs shows what this path takes.

problem-not-your-flow = Only the owner and admins stop runs and take them up again.
    .title = Only the owner and admins stop runs and take them up again.
    .detail = Ask one of them.

problem-flow-stands = The run cannot be changed so.
    .title = The run cannot be changed so.
    .detail = It is { $state }.

problem-flow-went-on = The run went on after what failed.
    .title = The run went on after what failed.
    .detail = Doing that again would not fit what followed; begin anew instead.

problem-other-question = The request asks something else.
    .title = The request asks something else.
    .detail = Whether something may happen is decided at /v1/approvals/ID/decision; whether it happened is said at /v1/effects/ID/resolution.

problem-reference-missing = The other side's reference is missing.
    .title = The other side's reference is missing.
    .detail = Look there, and send it as "reference".

problem-turn-over = The turn is over.
    .title = The turn is over.
    .detail = Say that it did not happen, and ask for it anew.

problem-no-such-schedule = There is no such schedule.
    .title = There is no such schedule.
    .detail = GET /v1/schedules lists them.

problem-not-your-schedule = Only the owner and admins change schedules.
    .title = Only the owner and admins change schedules.
    .detail = Ask one of them.

problem-schedule-unreadable = The schedule cannot go on.
    .title = The schedule cannot go on.
    .detail = Its { $field ->
        [zone] zone is none that this Firma knows
       *[rule] rule cannot be read, or never comes true
    }: set it again (PUT), then resume it.

problem-schedule-name = The name cannot be used.
    .title = The name cannot be used.
    .detail = "{ $name }": take up to 64 letters without accents, digits, ".", "-" and "_".

problem-schedule-workflow = There is no such workflow to be scheduled.
    .title = There is no such workflow to be scheduled.
    .detail = "workflow" cannot be "{ $name }": { $any ->
        [no] this Firma has none that schedules may start
       *[other] take one of { $known }
    }.

problem-schedule-version = The workflow has no such version.
    .title = The workflow has no such version.
    .detail = "version" cannot be { $version } for "{ $name }": take one of { $known }, or leave it out for the newest.

problem-schedule-fields = The rule cannot be read.
    .title = The rule cannot be read.
    .detail = "rule" has { $count } fields instead of five: minute, hour, day, month and weekday, as in "30 9 * * mon-fri".

problem-schedule-part = The rule cannot be read.
    .title = The rule cannot be read.
    .detail = In "rule", the { $field ->
        [minute] minute
        [hour] hour
        [day] day
        [month] month
       *[weekday] weekday
    } cannot be "{ $part }": { $wrong ->
        [outside] it takes { $least } to { $greatest }
        [backwards] the range ends before it begins
        [step] a step is a number of at least 1
       *[unknown] it is neither a number nor a name such as "jan" or "mon"
    }. Minute, hour, day, month and weekday, as in "30 9 * * mon-fri".

problem-schedule-never = The rule never comes true.
    .title = The rule never comes true.
    .detail = No day is in the months of "rule" that has its number: take another day or month.

problem-schedule-zone = There is no such zone.
    .title = There is no such zone.
    .detail = "zone" cannot be "{ $zone }": take one by its name, as in "America/Sao_Paulo", or leave it out for the company's.

problem-schedule-input = The input cannot be used.
    .title = The input cannot be used.
    .detail = { $wrong ->
        [large] "input" takes 64 KiB: keep the rest elsewhere and name it here.
        [missing] The workflow "{ $workflow }" needs "{ $name }", which is missing: add it.
        [unknown] The workflow "{ $workflow }" takes no "{ $name }"; it takes: { $known }.
        [choice] "{ $name }" takes one of: { $known }.
        [kind] For the workflow "{ $workflow }", "{ $name }" must be { $wants ->
                [text] a text
                [integer] a whole number
                [number] a number
                [boolean] true or false
                [list] a list
                [id] an id
               *[object] a JSON object
            }.
        [range] The number in "{ $name }" is too large or too small for the workflow "{ $workflow }".
        [whole] The workflow "{ $workflow }" takes a JSON object as "input", or none.
       *[value] The workflow "{ $workflow }" does not take the value of "{ $name }".
    }

problem-bad-cursor = The cursor is none of this list.
    .title = The cursor is none of this list.
    .detail = Take it from "next" or from the Link header as it is, or leave it out to begin anew.

problem-bad-event-id = The Last-Event-ID is none of this stream.
    .title = The Last-Event-ID is none of this stream.
    .detail = Send the id of an event as it came, or none to hear all of them.

problem-body-too-long = The body is too long.
    .title = The body is too long.
    .detail = Send what /docs says for this path, and nothing more.

problem-not-your-department = You do not work in a department that may read this.
    .title = You do not work in a department that may read this.
    .detail = Ask the owner for the department.

problem-too-many-requests = You have sent too many requests.
    .title = You have sent too many requests.
    .detail = Try again in { $seconds } s. The owner of this Firma sets the share in firma.toml, under [api].

problem-too-many-streams = You are listening to too many turns at once.
    .title = You are listening to too many turns at once.
    .detail = At most { $most } for one token: end one, or listen with another token.

problem-bad-text = A text has a character that cannot be kept.
    .title = A text has a character that cannot be kept.
    .detail = Leave out the character of the number zero (NUL).
