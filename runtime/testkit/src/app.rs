//! The program for a test: its real database, engine, tools and departments, and models that say
//! what the test lets them say.
#![expect(
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot be set up fails"
)]

mod behind;
mod books;
mod people;
mod program;
mod setup;

use std::{sync::Arc, thread, time::Duration};

use chrono::Utc;
use domain::{
    ids::{OrganisationId, PersonId, TurnId},
    organisation::Organisation,
    person::Actor,
    turn::{TurnStatus, TurnView},
};
use orchestrator::{DirectCall, Hear, NewMessage, Progress, SubmitError, Submitted};
use serde_json::Value;
use sqlx::{PgPool, postgres::PgPoolOptions};
use store::{Access, NewOwner, Store};
use tokio::{sync::mpsc, time};

use self::program::{Parts, Program};
pub use self::setup::{Setup, Workflows, prices};
use crate::{Database, Scripted, Wire, bakery};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it looks where nobody tells it.
const LOOK: Duration = Duration::from_millis(5);

/// The program, as one test runs it. A test ends with [`TestApp::finish`], or says with
/// [`TestApp::abandon`] that work is left on purpose.
#[derive(Debug)]
pub struct TestApp {
    /// The owner of the company.
    pub owner: Actor,
    /// The models.
    pub models: Arc<Scripted>,
    parts: Parts,
    program: Option<Program>,
    wire: Option<Wire>,
    /// Whom no policy binds, to look behind them.
    behind: PgPool,
    database: Database,
    ended: bool,
}

/// A message, as a door hands it in.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// The conversation.
    pub conversation: &'a str,
    /// The sender's own name of it.
    pub id: &'a str,
    /// What it says.
    pub text: &'a str,
}

impl Message<'_> {
    fn for_desk(self) -> NewMessage {
        NewMessage {
            channel: "http",
            conversation: self.conversation.to_owned(),
            external_id: self.id.to_owned(),
            text: self.text.to_owned(),
            traceparent: None,
            hear: Hear::All,
        }
    }
}

impl TestApp {
    /// Starts the program with a mind, and otherwise as usual.
    pub async fn start(
        mind: impl Fn(&crate::scripted::Asked) -> crate::scripted::Reply + Send + Sync + 'static,
    ) -> Self {
        Setup::new(mind).start().await
    }

    async fn open(setup: Setup) -> Self {
        let database = crate::database().await;
        let behind = PgPoolOptions::new()
            .max_connections(2)
            .connect_with(database.superuser())
            .await
            .expect("the test's own connection");
        let owner = found(&database, &setup).await;
        let models = Arc::clone(&setup.models);
        let wired = setup.wired;
        let mut app = Self {
            parts: setup.parts(owner.organisation),
            owner,
            models,
            program: None,
            wire: None,
            behind,
            database,
            ended: false,
        };
        if wired {
            app.lay_wire();
        }
        app.start_program().await;
        app
    }

    /// Takes a message in.
    pub async fn submit(
        &self,
        actor: &Actor,
        message: Message<'_>,
    ) -> Result<Submitted, SubmitError> {
        let (desk, actor) = (self.program().desk.clone(), actor.clone());
        let message = message.for_desk();
        let submit = async move { desk.submit(&actor, message).await };
        self.program().run(submit).await
    }

    /// Takes in a call that somebody makes herself: its text is [`DirectCall::text`].
    pub async fn submit_call(
        &self,
        actor: &Actor,
        message: Message<'_>,
    ) -> Result<Submitted, SubmitError> {
        let (desk, actor) = (self.program().desk.clone(), actor.clone());
        let message = message.for_desk();
        let submit = async move { desk.call(&actor, message).await };
        self.program().run(submit).await
    }

    /// Has the owner call a tool herself, and waits until that is over or waits for a person.
    pub async fn call(&self, tool: &str, args: &Value) -> TurnView {
        self.call_as(&self.owner, tool, args).await
    }

    /// The same for anybody.
    pub async fn call_as(&self, actor: &Actor, tool: &str, args: &Value) -> TurnView {
        let id = PersonId::new(Utc::now()).to_string();
        let message = Message {
            conversation: "tools",
            id: &id,
            text: &DirectCall::new(tool, args).text(),
        };
        let submitted = self.submit_call(actor, message).await;
        let submitted = submitted.expect("the call is taken");
        self.settle(submitted.turn, submitted.news).await
    }

    /// Takes the owner's message in and does not wait for its turn.
    pub async fn begin(&self, conversation: &str, text: &str) -> TurnId {
        let id = PersonId::new(Utc::now()).to_string();
        let message = Message {
            conversation,
            id: &id,
            text,
        };
        let submitted = self.submit(&self.owner, message).await;
        submitted.expect("the message is taken").turn
    }

    /// Takes the owner's message in and waits until its turn is over or waits for a person.
    pub async fn say(&self, text: &str) -> TurnView {
        self.say_as(&self.owner, "main", text).await
    }

    /// The same for anybody, in any conversation.
    pub async fn say_as(&self, actor: &Actor, conversation: &str, text: &str) -> TurnView {
        let id = PersonId::new(Utc::now()).to_string();
        let message = Message {
            conversation,
            id: &id,
            text,
        };
        let submitted = self.submit(actor, message).await;
        let submitted = submitted.expect("the message is taken");
        self.settle(submitted.turn, submitted.news).await
    }

    /// Waits until a turn is over or waits for a person.
    pub async fn settled(&self, turn: TurnId) -> TurnView {
        self.settle(turn, None).await
    }

    /// Waits until a turn is over or waits for a person that has not decided, without asking the
    /// program for it.
    pub async fn until_rests(&self, turn: TurnId) {
        let rests = format!(
            "select count(*) from turns t where id = '{turn}' and (lane = 'closed'
                or lane = 'parked' and exists (select from approvals a
                    where a.turn = t.id and a.status = 'pending'))"
        );
        self.until(&rests, 1).await;
    }

    async fn settle(&self, turn: TurnId, news: Option<mpsc::Receiver<Progress>>) -> TurnView {
        let (desk, organisation) = (self.program().desk.clone(), self.owner.organisation);
        let settled = async move { desk.settled(organisation, turn, PATIENCE, news).await };
        let view = self.program().run(settled).await;
        let view = view.expect("the turn can be looked at").expect("a turn");
        assert_ne!(
            view.status,
            TurnStatus::Running,
            "it takes too long: {view:#?}"
        );
        // What the door was told is what the rows say.
        assert_eq!(view, self.view(turn).await);
        view
    }

    /// A turn as it stands.
    pub async fn view(&self, turn: TurnId) -> TurnView {
        let (store, organisation) = (self.program().store.clone(), self.owner.organisation);
        let look = async move { store.turn_view(organisation, turn).await };
        let view = self.program().run(look).await;
        view.expect("the turn can be looked at").expect("a turn")
    }

    /// Waits until a turn is closed.
    pub async fn closed(&self, turn: TurnId) -> TurnView {
        let deadline = time::Instant::now() + PATIENCE;
        loop {
            let view = self.view(turn).await;
            if view.status.is_closed() {
                return view;
            }
            assert!(time::Instant::now() < deadline, "it stays open: {view:#?}");
            time::sleep(LOOK).await;
        }
    }

    /// Asks a turn to stop. False if it is over.
    pub async fn cancel(&self, turn: TurnId) -> bool {
        let (store, organisation) = (self.program().store.clone(), self.owner.organisation);
        let cancel = async move { store.request_cancel(organisation, turn.into()).await };
        let open = self.program().run(cancel).await.expect("a request to stop");
        self.program().wake(turn);
        open
    }

    /// The wire to the database, where there is one.
    #[must_use]
    pub fn wire(&self) -> &Wire {
        self.wire.as_ref().expect("the setup asked for a wire")
    }

    /// The use cases of the database, for what no helper here does.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.program().store
    }

    /// What the engine and the store counted, as Prometheus reads it.
    #[must_use]
    pub fn figures(&self) -> String {
        self.program().figures()
    }

    /// Runs something on the program's runtime, where its connections live.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> T {
        self.program().run(work).await
    }

    /// The orchestrator's actions, for a test that runs them by hand.
    #[must_use]
    pub fn registry(&self) -> Arc<domain::flow::Registry<store::Work>> {
        Arc::clone(&self.program().registry)
    }

    /// Tells the engine that something happened to a turn.
    pub fn wake(&self, turn: TurnId) {
        self.program().wake(turn);
    }

    /// What Firma's own program is made of, to change before the next start.
    pub fn setup_mut(&mut self) -> &mut Parts {
        &mut self.parts
    }

    /// Ends the program in good order and starts it again.
    pub async fn restart_engine(&mut self) {
        self.program.take().expect("the program runs").stop().await;
        self.start_program().await;
    }

    /// Ends the program at once, wherever it is, and starts it again.
    pub async fn restart_without_stop(&mut self) {
        self.kill().await;
        self.start_again().await;
    }

    /// Ends the program at once, wherever it is.
    pub async fn kill(&mut self) {
        if let Some(wire) = self.wire.take() {
            wire.cut();
        }
        if let Some(program) = self.program.take() {
            program.kill();
        }
        // The server notices that nobody is at the other end.
        self.until(
            "select count(*) from pg_stat_activity where datname = current_database()
                and usename in ('firma_app', 'firma_engine')",
            0,
        )
        .await;
    }

    /// Starts the program again after it was killed: on a wire if one was laid meanwhile.
    pub async fn start_again(&mut self) {
        self.start_program().await;
    }

    /// The same where the wire may be cut before the program stands.
    pub async fn try_start_again(&mut self) {
        self.program = Program::start(&self.parts, self.access()).await.ok();
    }

    /// Lays a new wire for the next start.
    pub fn lay_wire(&mut self) {
        let wire = Wire::to(&self.database.app()).expect("a wire");
        self.wire = Some(wire);
    }

    /// Ends the test: nothing is left in queues, every turn is closed, and the books are right.
    pub async fn finish(mut self) {
        self.until("select count(*) from ready", 0).await;
        self.program.take().expect("the program runs").stop().await;
        self.check_nothing_is_left().await;
        self.check_books().await;
        for asked in self.models.asked() {
            books::check_request(&asked.request);
        }
        self.ended = true;
    }

    /// Ends a test that leaves work on purpose.
    pub async fn abandon(mut self) {
        if let Some(program) = self.program.take() {
            program.stop().await;
        }
        self.ended = true;
    }

    async fn start_program(&mut self) {
        let program = Program::start(&self.parts, self.access()).await;
        self.program = Some(program.expect("the program starts"));
    }

    fn access(&self) -> Access {
        Access::Roles(match &self.wire {
            Some(wire) => self.database.app().socket(wire.socket()),
            None => self.database.app(),
        })
    }

    fn program(&self) -> &Program {
        self.program.as_ref().expect("the program runs")
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        assert!(
            self.ended || thread::panicking(),
            "the test does not end with `finish` or `abandon`"
        );
    }
}

/// Begins a company, with the limits of the setup.
async fn found(database: &Database, setup: &Setup) -> Actor {
    let at = Utc::now();
    let store = Store::connect(&database.access(), 1).await;
    let store = store.expect("the database is there");
    let like = bakery(OrganisationId::new(at));
    let new = NewOwner {
        organisation: Organisation {
            currency: setup::CURRENCY,
            zone: setup::ZONE,
            language: setup.language,
            ..like.organisation
        },
        token: store::hash_token("firma_owner"),
        ..like
    };
    let owner = store.create_company(&new, at).await.expect("a company");
    let base = store.limits(owner.organisation).await.expect("limits");
    if base.limits != setup.limits {
        let set = store
            .set_limits((&owner, "http"), &base, &setup.limits, at)
            .await;
        set.expect("limits");
    }
    store.close().await;
    owner
}
