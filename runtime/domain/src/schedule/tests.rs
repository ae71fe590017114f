use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::flow::Startable;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn table(rule: &str, zone: Tz) -> Timetable {
    Timetable {
        rule: rule.parse().unwrap(),
        zone,
    }
}

/// The slots after an instant, in the zone's own time.
fn slots(rule: &str, zone: Tz, after: &str, count: usize) -> Vec<String> {
    let table = table(rule, zone);
    let next = |it: &DateTime<Utc>| table.slot_after(*it);
    let slots = std::iter::successors(table.slot_after(at(after)), next);
    let shown = slots.map(|it| it.with_timezone(&zone).to_rfc3339());
    shown.take(count).collect()
}

#[test]
fn a_rule_names_its_times() {
    for (rule, after, next) in [
        ("* * * * *", "2026-01-31T23:59:30Z", "2026-02-01T00:00:00Z"),
        ("0 9 * * *", "2026-01-31T09:00:00Z", "2026-02-01T09:00:00Z"),
        (
            "*/15 8-18 * * mon-fri",
            "2026-01-30T18:45:00Z",
            "2026-02-02T08:00:00Z",
        ),
        (
            "5/20 * * * *",
            "2026-01-01T00:05:00Z",
            "2026-01-01T00:25:00Z",
        ),
        (
            "0 0 1,15 * *",
            "2026-01-02T00:00:00Z",
            "2026-01-15T00:00:00Z",
        ),
        (
            "0 0 29 feb *",
            "2096-02-29T00:00:00Z",
            "2104-02-29T00:00:00Z",
        ),
        ("0 0 31 * *", "2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z"),
        ("0 12 * * 7", "2026-01-31T00:00:00Z", "2026-02-01T12:00:00Z"),
        (
            "0 12 * * SUN",
            "2026-01-31T00:00:00Z",
            "2026-02-01T12:00:00Z",
        ),
        // Day or weekday, where both are given.
        ("0 0 13 * 5", "2026-03-01T00:00:00Z", "2026-03-06T00:00:00Z"),
        ("0 0 13 * 5", "2026-04-10T00:00:00Z", "2026-04-13T00:00:00Z"),
    ] {
        let next = Some(at(next));
        assert_eq!(table(rule, Tz::UTC).slot_after(at(after)), next, "{rule}");
    }
}

#[test]
fn a_rule_that_cannot_be_read_says_in_which_field_and_why() {
    let part = |field, part: &str, wrong| RuleError::Part {
        field,
        part: part.to_owned(),
        wrong,
    };
    for (rule, error) in [
        ("", RuleError::Fields(0)),
        ("0 9 * *", RuleError::Fields(4)),
        ("60 9 * * *", part(Field::Minute, "60", Wrong::Outside)),
        ("0 24 * * *", part(Field::Hour, "24", Wrong::Outside)),
        ("0 9 0 * *", part(Field::Day, "0", Wrong::Outside)),
        (
            "0 9 * janeiro *",
            part(Field::Month, "janeiro", Wrong::Unknown),
        ),
        (
            "0 9 * * fri-mon",
            part(Field::Weekday, "fri-mon", Wrong::Backwards),
        ),
        ("0 9 1,, * *", part(Field::Day, "", Wrong::Unknown)),
        ("*/0 * * * *", part(Field::Minute, "*/0", Wrong::Step)),
        ("-1 * * * *", part(Field::Minute, "-1", Wrong::Unknown)),
        ("0 0 30 2 *", RuleError::Never),
        ("0 0 31 4,6,9,11 *", RuleError::Never),
    ] {
        assert_eq!(rule.parse::<Rule>().unwrap_err(), error, "{rule}");
    }
}

#[test]
fn a_time_that_clocks_are_put_forward_over_comes_at_the_first_instant_after() {
    // On 4 November 2018 there was no midnight in São Paulo: 23:59 was followed by 01:00.
    assert_eq!(
        slots(
            "0 0 * * *",
            Tz::America__Sao_Paulo,
            "2018-11-03T12:00:00Z",
            3
        ),
        [
            "2018-11-04T01:00:00-02:00",
            "2018-11-05T00:00:00-02:00",
            "2018-11-06T00:00:00-02:00"
        ]
    );
    // All that would have come in the gap is one slot.
    assert_eq!(
        slots(
            "*/20 1 29 3 *",
            Tz::Europe__Lisbon,
            "2026-03-28T12:00:00Z",
            2
        ),
        ["2026-03-29T02:00:00+01:00", "2027-03-29T01:00:00+01:00"]
    );
    // Also where the hour after is of the rule.
    assert_eq!(
        slots("0 0-2 * * *", Tz::Europe__Lisbon, "2026-03-28T12:00:00Z", 3),
        [
            "2026-03-29T00:00:00+00:00",
            "2026-03-29T02:00:00+01:00",
            "2026-03-30T00:00:00+01:00"
        ]
    );
    // Samoa had no 30 December 2011.
    assert_eq!(
        slots("0 12 * * *", Tz::Pacific__Apia, "2011-12-29T23:00:00Z", 2),
        ["2011-12-31T00:00:00+14:00", "2011-12-31T12:00:00+14:00"]
    );
}

#[test]
fn a_time_that_comes_twice_is_one_slot_the_first() {
    // On 17 February 2018 clocks in São Paulo went from 24:00 back to 23:00.
    assert_eq!(
        slots(
            "30 23 * * *",
            Tz::America__Sao_Paulo,
            "2018-02-17T12:00:00Z",
            2
        ),
        ["2018-02-17T23:30:00-02:00", "2018-02-18T23:30:00-03:00"]
    );
    let lisbon = slots(
        "*/30 * * * *",
        Tz::Europe__Lisbon,
        "2026-10-25T00:00:00Z",
        3,
    );
    assert_eq!(
        lisbon,
        [
            "2026-10-25T01:30:00+01:00",
            "2026-10-25T02:00:00+00:00",
            "2026-10-25T02:30:00+00:00"
        ]
    );
    // Who looks in the second run of the hour does not find its times again.
    assert_eq!(
        slots("30 1 * * *", Tz::Europe__Lisbon, "2026-10-25T01:10:00Z", 1),
        ["2026-10-26T01:30:00+00:00"]
    );
}

#[test]
fn what_was_missed_is_left_out_or_made_up_for_as_the_schedule_says() {
    let daily = table("0 9 * * *", Tz::UTC);
    let (next, now) = (at("2026-01-01T09:00:00Z"), at("2026-01-04T10:00:00Z"));
    let due = |catch_up, now| daily.due(next, catch_up, now).unwrap();
    let after = at("2026-01-05T09:00:00Z");
    let skipped = due(CatchUp::Skip, now);
    assert_eq!((skipped.slots, skipped.next), (vec![], after));
    let last = due(CatchUp::Last, now);
    assert_eq!(last.slots, [at("2026-01-04T09:00:00Z")]);
    assert_eq!(last.next, after);
    let all = due(CatchUp::All, now);
    assert_eq!(all.slots.len(), 4);
    assert_eq!((all.slots[0], all.next), (next, after));
    // A little late is not missed.
    let late = due(CatchUp::Skip, at("2026-01-04T09:05:00Z"));
    assert_eq!(late.slots, [at("2026-01-04T09:00:00Z")]);
    // Nor is it due before its time, as where a clock was set back.
    let early = due(CatchUp::All, next - Duration::seconds(1));
    assert_eq!((early.slots, early.next), (vec![], next));
}

#[test]
fn all_of_a_long_time_comes_a_hundred_at_once() {
    let each_minute = table("* * * * *", Tz::UTC);
    let (mut next, now) = (at("2026-01-01T00:00:00Z"), at("2026-01-01T04:00:00Z"));
    let mut slots = Vec::new();
    for most in [MOST, MOST, 41, 0] {
        let due = each_minute.due(next, CatchUp::All, now).unwrap();
        assert_eq!(due.slots.len(), most);
        slots.extend(due.slots);
        next = due.next;
    }
    assert_eq!(next, at("2026-01-01T04:01:00Z"));
    slots.dedup();
    assert_eq!(slots.len(), 241);
    // The newest of a year is found without walking through it.
    let year = each_minute.due(at("2025-01-01T00:00:00Z"), CatchUp::Last, now);
    assert_eq!(year.unwrap().slots, [now]);
}

#[test]
fn the_run_of_a_slot_is_the_same_whoever_starts_it() {
    let id = ScheduleId::new(at("2026-01-01T00:00:00Z"));
    let slot = at("2026-05-01T09:00:00Z");
    let run = id.fire(slot);
    assert_eq!(run, id.fire(slot.with_timezone(&Tz::Asia__Tokyo).to_utc()));
    assert_eq!(run.made_at(), Some(slot));
    assert_ne!(run, id.fire(slot + Duration::minutes(1)));
    let other = ScheduleId::new(at("2026-01-02T00:00:00Z"));
    assert_ne!(run, other.fire(slot));
}

#[test]
fn a_draft_is_refused_by_what_is_wrong_with_it() {
    let of = |workflow, version| Startable {
        workflow,
        version,
        accepts: |input| {
            serde_path_to_error::deserialize::<_, BTreeMap<String, u8>>(input).map(drop)
        },
    };
    let known = [of("dunning", 1), of("dunning", 2), of("report", 1)];
    let draft = || Draft {
        workflow: "dunning".to_owned(),
        version: None,
        input: serde_json::json!({}),
        rule: "0 9 * * *".to_owned(),
        zone: Some("Europe/Lisbon".to_owned()),
        catch_up: CatchUp::Last,
    };
    let check = |name: &str, draft: Draft| draft.check(name, Tz::UTC, &known);
    let plan = check("morning", draft()).unwrap();
    assert_eq!((plan.version, plan.timetable.zone), (2, Tz::Europe__Lisbon));
    let zone = None;
    let ours = check("morning", Draft { zone, ..draft() }).unwrap();
    assert_eq!(ours.timetable.zone, Tz::UTC);

    assert!(matches!(check("a b", draft()), Err(Mistake::Name(it)) if it == "a b"));
    let workflow = "duning".to_owned();
    let refused = check(
        "x",
        Draft {
            workflow,
            ..draft()
        },
    )
    .unwrap_err();
    let known_ones = vec!["dunning".to_owned(), "report".to_owned()];
    assert_eq!(
        refused,
        Mistake::Workflow {
            name: "duning".to_owned(),
            known: known_ones
        }
    );
    let version = Some(3);
    let refused = check("x", Draft { version, ..draft() });
    assert!(matches!(refused, Err(Mistake::Version { version: 3, known, .. }) if known == [1, 2]));
    let zone = Some("Lisbon".to_owned());
    let refused = check("x", Draft { zone, ..draft() });
    assert!(matches!(refused, Err(Mistake::Zone(it)) if it == "Lisbon"));
    let input = serde_json::json!("x".repeat(64 * 1024));
    let refused = check("x", Draft { input, ..draft() });
    assert!(matches!(refused, Err(Mistake::Input(_))));
    let input = serde_json::json!({ "most": "many" });
    let refused = check("x", Draft { input, ..draft() });
    assert!(matches!(refused, Err(Mistake::Form { workflow, .. }) if workflow == "dunning"));
}

/// A rule of one minute and one hour, or of every so many minutes.
fn rules() -> impl Strategy<Value = String> {
    prop_oneof![
        (0_u32..60, 0_u32..24).prop_map(|(minute, hour)| format!("{minute} {hour} * * *")),
        (1_u32..60).prop_map(|step| format!("*/{step} * * * *")),
        (0_u32..60, 1_u32..8).prop_map(|(minute, step)| format!("{minute} */{step} * * mon,thu")),
    ]
}

/// Zones of all kinds of changes, and a moment of the years in which they have them.
fn moments() -> impl Strategy<Value = (Tz, DateTime<Utc>)> {
    let zones = prop::sample::select(vec![
        Tz::America__Sao_Paulo,
        Tz::Europe__Lisbon,
        Tz::Australia__Lord_Howe,
        Tz::Pacific__Apia,
        Tz::Africa__Casablanca,
        Tz::Asia__Kathmandu,
    ]);
    let seconds = 1_262_304_000_i64..1_893_456_000;
    (zones, seconds).prop_map(|(zone, it)| (zone, DateTime::from_timestamp(it, 0).unwrap()))
}

proptest! {
    #[test]
    fn slots_lie_after_and_none_lies_between(rule in rules(), (zone, after) in moments()) {
        let table = table(&rule, zone);
        let slot = table.slot_after(after).unwrap();
        prop_assert!(slot > after);
        // Whoever asks at any moment before it hears of the same one.
        let half = after + (slot - after) / 2;
        prop_assert_eq!(table.slot_after(half), Some(slot));
        prop_assert_eq!(table.slot_after(slot - Duration::seconds(1)), Some(slot));
    }

    #[test]
    fn every_day_has_its_one_slot(hour in 0_u32..24, (zone, after) in moments()) {
        let table = table(&format!("0 {hour} * * *"), zone);
        let slot = table.slot_after(after).unwrap();
        let next = table.slot_after(slot).unwrap();
        let day = |it: DateTime<Utc>| it.with_timezone(&zone).date_naive();
        // A day that its zone left out has its slot as the next begins.
        let left_out = NaiveDate::from_ymd_opt(2011, 12, 30).unwrap();
        let apia = zone == Tz::Pacific__Apia && day(next) <= left_out + chrono::Days::new(1);
        prop_assert!(apia || day(next) == day(slot) + chrono::Days::new(1));
    }

    #[test]
    fn whoever_looks_more_often_starts_the_same(rule in rules(), (zone, from) in moments(),
        minutes in prop::collection::vec(1_i64..300, 1..8)) {
        let table = table(&rule, zone);
        let first = table.slot_after(from).unwrap();
        let (mut next, mut now, mut slots) = (first, from, Vec::new());
        for pause in minutes {
            now += Duration::minutes(pause);
            loop {
                let due = table.due(next, CatchUp::All, now).unwrap();
                next = due.next;
                slots.extend(due.slots.iter().copied());
                if due.slots.is_empty() {
                    break;
                }
            }
        }
        let walked = std::iter::successors(Some(first), |it| table.slot_after(*it));
        let walked: Vec<_> = walked.take_while(|it| *it <= now).collect();
        prop_assert_eq!(&slots, &walked);
        let last = table.due(first, CatchUp::Last, now).unwrap();
        prop_assert_eq!(last.slots, walked.last().copied().into_iter().collect::<Vec<_>>());
        prop_assert!(last.next > now);
    }
}
