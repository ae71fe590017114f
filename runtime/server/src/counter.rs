//! Where a command talks to Firma: in its own process, or as a guest in the holder's.

mod client;

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use chrono::Utc;
use domain::{
    approval::{ApprovalView, Resolution, Verdict},
    ids::{FlowId, TurnId},
    person::Actor,
    run::{RunState, Wait, WaitsFor},
    tool::Toolbox,
    turn::{StepKind, TurnStatus, TurnView},
};
use orchestrator::{Desk, Feed, Hear, NewMessage, Progress, SubmitError};
use store::{
    DecideError, Decision, Dispatch, News, NoticeView, Resolve, Resolved, RunError, ScheduleError,
    Slot, Store, managed::HomeLock, records::Records,
};
use tokio::{
    sync::mpsc,
    time::{self, Instant},
};
use tracing::Instrument as _;
use uuid::Uuid;

pub(crate) use self::client::Client;
use crate::{
    doors::{self, CHANNEL, Doors, RunAct},
    home::Home,
    running::Setting,
    telemetry,
    trouble::Trouble,
    wiring,
};

/// How often a turn is looked at, in case its news was missed.
const LOOK: Duration = Duration::from_secs(1);

/// How often a guest looks at a turn: it hears no news.
pub(crate) const GUEST_LOOK: Duration = Duration::from_millis(200);

/// After how long it looks first; each further look takes twice as long, up to that.
pub(crate) const FIRST_LOOK: Duration = Duration::from_millis(10);

/// How long a guest waits for a database that has gone: with its holder, or only for a moment.
const HOLDER_PATIENCE: Duration = Duration::from_secs(5);

/// Where a command talks to Firma.
#[derive(Clone, Debug)]
pub(crate) struct Counter {
    /// The database.
    pub store: Store,
    /// As whom.
    pub actor: Actor,
    way: Way,
}

#[derive(Clone, Debug)]
enum Way {
    /// In this process.
    Here(Doors),
    /// In the holder's process: over its HTTP door, if there is one. A guest can also only look and
    /// decide.
    There {
        client: Option<Client>,
        home: Home,
        /// Every tool, for what a call is to run under.
        toolbox: Arc<Toolbox<Records>>,
    },
}

/// The Firma that a guest talked to is not there any more.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the holder of the home has gone")]
pub(crate) struct HolderGone;

/// A message to hand in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message<'a> {
    /// In which conversation.
    pub conversation: &'a str,
    /// What it says.
    pub text: &'a str,
    /// Its own name.
    pub name: &'a str,
}

/// A name that no other message has.
pub(crate) fn new_name() -> String {
    Uuid::now_v7().to_string()
}

/// A message that was taken in.
#[derive(Debug)]
pub(crate) struct Sent {
    /// Its turn.
    pub turn: TurnId,
    /// News of it, where it can be heard.
    pub news: Option<mpsc::Receiver<Progress>>,
}

impl Counter {
    /// In this process.
    pub(crate) fn here(doors: Doors, actor: Actor) -> Self {
        Self {
            store: doors.store().clone(),
            actor,
            way: Way::Here(doors),
        }
    }

    /// In the holder's process.
    pub(crate) fn there(
        setting: &Setting,
        (store, actor): (Store, Actor),
        client: Option<Client>,
    ) -> anyhow::Result<Self> {
        let way = Way::There {
            client,
            home: setting.home.clone(),
            toolbox: Arc::new(wiring::with_lent(&setting.config)?),
        };
        Ok(Self { store, actor, way })
    }

    /// Hands a message in under a name of its own: a second time it is the same message.
    pub(crate) async fn send(&self, message: &Message<'_>) -> anyhow::Result<Sent> {
        match &self.way {
            Way::Here(doors) => {
                let desk = doors.desk(self.actor.organisation).await?;
                let message = NewMessage {
                    channel: CHANNEL,
                    conversation: message.conversation.to_owned(),
                    external_id: message.name.to_owned(),
                    text: message.text.to_owned(),
                    traceparent: None,
                    hear: Hear::All,
                };
                let span = tracing::debug_span!("message");
                let submit = async {
                    let traceparent = telemetry::here();
                    let message = NewMessage {
                        traceparent,
                        ..message
                    };
                    desk.submit(&self.actor, message).await
                };
                let submitted = submit.instrument(span).await;
                let submitted = submitted.map_err(refused)?;
                Ok(Sent {
                    turn: submitted.turn,
                    news: submitted.news,
                })
            }
            Way::There { client, .. } => {
                let client = client.as_ref().ok_or(HolderGone)?;
                let turn = client.send(message).await?;
                Ok(Sent { turn, news: None })
            }
        }
    }

    /// Hands in a call that the person makes herself ([`orchestrator::DirectCall::text`]) under a name of
    /// its own: a second time it is the same call. A guest writes it down; the holder carries it out.
    pub(crate) async fn call_tool(&self, message: &Message<'_>) -> anyhow::Result<Sent> {
        let organisation = self.actor.organisation;
        let desk = match &self.way {
            Way::Here(doors) => doors.desk(organisation).await?,
            Way::There { home, toolbox, .. } => {
                let settings = wiring::settings(home.path(), toolbox)?;
                let foreign = self.store.foreign_tools(organisation).await?.tools;
                let ground = (&self.store, foreign);
                let snapshot = settings.snapshot(ground, organisation).await?;
                let now = Utc::now();
                let configured = self
                    .store
                    .keep_configuration(organisation, snapshot, None, now);
                let (feed, engine) = (Feed::default(), Arc::new(Elsewhere));
                let (store, configured) = (self.store.clone(), configured.await?);
                Desk::new(store, feed, engine, configured, orchestrator::TURN)
            }
        };
        let message = NewMessage {
            channel: CHANNEL,
            conversation: message.conversation.to_owned(),
            external_id: message.name.to_owned(),
            text: message.text.to_owned(),
            traceparent: telemetry::here(),
            hear: Hear::All,
        };
        let submitted = desk.call(&self.actor, message).await.map_err(refused)?;
        let news = match &self.way {
            Way::Here(_) => submitted.news,
            // Nobody tells it here.
            Way::There { .. } => {
                // Else it is seen at the holder's next look.
                if let Err(error) = self.store.tell_ready().await {
                    let error: &dyn std::error::Error = &error;
                    tracing::debug!(error, "the holder was not told of a call");
                }
                None
            }
        };
        let turn = submitted.turn;
        Ok(Sent { turn, news })
    }

    /// Whether somebody else carries out what is handed in here.
    pub(crate) const fn is_guest(&self) -> bool {
        match self.way {
            Way::Here(_) => false,
            Way::There { .. } => true,
        }
    }

    /// News of a turn from now on, where it can be heard.
    pub(crate) async fn listen(
        &self,
        turn: TurnId,
    ) -> anyhow::Result<Option<mpsc::Receiver<Progress>>> {
        match &self.way {
            Way::Here(doors) => {
                let desk = doors.desk(self.actor.organisation).await?;
                Ok(Some(desk.watch(turn)))
            }
            Way::There { .. } => Ok(None),
        }
    }

    /// A turn once it has ended or waits for a person. What it does meanwhile is told.
    pub(crate) async fn follow(
        &self,
        turn: TurnId,
        news: Option<mpsc::Receiver<Progress>>,
        tell: &mut (dyn FnMut(Progress) + Send),
    ) -> anyhow::Result<TurnView> {
        match news {
            Some(news) => self.hear(turn, news, tell).await,
            None => self.watch(turn, tell).await,
        }
    }

    /// A turn as it stands.
    pub(crate) async fn look(&self, turn: TurnId) -> anyhow::Result<TurnView> {
        let view = self.store.turn_view(self.actor.organisation, turn).await?;
        view.with_context(|| format!("turn {turn} is gone"))
    }

    /// A turn once it has ended, whatever it waited for: somebody has stopped it.
    pub(crate) async fn closed(&self, turn: TurnId) -> anyhow::Result<TurnView> {
        self.until(async || {
            let view = self.look(turn).await?;
            Ok(Some(view).filter(|it| it.status.is_closed()))
        })
        .await
    }

    /// The turns of a conversation that have not ended.
    pub(crate) async fn open_turns(&self, conversation: &str) -> Result<Vec<TurnId>, store::Error> {
        let place = doors::place(&self.actor, conversation);
        let organisation = self.actor.organisation;
        self.store.open_turns_of(organisation, &place).await
    }

    /// Decides a request, as it was shown.
    pub(crate) async fn decide(
        &self,
        shown: &ApprovalView,
        verdict: Verdict,
        reason: Option<String>,
    ) -> Result<ApprovalView, DecideError> {
        let decision = Decision {
            actor: &self.actor,
            channel: "terminal",
            verdict,
            digest: shown.digest,
            reason,
        };
        match &self.way {
            Way::Here(doors) => doors.decide(shown.id, &decision).await,
            Way::There { .. } => self.store.decide_approval(shown.id, &decision).await,
        }
    }

    /// Says what became of an effect.
    pub(crate) async fn resolve(
        &self,
        shown: &ApprovalView,
        (resolution, reference, reason): (Resolution, Option<String>, Option<String>),
    ) -> Result<Resolved, DecideError> {
        let resolve = Resolve {
            actor: &self.actor,
            channel: "terminal",
            resolution,
            reference,
            reason,
        };
        match &self.way {
            Way::Here(doors) => doors.resolve(shown.id, &resolve).await,
            Way::There { .. } => self.store.resolve_effect(shown.id, &resolve).await,
        }
    }

    /// Stops a run, or takes one up again.
    pub(crate) async fn act_on_run(&self, id: FlowId, act: RunAct) -> Result<(), RunError> {
        let by = (&self.actor, "terminal");
        match &self.way {
            Way::Here(doors) => doors.act_on_run(by, id, act).await,
            Way::There { .. } => act.on(&self.store, by, id).await,
        }
    }

    /// Starts what a schedule starts, beside its slots.
    pub(crate) async fn run_schedule(&self, name: &str) -> Result<FlowId, ScheduleError> {
        let by = (&self.actor, "terminal");
        match &self.way {
            Way::Here(doors) => doors.run_schedule(by, name).await,
            Way::There { .. } => self.store.run_schedule(by, name, Utc::now()).await,
        }
    }

    /// Waits until a run has ended.
    pub(crate) async fn run_ended(&self, id: FlowId) -> anyhow::Result<()> {
        let organisation = self.actor.organisation;
        self.until(async || Ok(self.store.run_end(organisation, id).await?.map(|_| ())))
            .await
    }

    /// Waits until a run has ended, or waits for a person or for another Firma.
    pub(crate) async fn run_rested(&self, id: FlowId) -> anyhow::Result<()> {
        let organisation = self.actor.organisation;
        self.until(async || {
            let run = self.store.run(organisation, id).await?.map(|it| it.run);
            let goes_on = run.is_some_and(|run| {
                let asks = |it: &Wait| [WaitsFor::Person, WaitsFor::Version].contains(&it.what);
                let asks = run.waits.iter().any(asks);
                run.state == RunState::Open && (run.cancel_requested || !asks)
            });
            Ok((!goes_on).then_some(()))
        })
        .await
    }

    /// What Firma said by itself in a conversation and nobody has heard.
    pub(crate) async fn unheard(
        &self,
        conversation: &str,
    ) -> Result<Vec<NoticeView>, store::Error> {
        let place = doors::place(&self.actor, conversation);
        self.store.unheard(self.actor.organisation, &place).await
    }

    /// Notes that what Firma said by itself in a conversation was heard, up to this.
    pub(crate) async fn heard(
        &self,
        conversation: &str,
        notice: &NoticeView,
    ) -> Result<(), store::Error> {
        let place = doors::place(&self.actor, conversation);
        let organisation = self.actor.organisation;
        self.store.heard(organisation, &place, notice).await
    }

    /// Asks a turn to stop. False if it has ended, or there is none.
    pub(crate) async fn cancel(&self, turn: TurnId) -> Result<bool, store::Error> {
        match &self.way {
            Way::Here(doors) => doors.cancel(&self.actor, turn).await,
            Way::There { .. } => {
                let organisation = self.actor.organisation;
                self.store.request_cancel(organisation, turn.into()).await
            }
        }
    }

    /// Follows a turn by its news, and looks now and then in case some was missed.
    async fn hear(
        &self,
        turn: TurnId,
        mut news: mpsc::Receiver<Progress>,
        tell: &mut (dyn FnMut(Progress) + Send),
    ) -> anyhow::Result<TurnView> {
        loop {
            let look = Instant::now() + LOOK;
            loop {
                match time::timeout_at(look, news.recv()).await {
                    Ok(Some(Progress::Settled { .. } | Progress::SettledElsewhere)) | Err(_) => {
                        break;
                    }
                    Ok(Some(other)) => tell(other),
                    Ok(None) => {
                        time::sleep_until(look).await;
                        break;
                    }
                }
            }
            match self.look(turn).await {
                Ok(view) if is_settled(&view) => return Ok(view),
                Ok(_) => {}
                // The turn goes on when the database is back.
                Err(error) if is_passing(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Follows a turn by looking at it. Its steps stand for the news.
    async fn watch(
        &self,
        turn: TurnId,
        tell: &mut (dyn FnMut(Progress) + Send),
    ) -> anyhow::Result<TurnView> {
        let mut told = 0;
        let mut seen = Instant::now();
        self.until(async || {
            let view = match self.look(turn).await {
                Ok(view) => view,
                Err(error) if is_passing(&error) && seen.elapsed() < HOLDER_PATIENCE => {
                    return Ok(None);
                }
                Err(error) if is_passing(&error) => return Err(HolderGone.into()),
                Err(error) => return Err(error),
            };
            seen = Instant::now();
            for step in view.steps.iter().skip(told) {
                match step.kind {
                    StepKind::Delegate => tell(Progress::Delegated {
                        department: step.name.clone(),
                    }),
                    StepKind::Tool => tell(Progress::Calling {
                        department: step.department.clone(),
                        tool: step.name.clone(),
                    }),
                    StepKind::Model | StepKind::Approval => {}
                }
            }
            told = view.steps.len().max(told);
            Ok(Some(view).filter(is_settled))
        })
        .await
    }

    /// Waits until nobody is left who carries out what is handed in here.
    pub(crate) async fn holder_gone(&self) {
        let Way::There { home, .. } = &self.way else {
            return std::future::pending().await;
        };
        // Where that cannot be seen, calls say what is wrong.
        while HomeLock::is_held(home.path()).unwrap_or(true) {
            time::sleep(LOOK).await;
        }
    }

    /// What somebody else carries on, once there is an end of it. A guest whose holder has gone
    /// would wait for nobody.
    async fn until<T>(
        &self,
        mut look: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        let mut pause = FIRST_LOOK;
        loop {
            // Asked before: what the holder did last is seen.
            let is_carried_on = match &self.way {
                Way::Here(_) => true,
                Way::There { home, .. } => HomeLock::is_held(home.path())?,
            };
            if let Some(end) = look().await? {
                return Ok(end);
            }
            if !is_carried_on {
                return Err(HolderGone.into());
            }
            time::sleep(pause).await;
            pause = (pause * 2).min(GUEST_LOOK);
        }
    }
}

/// The engine of another process: it sees by itself what was written down.
struct Elsewhere;

impl Dispatch for Elsewhere {
    fn slot(&self) -> Option<Slot> {
        None
    }

    fn tell(&self, _: News) {}
}

/// Whether nothing more will happen to a turn by itself. One whose request is decided is about to
/// go on.
const fn is_settled(view: &TurnView) -> bool {
    match view.status {
        TurnStatus::Running => false,
        TurnStatus::Waiting => view.approval.is_some(),
        TurnStatus::Answered | TurnStatus::Refused | TurnStatus::Failed | TurnStatus::Cancelled => {
            true
        }
    }
}

/// Why a message was not taken, for its person.
fn refused(error: SubmitError) -> anyhow::Error {
    match error {
        SubmitError::Empty => Trouble::of("message_empty").into(),
        SubmitError::TooLong => Trouble::of("message_too_long")
            .with("kib", orchestrator::LONGEST / 1_024)
            .into(),
        SubmitError::OtherMessage => Trouble::of("key_reused").into(),
        SubmitError::Store(error) => error.into(),
    }
}

fn is_passing(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<store::Error>()
        .is_some_and(store::Error::is_passing)
}
