follow_up = Reminds of a lead.
    .open =
        Reminder: get in touch with { $name }{ $address ->
            [none] .
           *[other] { " " }({ $address }).
        }{ $note ->
            [none] { "" }
           *[other] { " " }Note: { $note }
        }
    .won =
        Reminder of { $name }: this lead is won already.{ $note ->
            [none] { "" }
           *[other] { " " }The note was: { $note }
        }
    .lost =
        Reminder of { $name }: this lead was lost meanwhile.{ $note ->
            [none] { "" }
           *[other] { " " }The note was: { $note }
        }
    .removed =
        Reminder: the lead that you wanted to be reminded of was removed meanwhile.{ $note ->
            [none] { "" }
           *[other] { " " }The note was: { $note }
        }
    .none = none
