//! The load: customers who become leads, get an invoice, pay it, and want their money back.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Context as _;
use serde_json::{Value, json};
use testkit::program::Program;
use tokio::{task::JoinSet, time};
use uuid::Uuid;

use crate::{
    mind::{DONE, INVOICE, LEAD, PAYMENT, REFUND},
    persistence::Caller,
};

/// How long what was begun is waited for when nobody kills any more.
const DRAIN: Duration = Duration::from_secs(60);

/// How often a turn that goes on is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// What a customer pays, and gives back without and with a person's consent, in whole reais.
const PRICE: u32 = 480;
const SMALL: u32 = 30;
const LARGE: u32 = 200;

/// The customers, while they talk.
#[derive(Debug)]
pub(crate) struct Customers {
    told: Arc<Mutex<Told>>,
    stop: Arc<AtomicBool>,
    tasks: JoinSet<()>,
}

/// What the customers were told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// The turn of each message that was accepted, by its key.
    pub(crate) accepted: HashMap<String, Uuid>,
    /// What each kind of message came to, how often.
    pub(crate) outcomes: HashMap<(&'static str, Outcome), u64>,
    /// Messages that were accepted as two turns.
    pub(crate) two_turns: u64,
    /// Answers that nobody should get.
    pub(crate) strange: Vec<String>,
    /// Customers who still waited when it was over.
    pub(crate) waiting: usize,
}

/// What a message came to.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Outcome {
    /// The answer says that it was done.
    Done,
    /// A person said no.
    Denied,
    /// The turn says that it failed.
    Failed,
}

impl Customers {
    pub(crate) fn begin(
        programs: &[Program],
        count: usize,
        choices: &mut fastrand::Rng,
    ) -> anyhow::Result<Self> {
        let (told, stop) = (Arc::default(), Arc::default());
        let next = Arc::new(AtomicU64::new(1));
        let first = programs.first().context("no program")?;
        let token = first.token()?;
        let addresses: Vec<String> = programs.iter().map(|it| it.address().to_owned()).collect();
        let mut tasks = JoinSet::new();
        for at in 0..count {
            let customer = Customer {
                // Each is at one door, and what she says before she has heard comes in at another.
                caller: Caller::new(&addresses, at, &token),
                other: Caller::new(&addresses, at + 1, &token),
                choices: choices.fork(),
                told: Arc::clone(&told),
                number: 0,
            };
            let (next, stop) = (Arc::clone(&next), Arc::clone(&stop));
            tasks.spawn(customer.live(next, stop));
        }
        Ok(Self { told, stop, tasks })
    }

    /// Lets each customer finish her story, and hears what they were told.
    pub(crate) async fn end(mut self) -> anyhow::Result<Told> {
        self.stop.store(true, Ordering::Relaxed);
        let all_done = async {
            while self.tasks.join_next().await.transpose()?.is_some() {}
            Ok(())
        };
        let ended: Result<anyhow::Result<()>, _> = time::timeout(DRAIN, all_done).await;
        if let Ok(ended) = ended {
            ended?;
        }
        let waiting = self.tasks.len();
        self.tasks.shutdown().await;
        let mut told = std::mem::take(&mut *lock(&self.told));
        told.waiting = waiting;
        Ok(told)
    }
}

/// Somebody with a story.
struct Customer {
    caller: Caller,
    /// For what she says before she has heard.
    other: Caller,
    choices: fastrand::Rng,
    told: Arc<Mutex<Told>>,
    number: u64,
}

impl Customer {
    /// One story after the other, each in a conversation of its own.
    async fn live(mut self, next: Arc<AtomicU64>, stop: Arc<AtomicBool>) {
        while !stop.load(Ordering::Relaxed) {
            self.number = next.fetch_add(1, Ordering::Relaxed);
            self.tell_a_story().await;
        }
    }

    async fn tell_a_story(&mut self) {
        let number = self.number;
        let email = format!("cliente{number}@example.com");
        // Two messages at once wait for each other in the conversation's lane.
        let friend = format!("{LEAD}Amigo {number}, amigo{number}@example.com");
        let lead = format!("{LEAD}Cliente {number}, {email}");
        let mut first = Message::new(self, LEAD, &lead);
        let mut second = Message::new(self, LEAD, &friend);
        let told = &self.told;
        tokio::join!(
            first.tell(&mut self.caller, told),
            second.tell(&mut self.other, told)
        );
        for (kind, amount) in [(INVOICE, PRICE), (PAYMENT, PRICE)] {
            let text = format!("{kind}{email}, {amount}");
            let mut message = Message::new(self, kind, &text);
            message.tell(&mut self.caller, &self.told).await;
        }
        let amount = if self.choices.bool() { SMALL } else { LARGE };
        let text = format!("{REFUND}{email}, {amount}");
        let mut message = Message::new(self, REFUND, &text);
        message.tell(&mut self.caller, &self.told).await;
    }
}

/// Something that a customer says.
struct Message {
    kind: &'static str,
    text: String,
    conversation: String,
    key: String,
    /// Whether she says it again although it was heard.
    twice: bool,
    /// What a person will say, if one is asked.
    agrees: bool,
}

impl Message {
    fn new(customer: &mut Customer, kind: &'static str, text: &str) -> Self {
        let choices = &mut customer.choices;
        Self {
            kind,
            text: text.to_owned(),
            conversation: format!("chaos-{}", customer.number),
            key: format!("key-{text}"),
            twice: choices.u8(..8) == 0,
            agrees: choices.u8(..4) != 0,
        }
    }

    /// Says it, and follows its turn to the end.
    async fn tell(&mut self, caller: &mut Caller, told: &Mutex<Told>) {
        let Some(mut turn) = self.say(caller, told).await else {
            return;
        };
        if self.twice {
            match self.say(caller, told).await {
                Some(again) => turn = again,
                None => return,
            }
        }
        let path = format!("/v1/turns/{}", text(&turn, "/turn"));
        let mut denied = false;
        loop {
            match text(&turn, "/status") {
                "waiting" if turn.pointer("/approval/id").is_some() => {
                    denied = !self.decide(caller, told, &turn).await;
                }
                // A turn that was decided waits until it goes on.
                "running" | "waiting" => time::sleep(LOOK).await,
                _ => return self.note(told, &turn, denied),
            }
            turn = caller.get(&path).await.body;
        }
    }

    /// Hands it in under its key; the same turn each time.
    async fn say(&self, caller: &mut Caller, told: &Mutex<Told>) -> Option<Value> {
        let body = json!({ "conversation": self.conversation, "text": self.text });
        let headers = format!(
            "prefer: wait=10\r\nidempotency-key: {}\r\n",
            ascii(&self.key)
        );
        let heard = caller.post("/v1/messages", &headers, &body).await;
        let turn = text(&heard.body, "/turn").parse::<Uuid>();
        let mut told = lock(told);
        match (heard.status, turn) {
            (200 | 202, Ok(turn)) => {
                let before = told.accepted.insert(self.key.clone(), turn);
                if before.is_some_and(|it| it != turn) {
                    told.two_turns += 1;
                }
                Some(heard.body)
            }
            (status, _) => {
                told.strange
                    .push(format!("{}: {status}: {}", self.text, heard.body));
                None
            }
        }
    }

    /// Decides what waits for a person, as she was shown it. Answers what she says.
    async fn decide(&self, caller: &mut Caller, told: &Mutex<Told>, turn: &Value) -> bool {
        let path = format!("/v1/approvals/{}/decision", text(turn, "/approval/id"));
        let decision = if self.agrees { "approve" } else { "deny" };
        let body = json!({ "decision": decision, "digest": text(turn, "/approval/digest") });
        let heard = caller.post(&path, "", &body).await;
        // Decided already: by a request that was heard and whose answer was lost.
        if !matches!(heard.status, 200 | 409) {
            let strange = format!("{}: {}: {}", self.text, heard.status, heard.body);
            lock(told).strange.push(strange);
        }
        self.agrees
    }

    fn note(&self, told: &Mutex<Told>, turn: &Value, denied: bool) {
        let answer = text(turn, "/answer");
        let outcome = match text(turn, "/status") {
            "answered" if answer == format!("{DONE}{}", self.text) => Outcome::Done,
            "answered" | "refused" if denied => Outcome::Denied,
            "failed" => Outcome::Failed,
            _ => {
                let strange = format!("{}: {turn}", self.text);
                return lock(told).strange.push(strange);
            }
        };
        let mut told = lock(told);
        *told.outcomes.entry((self.kind, outcome)).or_default() += 1;
    }
}

impl Told {
    /// How many messages of a kind came to something.
    pub(crate) fn count(&self, kind: &'static str, outcome: Outcome) -> u64 {
        let found = self.outcomes.get(&(kind, outcome));
        found.copied().unwrap_or_default()
    }
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// What a header can hold.
fn ascii(text: &str) -> String {
    text.chars().filter(char::is_ascii).collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
