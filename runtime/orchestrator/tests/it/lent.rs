//! Tools that another program lends, and that the owner holds back while a call is on its way.

use std::time::Duration;

use domain::{
    approval::{Question, Resolution},
    tool::{Call, Foreign, ToolError},
    turn::{Outcome, TurnStatus},
};
use schemars::Schema;
use serde_json::{Value, json};
use testkit::{
    Setup, TestApp,
    scripted::{Hold, obey},
};

use crate::{outside::state, shop::order, tools::World};

/// A note in another program's register. It waits until the test lets go.
struct Note(Hold, World);

impl Foreign for Note {
    fn timeout(&self) -> Duration {
        Duration::from_secs(60)
    }

    fn schema(&self) -> Schema {
        Schema::from(true)
    }

    fn reads(&self) -> bool {
        false
    }

    fn asks(&self) -> bool {
        false
    }

    fn plan(&self, arguments: Value) -> Result<Value, ToolError> {
        Ok(arguments)
    }

    async fn send(&self, _: &Call, _: Value) -> Result<Value, ToolError> {
        self.0.pass().await;
        match self.1 {
            World::Takes => Ok(json!({ "text": "noted" })),
            _ => Err(ToolError::Unknown("nobody answers".into())),
        }
    }
}

/// A company that has a call on its way to a program whose tool is held back meanwhile.
async fn held_back(world: World) -> (TestApp, Hold, domain::ids::TurnId) {
    let hold = Hold::default();
    let mut setup = Setup::new(obey);
    setup.toolbox = setup.toolbox.expecting(["crm".to_owned()]);
    let note = Note(hold.clone(), world);
    setup.toolbox.lend([("crm_note".to_owned(), note)]);
    let tools = &mut setup.department("sales").agent.tools;
    tools.insert("crm_note".to_owned());
    let mut app = setup.start().await;
    let asked = order("sales", "crm_note", &json!({ "text": "Ana" }));
    let turn = app.begin("main", &asked).await;
    hold.reached(1).await;
    app.setup_mut().toolbox.lend::<Note>([]);
    (app, hold, turn)
}

#[tokio::test]
async fn what_was_sent_before_a_tool_was_held_back_is_recorded() {
    let (app, hold, turn) = held_back(World::Takes).await;
    hold.release(1);
    let view = app.closed(turn).await;
    assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
    let step = view.steps.iter().find(|it| it.name == "crm_note").unwrap();
    assert_eq!(
        (step.outcome, state(&app).await.as_str()),
        (Outcome::Done, "done")
    );
    app.finish().await;
}

#[tokio::test]
async fn what_nobody_can_tell_of_a_tool_that_was_held_back_is_put_to_a_person() {
    let (app, hold, turn) = held_back(World::Silent).await;
    hold.release(1);
    let shown = app.rested(turn).await.approval.unwrap();
    assert_eq!(shown.question, Question::Outcome { reference: false });
    assert_eq!(state(&app).await, "unknown");
    let happened = (Resolution::Happened, None);
    app.resolve(&app.owner, &shown, happened).await.unwrap();
    let view = app.closed(turn).await;
    assert_eq!(view.status, TurnStatus::Answered, "{view:#?}");
    assert_eq!(state(&app).await, "done");
    app.finish().await;
}

#[tokio::test]
async fn a_tool_that_is_held_back_is_not_called() {
    let (app, hold, turn) = held_back(World::Takes).await;
    hold.release(2);
    app.closed(turn).await;
    let view = app
        .say(&order("sales", "crm_note", &json!({ "text": "Bia" })))
        .await;
    let step = view.steps.iter().find(|it| it.name == "crm_note").unwrap();
    assert_eq!(step.outcome, Outcome::Refused, "{view:#?}");
    assert_eq!(app.number("select count(*) from ledger").await, 1);
    app.finish().await;
}
