follow_up = Lembra de um lead.
    .open =
        Lembrete: fale com { $name }{ $address ->
            [none] .
           *[other] { " " }({ $address }).
        }{ $note ->
            [none] { "" }
           *[other] { " " }Nota: { $note }
        }
    .won =
        Lembrete de { $name }: esse lead já foi ganho.{ $note ->
            [none] { "" }
           *[other] { " " }A nota era: { $note }
        }
    .lost =
        Lembrete de { $name }: esse lead foi perdido nesse meio-tempo.{ $note ->
            [none] { "" }
           *[other] { " " }A nota era: { $note }
        }
    .removed =
        Lembrete: o lead de que você queria ser lembrado foi removido nesse meio-tempo.{ $note ->
            [none] { "" }
           *[other] { " " }A nota era: { $note }
        }
    .none = none
