//! What a turn costs the database, counted on the wire.

use std::time::Duration;

use testkit::{Setup, scripted::obey};

use crate::shop::lead;

/// How many turns are counted together.
const TURNS: usize = 8;

#[tokio::test]
async fn a_turn_takes_at_most_8_commits_and_16_round_trips() {
    let mut setup = Setup::new(obey);
    setup.wired = true;
    // What is done per process and second is not the turn's: leases, looks into an empty queue.
    setup.settings.poll = Duration::from_secs(60);
    setup.settings.lease = Duration::from_secs(60);
    let app = setup.start().await;
    for name in ["Ana", "Bia", "Caio", "Davi", "Eva", "Gil"] {
        app.say(&lead(name)).await;
    }
    app.until("select count(*) from ready", 0).await;
    app.wire().take_counts();
    for index in 0..TURNS {
        let view = app.say(&lead(&format!("Zoe{index}"))).await;
        assert_eq!(view.answer.as_deref(), Some("Done."));
    }
    app.until("select count(*) from ready", 0).await;
    let counts = app.wire().take_counts();
    let trips = counts.round_trips;
    assert!(trips <= 16 * TURNS, "{TURNS} turns: {counts}");
    let writes = counts.commits.iter().filter(|it| writes(it)).count();
    assert!(
        writes <= 8 * TURNS,
        "{writes} commits write in {TURNS} turns: {counts}"
    );
    // Where it says so, the count is right: accept, which claims as well, start, three answers.
    assert!(
        writes >= 5 * TURNS,
        "{writes} commits write in {TURNS} turns: {counts}"
    );
    app.finish().await;
}

/// Whether a transaction did more than look: at what a turn is about, at the turn, or into the
/// queue, where the owner's limits lie, or for work where there was none.
fn writes(transaction: &str) -> bool {
    let looks = ["turn_context(", "turn_view(", "min(due)", "from limits"];
    let looks_only = looks.iter().any(|it| transaction.contains(it));
    let claims_nothing = transaction.contains("from claim(") && transaction.ends_with("SELECT 0");
    !looks_only && !claims_nothing
}
