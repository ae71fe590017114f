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
    // Nothing looks by itself meanwhile, and no lease is renewed: both are per process.
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
    let (commits, trips) = (counts.commits, counts.round_trips);
    assert!(commits <= 8 * TURNS, "{TURNS} turns: {counts}");
    assert!(trips <= 16 * TURNS, "{TURNS} turns: {counts}");
    assert!(commits >= 6 * TURNS, "{TURNS} turns: {counts}");
    app.finish().await;
}
