//! The built-in model: no network, no weights, no surprises. It places a request on a tool by the
//! tool's own example phrases and fills the arguments by the tool's JSON schema.
//!
//! It is careful before it is clever: every word of a request must be accounted for, by a phrase of
//! the tool, by a value, or by a short list of words that mean nothing. One word too many
//! ("do *not* refund invoice 3", "*undo* the refund") and it asks back instead of calling.
//!
//! # Phrases
//!
//! A tool's Fluent file lists ways to ask for it, in one attribute, separated by `|`:
//!
//! ```text
//! refund_invoice = Gives back all or part of what was paid.
//!     .phrases =
//!         refund invoice <invoice:number>
//!         | refund <amount> to <invoice>
//!         | ... because <reason:text>
//! ```
//!
//! * A request is for the tool when it has all words of one phrase, in any order, and fills the
//!   phrase's slots. Write short phrases; what a request may add is a part of its own.
//! * `...` begins a part that may follow any phrase. It teaches words and cues, but asks for
//!   nothing by itself. What it announces must be there. A part that is a placeholder and nothing
//!   else may stand anywhere.
//! * `<field>` stands for an argument, by its name in the schema. Amounts, dates, enumerations and
//!   whole numbers are known from the schema; a text field called `email` or `phone` holds one; any
//!   other text is a name. For text, `<field:kind>` says it otherwise: `name`, `text` (anything, to
//!   the end of the clause), `number` (of a document), `email`, `phone`. A field may have several
//!   kinds, one a phrase.
//! * `<_:name>` stands for something that people say and the tool does not need.
//! * The words beside a placeholder are the cue by which its value is found elsewhere. An article
//!   before it is no part of the value.
//! * A request may end in `?` where a phrase of the tool does, or when it asks for a favour
//!   ("can you ..").
//! * Gender, mood and accents do not matter, nor do articles and politeness. Plural and past do:
//!   write `novo lead` and `novos leads` both, if both are meant.
//!
//! Beside `.phrases`: `.value_<x>` is how a word of an enumeration is shown, `.also_<x>` how else
//! people say it (separated by `|`), `.ask_<field>` the question for an argument that is missing,
//! `.example` a whole request to show to people.
//!
//! # Conversations
//!
//! A reply to its own question, or to one that a tool asked back, completes the request before it.
//! It keeps nothing between calls: the question before is worked out again from the conversation.
//!
//! # Instructions
//!
//! The lines `Today: 2026-11-21` and `Currency: BRL` of an agent's instructions tell it which day
//! it is, and the currency of an amount that names none.

mod context;
mod fold;
mod frame;
mod lexicon;
mod place;
mod reading;
mod reply;
mod scene;
mod schema;
mod spans;
mod talk;
mod token;
mod values;
mod vocabulary;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use domain::{
    agent::DELEGATE,
    language::Language,
    model::{Answer, Completing, Finish, Item, Model, OnText, Request, ToolCall, Usage},
    words::{Reader, Source, Words},
};
use serde_json::{Value, json};

use self::{
    frame::Frame,
    place::{Placement, Placer},
    reply::Speaker,
    scene::Scene,
    talk::Said,
};

/// The provider's name.
pub const PROVIDER: &str = "offline";

/// The model's name.
pub const MODEL: &str = "firma-offline";

/// Its own sentences.
pub const WORDS: [Source; 2] = [
    Source {
        name: "offline",
        language: Language::PtBr,
        text: include_str!("offline.pt-BR.ftl"),
    },
    Source {
        name: "offline",
        language: Language::En,
        text: include_str!("offline.en.ftl"),
    },
];

/// What the offline model is made of.
#[derive(Clone, Debug)]
pub struct OfflineSettings {
    /// Every tool of the deployment.
    pub tools: Vec<Known>,
    /// Phrases, and the answers in words.
    pub words: Arc<Words>,
    /// How long it waits before each answer: it then stands for a slow model.
    pub delay: Duration,
}

/// A tool that it may choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Its name; its phrases are this message's.
    pub name: String,
    /// The department that may call it.
    pub department: String,
    /// The JSON schema of its arguments.
    pub schema: Value,
}

/// A phrase that cannot be learnt.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the phrase `{phrase}` of `{tool}` {problem}")]
pub struct BadPhrase {
    /// The tool.
    pub tool: String,
    /// The phrase.
    pub phrase: String,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// How many requests of one message are read, each on a line of its own.
const LINES: usize = 8;

/// The built-in model.
#[derive(Debug)]
pub struct Offline {
    placer: Placer,
    words: Arc<Words>,
    delay: Duration,
}

impl Offline {
    /// Learns the tools.
    pub fn new(settings: OfflineSettings) -> Result<Self, BadPhrase> {
        let OfflineSettings {
            tools,
            words,
            delay,
        } = settings;
        let frames = tools.iter().map(|it| Frame::learn(it, &words));
        Ok(Self {
            placer: Placer::new(frames.collect::<Result<_, _>>()?),
            words,
            delay,
        })
    }

    fn answer(&self, request: &Request) -> Answer {
        let language = talk::language(&self.placer, request);
        let speaker = Speaker {
            words: &self.words,
            reader: Reader {
                language,
                ..request.reader
            },
            placer: &self.placer,
        };
        let is_result = |it: &Item| matches!(it, Item::Tool { .. });
        let results = request
            .items
            .iter()
            .rev()
            .take_while(|it| is_result(it))
            .count();
        let (_, results) = request.items.split_at(request.items.len() - results);
        if !results.is_empty() {
            return answer(request, speaker.results(results), Vec::new());
        }
        let among = self.offered(request);
        let scene = Scene::read(&request.system, language);
        let said = Said::read(request, |it| reply::is_question(&self.words, it));
        let several = self.several(request, &said, (scene, &among));
        if !several.is_empty() {
            return answer(request, String::new(), several);
        }
        let (placement, task) = talk::place(&self.placer, &said, scene, &among);
        match self.call(request, &placement, &task) {
            Some(call) => answer(request, String::new(), vec![call]),
            None => answer(request, speaker.question(&placement, &among), Vec::new()),
        }
    }

    /// The tools that this request may be for: those that it carries, or those of the departments
    /// that it may be given to.
    fn offered(&self, request: &Request) -> Vec<usize> {
        let delegate = request.tools.iter().find(|it| it.name == DELEGATE);
        let is_offered = |frame: &Frame| match delegate {
            Some(delegate) => schema::takes(&delegate.schema, "department", &frame.department),
            None => request.tools.iter().any(|it| it.name == frame.name),
        };
        let frames = self.placer.frames.iter().enumerate();
        // What several departments may do, any of them does.
        let mut seen = BTreeSet::new();
        frames
            .filter(|it| is_offered(it.1) && seen.insert(it.1.name.as_str()))
            .map(|it| it.0)
            .collect()
    }

    /// Delegations to several departments, where each line of a message is a whole request.
    fn several(
        &self,
        request: &Request,
        said: &Said<'_>,
        (scene, among): (Scene, &[usize]),
    ) -> Vec<ToolCall> {
        let lines: Vec<&str> = said.lines().collect();
        if lines.len() > LINES || !request.tools.iter().any(|it| it.name == DELEGATE) {
            return Vec::new();
        }
        let place = |line: &&str| match self.placer.place(line, scene, among) {
            placement @ Placement::Call { tool, .. } => {
                let department = &self.placer.frames.get(tool)?.department;
                Some((department, self.call(request, &placement, line)?))
            }
            _ => None,
        };
        let Some(calls) = lines.iter().map(place).collect::<Option<Vec<_>>>() else {
            return Vec::new();
        };
        let departments: BTreeSet<_> = calls.iter().map(|(department, _)| *department).collect();
        if departments.len() < 2 {
            return Vec::new();
        }
        let calls = (0..).zip(calls).map(|(index, (_, call))| ToolCall {
            id: format!("{}-{index}", call.id),
            ..call
        });
        calls.collect()
    }

    fn call(&self, request: &Request, placement: &Placement, task: &str) -> Option<ToolCall> {
        let Placement::Call { tool, filled } = placement else {
            return None;
        };
        let frame = self.placer.frames.get(*tool)?;
        let (name, arguments) = match request.tools.iter().any(|it| it.name == DELEGATE) {
            true => (
                DELEGATE,
                json!({ "department": frame.department, "task": task }),
            ),
            false => (frame.name.as_str(), Value::Object(frame.arguments(filled))),
        };
        Some(ToolCall {
            id: format!("offline-{}", request.items.len()),
            name: name.to_owned(),
            arguments: arguments.to_string(),
        })
    }
}

impl Model for Offline {
    fn provider(&self) -> &str {
        PROVIDER
    }

    fn complete<'a>(&'a self, request: &'a Request, on_text: OnText<'a>) -> Completing<'a> {
        Box::pin(async move {
            if !self.delay.is_zero() {
                tokio::time::sleep(self.delay).await;
            }
            let answer = self.answer(request);
            for line in answer.text.split_inclusive('\n') {
                on_text(line);
            }
            Ok(answer)
        })
    }
}

fn answer(request: &Request, text: String, calls: Vec<ToolCall>) -> Answer {
    let written = text.len() + calls.iter().map(|it| it.arguments.len()).sum::<usize>();
    let read = request.system.len() + request.items.iter().map(length).sum::<usize>();
    Answer {
        text,
        calls,
        finish: Finish::Stop,
        usage: Usage {
            input: tokens(read),
            cached: 0,
            output: tokens(written),
        },
        model: MODEL.to_owned(),
    }
}

fn length(item: &Item) -> usize {
    match item {
        Item::User { text, .. } | Item::Assistant { text, .. } => text.len(),
        Item::Tool { result, .. } => serde_json::to_string(result).map_or(0, |it| it.len()),
    }
}

/// About as many tokens as other models would count.
fn tokens(bytes: usize) -> u64 {
    u64::try_from(bytes.div_ceil(4)).unwrap_or(u64::MAX)
}
