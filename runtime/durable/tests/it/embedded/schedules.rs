//! What starts by itself at its time: one run for each slot.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use domain::{
    flow::{Startable, Workflow as _},
    ids::{FlowId, OrganisationId},
    person::{Actor, Role},
    schedule::{CatchUp, Draft, Plan, ScheduleView, Unreadable},
};
use serde_json::json;
use sqlx::Row as _;
use store::{DueSchedule, ScheduleError};

use super::rig::{QUIET, Rig, SETTINGS, company, owner};
use crate::contract::program::{Program, write};

const SEEN_TO: &str = "select from schedules where id = $1 and next_slot > now()";
const ENDED: &str = "select from schedules s where s.id = $1 and not exists (
    select from runs r where r.organisation = s.organisation and r.state = 'open')";
const BLOCKED: &str = "select from pg_locks where $1::uuid is not null and not granted
    and relation = 'runs'::regclass";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A schedule of programs that write once.
fn plan(name: &str, rule: &str, (zone, catch_up): (Tz, CatchUp)) -> Plan {
    let draft = Draft {
        workflow: Program::NAME.to_owned(),
        version: None,
        input: json!([write("a")]),
        rule: rule.to_owned(),
        zone: None,
        catch_up,
    };
    let known = [Startable::of::<Program>()];
    draft.check(name, zone, &known).unwrap()
}

async fn set(rig: &Rig, plan: &Plan, now: DateTime<Utc>) -> ScheduleView {
    let actor = owner(rig.organisation);
    let set = rig.store.set_schedule((&actor, "http"), plan, now);
    set.await.unwrap()
}

async fn fire(rig: &Rig, schedule: &ScheduleView, now: DateTime<Utc>) -> u64 {
    let due = DueSchedule {
        organisation: rig.organisation,
        id: schedule.id,
    };
    rig.store.fire_schedule(due, now).await.unwrap()
}

async fn shown(rig: &Rig) -> Vec<ScheduleView> {
    rig.store.schedules(rig.organisation).await.unwrap()
}

/// The runs of the company, the oldest first.
async fn runs(rig: &Rig) -> Vec<FlowId> {
    let sql = "select id from runs where organisation = $1 order by id";
    let query = sqlx::query(sql).bind(rig.organisation.uuid());
    let rows = query.fetch_all(&rig.behind).await.unwrap();
    let ids = rows.iter().map(|row| FlowId::from_uuid(row.get(0)));
    ids.collect()
}

fn id(schedule: &ScheduleView) -> FlowId {
    FlowId::from_uuid(schedule.id.uuid())
}

/// A schedule of each minute that nobody has seen to for an hour and a half.
async fn left_alone(rig: &Rig) -> ScheduleView {
    let plan = plan("minutes", "* * * * *", (Tz::UTC, CatchUp::All));
    set(rig, &plan, Utc::now() - Duration::minutes(90)).await
}

/// The runs that a schedule of each minute has from its first slot on, once it is seen to.
async fn of_each_minute(rig: &Rig, schedule: &ScheduleView) -> Vec<FlowId> {
    rig.until(SEEN_TO, id(schedule)).await;
    let next = shown(rig).await[0].next;
    let slots = (0..).map(|it| schedule.next + Duration::minutes(it));
    let slots = slots.take_while(|it| *it < next);
    slots.map(|slot| schedule.id.fire(slot)).collect()
}

#[tokio::test]
async fn two_engines_at_once_start_one_run_for_each_slot() {
    let rig = Rig::idle().await;
    let schedule = left_alone(&rig).await;
    let (one, other) = tokio::join!(rig.another(SETTINGS), rig.another(SETTINGS));
    let expected = of_each_minute(&rig, &schedule).await;
    assert!(expected.len() >= 90, "{}", expected.len());
    rig.until(ENDED, id(&schedule)).await;
    assert_eq!(runs(&rig).await, expected);
    let written = "select count(*) from leads where $1::uuid is not null and organisation = (
        select organisation from schedules where id = $1)";
    let written = rig.number(written, id(&schedule)).await;
    assert_eq!(usize::try_from(written).unwrap(), expected.len());
    one.engine.stop().await;
    other.engine.stop().await;
}

#[tokio::test]
async fn whoever_comes_at_the_same_time_or_again_starts_nothing_more() {
    let rig = Rig::idle().await;
    let plan = plan("daily", "0 9 * * *", (Tz::UTC, CatchUp::All));
    let schedule = set(&rig, &plan, at("2026-01-01T00:00:00Z")).await;
    let now = at("2026-01-10T12:00:00Z");
    let (one, two, three) = tokio::join!(
        fire(&rig, &schedule, now),
        fire(&rig, &schedule, now),
        fire(&rig, &schedule, now)
    );
    assert_eq!(one + two + three, 10);
    assert_eq!(fire(&rig, &schedule, now).await, 0);
    // As where a step to the next slot is lost, or an older copy of the row comes back.
    rig.change(
        "update schedules set next_slot = '2026-01-05T09:00:00Z' where id = $1",
        id(&schedule),
    )
    .await;
    assert_eq!(fire(&rig, &schedule, now).await, 0);
    assert_eq!(runs(&rig).await.len(), 10);
    assert_eq!(shown(&rig).await[0].next, at("2026-01-11T09:00:00Z"));
}

#[tokio::test]
async fn a_process_that_is_killed_on_the_way_leaves_all_slots_or_none() {
    let rig = Rig::idle().await;
    let schedule = left_alone(&rig).await;
    let mut held = rig.behind.begin().await.unwrap();
    let lock = sqlx::query("lock table runs in share row exclusive mode");
    lock.execute(&mut *held).await.unwrap();
    let worker = rig.another(SETTINGS).await;
    rig.until(BLOCKED, id(&schedule)).await;
    worker.kill();
    held.rollback().await.unwrap();
    let worker = rig.another(SETTINGS).await;
    let expected = of_each_minute(&rig, &schedule).await;
    assert_eq!(runs(&rig).await, expected);
    worker.engine.stop().await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_starts_no_slot_twice() {
    let rig = Rig::idle().await;
    let plan = plan("minutes", "*/10 * * * *", (Tz::UTC, CatchUp::All));
    let schedule = set(&rig, &plan, at("2026-01-01T08:55:00Z")).await;
    assert_eq!(fire(&rig, &schedule, at("2026-01-01T09:55:00Z")).await, 6);
    for minute in 0..60 {
        let now = at("2026-01-01T08:55:00Z") + Duration::minutes(minute);
        assert_eq!(rig.store.due_schedules(now, 10).await.unwrap(), []);
        assert_eq!(fire(&rig, &schedule, now).await, 0);
    }
    assert_eq!(fire(&rig, &schedule, at("2026-01-01T10:00:00Z")).await, 1);
}

#[tokio::test]
async fn what_was_missed_is_made_up_for_as_the_schedule_says() {
    for (catch_up, slots) in [
        (CatchUp::Skip, vec![]),
        (CatchUp::Last, vec!["2026-01-04T09:00:00Z"]),
        (
            CatchUp::All,
            vec![
                "2026-01-01T09:00:00Z",
                "2026-01-02T09:00:00Z",
                "2026-01-03T09:00:00Z",
                "2026-01-04T09:00:00Z",
            ],
        ),
    ] {
        let rig = Rig::idle().await;
        let plan = plan("daily", "0 9 * * *", (Tz::UTC, catch_up));
        let schedule = set(&rig, &plan, at("2026-01-01T00:00:00Z")).await;
        fire(&rig, &schedule, at("2026-01-04T10:00:00Z")).await;
        let expected: Vec<_> = slots
            .into_iter()
            .map(|it| schedule.id.fire(at(it)))
            .collect();
        assert_eq!(runs(&rig).await, expected, "{catch_up:?}");
        assert_eq!(shown(&rig).await[0].next, at("2026-01-05T09:00:00Z"));
    }
}

#[tokio::test]
async fn hours_that_clocks_leave_out_or_have_twice_start_one_run() {
    for (zone, rule, from, to, slots) in [
        (
            Tz::America__Sao_Paulo,
            "0 0 * * *",
            "2018-11-03T12:00:00Z",
            "2018-11-05T12:00:00Z",
            ["2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"],
        ),
        (
            Tz::Europe__Lisbon,
            "30 1 * * *",
            "2026-10-24T12:00:00Z",
            "2026-10-26T12:00:00Z",
            ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"],
        ),
    ] {
        let rig = Rig::idle().await;
        let schedule = set(&rig, &plan("daily", rule, (zone, CatchUp::All)), at(from)).await;
        let mut now = at(from);
        while now <= at(to) {
            fire(&rig, &schedule, now).await;
            now += Duration::minutes(10);
        }
        let expected = slots.map(|it| schedule.id.fire(at(it)));
        assert_eq!(runs(&rig).await, expected, "{zone}");
    }
}

#[tokio::test]
async fn a_company_with_many_schedules_lets_another_have_its_turn() {
    let rig = Rig::idle().await;
    let from = at("2026-01-01T00:00:00Z");
    for number in 0..20 {
        let name = format!("daily-{number}");
        set(
            &rig,
            &plan(&name, "0 9 * * *", (Tz::UTC, CatchUp::All)),
            from,
        )
        .await;
    }
    let other: OrganisationId = company(&rig.store).await;
    let actor = owner(other);
    let late = plan("daily", "30 9 * * *", (Tz::UTC, CatchUp::All));
    rig.store
        .set_schedule((&actor, "http"), &late, from)
        .await
        .unwrap();
    let due = rig.store.due_schedules(at("2026-01-02T00:00:00Z"), 2).await;
    let whose: Vec<_> = due.unwrap().iter().map(|it| it.organisation).collect();
    assert_eq!(whose, [rig.organisation, other]);
}

#[tokio::test]
async fn a_paused_schedule_starts_nothing_and_goes_on_with_the_next_slot() {
    let rig = Rig::idle().await;
    let actor = owner(rig.organisation);
    let by: (&Actor, &str) = (&actor, "http");
    let plan = plan("daily", "0 9 * * *", (Tz::UTC, CatchUp::All));
    let schedule = set(&rig, &plan, at("2026-01-01T00:00:00Z")).await;
    assert!(rig.store.pause_schedule(by, "daily").await.unwrap().paused);
    let now = at("2026-01-04T10:00:00Z");
    assert_eq!(rig.store.due_schedules(now, 10).await.unwrap(), []);
    assert_eq!(fire(&rig, &schedule, now).await, 0);
    let resumed = rig.store.resume_schedule(by, "daily", now).await.unwrap();
    assert_eq!(
        (resumed.paused, resumed.next),
        (false, at("2026-01-05T09:00:00Z"))
    );
    assert_eq!(fire(&rig, &schedule, now).await, 0);
    // Beside its slots, by hand.
    let run = rig.store.run_schedule(by, "daily", now).await.unwrap();
    assert_eq!(runs(&rig).await, [run]);
    rig.store.delete_schedule(by, "daily").await.unwrap();
    assert_eq!(shown(&rig).await, []);
    let acts = "select count(*) from audit where subject = 'schedule/' || $1
        and act in ('schedule.set', 'schedule.paused', 'schedule.resumed', 'schedule.run',
            'schedule.deleted')";
    assert_eq!(rig.number(acts, id(&schedule)).await, 5);
}

#[tokio::test]
async fn schedules_are_the_owners_and_the_admins_to_change() {
    let rig = Rig::idle().await;
    let plan = plan("daily", "0 9 * * *", (Tz::UTC, CatchUp::All));
    let now = at("2026-01-01T00:00:00Z");
    let role = Role::Manager;
    let actor = Actor {
        role,
        ..owner(rig.organisation)
    };
    let refused = rig.store.set_schedule((&actor, "http"), &plan, now).await;
    assert!(
        matches!(refused, Err(ScheduleError::NotAllowed)),
        "{refused:?}"
    );
    set(&rig, &plan, now).await;
    let refused = rig.store.pause_schedule((&actor, "http"), "daily").await;
    assert!(
        matches!(refused, Err(ScheduleError::NotAllowed)),
        "{refused:?}"
    );
    let other = owner(company(&rig.store).await);
    let unknown = rig.store.pause_schedule((&other, "http"), "daily").await;
    assert!(
        matches!(unknown, Err(ScheduleError::Unknown)),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn a_schedule_that_nobody_can_read_is_paused_and_stands_in_nobodys_way() {
    let rig = Rig::idle().await;
    let broken = left_alone(&rig).await;
    rig.change(
        "update schedules set rule = 'each minute' where id = $1",
        id(&broken),
    )
    .await;
    let sound = set(
        &rig,
        &plan("sound", "* * * * *", (Tz::UTC, CatchUp::Last)),
        Utc::now() - Duration::hours(1),
    )
    .await;
    let worker = rig.another(SETTINGS).await;
    rig.until(SEEN_TO, id(&sound)).await;
    rig.until(
        "select from schedules where id = $1 and paused",
        id(&broken),
    )
    .await;
    let shown = shown(&rig).await;
    let shown: Vec<_> = shown.iter().map(|it| it.unreadable).collect();
    assert_eq!(shown, [Some(Unreadable::Rule), None]);
    // People are told of it once, by a run of its own.
    let tells = "select count(*) from runs where workflow = 'schedule.paused'
        and input->>'schedule' = $1::uuid::text and input->>'unreadable' = 'rule'";
    assert_eq!(rig.number(tells, id(&broken)).await, 1);
    let now = Utc::now() + Duration::hours(1);
    assert_eq!(fire(&rig, &broken, now).await, 0);
    assert_eq!(rig.number(tells, id(&broken)).await, 1);
    let actor = owner(rig.organisation);
    let resumed = rig
        .store
        .resume_schedule((&actor, "http"), &broken.name, now);
    assert!(matches!(
        resumed.await,
        Err(ScheduleError::Unreadable(Unreadable::Rule))
    ));
    worker.engine.stop().await;
}

#[tokio::test]
async fn a_schedule_is_seen_to_at_its_time_with_no_other_reason_to_look() {
    let rig = Rig::idle().await;
    let plan = plan("minutes", "* * * * *", (Tz::UTC, CatchUp::Skip));
    let schedule = set(&rig, &plan, Utc::now()).await;
    // It comes in a second, and the engine knows from its first look.
    let soon = "update schedules set next_slot = clock_timestamp() + interval '1 second'
        where id = $1";
    rig.change(soon, id(&schedule)).await;
    let worker = rig.another(QUIET).await;
    rig.until(SEEN_TO, id(&schedule)).await;
    rig.until("select from runs where $1::uuid is not null", id(&schedule))
        .await;
    worker.engine.stop().await;
}
