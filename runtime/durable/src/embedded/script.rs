//! What workflow code sees: answers from the journal, and a note of what it asks for anew.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap, HashSet},
    future::poll_fn,
    sync::Arc,
    task::{Poll, Waker},
    time::Duration,
};

use chrono::{DateTime, Utc};
use domain::{
    digest::Digest,
    flow::{Answer, Caller, ChildEnd, Driver, Flow, FlowError, NewChild, Path, Tools},
    ids::FlowId,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{LoadedStep, Parent, StepState};

/// No wait is longer: beyond it lie times that calendars do not know.
const CENTURY: Duration = Duration::from_secs(100 * 366 * 24 * 3600);

/// Something that workflow code asks for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// What it asks for.
    pub(super) what: What,
    /// The name in the journal.
    pub(super) name: String,
    /// The digest of the input.
    pub(super) input: Digest,
}

/// What workflow code can ask for.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// An action.
    Call(Value),
    /// An activity.
    Activity(Value),
    /// A time.
    Sleep(Duration),
    /// A signal, for some time or without end.
    Signal(Option<Duration>),
    /// A run of its own.
    Child(NewChild),
}

impl What {
    /// How long a wait was asked to take at most.
    const fn time(&self) -> Option<Duration> {
        match self {
            Self::Sleep(time) | Self::Signal(Some(time)) => Some(*time),
            Self::Signal(None) | Self::Call(_) | Self::Activity(_) | Self::Child(_) => None,
        }
    }

    /// The word that the journal keeps.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Call(_) => "call",
            Self::Activity(_) => "activity",
            Self::Sleep(_) => "sleep",
            Self::Signal(_) => "signal",
            Self::Child(_) => "child",
        }
    }
}

/// A step that has its answer.
#[derive(Clone, Debug)]
struct Recorded {
    name: String,
    input: Digest,
    state: StepState,
    output: Value,
    at: DateTime<Utc>,
}

/// A step that the journal knows and that is not answered: a wait, or an activity between attempts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unanswered {
    /// When the wait ends or the next attempt follows.
    pub(super) due: Option<DateTime<Utc>>,
    /// How often it was tried.
    pub(super) attempts: u32,
    /// What is known of those attempts.
    pub(super) doubt: Option<Doubt>,
}

impl Unanswered {
    /// How long an activity rests before its next attempt.
    pub(super) fn pause(&self) -> Duration {
        let failures = self.attempts.saturating_sub(1).min(6);
        Duration::from_millis(500 * 2_u64.pow(failures))
    }
}

/// An instant, for a wait that begins now.
pub(super) fn after(now: DateTime<Utc>, time: Duration) -> DateTime<Utc> {
    now + time.min(CENTURY)
}

/// What the failed attempts of an activity leave open, the worst of them.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Doubt {
    /// Nothing left this machine.
    NotSent,
    /// The other side did not answer.
    Unavailable,
    /// It may have happened.
    Unknown,
}

#[derive(Default)]
struct State {
    recorded: HashMap<Path, Recorded>,
    unanswered: HashMap<Path, (String, Digest, Unanswered)>,
    asked: BTreeMap<Path, Asked>,
    fresh: Vec<Path>,
    /// Steps that have a row although they are not answered.
    stored: HashSet<Path>,
    /// Steps of the journal that the code has not asked for.
    unread: HashSet<Path>,
    /// When the newest step of the journal was answered.
    latest: DateTime<Utc>,
    wakers: HashMap<Path, Waker>,
    mismatch: Option<String>,
    status: Option<String>,
    /// What the run wants to begin anew with.
    anew: Option<Value>,
}

/// A run as its workflow sees it.
pub(super) struct Script {
    place: Place,
    tools: Arc<dyn Tools>,
    state: RefCell<State>,
}

/// Which run it is, and where.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) flow: FlowId,
    pub(super) generation: u32,
    /// When the generation began.
    pub(super) began: DateTime<Utc>,
    /// As what it calls tools.
    pub(super) caller: Caller,
    /// The run in whose name it works, and where in it.
    pub(super) name: Option<Parent>,
}

impl Script {
    pub(super) fn new(place: Place, tools: Arc<dyn Tools>, steps: Vec<LoadedStep>) -> Self {
        let mut state = State {
            latest: place.began,
            ..State::default()
        };
        for step in steps {
            state.unread.insert(step.path.clone());
            state.latest = state.latest.max(step.at);
            let waits = matches!(step.state, StepState::Waiting | StepState::Retrying);
            if waits {
                let rest = Unanswered {
                    due: step.due,
                    attempts: step.attempts,
                    doubt: step.output.and_then(|it| serde_json::from_value(it).ok()),
                };
                let known = (step.name, step.input, rest);
                state.stored.insert(step.path.clone());
                state.unanswered.insert(step.path, known);
            } else {
                let recorded = Recorded {
                    name: step.name,
                    input: step.input,
                    state: step.state,
                    output: step.output.unwrap_or_default(),
                    at: step.at,
                };
                state.recorded.insert(step.path, recorded);
            }
        }
        Self {
            place,
            tools,
            state: RefCell::new(state),
        }
    }

    /// The run in whose name a step is done, and where in it that stands.
    pub(super) fn named(&self, path: &Path) -> (FlowId, Path) {
        match &self.place.name {
            Some(parent) => (parent.flow, parent.path.join(path)),
            None => (self.place.flow, path.clone()),
        }
    }

    /// The child at a step.
    pub(super) fn child_at(&self, path: &Path) -> FlowId {
        Flow::new(self).child_at(path)
    }

    /// What the run wants to begin anew with, if it does.
    pub(super) fn anew(&self) -> Option<Value> {
        self.state.borrow().anew.clone()
    }

    /// What was asked for since the last time, in the order of the program.
    pub(super) fn take_fresh(&self) -> Vec<(Path, Asked)> {
        let mut state = self.state.borrow_mut();
        let mut fresh = std::mem::take(&mut state.fresh);
        fresh.sort();
        let asked = fresh.into_iter().filter_map(|path| {
            let asked = state.asked.get(&path)?.clone();
            Some((path, asked))
        });
        asked.collect()
    }

    /// Takes back that steps were noted, so that they are noted the next time.
    pub(super) fn put_back(&self, paths: impl IntoIterator<Item = Path>) {
        self.state.borrow_mut().fresh.extend(paths);
    }

    /// Whether anything is asked for and not answered.
    pub(super) fn has_open(&self) -> bool {
        !self.state.borrow().asked.is_empty()
    }

    /// What is asked for at a place, if it is not answered.
    pub(super) fn asked(&self, path: &Path) -> Option<Asked> {
        self.state.borrow().asked.get(path).cloned()
    }

    /// What is asked for and not answered, in the order of the program.
    pub(super) fn open(&self) -> Vec<(Path, Asked)> {
        let state = self.state.borrow();
        let open = state.asked.iter();
        open.map(|(path, asked)| (path.clone(), asked.clone()))
            .collect()
    }

    /// What the journal knows of a step that is not answered. Where the clock was set back since it
    /// began to wait, it waits from now on, and never longer than it was asked to.
    pub(super) fn unanswered(&self, path: &Path, now: DateTime<Utc>) -> Option<Unanswered> {
        let mut state = self.state.borrow_mut();
        let asked = state.asked.get(path).map(|it| it.what.time());
        let (_, _, rest) = state.unanswered.get_mut(path)?;
        let most = asked.flatten().unwrap_or_else(|| rest.pause());
        rest.due = rest.due.map(|due| due.min(after(now, most)));
        Some(*rest)
    }

    /// Whether a step still waits for its answer.
    pub(super) fn is_open(&self, path: &Path) -> bool {
        self.state.borrow().asked.contains_key(path)
    }

    /// Whether a step that is not answered has a row.
    pub(super) fn is_stored(&self, path: &Path) -> bool {
        self.state.borrow().stored.contains(path)
    }

    /// Notes that steps that are not answered have rows now.
    pub(super) fn stored(&self, paths: Vec<Path>) {
        self.state.borrow_mut().stored.extend(paths);
    }

    /// Notes that an attempt of an activity is on its way.
    pub(super) fn begin(&self, path: &Path) {
        self.state.borrow_mut().unanswered.remove(path);
    }

    /// Notes that a step waits or is tried again.
    pub(super) fn postpone(&self, path: &Path, asked: &Asked, rest: Unanswered) {
        let known = (asked.name.clone(), asked.input, rest);
        let mut state = self.state.borrow_mut();
        state.unanswered.insert(path.clone(), known);
    }

    /// Answers a step.
    pub(super) fn answer(
        &self,
        path: &Path,
        state_of: StepState,
        output: Value,
        at: DateTime<Utc>,
    ) {
        let mut state = self.state.borrow_mut();
        state.unanswered.remove(path);
        let Some(asked) = state.asked.remove(path) else {
            return;
        };
        let recorded = Recorded {
            name: asked.name,
            input: asked.input,
            state: state_of,
            output,
            at,
        };
        state.latest = state.latest.max(at);
        state.recorded.insert(path.clone(), recorded);
        if let Some(waker) = state.wakers.remove(path) {
            waker.wake();
        }
    }

    /// When the newest step was answered; when the run began, if there is none.
    pub(super) fn latest(&self) -> DateTime<Utc> {
        self.state.borrow().latest
    }

    /// Looks, once the code has run as far as it can, whether it has asked for all that the journal
    /// knows.
    pub(super) fn look_for_unread(&self) {
        let mut state = self.state.borrow_mut();
        if let Some(path) = state.unread.iter().min() {
            let difference = format!("step {path} of the journal is in the code no more");
            state.mismatch.get_or_insert(difference);
        }
    }

    /// How the journal and the code disagree, if they do.
    pub(super) fn mismatch(&self) -> Option<String> {
        self.state.borrow().mismatch.clone()
    }

    /// Where the run says it stands, if it said so since the last time.
    pub(super) fn take_status(&self) -> Option<String> {
        self.state.borrow_mut().status.take()
    }

    /// Answers from the journal, or notes the question and waits.
    fn ask<'a>(&'a self, path: Path, name: String, input: Digest, what: What) -> Answer<'a> {
        let mut question = Some((name, input, what));
        Box::pin(poll_fn(move |context| {
            let mut state = self.state.borrow_mut();
            if let Some((name, input, what)) = question.take()
                && let Err(difference) = state.begin(&path, name, input, what)
            {
                state.mismatch.get_or_insert(difference);
                return Poll::Pending;
            }
            if state.mismatch.is_some() {
                return Poll::Pending;
            }
            if let Some(recorded) = state.recorded.get(&path) {
                return Poll::Ready(recorded.answer());
            }
            state.wakers.insert(path.clone(), context.waker().clone());
            Poll::Pending
        }))
    }
}

impl State {
    /// Compares a question with what the journal knows of its place, and notes it if that is
    /// nothing.
    fn begin(
        &mut self,
        path: &Path,
        name: String,
        input: Digest,
        what: What,
    ) -> Result<(), String> {
        let known = match (self.recorded.get(path), self.unanswered.get(path)) {
            (Some(it), _) => Some((&it.name, it.input)),
            (None, Some((name, input, _))) => Some((name, *input)),
            (None, None) => None,
        };
        if let Some((known_name, known_input)) = known
            && (*known_name != name || known_input != input)
        {
            return Err(format!(
                "step {path}: the journal has `{known_name}` ({known_input}), the code calls \
                 `{name}` ({input})"
            ));
        }
        self.unread.remove(path);
        if !self.recorded.contains_key(path) {
            let asked = Asked { what, name, input };
            self.asked.insert(path.clone(), asked);
            self.fresh.push(path.clone());
        }
        Ok(())
    }
}

impl Recorded {
    fn answer(&self) -> Result<Value, FlowError> {
        match self.state {
            StepState::Done => Ok(self.output.clone()),
            StepState::Cancelled => Err(FlowError::Cancelled),
            StepState::Failed | StepState::Waiting | StepState::Retrying => Err(self.failure()),
        }
    }

    fn failure(&self) -> FlowError {
        if let Ok(NoOutput {
            child,
            end,
            message,
        }) = NoOutput::deserialize(&self.output)
        {
            let workflow = self.name.clone();
            return FlowError::Child {
                child,
                workflow,
                end,
                message,
            };
        }
        let message = self.output.get("message").and_then(Value::as_str);
        FlowError::Action {
            action: self.name.clone(),
            message: message.unwrap_or_default().to_owned(),
        }
    }
}

/// What the journal keeps of a child that did not come to its end.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct NoOutput {
    pub(super) child: FlowId,
    pub(super) end: ChildEnd,
    pub(super) message: String,
}

impl Driver for Script {
    fn flow(&self) -> FlowId {
        self.place.flow
    }

    fn generation(&self) -> u32 {
        self.place.generation
    }

    fn began(&self) -> DateTime<Utc> {
        self.place.began
    }

    fn answered_at(&self, path: &Path) -> DateTime<Utc> {
        let state = self.state.borrow();
        let recorded = state.recorded.get(path);
        recorded.map_or(self.place.began, |it| it.at)
    }

    fn call<'a>(&'a self, path: Path, action: &'static str, input: Value) -> Answer<'a> {
        let digest = Digest::of_json(&input);
        self.ask(path, action.to_owned(), digest, What::Call(input))
    }

    fn activity<'a>(&'a self, path: Path, activity: &'static str, input: Value) -> Answer<'a> {
        let digest = Digest::of_json(&input);
        self.ask(path, activity.to_owned(), digest, What::Activity(input))
    }

    fn tool<'a>(&'a self, flow: Flow<'a>, name: &'static str, args: Value) -> Answer<'a> {
        self.tools.call(flow, self.place.caller, name, args)
    }

    fn sleep<'a>(&'a self, path: Path, time: Duration) -> Answer<'a> {
        let digest = Digest::of_json(&json!(time));
        self.ask(path, "sleep".to_owned(), digest, What::Sleep(time))
    }

    fn signal<'a>(&'a self, path: Path, name: String, timeout: Option<Duration>) -> Answer<'a> {
        let digest = Digest::of_json(&json!([name, timeout]));
        self.ask(path, name, digest, What::Signal(timeout))
    }

    fn child<'a>(&'a self, path: Path, child: NewChild) -> Answer<'a> {
        // Not its version: one that runs ends on that with which it began.
        let digest = Digest::of_json(&child.input);
        self.ask(path, child.workflow.to_owned(), digest, What::Child(child))
    }

    fn continue_as_new<'a>(&'a self, input: Value) -> Answer<'a> {
        Box::pin(async move {
            if let Some(message) = too_large(&input) {
                return Err(FlowError::Action {
                    action: "continue_as_new".to_owned(),
                    message,
                });
            }
            self.state.borrow_mut().anew.get_or_insert(input);
            // The generation ends here.
            std::future::pending().await
        })
    }

    fn status(&self, text: &str) {
        self.state.borrow_mut().status = Some(text.to_owned());
    }
}

/// What a journaled value may measure; larger things go by reference.
pub(super) const PAYLOAD: usize = 64 * 1024;

/// Why a value does not fit into the journal, if it does not.
pub(super) fn too_large(value: &Value) -> Option<String> {
    let size = value.to_string().len();
    let why = || format!("{size} bytes are too large for the journal: pass them by reference");
    (size > PAYLOAD).then(why)
}

/// When a flow began: its id says so, so it is the same at every replay.
pub(super) fn began(flow: FlowId) -> DateTime<Utc> {
    let (seconds, nanos) = match flow.uuid().get_timestamp() {
        Some(time) => time.to_unix(),
        None => (0, 0),
    };
    let seconds = i64::try_from(seconds).unwrap_or_default();
    DateTime::from_timestamp(seconds, nanos).unwrap_or_default()
}
