//! Models that say what a test lets them say.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt, io,
    sync::{Arc, Mutex, PoisonError},
};

use domain::model::{
    Answer, Candidate, Finish, Item, ModelError, Models, OnText, Request, Routed, Routing,
    ToolCall, ToolResult, Usage,
};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

/// Models that say what a test lets them say, and remember what they were asked.
pub struct Scripted {
    candidate: Candidate,
    mind: Box<Mind>,
    asked: Mutex<Vec<Asked>>,
}

/// Says what a model answers. Asked the same after a crash it should say the same.
pub type Mind = dyn Fn(&Asked) -> Reply + Send + Sync;

/// What a model was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The department that asks, or the supervisor.
    pub agent: String,
    /// How often it was asked before.
    pub before: usize,
    /// What.
    pub request: Request,
}

impl Asked {
    /// The newest words of a person.
    #[must_use]
    pub fn question(&self) -> &str {
        let mut items = self.request.items.iter().rev();
        let found = items.find_map(|it| match it {
            Item::User { text, .. } => Some(text.as_str()),
            Item::Assistant { .. } | Item::Tool { .. } => None,
        });
        found.unwrap_or_default()
    }

    /// What came of the newest call, if one was made since the person spoke.
    #[must_use]
    pub fn result(&self) -> Option<&ToolResult> {
        match self.request.items.last() {
            Some(Item::Tool { result, .. }) => Some(result),
            Some(Item::User { .. } | Item::Assistant { .. }) | None => None,
        }
    }

    /// Why the newest call was not done.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self.result() {
            Some(ToolResult::Failed { reason }) => reason,
            Some(ToolResult::Done { .. }) | None => "",
        }
    }
}

/// What a model does with a request.
#[derive(Clone, Debug)]
pub struct Reply {
    outcome: Result<Answer, Fault>,
    held: Option<Hold>,
    cut: Option<Usage>,
}

/// How a model fails.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fault {
    /// The key is refused.
    Unauthorised,
    /// Too many requests.
    RateLimited,
    /// It cannot be reached.
    Unavailable,
    /// It will not.
    Refused,
    /// It says what is no answer.
    Nonsense,
}

impl Reply {
    /// Words.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::answer(text.into(), Vec::new())
    }

    /// A call.
    #[must_use]
    pub fn call(name: &str, arguments: &Value) -> Self {
        Self::calls([(name, arguments.to_string())])
    }

    /// Calls, with arguments that need not be JSON.
    #[must_use]
    pub fn calls<'a>(calls: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let calls = (0..).zip(calls).map(|(index, (name, arguments))| ToolCall {
            id: format!("call_{index}"),
            name: name.to_owned(),
            arguments,
        });
        Self::answer(String::new(), calls.collect())
    }

    /// The supervisor's call.
    #[must_use]
    pub fn delegate(department: &str, task: &str) -> Self {
        let arguments = json!({ "department": department, "task": task });
        Self::call("delegate", &arguments)
    }

    /// No answer.
    #[must_use]
    pub const fn fault(fault: Fault) -> Self {
        Self {
            outcome: Err(fault),
            held: None,
            cut: None,
        }
    }

    /// After an answer that began, took so much, and was cut.
    #[must_use]
    pub const fn cut(mut self, usage: Usage) -> Self {
        self.cut = Some(usage);
        self
    }

    /// Only once the test lets it.
    #[must_use]
    pub fn held(mut self, hold: &Hold) -> Self {
        self.held = Some(hold.clone());
        self
    }

    /// With the same id for every call, as some servers have it.
    #[must_use]
    pub fn ids(mut self, id: &str) -> Self {
        if let Ok(answer) = &mut self.outcome {
            for call in &mut answer.calls {
                id.clone_into(&mut call.id);
            }
        }
        self
    }

    /// With so many tokens used.
    #[must_use]
    pub fn usage(mut self, input: u64, output: u64) -> Self {
        if let Ok(answer) = &mut self.outcome {
            (answer.usage.input, answer.usage.output) = (input, output);
        }
        self
    }

    fn answer(text: String, calls: Vec<ToolCall>) -> Self {
        Self {
            outcome: Ok(Answer {
                text,
                calls,
                finish: Finish::Stop,
                usage: Usage {
                    input: 600,
                    cached: 0,
                    output: 60,
                },
                model: "scripted".to_owned(),
            }),
            held: None,
            cut: None,
        }
    }
}

/// Holds answers back until a test lets them go.
#[derive(Clone, Debug)]
pub struct Hold(Arc<[Semaphore; 2]>);

impl Default for Hold {
    fn default() -> Self {
        Self(Arc::new([Semaphore::new(0), Semaphore::new(0)]))
    }
}

impl Hold {
    /// Waits until so many more answers are held.
    pub async fn reached(&self, count: u32) {
        let [reached, _] = self.0.as_ref();
        if let Ok(permits) = reached.acquire_many(count).await {
            permits.forget();
        }
    }

    /// Lets so many answers go, those to come included.
    pub fn release(&self, count: usize) {
        let [_, released] = self.0.as_ref();
        released.add_permits(count);
    }

    /// Waits here until the test lets go.
    pub async fn pass(&self) {
        let [reached, released] = self.0.as_ref();
        reached.add_permits(1);
        if let Ok(permit) = released.acquire().await {
            permit.forget();
        }
    }
}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scripted")
            .field("candidate", &self.candidate)
            .finish_non_exhaustive()
    }
}

impl Scripted {
    /// Models of one provider and name that share a mind.
    pub fn new(
        candidate: Candidate,
        mind: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self {
            candidate,
            mind: Box::new(mind),
            asked: Mutex::default(),
        }
    }

    /// All that was asked, oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.clone()
    }

    /// What one agent was asked, oldest first.
    pub fn asked_of(&self, agent: &str) -> Vec<Asked> {
        let mut asked = self.asked();
        asked.retain(|it| it.agent == agent);
        asked
    }

    fn hear(&self, agent: &str, request: &Request) -> Reply {
        let mut all = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = Asked {
            agent: agent.to_owned(),
            before: all.iter().filter(|it| it.agent == agent).count(),
            request: request.clone(),
        };
        all.push(asked.clone());
        drop(all);
        (self.mind)(&asked)
    }
}

impl Models for Scripted {
    fn candidates(&self, _: &str) -> Vec<Candidate> {
        vec![self.candidate.clone()]
    }

    fn complete<'a>(
        &'a self,
        alias: &'a str,
        request: &'a Request,
        on_text: OnText<'a>,
    ) -> Routing<'a> {
        Box::pin(async move {
            let reply = self.hear(alias, request);
            if let Some(hold) = &reply.held {
                hold.pass().await;
            }
            if let Some(usage) = reply.cut {
                // It stays on the tab: nobody strikes it off.
                request.tab.begin(self.candidate.clone(), usage);
            }
            let answer = reply.outcome.map_err(Fault::error)?;
            on_text(&answer.text);
            Ok(Routed {
                by: self.candidate.clone(),
                answer,
            })
        })
    }
}

impl Fault {
    fn error(self) -> ModelError {
        let source = Box::new(io::Error::other("as the script says"));
        match self {
            Self::Unauthorised => ModelError::Unauthorised(source),
            Self::RateLimited => ModelError::RateLimited {
                after: None,
                source,
            },
            Self::Unavailable => ModelError::Unavailable(source),
            Self::Refused => ModelError::Refused(source),
            Self::Nonsense => ModelError::Nonsense(source),
        }
    }
}

/// A mind that gives each agent's answers in order, whatever it is asked; without one left it
/// makes no sense.
pub fn lines<'a>(
    replies: impl IntoIterator<Item = (&'a str, Reply)>,
) -> impl Fn(&Asked) -> Reply + Send + Sync {
    let mut queues: BTreeMap<String, VecDeque<Reply>> = BTreeMap::new();
    for (agent, reply) in replies {
        queues.entry(agent.to_owned()).or_default().push_back(reply);
    }
    let queues = Mutex::new(queues);
    move |asked| {
        let mut queues = queues.lock().unwrap_or_else(PoisonError::into_inner);
        let next = queues.get_mut(&asked.agent).and_then(VecDeque::pop_front);
        next.unwrap_or(Reply::fault(Fault::Nonsense))
    }
}

/// What a department was told that was given a part of a message.
const TASK: &str = "Task from the supervisor: ";

/// A mind that does what it is told, in lines like `sales create_lead {"name": "Ana"}`: the
/// supervisor gives each line to its department, which calls the tool and says what came of it.
/// Whoever hears no such line has only words. Asked the same, it says the same.
pub fn obey(asked: &Asked) -> Reply {
    if let Some(result) = asked.result() {
        return Reply::text(match result {
            ToolResult::Done { .. } => "Done.",
            ToolResult::Failed { reason } => reason,
        });
    }
    let question = asked.question();
    let question = question.strip_prefix(TASK).unwrap_or(question);
    let orders = question.lines().filter_map(|line| {
        let mut words = line.splitn(3, ' ');
        let order = (line, words.next()?, words.next()?, words.next()?);
        order.3.starts_with('{').then_some(order)
    });
    let calls = orders.map(|(line, department, tool, arguments)| {
        if asked.agent == "supervisor" {
            let task = json!({ "department": department, "task": line });
            ("delegate", task.to_string())
        } else {
            (tool, arguments.to_owned())
        }
    });
    let calls: Vec<(&str, String)> = calls.collect();
    match calls.is_empty() {
        true => Reply::text("Hello."),
        false => Reply::calls(calls),
    }
}
