//! What durable code may do. An engine (embedded, Temporal, test) stands behind [`Flow`].

mod asking;
mod path;
mod registry;

use std::{cell::Cell, fmt, future::Future, pin::Pin, rc::Rc, time::Duration};

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

pub use self::{
    asking::{Ask, Asked, Caller, NotDone, Reason, Unfit, Use, Why},
    path::{NotAPath, Path},
    registry::{AnyAction, AnyActivity, AnyWorkflow, Registry, Sent, Taken, label},
};
use crate::{
    ids::{FlowId, IdempotencyKey},
    tool::{Call, Effect, ToolError},
};

/// A durable workflow: deterministic code between journaled calls.
pub trait Workflow: Send + Sync + 'static {
    /// The name in the journal; it never changes once a run exists.
    const NAME: &'static str;
    /// Grows when the order of calls changes; old runs end on their own version.
    const VERSION: u32;
    /// The department under whose grants and budget it calls tools.
    const DEPARTMENT: &'static str;
    /// What starts it.
    type Input: Serialize + DeserializeOwned + Send;
    /// What it ends with.
    type Output: Serialize + DeserializeOwned + Send;
    /// As a child it works in its parent's name: what it calls knows the parent's run, and the place
    /// in it at which the child stands. Its journal and its lease are its own.
    const IN_PARENTS_NAME: bool = false;
    /// Its runs are turns: one that ends without closing its turn has it fail.
    const IS_TURN: bool = false;
    /// The tools that it calls; it may call no others.
    const TOOLS: &'static [Use] = &[];

    /// The workflow.
    fn run(
        &self,
        flow: &Flow<'_>,
        input: Self::Input,
    ) -> impl Future<Output = Result<Self::Output, FlowError>>;
}

/// A version of a workflow that people may have started, with an input of their own.
#[derive(Clone, Copy, Debug)]
pub struct Startable {
    /// The workflow.
    pub workflow: &'static str,
    /// Its version.
    pub version: u32,
    /// Whether an input is one; where it is not, and why.
    pub accepts: fn(&Value) -> Result<(), serde_path_to_error::Error<serde_json::Error>>,
}

impl Startable {
    /// A workflow as one of them.
    pub const fn of<W: Workflow>() -> Self {
        Self {
            workflow: W::NAME,
            version: W::VERSION,
            accepts: |input| serde_path_to_error::deserialize::<_, W::Input>(input).map(drop),
        }
    }
}

/// A named unit of work of a workflow's own, in our own tables; it commits together with its step.
/// Work outside is an [`Activity`], and a tool's passes the gate.
pub trait Action<Db>: Send + Sync + 'static {
    /// The name in the journal; it never changes once a run exists.
    const NAME: &'static str;
    /// What it is given. The journal keeps its digest only.
    type Input: Serialize + DeserializeOwned + Send;
    /// What the journal keeps: ids and small values, never texts of people.
    type Output: Serialize + DeserializeOwned + Send;

    /// Does the work in the transaction of its step.
    fn run(
        &self,
        db: &mut Db,
        call: &Call,
        input: Self::Input,
    ) -> impl Future<Output = Result<Self::Output, ToolError>> + Send;
}

/// A named unit of work outside, where no transaction does: a model call, or a tool's send. The
/// engine commits what [`Activity::intend`] writes before [`Activity::send`] starts, and what
/// [`Activity::record`] writes together with the step.
pub trait Activity<Db>: Send + Sync + 'static {
    /// The name in the journal; it never changes once a run exists.
    const NAME: &'static str;
    /// What it is given. The journal keeps its digest only.
    type Input: Serialize + DeserializeOwned + Send + Sync;
    /// What came back, in memory between `send` and `record`.
    type Sent: Send + 'static;
    /// What the journal keeps: ids and small values, never texts of people.
    type Output: Serialize + DeserializeOwned + Send;

    /// How long an answer is waited for, and what a repeat would do.
    fn rules(&self, input: &Self::Input) -> Rules;

    /// Writes what must be known before anything leaves: reservation and intent. After a crash it
    /// is asked again, and looks its key up.
    fn intend(
        &self,
        db: &mut Db,
        call: &Call,
        input: &Self::Input,
    ) -> impl Future<Output = Result<Intent<Self::Output>, ToolError>> + Send;

    /// Does the work. No connection is held meanwhile.
    fn send(
        &self,
        call: &Call,
        input: &Self::Input,
    ) -> impl Future<Output = Result<Self::Sent, ToolError>> + Send;

    /// Writes what came back, or why nothing did once no further attempt follows.
    fn record(
        &self,
        db: &mut Db,
        call: &Call,
        input: &Self::Input,
        sent: Result<Self::Sent, ToolError>,
    ) -> impl Future<Output = Result<Self::Output, ToolError>> + Send;
}

/// What an activity says before it is sent.
#[derive(Debug)]
pub enum Intent<T> {
    /// Send it.
    Send,
    /// There is nothing to send: this is what came of it.
    Settled(T),
}

/// How an activity is sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rules {
    /// After this long the answer is no longer waited for.
    pub timeout: Duration,
    /// What a repeat would do.
    pub effect: Effect,
}

/// Why a workflow stopped early.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// A call gave up after its retries.
    #[error("`{action}` failed: {message}")]
    Action {
        /// The action's name.
        action: String,
        /// What it said.
        message: String,
    },
    /// A child did not come to its end.
    #[error("the child {child} ({workflow}) {}: {message}", .end.word())]
    Child {
        /// Which one.
        child: FlowId,
        /// Its workflow.
        workflow: String,
        /// How it ended instead.
        end: ChildEnd,
        /// What it said.
        message: String,
    },
    /// Somebody asked the run to stop; what is called from now on still works, for cleaning up.
    #[error("cancelled")]
    Cancelled,
    /// The journal and the code disagree.
    #[error("journal does not fit the code")]
    Journal(#[from] serde_json::Error),
}

/// How a child ended that did not come to its end.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChildEnd {
    /// It was not begun.
    Refused,
    /// It gave up.
    Failed,
    /// It was stopped.
    Cancelled,
}

impl ChildEnd {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A run that another one starts and waits for.
#[derive(Clone, Debug)]
pub struct NewChild {
    /// The workflow.
    pub workflow: &'static str,
    /// Its version.
    pub version: u32,
    /// What starts it.
    pub input: Value,
}

/// What a wait for a signal ended with.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Waited {
    /// The signal came, with this value.
    Signal(Value),
    /// The time ran out first. A signal that comes later stays unread.
    TimedOut,
}

/// A driver's answer, boxed.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<Value, FlowError>> + 'a>>;

/// What an engine implements.
pub trait Driver {
    /// The run that it drives.
    fn flow(&self) -> FlowId;
    /// How often the run continued as new.
    fn generation(&self) -> u32;
    /// When the run began.
    fn began(&self) -> DateTime<Utc>;
    /// The recorded time of a step that has been answered.
    fn answered_at(&self, path: &Path) -> DateTime<Utc>;
    /// Calls an action once for the journal, however often the code is replayed.
    fn call<'a>(&'a self, path: Path, action: &'static str, input: Value) -> Answer<'a>;
    /// Has an activity sent, as its effect allows.
    fn activity<'a>(&'a self, path: Path, activity: &'static str, input: Value) -> Answer<'a>;
    /// Has a tool called as an agent would, in a scope of its own: through the gate, with ledger,
    /// budget and approval. Answers an [`Asked`].
    fn tool<'a>(&'a self, flow: Flow<'a>, name: &'static str, args: Value) -> Answer<'a>;
    /// Waits, over restarts.
    fn sleep<'a>(&'a self, path: Path, time: Duration) -> Answer<'a>;
    /// Waits for the next signal of a name, for as long as `timeout` says. Answers a [`Waited`].
    fn signal<'a>(&'a self, path: Path, name: String, timeout: Option<Duration>) -> Answer<'a>;
    /// Starts a child and waits for its end.
    fn child<'a>(&'a self, path: Path, child: NewChild) -> Answer<'a>;
    /// Begins the run anew with another input. Answers only if that is not possible.
    fn continue_as_new<'a>(&'a self, input: Value) -> Answer<'a>;
    /// Tells people where the run stands. It informs; truth is in tables.
    fn status(&self, text: &str);
}

/// How a tool is called through the gate: a procedure of steps, the same on every engine.
pub trait Tools: Send + Sync {
    /// Calls a tool for a workflow, in a scope of its own. Answers an [`Asked`].
    fn call<'a>(
        &'a self,
        flow: Flow<'a>,
        caller: Caller,
        name: &'static str,
        args: Value,
    ) -> Answer<'a>;
}

/// The handle that workflow code holds.
#[derive(Clone)]
pub struct Flow<'d> {
    driver: &'d dyn Driver,
    scope: Path,
    next: Rc<Cell<u32>>,
    clock: Rc<Cell<DateTime<Utc>>>,
}

impl fmt::Debug for Flow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flow").field("scope", &self.scope).finish()
    }
}

impl<'d> Flow<'d> {
    /// A handle on a driver, at the start of the program.
    pub fn new(driver: &'d dyn Driver) -> Self {
        Self::at(driver, Path::default(), driver.began())
    }

    /// A handle on a driver, for what stands at `scope` and begins at `time`.
    pub fn at(driver: &'d dyn Driver, scope: Path, time: DateTime<Utc>) -> Self {
        Self {
            driver,
            scope,
            next: Rc::new(Cell::new(0)),
            clock: Rc::new(Cell::new(time)),
        }
    }

    /// The run.
    pub fn id(&self) -> FlowId {
        self.driver.flow()
    }

    /// How often the run continued as new.
    pub fn generation(&self) -> u32 {
        self.driver.generation()
    }

    /// Where the handle stands.
    pub fn scope(&self) -> &Path {
        &self.scope
    }

    /// Where the next step will stand.
    pub fn next_path(&self) -> Path {
        self.scope.then(self.next.get())
    }

    /// Calls an action; its answer is journaled.
    pub async fn call<A, Db>(&self, input: &A::Input) -> Result<A::Output, FlowError>
    where
        A: Action<Db>,
    {
        let (path, input) = (self.step(), serde_json::to_value(input)?);
        let answer = self.driver.call(path.clone(), A::NAME, input).await;
        self.answer(&path, answer)
    }

    /// Has an activity sent; its answer is journaled.
    pub async fn activity<A, Db>(&self, input: &A::Input) -> Result<A::Output, FlowError>
    where
        A: Activity<Db>,
    {
        let (path, input) = (self.step(), serde_json::to_value(input)?);
        let answer = self.driver.activity(path.clone(), A::NAME, input).await;
        self.answer(&path, answer)
    }

    /// Has a tool called through the gate, under the grants of the workflow's department: what the
    /// workflow keeps of its answer, or why it was not done. That waits for a person where one has to agree.
    pub async fn tool<A: Ask>(&self, asked: &A) -> Result<Result<A::Answer, NotDone>, FlowError> {
        let args = serde_json::to_value(asked)?;
        let came = self.driver.tool(self.inside(), A::TOOL, args).await?;
        match serde_json::from_value(came)? {
            Asked::Done(answer) => Ok(Ok(serde_json::from_value(answer)?)),
            Asked::NotDone(why) => Ok(Err(NotDone {
                tool: A::TOOL.to_owned(),
                why,
            })),
        }
    }

    /// Waits, over restarts.
    pub async fn sleep(&self, time: Duration) -> Result<(), FlowError> {
        let path = self.step();
        let answer = self.driver.sleep(path.clone(), time).await;
        self.answer::<Value>(&path, answer).map(drop)
    }

    /// Waits for the next signal of a name.
    pub async fn signal<T: DeserializeOwned>(&self, name: &str) -> Result<T, FlowError> {
        let path = self.step();
        let answer = self.driver.signal(path.clone(), name.to_owned(), None);
        match self.answer(&path, answer.await)? {
            Waited::Signal(value) => Ok(serde_json::from_value(value)?),
            Waited::TimedOut => Err(FlowError::Action {
                action: name.to_owned(),
                message: "a wait without end timed out".to_owned(),
            }),
        }
    }

    /// Waits for the next signal of a name; `None` if the time runs out first.
    pub async fn signal_or_timeout<T: DeserializeOwned>(
        &self,
        name: &str,
        time: Duration,
    ) -> Result<Option<T>, FlowError> {
        let path = self.step();
        let answer = self
            .driver
            .signal(path.clone(), name.to_owned(), Some(time));
        match self.answer(&path, answer.await)? {
            Waited::Signal(value) => Ok(Some(serde_json::from_value(value)?)),
            Waited::TimedOut => Ok(None),
        }
    }

    /// Starts a child, a run of its own, and waits for its end. Who asks this run to stop asks its
    /// children, and this run hears what they came to.
    pub async fn child<W: Workflow>(&self, input: &W::Input) -> Result<W::Output, FlowError> {
        let path = self.step();
        let child = NewChild {
            workflow: W::NAME,
            version: W::VERSION,
            input: serde_json::to_value(input)?,
        };
        let answer = self.driver.child(path.clone(), child).await;
        self.answer(&path, answer)
    }

    /// The child that stands at a place, whether it has begun or not.
    pub fn child_at(&self, path: &Path) -> FlowId {
        let flow = self.driver.flow();
        IdempotencyKey::new(flow, self.driver.generation(), path).child_of(flow)
    }

    /// Ends this generation of the run and begins the next with `input`: with an empty journal,
    /// under the same id. Signals that nobody has read and a request to stop that was not heard yet
    /// go along. What is under way in other branches is recorded first; their waits are over, and
    /// children that they wait for are asked to stop. Comes back only with an error.
    pub async fn continue_as_new<W: Workflow>(
        &self,
        input: &W::Input,
    ) -> Result<W::Output, FlowError> {
        let input = serde_json::to_value(input)?;
        Ok(serde_json::from_value(
            self.driver.continue_as_new(input).await?,
        )?)
    }

    /// The time, as the journal recorded it at the last step of this branch.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.get()
    }

    /// An identifier that is the same at every replay.
    pub fn uuid(&self) -> Uuid {
        let flow = self.driver.flow();
        let key = IdempotencyKey::new(flow, self.driver.generation(), &self.step());
        key.derive(flow, "uuid")
    }

    /// Tells people where the run stands.
    pub fn status(&self, text: &str) {
        self.driver.status(text);
    }

    /// A scope of its own for a procedure of several steps, which counts as one step here.
    pub fn inside(&self) -> Self {
        Self {
            driver: self.driver,
            scope: self.step(),
            next: Rc::new(Cell::new(0)),
            clock: Rc::clone(&self.clock),
        }
    }

    /// Runs branches side by side; each has its own scope, so replay gives each its own answers.
    pub async fn join<T, B>(&self, branches: Vec<B>) -> Vec<Result<T, FlowError>>
    where
        B: AsyncFnOnce(Flow<'d>) -> Result<T, FlowError>,
    {
        let step = self.step();
        let flows: Vec<Self> = (0..)
            .zip(&branches)
            .map(|(index, _)| Self::at(self.driver, step.then(index), self.now()))
            .collect();
        let running = branches
            .into_iter()
            .zip(&flows)
            .map(|(branch, flow)| branch(flow.clone()));
        let results = join_all(running).await;
        let latest = flows.iter().map(Self::now).max();
        self.clock.set(latest.unwrap_or(self.now()));
        results
    }

    fn step(&self) -> Path {
        self.scope.then(self.next.replace(self.next.get() + 1))
    }

    fn answer<T: DeserializeOwned>(
        &self,
        path: &Path,
        answer: Result<Value, FlowError>,
    ) -> Result<T, FlowError> {
        // Two machines' clocks differ; the time of a branch never goes back.
        let answered = self.driver.answered_at(path);
        self.clock.set(answered.max(self.clock.get()));
        Ok(serde_json::from_value(answer?)?)
    }
}
