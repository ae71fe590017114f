//! Steps of several runs in one commit: all of a run or nothing of it, whatever its neighbours do.

pub(crate) mod rig;
pub(crate) mod rows;

use domain::{
    ids::{FlowId, TurnId},
    money::Micros,
    turn::Outcome,
};
use serde_json::{Value, json};
use sqlx::{Connection as _, Row as _};
use store::{Claimed, Committed, Debit, Error, SignalRead, TurnChange};
use tokio::task::JoinSet;

use self::{
    rig::{HOLDER, LEASE, Rig},
    rows::{debit, ledger, now, park, path, run_change, tool_call},
};

const DONE: Committed = Committed::Done { next: None };
const WOKEN: Committed = Committed::Woken { next: None };

#[tokio::test]
async fn a_batch_over_two_companies_writes_every_table_with_the_engines_rights() {
    let rig = Rig::new().await;
    let (one, other) = (rig.company().await, rig.company().await);
    let claimed = [rig.at_work(one).await, rig.at_work(other).await];
    let mut units = Vec::new();
    for it in &claimed {
        units.push(rig.full(it).await);
    }
    let outcomes = rig.store.commit_together(&units).await.unwrap();
    for outcome in outcomes {
        assert_eq!(outcome.unwrap(), DONE);
    }
    for it in &claimed {
        assert_eq!(rig.rows(it.flow).await, 10);
    }

    // What is there already changes.
    let mut units = Vec::new();
    for it in &claimed {
        let signal = rig
            .store
            .signal(it.organisation, it.flow, "a", &Value::Null);
        assert!(signal.await.unwrap());
        let loaded = rig.store.load_run(it.organisation, it.flow).await.unwrap();
        let seq = loaded.signals.unwrap()[0].seq;
        let it = Claimed {
            woken: 1,
            ..it.clone()
        };
        let mut writes = rig.unit(&it).await;
        writes.steps[0].again = true;
        writes.steps[0].output = Some(json!(2));
        let mut call = tool_call(&it, Outcome::Done);
        (call.again, call.output) = (true, Some(json!({ "lead": 1 })));
        writes.tool_calls.push(call);
        writes.signal_reads.push(SignalRead {
            organisation: it.organisation,
            flow: it.flow,
            seq,
            path: path(),
        });
        units.push(writes);
    }
    for outcome in rig.store.commit_together(&units).await.unwrap() {
        assert_eq!(outcome.unwrap(), DONE);
    }
    for it in &claimed {
        assert_eq!(rig.rows(it.flow).await, 11);
        let changed = "select count(*) from steps s join tool_calls c on c.flow = s.flow
            where s.flow = $1 and s.output = '2' and c.outcome = 'done' and c.output is not null";
        assert_eq!(rig.count(changed, it.flow).await, 1);
    }
}

#[tokio::test]
async fn of_what_another_holds_nothing_is_written_and_its_neighbours_are() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let mine = rig.at_work(company).await;
    let late = rig.at_work(company).await;
    let also_mine = rig.at_work(company).await;
    let steal = sqlx::query("update ready set epoch = nextval('lease_epochs') where flow = $1");
    steal
        .bind(late.flow.uuid())
        .execute(&rig.behind)
        .await
        .unwrap();
    let units = [
        rig.full(&mine).await,
        rig.full(&late).await,
        rig.full(&also_mine).await,
    ];
    let mut outcomes = rig.store.commit_together(&units).await.unwrap().into_iter();
    assert_eq!(outcomes.next().unwrap().unwrap(), DONE);
    assert!(matches!(outcomes.next().unwrap(), Err(Error::Fenced)));
    assert_eq!(outcomes.next().unwrap().unwrap(), DONE);
    assert_eq!(rig.rows(late.flow).await, 0);
    assert_eq!(rig.rows(mine.flow).await, 10);
    assert_eq!(rig.rows(also_mine.flow).await, 10);
}

#[tokio::test]
async fn a_row_that_cannot_be_written_takes_no_neighbour_down() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let (good, bad) = (rig.at_work(company).await, rig.at_work(company).await);
    let mut units = [rig.full(&good).await, rig.full(&bad).await];
    let twice = units[1].steps[0].clone();
    units[1].steps.push(twice);
    let mut outcomes = rig.store.commit_together(&units).await.unwrap().into_iter();
    assert_eq!(outcomes.next().unwrap().unwrap(), DONE);
    let outcome = outcomes.next().unwrap();
    assert!(matches!(outcome, Err(Error::Rule { .. })), "{outcome:?}");
    assert_eq!(rig.rows(good.flow).await, 10);
    assert_eq!(rig.rows(bad.flow).await, 0);
}

#[tokio::test]
async fn money_is_taken_in_the_order_of_slots_so_that_two_who_commit_at_once_do_not_wait_for_each_other()
 {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let first = rig.full(&rig.at_work(company).await).await;
    // Of the two that follow, the older run takes from the later slot.
    rig.store.commit_together(&[first]).await.unwrap();
    let mut units = Vec::new();
    for slot in [1, 0] {
        let mut unit = rig.full(&rig.at_work(company).await).await;
        let debit = debit(1_000, 1);
        unit.debits[0] = Debit { slot, ..debit };
        units.push(unit);
    }
    let mut held = rig.behind.begin().await.unwrap();
    let slot = "select slot::int from budgets where slot = $1 for update skip locked";
    let take = sqlx::query_scalar::<_, i32>(slot);
    take.bind(1).fetch_one(&mut *held).await.unwrap();
    let store = rig.store.clone();
    let mut commit = JoinSet::new();
    commit.spawn(async move { store.commit_together(&units).await });
    let waits = "select exists (select from pg_locks l join pg_stat_activity a using (pid)
        where not l.granted and a.datname = current_database())";
    while !sqlx::query_scalar::<_, bool>(waits)
        .fetch_one(&mut *held)
        .await
        .unwrap()
    {}
    let take = sqlx::query_scalar::<_, i32>(slot);
    let other = take.bind(0).fetch_optional(&mut *held).await.unwrap();
    assert_eq!(other, None, "the first slot was not taken first");
    held.rollback().await.unwrap();
    let outcomes = commit.join_next().await.unwrap().unwrap().unwrap();
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
}

#[tokio::test]
async fn who_assumed_too_much_of_a_budget_writes_nothing_and_neighbours_do() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = [
        rig.at_work(company).await,
        rig.at_work(company).await,
        rig.at_work(company).await,
    ];
    let mut units = Vec::new();
    for it in &claimed {
        let mut unit = rig.full(it).await;
        // There is enough for two.
        unit.debits[0] = debit(1_000, 450);
        units.push(unit);
    }
    let outcomes = rig.store.commit_together(&units).await.unwrap();
    let states: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(states, [true, true, false]);
    assert!(matches!(outcomes[2], Err(Error::Budget)));
    assert_eq!(rig.rows(claimed[2].flow).await, 0);
    let left = "select sum(remaining)::bigint from budgets where $1 is not null";
    assert_eq!(rig.count(left, claimed[0].flow).await, 100);

    // A turn that reserves more than it was allowed.
    let mut unit = rig.full(&claimed[2]).await;
    unit.debits.clear();
    if let Some(turn) = unit.turn.as_mut() {
        turn.reserve = Micros(101);
    }
    let outcomes = rig.store.commit_together(&[unit]).await.unwrap();
    assert!(matches!(outcomes[0], Err(Error::Budget)));
    assert_eq!(rig.rows(claimed[2].flow).await, 0);
}

#[tokio::test]
async fn what_is_committed_once_more_changes_nothing() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = rig.at_work(company).await;
    // Nothing but money: no key would tell.
    let mut unit = rig.full(&claimed).await;
    unit.steps.clear();
    unit.model_calls.clear();
    unit.tool_calls.clear();
    unit.ledger.clear();
    unit.messages.clear();
    unit.outbox.clear();
    unit.spend.clear();
    unit.audit.clear();
    for _ in 0..3 {
        let outcomes = rig
            .store
            .commit_together(std::slice::from_ref(&unit))
            .await
            .unwrap();
        assert_eq!(*outcomes[0].as_ref().unwrap(), DONE);
    }
    let money = "select t.allowance * 1000000 + t.reserved * 1000
        + (select 1000 - sum(b.remaining)::bigint from budgets b) from turns t where t.id = $1";
    assert_eq!(rig.count(money, claimed.flow).await, 100_010_100);
}

#[tokio::test]
async fn a_step_is_written_once() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = rig.at_work(company).await;
    let first = [rig.unit(&claimed).await];
    let outcomes = rig.store.commit_together(&first).await.unwrap();
    assert_eq!(*outcomes[0].as_ref().unwrap(), DONE);
    // The same unit, and another that comes to the same step.
    for unit in [first, [rig.unit(&claimed).await]] {
        let outcomes = rig.store.commit_together(&unit).await.unwrap();
        assert!(
            matches!(outcomes[0], Err(Error::Rule { .. })),
            "{outcomes:?}"
        );
    }
    assert_eq!(
        rig.count("select count(*) from steps where flow = $1", claimed.flow)
            .await,
        1
    );
}

#[tokio::test]
async fn an_effect_is_written_once_whoever_comes_to_it() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = rig.at_work(company).await;
    for expected in [true, false] {
        let mut unit = rig.unit(&claimed).await;
        unit.steps.clear();
        unit.ledger.push(ledger(&claimed, "0.1"));
        let outcomes = rig.store.commit_together(&[unit]).await.unwrap();
        assert_eq!(outcomes[0].is_ok(), expected);
    }
}

#[tokio::test]
async fn a_run_does_not_park_over_what_it_has_not_seen() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = rig.at_work(company).await;
    let flow = claimed.flow;
    let signal = rig.store.signal(company, flow, "a", &Value::Null);
    assert!(signal.await.unwrap());
    for wait in [None, Some(86_400.0)] {
        let mut unit = rig.unit(&claimed).await;
        unit.steps.clear();
        unit.park = Some(park(&claimed, wait, false));
        let outcomes = rig.store.commit_together(&[unit]).await.unwrap();
        assert_eq!(*outcomes[0].as_ref().unwrap(), WOKEN);
    }
    // It is told so at each commit, parking or not.
    let outcomes = rig
        .store
        .commit_together(&[rig.unit(&claimed).await])
        .await
        .unwrap();
    assert_eq!(*outcomes[0].as_ref().unwrap(), WOKEN);

    let seen = Claimed {
        woken: 1,
        ..claimed
    };
    let mut unit = rig.unit(&seen).await;
    unit.steps.clear();
    unit.park = Some(park(&seen, None, false));
    let outcomes = rig.store.commit_together(&[unit]).await.unwrap();
    assert_eq!(*outcomes[0].as_ref().unwrap(), DONE);
    assert_eq!(
        rig.count("select count(*) from ready where flow = $1", flow)
            .await,
        0
    );
}

#[tokio::test]
async fn what_has_ended_never_comes_back_into_the_queue() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = rig.at_work(company).await;
    let mut unit = rig.unit(&claimed).await;
    unit.run = Some(run_change(&claimed, Some("done")));
    unit.park = Some(park(&claimed, None, true));
    let outcomes = rig.store.commit_together(&[unit]).await.unwrap();
    assert_eq!(*outcomes[0].as_ref().unwrap(), DONE);
    let never = FlowId::new(now());
    for flow in [claimed.flow, never] {
        let signal = rig.store.signal(company, flow, "a", &Value::Null);
        assert!(!signal.await.unwrap());
        assert!(!rig.store.request_cancel(company, flow).await.unwrap());
        assert_eq!(
            rig.count("select count(*) from ready where flow = $1", flow)
                .await,
            0
        );
    }
}

#[tokio::test]
async fn units_that_stand_in_others_way_are_written_one_by_one() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = [rig.at_work(company).await, rig.at_work(company).await];
    let units = [rig.full(&claimed[0]).await, rig.full(&claimed[1]).await];
    // Somebody has the second turn and wants the first run, the batch has it the other way round.
    let mut other = rig.behind.begin().await.unwrap();
    let turn = sqlx::query("select from turns where id = $1 for update");
    turn.bind(claimed[1].flow.uuid())
        .execute(&mut *other)
        .await
        .unwrap();
    let committing = rig.store.commit_together(&units);
    let wanting = async {
        let run = sqlx::query("select from ready where flow = $1 for update");
        let run = run.bind(claimed[0].flow.uuid()).execute(&mut *other).await;
        other.rollback().await.unwrap();
        run
    };
    let (outcomes, _either_gives_way) = tokio::join!(committing, wanting);
    for outcome in outcomes.unwrap() {
        assert_eq!(outcome.unwrap(), DONE);
    }
    for it in &claimed {
        assert_eq!(rig.rows(it.flow).await, 10);
    }
}

#[tokio::test]
async fn a_turn_that_closes_gives_its_lane_to_the_next_of_its_conversation() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let turns = [1, 2].map(|second| TurnId::new(now() + chrono::Duration::seconds(second)));
    for turn in turns {
        rig.accept(company, turn, "one conversation").await;
    }
    let claimed = rig.claim(turns[0].into()).await;
    assert!(
        rig.store
            .claim(HOLDER, 9, 1, LEASE)
            .await
            .unwrap()
            .is_empty()
    );
    let mut unit = rig.unit(&claimed).await;
    let change = TurnChange::none(company, claimed.flow, now());
    unit.turn = Some(TurnChange {
        lane: Some("closed"),
        ..change
    });
    unit.park = Some(park(&claimed, None, true));
    let outcomes = rig.store.commit_together(&[unit]).await.unwrap();
    let next = Some(turns[1]);
    assert_eq!(*outcomes[0].as_ref().unwrap(), Committed::Done { next });
    rig.claim(turns[1].into()).await;
}

#[tokio::test]
async fn whoever_waits_for_a_lane_keeps_none_that_comes_after_it() {
    const KEY: &str = "select hashtextextended(conversation::text, 0) from turns where id = $1";
    let rig = Rig::new().await;
    let company = rig.company().await;
    // Two runs whose lanes come in the other order than they do.
    let mut claimed = [rig.at_work(company).await, rig.at_work(company).await];
    while rig.count(KEY, claimed[0].flow).await < rig.count(KEY, claimed[1].flow).await {
        claimed.swap(0, 1);
        claimed[1] = rig.at_work(company).await;
    }
    let mut units = Vec::new();
    for it in &claimed {
        let mut unit = rig.unit(it).await;
        unit.turn = Some(TurnChange {
            lane: Some("closed"),
            ..TurnChange::none(company, it.flow, now())
        });
        unit.park = Some(park(it, None, true));
        units.push(unit);
    }
    let mut keeper = rig.behind.acquire().await.unwrap().detach();
    let lane = sqlx::query_scalar("select pg_advisory_lock($1)");
    let lane = lane.bind(rig.count(KEY, claimed[1].flow).await);
    let () = lane.fetch_one(&mut keeper).await.unwrap();

    let more = |it: &Claimed| (TurnId::new(now()), it.flow.to_string());
    let [(one, its_name), (other, other_name)] = claimed.each_ref().map(more);
    let waiting = async {
        let never = claimed[0].flow;
        let locks = "select count(*) from pg_locks where not granted and $1 is not null";
        while rig.count(locks, never).await < 2 {
            tokio::task::yield_now().await;
        }
        let kept = "select count(*) from pg_locks
            where granted and locktype = 'advisory' and $1 is not null";
        let kept = rig.count(kept, never).await;
        keeper.close().await.unwrap();
        kept
    };
    let (outcomes, _, _, kept) = tokio::join!(
        rig.store.commit_together(&units),
        rig.accept(company, one, &its_name),
        rig.accept(company, other, &other_name),
        waiting
    );
    assert_eq!(kept, 1);
    for outcome in outcomes.unwrap() {
        assert!(matches!(outcome.unwrap(), Committed::Done { .. }));
    }
}

#[tokio::test]
async fn what_a_crash_lost_stays_charged_when_the_turn_closes() {
    let rig = Rig::new().await;
    let company = rig.company().await;
    let claimed = rig.at_work(company).await;
    let mut unit = rig.full(&claimed).await;
    unit.spend.clear();
    rig.store
        .commit_together(&[unit])
        .await
        .unwrap()
        .remove(0)
        .unwrap();
    let mut unit = rig.unit(&claimed).await;
    unit.steps.clear();
    let change = TurnChange::none(company, claimed.flow, now());
    unit.turn = Some(TurnChange {
        lane: Some("closed"),
        ..change
    });
    let give_back = debit(0, -1);
    unit.debits.push(Debit {
        rest: Some("turn"),
        ..give_back
    });
    rig.store
        .commit_together(&[unit])
        .await
        .unwrap()
        .remove(0)
        .unwrap();
    let query = "select t.spent, t.reserved, (select sum(micros)::bigint from spend),
        (select sum(remaining)::bigint from budgets) from turns t where t.id = $1";
    let query = sqlx::query(query).bind(claimed.flow.uuid());
    let row = query.fetch_one(&rig.behind).await.unwrap();
    let found: [i64; 4] = [0, 1, 2, 3].map(|at| row.get(at));
    assert_eq!(found, [10, 0, 10, 990]);
}
