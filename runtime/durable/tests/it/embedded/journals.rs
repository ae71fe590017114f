//! What was recorded by a version of Firma is replayed by all that come after it.
//!
//! A new way of writing the journal gets a new history: give it a name in `RECORDED`, then
//! `FIRMA_RECORD=1 cargo test -p durable journals`. What is recorded is never written again.

use std::{path::Path, time::Duration};

use domain::{flow::Workflow as _, ids::FlowId, tool::Effect};
use serde_json::json;
use testkit::journals::History;

use super::rig::{Rig, SETTINGS};
use crate::contract::{
    Engine as _,
    program::{DAY, Op, Program, send, signal, signal_or, think, write},
    world::{PATIENCE, Reply},
};

/// A history: its name, its program, and how far that comes.
type Recorded = (&'static str, fn() -> Vec<Op>, Way);

/// What is recorded.
const RECORDED: &[Recorded] = &[
    ("calls", calls, Way::Ends),
    ("branches", branches, Way::Ends),
    ("waits", waits, Way::Ends),
    ("attempts", attempts, Way::Ends),
    ("gives-up", gives_up, Way::Ends),
    ("cancelled", waits, Way::Cancelled),
    ("open-waits", waits, Way::Waits),
    ("open-attempts", attempts, Way::Waits),
];

/// How far a run that is recorded comes.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Way {
    /// To its end.
    Ends,
    /// To its end, but it is asked to stop at its first wait.
    Cancelled,
    /// To its first wait.
    Waits,
}

fn calls() -> Vec<Op> {
    vec![
        write("a"),
        think("b"),
        Op::Refuse("c".to_owned()),
        Op::Tool("d".to_owned()),
        Op::Uuid("e".to_owned()),
        Op::SendSettled("f".to_owned()),
        send("g", Effect::Read),
        send("h", Effect::Local),
        send("i", Effect::WriteOnce { window: PATIENCE }),
        send("j", Effect::WriteAtMostOnce),
        Op::Ramble("k".to_owned()),
    ]
}

fn branches() -> Vec<Op> {
    let inner = Op::Join(vec![vec![write("a"), signal("one")], vec![think("b")]]);
    let branches = vec![
        vec![inner, write("c")],
        vec![signal_or("two", DAY), send("d", Effect::Read)],
        vec![Op::Sleep(DAY), write("e")],
        vec![],
    ];
    vec![Op::Join(branches), write("f")]
}

fn waits() -> Vec<Op> {
    vec![
        write("a"),
        Op::Join(vec![vec![signal("one")], vec![signal_or("two", DAY)]]),
        signal_or("never", Duration::from_secs(60)),
        Op::Sleep(DAY),
        write("b"),
    ]
}

fn attempts() -> Vec<Op> {
    vec![
        send("away", Effect::Read),
        send("not sent", Effect::WriteAtMostOnce),
        write("a"),
    ]
}

fn gives_up() -> Vec<Op> {
    vec![write("a"), Op::Fail("as the program says".to_owned())]
}

fn folder() -> &'static Path {
    Path::new("tests/it/embedded/journals")
}

#[tokio::test]
async fn journals_that_were_recorded_replay() {
    if std::env::var_os("FIRMA_RECORD").is_some() {
        for (name, ops, way) in RECORDED {
            record(name, &ops(), *way).await;
        }
    }
    let recorded = History::all(folder());
    for (name, ..) in RECORDED {
        assert!(recorded.iter().any(|(it, _)| it == name), "{name} is gone");
    }
    for (name, history) in recorded {
        let rig = Rig::with(SETTINGS).await;
        history.put_back(&rig.behind, rig.organisation).await;
        let at_rest = "select where not exists (select from ready where flow = $1
            and (holder is not null or due <= clock_timestamp()))";
        rig.until(at_rest, history.flow()).await;
        let replayed = History::of(&rig.behind, history.flow()).await;
        history.check(&name, &replayed);
        // All of it came from the journal.
        let mut done = rig.world.notes();
        done.retain(|it| it != "program");
        assert_eq!(done, [""; 0], "{name} does it again");
        history.take_away(&rig.behind).await;
    }
}

#[tokio::test]
async fn a_journal_that_does_not_fit_the_code_says_where() {
    let recorded = History::all(folder());
    let (name, history) = recorded.iter().find(|(name, _)| name == "calls").unwrap();
    let rig = Rig::idle().await;
    history.put_back(&rig.behind, rig.organisation).await;
    // As if the code called the first two the other way round.
    let sql =
        "update runs set input = jsonb_set(jsonb_set(input, '{0}', input -> 1), '{1}', input -> 0)
        where id = $1";
    rig.change(sql, history.flow()).await;
    let _worker = rig.another(SETTINGS).await;
    let why = rig.end(history.flow()).await.why();
    for part in ["step 0", "contract.write", "contract.think"] {
        assert!(why.contains(part), "{name}: {why}");
    }
    history.take_away(&rig.behind).await;
}

async fn record(name: &str, ops: &[Op], way: Way) {
    let rig = Rig::with(SETTINGS).await;
    rig.world.replies("away", &[Reply::Unavailable; 2]);
    rig.world.replies("not sent", &[Reply::NotSent]);
    let flow = FlowId::new(chrono::Utc::now());
    let workflow = (Program::NAME, Program::VERSION);
    assert!(rig.start(flow, workflow, json!(ops)).await);
    let rests = "select from runs r where r.id = $1 and (r.state <> 'open' or not exists (
        select from ready q where q.flow = r.id
            and (q.holder is not null or q.due <= clock_timestamp())))";
    rig.until(rests, flow).await;
    let open = "select count(*) from runs where id = $1 and state = 'open'";
    let mut first = true;
    while way != Way::Waits && rig.number(open, flow).await == 1 {
        match (way, first) {
            (Way::Cancelled, true) => assert!(rig.cancel(flow).await),
            (_, true) => {
                for signal in ["one", "two"] {
                    rig.signal(flow, signal, json!(signal)).await.unwrap();
                }
            }
            (_, false) => rig.pass_time(flow).await,
        }
        first = false;
        rig.until(rests, flow).await;
    }
    let history = History::of(&rig.behind, flow).await;
    history.keep(folder(), name);
    history.take_away(&rig.behind).await;
}
