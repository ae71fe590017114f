use serde_json::json;

use super::*;

const TEXTS: &str = "
list = Everything that is owed.
    .answer = { $count ->
        [one] One invoice.
       *[other] { $count } invoices.
    }
    .empty = Nothing is owed.
    .columns = number: No. | customer: Customer | due: Due | open: Open | status: Status
    .value_overdue = late
    .note_books = No money moved.
";

fn words() -> (Words, Reader) {
    let source = Source {
        name: "list",
        language: Language::En,
        text: TEXTS,
    };
    let reader = Reader {
        language: Language::En,
        zone: Tz::America__Sao_Paulo,
    };
    (Words::new([source]).unwrap(), reader)
}

#[test]
fn lists_become_tables_with_amounts_dates_and_named_words() {
    let (words, reader) = words();
    let output = json!({
        "count": 1,
        "note": "books",
        "rows": [{
            "number": 7,
            "customer": "Ana | Filhos",
            "due": "2026-03-01",
            "open": { "minor": 125_000, "currency": "BRL" },
            "status": "overdue",
        }],
    });
    assert_eq!(
        words.answer(reader, "list", &output),
        "One invoice.\n\n\
         | No. | Customer      | Due        |       Open | Status |\n\
         | --: | ------------- | ---------- | ---------: | ------ |\n\
         |   7 | Ana \\| Filhos | 1 Mar 2026 | R$1,250.00 | late   |\n\n\
         No money moved."
    );
    let none = json!({ "rows": [], "count": 0 });
    assert_eq!(words.answer(reader, "list", &none), "Nothing is owed.");
}

#[test]
fn a_sentence_that_does_not_exist_shows_its_name() {
    let (words, reader) = words();
    let say = Say::of("list", "nothing").with("who", "Ana");
    assert_eq!(words.say(reader, &say), "list.nothing who=\"Ana\"");
}

#[test]
fn times_are_shown_in_the_readers_zone() {
    let (_, reader) = words();
    let time = "2026-03-01T02:30:00Z".parse().unwrap();
    assert_eq!(show_time(reader, time), "28 Feb 2026 23:30");
}

#[test]
fn what_is_not_there_is_said_in_the_tools_own_word_or_not_at_all() {
    let text = "
give = Gives.
    .card = { $reason ->
        [none] No reason.
       *[other] Reason: { $reason }.
    }
    .none = none
take = Takes.
    .card = Reason: { $reason }.
";
    let source = Source {
        name: "give",
        language: Language::En,
        text,
    };
    let (_, reader) = words();
    let words = Words::new([source]).unwrap();
    let card = |tool, reason| words.card(reader, tool, &json!({ "reason": reason }));
    assert_eq!(card("give", None), "No reason.");
    assert_eq!(card("give", Some("late")), "Reason: late.");
    assert_eq!(card("take", None), "Reason: .");
}
