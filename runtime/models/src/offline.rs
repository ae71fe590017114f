//! The built-in model: no network, no weights, no surprises. It places a request on a tool by the
//! tool's own example phrases and fills the arguments by the tool's JSON schema.
//!
//! It is careful before it is clever: every word of a request must be accounted for, by a phrase of
//! the tool, by a value, by a list of words that mean nothing, or by what stands around it (`beside`):
//! a word that no tool knows may stand in a request that is whole without it, and so may a clause
//! that only tells something. A word that could turn the request around, restrict it or begin another
//! one ("do *not* refund invoice 3", "*undo* the refund", "refund *half*"), a number or a name that
//! nothing places, and it asks back instead of calling.
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
//!   the end of the clause), `number` (of a document), `email`, `phone`, `code` (of another
//!   program: `pi_3Nabc`). A field may have several kinds, one a phrase.
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

mod beside;
mod context;
mod corrections;
mod fold;
mod frame;
mod lexicon;
mod numerals;
mod place;
mod pronouns;
mod reading;
mod replies;
mod reply;
mod scene;
mod schema;
mod several;
mod small_talk;
mod spans;
mod synonyms;
mod talk;
mod token;
mod told;
mod values;
mod vocabulary;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

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
    several::Piece,
    small_talk::SmallTalk,
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

/// The built-in model.
#[derive(Debug)]
pub struct Offline {
    placer: Placer,
    small_talk: SmallTalk,
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
        let mut frames: Vec<Frame> = Vec::new();
        for tool in &tools {
            match frames.iter_mut().find(|it| it.name == tool.name) {
                Some(known) => known.departments.push(tool.department.clone()),
                None => frames.push(Frame::learn(tool, &words)?),
            }
        }
        Ok(Self {
            placer: Placer::new(frames),
            small_talk: SmallTalk::learn(&words),
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
        // It asks for nothing, whatever was said or done before it.
        if let Some(heard) = self.small_talk.heard(said.whole, language) {
            return answer(request, speaker.small_talk(heard, &among), Vec::new());
        }
        let (placement, task) = talk::place(&self.placer, &said, scene, &among);
        let pieces = match self.given(&said, scene) {
            Some(given) => vec![given],
            None => self.pieces(&said, scene, (&placement, task)),
        };
        let calls = self.calls(request, &pieces, said.whole);
        match calls.is_empty() {
            true => answer(
                request,
                speaker.question(&placement, (said.last, scene), &among),
                Vec::new(),
            ),
            false => answer(request, String::new(), calls),
        }
    }

    /// Every tool.
    fn all(&self) -> Vec<usize> {
        (0..self.placer.frames.len()).collect()
    }

    /// The requests of what was said: one, or several where they are for several tools, or where it is not
    /// one as a whole.
    fn pieces<'a>(
        &self,
        said: &Said<'a>,
        scene: Scene,
        (placement, task): (&Placement, String),
    ) -> Vec<Piece<'a>> {
        let several = several::pieces(&self.placer, said.whole, scene, &self.all());
        let tools: BTreeSet<usize> = several.iter().filter_map(Piece::tool).collect();
        match placement {
            Placement::Call { .. } if tools.len() < 2 => vec![Piece {
                text: task.into(),
                placement: placement.clone(),
            }],
            // A piece of a request about money that is not clear is none of its own.
            Placement::Which { .. } if tools.len() < 2 => Vec::new(),
            _ => several,
        }
    }

    /// The one of several requests that a department was given.
    fn given<'a>(&self, said: &Said<'a>, scene: Scene) -> Option<Piece<'a>> {
        let task = said.task.filter(|it| *it != said.whole.trim())?;
        let pieces = several::pieces(&self.placer, said.whole, scene, &self.all());
        pieces.into_iter().find(|it| it.text.trim() == task)
    }

    /// The tools that this request may be for: those that it carries, or those of the departments
    /// that it may be given to.
    fn offered(&self, request: &Request) -> Vec<usize> {
        let delegate = request.tools.iter().find(|it| it.name == DELEGATE);
        let is_offered = |frame: &Frame| match delegate {
            Some(delegate) => frame
                .departments
                .iter()
                .any(|it| schema::takes(&delegate.schema, "department", it)),
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

    /// The calls for some requests, as far as they are offered: of the tools, or delegations. What is all
    /// one department's is given to it as a whole.
    fn calls(&self, request: &Request, pieces: &[Piece<'_>], whole: &str) -> Vec<ToolCall> {
        let delegates = request.tools.iter().any(|it| it.name == DELEGATE);
        let id = format!("offline-{}", request.items.len());
        let call = |name: &str, arguments: Value| ToolCall {
            id: id.clone(),
            name: name.to_owned(),
            arguments: arguments.to_string(),
        };
        let mut calls: Vec<ToolCall> = Vec::new();
        if delegates {
            let given = pieces
                .iter()
                .map(|it| (self.department(request, it, pieces), it.text.as_ref()));
            let given: Option<Vec<_>> = given.map(|it| Some((it.0?, it.1))).collect();
            let given = given.unwrap_or_default();
            let departments: BTreeSet<&str> = given.iter().map(|it| it.0).collect();
            let tasks = match (departments.len(), given.as_slice()) {
                (1, [(department, _), _, ..]) => vec![(*department, whole)],
                _ => given,
            };
            let delegation = |(department, task)| {
                call(DELEGATE, json!({ "department": department, "task": task }))
            };
            calls.extend(tasks.into_iter().map(delegation));
        } else {
            let offered = pieces.iter().filter_map(|it| {
                let (frame, filled) = self.called(it)?;
                let is_offered = request.tools.iter().any(|it| it.name == frame.name);
                is_offered.then(|| call(&frame.name, Value::Object(frame.arguments(filled))))
            });
            calls.extend(offered);
        }
        if calls.len() > 1 {
            for (index, call) in (0..).zip(&mut calls) {
                call.id = format!("{id}-{index}");
            }
        }
        calls
    }

    /// What a request calls.
    fn called<'a>(&self, piece: &'a Piece<'_>) -> Option<(&Frame, &'a BTreeMap<usize, Value>)> {
        let Placement::Call { tool, filled } = &piece.placement else {
            return None;
        };
        Some((self.placer.frames.get(*tool)?, filled))
    }

    /// The department that a request is given to. Where several have the tool: the one whose other tools
    /// know its words, else the one of the requests beside it, else of what was said last.
    fn department<'a>(
        &'a self,
        request: &Request,
        piece: &Piece<'_>,
        beside: &[Piece<'_>],
    ) -> Option<&'a str> {
        let (frame, _) = self.called(piece)?;
        let [first, _, ..] = frame.departments.as_slice() else {
            return frame.departments.first().map(String::as_str);
        };
        let earlier = request.items.iter().rev().filter_map(|it| match it {
            Item::User { text, .. } | Item::Assistant { text, .. } => Some(text.as_str()),
            Item::Tool { .. } => None,
        });
        let words = [piece.text.as_ref()]
            .into_iter()
            .chain(beside.iter().map(|it| it.text.as_ref()))
            .chain(earlier);
        for words in words {
            let known = |department: &&String| {
                let frames = self.placer.frames.iter();
                let own = frames.filter(|it| it.departments.as_slice() == [department.to_string()]);
                self.placer.known(words, own)
            };
            let scores: Vec<(usize, &String)> = frame
                .departments
                .iter()
                .map(|it| (known(&it), it))
                .collect();
            let best = scores.iter().max_by_key(|it| it.0)?;
            if scores.iter().filter(|it| it.0 == best.0).count() == 1 {
                return Some(best.1);
            }
        }
        Some(first)
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
