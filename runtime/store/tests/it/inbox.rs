//! Messages that come in at the same time: each once, in the order of its conversation, whatever its
//! neighbours in the same commit do.

mod door;
mod model;

use chrono::TimeDelta;
use domain::{digest::Digest, ids::TurnId, message::Part};
use serde_json::Value;
use sqlx::Connection as _;
use store::{Accepted, Error, Incoming};

use self::door::{Door, SLOT, message};

#[tokio::test]
async fn messages_that_come_in_at_once_go_in_one_commit() {
    let door = Door::new().await;
    let company = door.company().await;
    let all = ["a", "b", "c", "d"].map(|name| message(company, name));
    let answers = door.accept(&all).await;
    assert_eq!(answers, all.clone().map(|it| Accepted::New(it.turn)));
    assert_eq!(door.transactions(&all).await, 1);
    let written = "select count(*) from turns t join messages m on m.id = t.message
        join conversations c on c.id = t.conversation and c.id = m.conversation
        join ready r on r.flow = t.id where r.holder is null and t.lane = 'active'";
    assert_eq!(door.number(written).await, 4);
}

#[tokio::test]
async fn a_message_that_comes_in_twice_at_once_has_one_turn() {
    let door = Door::new().await;
    let company = door.company().await;
    let first = message(company, "main");
    let again = Incoming {
        turn: TurnId::new(first.at),
        ..first.clone()
    };
    let other = Incoming {
        turn: TurnId::new(first.at),
        digest: Digest::of(b"goodbye"),
        ..first.clone()
    };
    let neighbour = message(company, "main");
    let all = [first.clone(), again.clone(), other, neighbour.clone()];
    let answers = door.accept(&all).await;
    let turn = first.turn;
    let expected = [
        Accepted::New(turn),
        Accepted::Before(turn),
        Accepted::Other(turn),
        Accepted::New(neighbour.turn),
    ];
    assert_eq!(answers, expected);
    assert_eq!(door.number("select count(*) from turns").await, 2);
    // And whenever it comes again; even with the same turn.
    let all = [again, first.clone(), first];
    assert_eq!(door.accept(&all).await, vec![Accepted::Before(turn); 3]);
}

#[tokio::test]
async fn of_messages_that_begin_a_conversation_together_one_has_the_lane() {
    let door = Door::new().await;
    let company = door.company().await;
    let mut all = [1, 2, 3].map(|_| message(company, "main"));
    for it in &mut all {
        it.slot = Some(SLOT);
    }
    all.sort_by_key(|it| it.turn);
    let answers = door.accept(&all).await;
    let Accepted::Claimed(claimed) = &answers[0] else {
        panic!("{answers:?}");
    };
    assert_eq!(claimed.flow, all[0].turn.into());
    assert_eq!(answers[1..], [1, 2].map(|at| Accepted::New(all[at].turn)));
    assert_eq!(door.transactions(&all).await, 1);
    let rows = "select (select count(*) from conversations) * 100
        + (select count(*) from ready) * 10
        + (select count(*) from turns where lane = 'queued')";
    assert_eq!(door.number(rows).await, 112);

    // Nor does one of those have it that come in while it is taken.
    let more = [message(company, "main"), message(company, "another")];
    door.accept(&more).await;
    let active = "select count(*) from turns where lane = 'active'";
    assert_eq!(door.number(active).await, 2);
}

#[tokio::test]
async fn what_a_run_reads_first_comes_with_it_however_many_come_in() {
    let door = Door::new().await;
    let company = door.company().await;
    door.accept(&["old", "older"].map(|name| message(company, name)))
        .await;
    let closed = "with c as (update turns set lane = 'closed' returning id) select count(*) from c";
    assert_eq!(door.number(closed).await, 2);
    let all = ["old", "new", "older"].map(|name| Incoming {
        slot: Some(SLOT),
        parts: vec![Part::text(name)],
        ..message(company, name)
    });
    for (answer, incoming) in door.accept(&all).await.into_iter().zip(&all) {
        let Accepted::Claimed(claimed) = answer else {
            panic!("{answer:?}");
        };
        let context = sqlx::query_scalar("select turn_context($1, $2, 30)")
            .bind(company.uuid())
            .bind(incoming.turn.uuid());
        let context: Value = context.fetch_one(&door.behind).await.unwrap();
        assert_eq!(claimed.context.as_ref(), Some(&context));
        assert_eq!(context["name"], incoming.place.name);
        let messages = context["messages"].as_array().unwrap();
        let name = incoming.place.name.as_str();
        assert_eq!(messages.len(), if name == "new" { 1 } else { 2 });
        let said = serde_json::to_value(&incoming.parts).unwrap();
        assert_eq!(messages.last().unwrap()["parts"], said);
    }
}

#[tokio::test]
async fn a_message_that_was_answered_first_comes_first_whichever_is_older() {
    let door = Door::new().await;
    let company = door.company().await;
    let asks = |text| Incoming {
        slot: Some(SLOT),
        parts: vec![Part::text(text)],
        ..message(company, "main")
    };
    let mut all = [asks("one"), asks("two")];
    all.sort_by_key(|it| it.turn);
    let [older, younger] = all;
    door.accept(std::slice::from_ref(&younger)).await;
    let closed = "with c as (update turns set lane = 'closed' returning id) select count(*) from c";
    assert_eq!(door.number(closed).await, 1);
    let answer = door.accept(std::slice::from_ref(&older)).await.remove(0);
    let Accepted::Claimed(claimed) = answer else {
        panic!("{answer:?}");
    };
    let context = claimed.context.unwrap();
    let said = context["messages"].as_array().unwrap().iter();
    let said: Vec<Value> = said.map(|it| it["parts"].clone()).collect();
    let asked = [younger, older].map(|it| serde_json::to_value(&it.parts).unwrap());
    assert_eq!(said, asked);
}

#[tokio::test]
async fn a_message_is_read_also_where_a_clock_is_nearly_a_day_ahead() {
    let door = Door::new().await;
    let company = door.company().await;
    let now = message(company, "main");
    let at = now.at + TimeDelta::hours(23) + TimeDelta::minutes(59);
    let turn = TurnId::new(at);
    let ahead = Incoming {
        turn,
        at,
        slot: Some(SLOT),
        ..now
    };
    let answer = door.accept(&[ahead]).await.remove(0);
    let Accepted::Claimed(claimed) = answer else {
        panic!("{answer:?}");
    };
    let messages = claimed.context.unwrap()["messages"].clone();
    assert_eq!(messages.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_message_that_comes_in_by_a_clock_ahead_does_not_wait_until_then() {
    let door = Door::new().await;
    let company = door.company().await;
    let now = message(company, "main");
    let at = now.at + TimeDelta::hours(1);
    let turn = TurnId::new(at);
    let ahead = Incoming { turn, at, ..now };
    let answer = door.accept(&[ahead]).await.remove(0);
    assert!(matches!(answer, Accepted::New(_)), "{answer:?}");
    let claimed = door.store.claim(SLOT.holder, 1, 0, SLOT.lease).await;
    let claimed = claimed.unwrap();
    assert_eq!(claimed.len(), 1);
}

#[tokio::test]
async fn a_message_that_cannot_be_written_takes_no_neighbour_down() {
    let door = Door::new().await;
    let company = door.company().await;
    // No text in the database may have this character.
    let all = ["good", "b\0d", "better"].map(|name| message(company, name));
    let answers = door.send(&all).answers().await;
    for (index, answer) in answers {
        match index {
            1 => assert!(matches!(answer, Err(Error::Defect(_))), "{answer:?}"),
            _ => assert_eq!(answer.unwrap(), Accepted::New(all[index].turn)),
        }
    }
    let alone = door.send(&all[1..2]).answers().await.remove(0).1;
    assert!(matches!(alone, Err(Error::Defect(_))), "{alone:?}");
}

#[tokio::test]
async fn what_comes_in_while_a_commit_runs_goes_together_in_the_next() {
    let door = Door::new().await;
    let company = door.company().await;
    door.accept(&[message(company, "kept")]).await;
    let keeper = door.keep_lane("kept").await;
    let first = door.send(&[message(company, "kept")]);
    door.until_waiting(1).await;
    let others = ["a", "b", "c"].map(|name| message(company, name));
    let next = door.send(&others);
    tokio::task::yield_now().await;
    // Another company does not wait for this one.
    let other = message(door.company().await, "main");
    let answers = door.accept(std::slice::from_ref(&other)).await;
    assert_eq!(answers, [Accepted::New(other.turn)]);
    keeper.close().await.unwrap();
    assert!(first.answers().await.iter().all(|it| it.1.is_ok()));
    assert!(next.answers().await.iter().all(|it| it.1.is_ok()));
    assert_eq!(door.transactions(&others).await, 1);
}

#[tokio::test]
async fn who_goes_away_takes_nobody_along() {
    let door = Door::new().await;
    let company = door.company().await;
    door.accept(&[message(company, "kept")]).await;
    let keeper = door.keep_lane("kept").await;
    let all = ["kept", "a", "b"].map(|name| message(company, name));
    let under_way = door.send(&all);
    door.until_waiting(1).await;
    let later = ["c", "d"].map(|name| message(company, name));
    let in_line = door.send(&later);
    tokio::task::yield_now().await;
    // The one who moved the commit on, and one who was to move the next one.
    under_way.leave(0);
    in_line.leave(0);
    keeper.close().await.unwrap();
    let answers = under_way.answers().await;
    assert_eq!(answers.len(), 2);
    for (index, answer) in answers {
        assert_eq!(answer.unwrap(), Accepted::New(all[index].turn));
    }
    let answers = in_line.answers().await;
    assert_eq!(answers.len(), 1);
    assert_eq!(
        answers[0].1.as_ref().unwrap(),
        &Accepted::New(later[1].turn)
    );
    // What was under way is written for whoever asks again; what only stood in line never was.
    let again = [all[0].clone(), later[0].clone()];
    let expected = [Accepted::Before(all[0].turn), Accepted::New(later[0].turn)];
    assert_eq!(door.accept(&again).await, expected);
}

#[tokio::test]
async fn when_all_go_away_the_next_begins_anew() {
    let door = Door::new().await;
    let company = door.company().await;
    door.accept(&[message(company, "kept")]).await;
    let keeper = door.keep_lane("kept").await;
    let all = ["kept", "a"].map(|name| message(company, name));
    let under_way = door.send(&all);
    door.until_waiting(1).await;
    under_way.leave(0);
    under_way.leave(1);
    assert!(under_way.answers().await.is_empty());
    let next = message(company, "b");
    let answers = door.accept(std::slice::from_ref(&next)).await;
    assert_eq!(answers, [Accepted::New(next.turn)]);
    keeper.close().await.unwrap();
}

#[tokio::test]
async fn a_commit_that_breaks_off_tells_all_and_can_be_tried_again() {
    let door = Door::new().await;
    let company = door.company().await;
    door.accept(&[message(company, "kept")]).await;
    let keeper = door.keep_lane("kept").await;
    let all = ["kept", "a", "b"].map(|name| message(company, name));
    let under_way = door.send(&all);
    door.until_waiting(1).await;
    let end = "select count(pg_terminate_backend(pid)) from pg_locks where not granted
        and database = (select oid from pg_database where datname = current_database())";
    assert_eq!(door.number(end).await, 1);
    let answers = under_way.answers().await;
    assert_eq!(answers.len(), 3);
    for (_, answer) in answers {
        assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
    }
    keeper.close().await.unwrap();
    let answers = door.accept(&all).await;
    assert_eq!(answers, all.map(|it| Accepted::New(it.turn)));
}
