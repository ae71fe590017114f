//! Runs that were recorded once, which every later version replays. To record: `FIRMA_RECORD=1`, and only a
//! way that is not recorded yet.

use std::path::Path;

use domain::{ids::TurnId, language::Language};
use serde_json::{Value, json};
use testkit::{Setup, journals::History, scripted::obey};

use crate::{
    follow_up::{SAID, waiting, with_ana},
    overdue_invoices::{ended, invoices, start},
    schedules::{scheduled, unreadable, without_invoices},
    watch_refund::{look, watched},
    watch_return::given_back,
};

fn folder() -> &'static Path {
    Path::new("tests/it/journals")
}

#[tokio::test]
async fn workflows_that_were_recorded_replay() {
    if std::env::var_os("FIRMA_RECORD").is_some() {
        record().await;
        record_overdue_invoices().await;
        record_schedule_failed().await;
        record_watch_return().await;
    }
    let recorded = History::all(folder());
    assert!(recorded.len() >= 13, "{} are left", recorded.len());
    let app = Setup::new(obey).start().await;
    for (name, history) in recorded {
        history.check(&name, &app.replay(&history).await);
    }
    assert_eq!(app.number(SAID).await, 0);
    app.abandon().await;
}

async fn record() {
    let app = with_ana(Setup::new(obey)).await;
    let id = waiting(&app).await;
    app.history(id).await.keep(folder(), "follow-up-waits");
    app.pass_time().await;
    app.until(SAID, 1).await;
    app.until("select count(*) from ready", 0).await;
    app.history(id).await.keep(folder(), "follow-up-reminded");
    app.finish().await;
    let app = with_ana(Setup::new(obey)).await;
    let id = waiting(&app).await;
    app.cancel(TurnId::from_uuid(id.uuid())).await;
    app.until("select count(*) from runs where state = 'cancelled'", 1)
        .await;
    app.history(id).await.keep(folder(), "follow-up-cancelled");
    app.abandon().await;
    for status in ["succeeded", "failed"] {
        let (fake, app, id) = watched(Setup::new(obey)).await;
        look(&app, &fake).await;
        fake.become_of_all(status);
        look(&app, &fake).await;
        let over = "select count(*) from runs where workflow = 'watch_refund' and state = 'done'";
        app.until(over, 1).await;
        let name = format!("watch-refund-{status}");
        app.history(id).await.keep(folder(), &name);
        app.abandon().await;
    }
    let (_fake, app, id) = watched(Setup::new(obey)).await;
    app.history(id).await.keep(folder(), "watch-refund-waits");
    app.abandon().await;
}

async fn record_watch_return() {
    let (fake, app, run) = given_back(Setup::new(obey)).await;
    app.history(run).await.keep(folder(), "watch-return-waits");
    look(&app, &fake).await;
    fake.become_of_all("failed");
    look(&app, &fake).await;
    app.until("select count(*) from ready", 0).await;
    app.history(run).await.keep(folder(), "watch-return-failed");
    app.finish().await;
    let (_fake, app, run) = given_back(Setup::new(obey)).await;
    app.pass_all_time().await;
    app.history(run).await.keep(folder(), "watch-return-stayed");
    app.finish().await;
}

async fn record_schedule_failed() {
    let app = without_invoices(Language::En).start().await;
    scheduled(&app, &app.owner).await;
    app.until(SAID, 1).await;
    app.until("select count(*) from ready", 0).await;
    let tells = "select id::text from runs where workflow = 'schedule.failed'";
    let run = app.text(tells).await.parse().unwrap();
    app.history(run)
        .await
        .keep(folder(), "schedule-failed-told");
    app.abandon().await;
    let app = Setup::new(obey).start().await;
    unreadable(&app, &app.owner, "rule = 'each minute'").await;
    app.until(SAID, 1).await;
    app.until("select count(*) from ready", 0).await;
    let tells = "select id::text from runs where workflow = 'schedule.paused'";
    let run = app.text(tells).await.parse().unwrap();
    app.history(run)
        .await
        .keep(folder(), "schedule-paused-told");
    app.finish().await;
}

async fn record_overdue_invoices() {
    let app = Setup::new(obey).start().await;
    let run = start(&app, Value::Null).await;
    assert_eq!(ended(&app, run).await, "nothing_overdue");
    app.history(run)
        .await
        .keep(folder(), "overdue-invoices-none");
    invoices(&app, &[3, 9]).await;
    let run = start(&app, json!({ "most": 1 })).await;
    assert_eq!(ended(&app, run).await, "told");
    app.history(run)
        .await
        .keep(folder(), "overdue-invoices-told");
    app.finish().await;
}
