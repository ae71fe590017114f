//! What a model reads: the conversation's newest messages and what this turn did so far, cut to
//! what the model can hold. Rows are the truth; this is kept in memory while a turn runs and read
//! again after a crash.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
};

use domain::{
    flow::Path,
    ids::FlowId,
    language::Language,
    message::{Attached, Direction, Part},
    model::{Answer, Item, ToolCall, ToolResult},
    organisation::Organisation,
    turn::Outcome,
    words::{Reader, Words},
};
use serde::Deserialize as _;
use serde_json::{Value, json};
use store::{Context, Error, Exchanges, ModelCallRow, Shown, StoredCall, ToolCallRow, Work};

use crate::{gate::LONGEST, think::Question};

/// How many messages of the conversation are read.
pub(crate) const MESSAGES: u32 = 30;

/// How many tokens the conversation's earlier messages may take.
const HISTORY: usize = 6_000;

/// How many tokens a request may take in all, without the answer. Every model in use holds more.
const WINDOW: usize = 24_000;

/// How many tokens one tool result may take.
const RESULT: usize = 4_000;

/// How many turns are kept in memory; any of them can be read again.
const KEPT: usize = 1_024;

/// The turns that run.
#[derive(Debug, Default)]
pub(crate) struct Transcripts(Mutex<HashMap<FlowId, Arc<Transcript>>>);

/// A turn so far, under one lease: whoever gets the run anew reads it anew.
#[derive(Debug)]
pub(crate) struct Transcript {
    pub(crate) context: Context,
    epoch: i64,
    said: Mutex<Said>,
    asked: Mutex<HashMap<Path, Question>>,
}

#[derive(Debug, Default)]
struct Said {
    answers: BTreeMap<Path, Arc<Answer>>,
    calls: BTreeMap<Path, StoredCall>,
    /// What people see of all that the turn wrote; nothing, if some of it was written by another
    /// process or taken back.
    shown: Option<BTreeMap<Path, Shown>>,
}

impl Said {
    fn show(&mut self, row: Shown) {
        if let Some(shown) = &mut self.shown {
            shown.insert(row.path().clone(), row);
        }
    }
}

impl Transcripts {
    /// The transcript of a turn, from memory or from its rows. Each run that works on a turn has its
    /// own.
    pub(crate) async fn of(&self, work: &Work, flow: FlowId) -> Result<Arc<Transcript>, Error> {
        let known = self.known(work.run());
        if let Some(known) = known.as_ref().filter(|it| it.epoch == work.epoch()) {
            if work.is_alone() {
                known.show_no_more();
            }
            return Ok(Arc::clone(known));
        }
        let (store, organisation) = (work.store(), work.organisation_id());
        let context = store.turn_context(organisation, flow.into(), MESSAGES);
        let context = context.await?;
        let exchanges = store.exchanges(organisation, flow).await?;
        let answers = exchanges.answers.into_iter();
        let said = Said {
            answers: answers.map(|(path, it)| (path, Arc::new(it))).collect(),
            calls: exchanges.calls.into_iter().collect(),
            shown: None,
        };
        let transcript = self.keep(work, (context, said));
        if let Some(known) = known {
            transcript.take_over(&known);
        }
        Ok(transcript)
    }

    /// Begins the transcript of a turn, unless it has begun.
    pub(crate) fn begin(&self, work: &Work, context: Context) {
        if self
            .known(work.run())
            .is_none_or(|it| it.epoch != work.epoch())
        {
            let said = Said {
                shown: (!work.is_alone()).then(BTreeMap::new),
                ..Said::default()
            };
            self.keep(work, (context, said));
        }
    }

    /// Forgets what a run knows that is over or waits.
    pub(crate) fn forget(&self, run: FlowId) {
        if let Ok(mut all) = self.0.lock() {
            all.remove(&run);
        }
    }

    /// The transcript of the turn that a run works on, if it is in memory.
    pub(crate) fn known(&self, run: FlowId) -> Option<Arc<Transcript>> {
        self.0.lock().ok()?.get(&run).cloned()
    }

    fn keep(&self, work: &Work, (context, said): (Context, Said)) -> Arc<Transcript> {
        let transcript = Arc::new(Transcript {
            context,
            epoch: work.epoch(),
            said: Mutex::new(said),
            asked: Mutex::default(),
        });
        if let Ok(mut all) = self.0.lock() {
            if all.len() >= KEPT {
                // Whoever waits for a model needs its question again.
                all.retain(|_, it| it.asks());
            }
            all.insert(work.run(), Arc::clone(&transcript));
        }
        transcript
    }
}

impl Transcript {
    /// Adds what a model said at a step, if it said anything.
    pub(crate) fn add_answer(&self, row: &ModelCallRow, answer: Option<Answer>) {
        if let Ok(mut said) = self.said.lock() {
            said.show(row.into());
            if let Some(answer) = answer {
                said.answers.insert(row.path.clone(), Arc::new(answer));
            }
        }
    }

    /// Adds what came of a tool call at a step.
    pub(crate) fn add_call(&self, row: &ToolCallRow) {
        if let Ok(mut said) = self.said.lock() {
            said.show(row.into());
            said.calls.insert(row.path.clone(), row.into());
        }
    }

    /// What people see of all that the turn wrote, if this process wrote it all.
    pub(crate) fn shown(&self) -> Option<Vec<Shown>> {
        let said = self.said.lock().ok()?;
        Some(said.shown.as_ref()?.values().cloned().collect())
    }

    /// Adds what other runs have said and done on the turn meanwhile.
    pub(crate) fn hear(&self, others: Exchanges) {
        if let Ok(mut said) = self.said.lock() {
            let answers = others.answers.into_iter();
            said.answers
                .extend(answers.map(|(at, it)| (at, Arc::new(it))));
            said.calls.extend(others.calls);
        }
        self.show_no_more();
    }

    /// From now on the rows alone say what people see of the turn.
    pub(crate) fn show_no_more(&self) {
        if let Ok(mut said) = self.said.lock() {
            said.shown = None;
        }
    }

    /// The files that tools made for the answer, in the order in which they did.
    pub(crate) fn files(&self) -> Vec<Attached> {
        let Ok(said) = self.said.lock() else {
            return Vec::new();
        };
        let outputs = said.calls.values().filter_map(|it| it.output.as_ref());
        let files = outputs.filter_map(|it| Attached::deserialize(it.get("file")?).ok());
        files.collect()
    }

    /// What a model said at a step.
    pub(crate) fn answer(&self, at: &Path) -> Option<Arc<Answer>> {
        self.said.lock().ok()?.answers.get(at).cloned()
    }

    /// Whether a tool of some kind was called and said something: also a refusal is words of its.
    pub(crate) fn has_heard(&self, is_meant: impl Fn(&str) -> bool) -> bool {
        let said_something = |outcome| matches!(outcome, Outcome::Done | Outcome::Failed);
        self.said.lock().is_ok_and(|said| {
            let mut calls = said.calls.values();
            calls.any(|it| said_something(it.outcome) && is_meant(&it.tool))
        })
    }

    /// What came of a tool call at a step.
    pub(crate) fn call(&self, at: &Path) -> Option<StoredCall> {
        self.said.lock().ok()?.calls.get(at).cloned()
    }

    /// Keeps a question between its intent and the commit of its answer.
    pub(crate) fn ask(&self, at: Path, question: Question) {
        if let Ok(mut asked) = self.asked.lock() {
            asked.insert(at, question);
        }
    }

    /// A question that the journal does not answer yet.
    pub(crate) fn asked(&self, at: &Path) -> Option<Question> {
        self.asked.lock().ok()?.get(at).cloned()
    }

    /// Forgets a question that the journal answers.
    pub(crate) fn settle(&self, at: &Path) {
        if let Ok(mut asked) = self.asked.lock() {
            asked.remove(at);
        }
    }

    /// Takes over what was asked under an earlier lease of this process: what was reserved for it
    /// still is.
    fn take_over(&self, earlier: &Self) {
        if let (Ok(mut asked), Ok(before)) = (self.asked.lock(), earlier.asked.lock()) {
            asked.extend(before.iter().map(|(at, it)| (at.clone(), it.clone())));
        }
    }

    fn asks(&self) -> bool {
        self.asked.lock().is_ok_and(|it| !it.is_empty())
    }

    /// The person's own words.
    pub(crate) fn question(&self) -> String {
        let last = self.context.messages.last();
        last.map(|it| words(&it.parts)).unwrap_or_default()
    }

    /// How the person who asked is answered: in the language of her words, else in the one that she
    /// reads; in her zone.
    pub(crate) fn reader(&self, organisation: &Organisation) -> Reader {
        let own = self.own_reader(organisation);
        let spoken = Language::of(&self.question());
        Reader {
            language: spoken.unwrap_or(own.language),
            ..own
        }
    }

    /// How the person who asked reads, whatever she wrote.
    pub(crate) fn own_reader(&self, organisation: &Organisation) -> Reader {
        Reader {
            language: self.context.language.unwrap_or(organisation.language),
            zone: self.context.zone.unwrap_or(organisation.zone),
        }
    }

    /// What the audit says of something that was done here; with the workflow that asked, where no person
    /// did.
    pub(crate) fn noting(&self, mut detail: Value) -> Value {
        if let (Some(asked_by), Some(fields)) = (&self.context.asked_by, detail.as_object_mut()) {
            fields.insert("workflow".to_owned(), json!(asked_by.workflow));
            fields.insert("run".to_owned(), json!(asked_by.run));
        }
        detail
    }

    /// The transcript of what is only rehearsed.
    pub(crate) fn rehearsed(context: Context) -> Self {
        Self {
            context,
            epoch: 0,
            said: Mutex::default(),
            asked: Mutex::default(),
        }
    }

    /// What an agent reads at a step: the conversation, its task, and what it did so far in the
    /// step's scope.
    pub(crate) fn items(
        &self,
        at: &Path,
        task: Option<&str>,
        words_of: &Words,
        reader: Reader,
    ) -> Vec<Item> {
        let mut items = self.conversation();
        if let Some(task) = task
            && task.trim() != self.question().trim()
        {
            items.push(Item::User {
                text: format!("Task from the supervisor: {task}"),
                origin: domain::message::Origin::System,
            });
        }
        let keep = items.len();
        items.extend(self.exchanges(at, words_of, reader));
        shorten(items, keep)
    }

    fn conversation(&self) -> Vec<Item> {
        let mut room = HISTORY;
        let mut kept = Vec::new();
        for (index, message) in self.context.messages.iter().rev().enumerate() {
            let text = words(&message.parts);
            let size = tokens(&text);
            // The question itself is always read, cut to the window later.
            if index > 0 && size > room {
                break;
            }
            room = room.saturating_sub(size);
            kept.push(match message.direction {
                Direction::In => Item::User {
                    text,
                    origin: message.origin,
                },
                Direction::Out => Item::Assistant {
                    text,
                    calls: Vec::new(),
                },
            });
        }
        kept.reverse();
        kept
    }

    /// Each earlier answer in the step's scope with a result for each of its calls: a provider
    /// refuses a request in which one is missing. What stands later in the program was said in an
    /// attempt that did not commit.
    fn exchanges(&self, at: &Path, words_of: &Words, reader: Reader) -> Vec<Item> {
        let scope = at.parent();
        let Ok(said) = self.said.lock() else {
            return Vec::new();
        };
        let mut items = Vec::new();
        let answers = said
            .answers
            .iter()
            .filter(|(path, _)| path.parent() == scope && *path < at);
        for (path, answer) in answers {
            items.push(Item::Assistant {
                text: answer.text.clone(),
                calls: bounded(&answer.calls),
            });
            for (index, call) in (0..).zip(&answer.calls) {
                let stored = said.calls.get(&call_path(path, index));
                items.push(Item::Tool {
                    call: call.id.clone(),
                    name: call.name.clone(),
                    result: result(stored, words_of, reader),
                });
            }
        }
        items
    }
}

/// Where the call `index` of the answer at `answer` stands: the steps after the answer, in order.
pub(crate) fn call_path(answer: &Path, index: u32) -> Path {
    answer.following(index + 1)
}

/// What a model reads of a call.
fn result(stored: Option<&StoredCall>, words: &Words, reader: Reader) -> ToolResult {
    match stored {
        Some(StoredCall {
            output: Some(output),
            ..
        }) => ToolResult::Done {
            output: cut_value(output, RESULT),
        },
        Some(StoredCall {
            reason: Some(reason),
            ..
        }) => ToolResult::Failed {
            reason: words.say(reader, reason),
        },
        Some(_) | None => ToolResult::Failed {
            reason: words.say(reader, &domain::words::Say::of("gate", "not_run")),
        },
    }
}

/// An agent's own calls as it reads them again. Arguments beyond all bounds were refused, and would not
/// fit into any window.
fn bounded(calls: &[ToolCall]) -> Vec<ToolCall> {
    let all: usize = calls.iter().map(|it| it.arguments.len()).sum();
    let share = LONGEST / calls.len().max(1);
    let mut calls = calls.to_vec();
    if all > LONGEST {
        for call in calls.iter_mut().filter(|it| it.arguments.len() > share) {
            // A provider wants an object.
            "{}".clone_into(&mut call.arguments);
        }
    }
    calls
}

fn cut_value(output: &Value, room: usize) -> Value {
    let text = output.to_string();
    match tokens(&text) > room {
        true => Value::String(cut(&text, room)),
        false => output.clone(),
    }
}

/// Fits a request into the window: earlier messages go first, oldest first; then earlier exchanges
/// of the turn in whole, oldest first; then the newest results are cut, and the question. Each item
/// is looked at once.
fn shorten(mut items: Vec<Item>, conversation: usize) -> Vec<Item> {
    let mut total: usize = items.iter().map(size).sum();
    let mut question = conversation.saturating_sub(1);
    while total > WINDOW && question > 0 {
        total -= items.first().map_or(0, size);
        items.remove(0);
        question -= 1;
    }
    while total > WINDOW {
        // An answer goes with the results of its calls, and the newest exchange stays.
        let begins = |it: &Item| matches!(it, Item::Assistant { .. });
        let mut answers =
            (question + 1..items.len()).filter(|at| items.get(*at).is_some_and(begins));
        let (Some(first), Some(next)) = (answers.next(), answers.next()) else {
            break;
        };
        total -= items.drain(first..next).map(|it| size(&it)).sum::<usize>();
    }
    if total > WINDOW {
        cut_results(&mut items);
        total = items.iter().map(size).sum();
    }
    if total > WINDOW {
        let over = total - WINDOW;
        if let Some(Item::User { text, .. }) = items.get_mut(question) {
            let room = tokens(text).saturating_sub(over).max(1_000);
            *text = cut(text, room);
        }
    }
    items
}

/// Cuts the results of the newest exchange so that together they take half of the window.
fn cut_results(items: &mut [Item]) {
    let results = items.iter_mut().filter_map(|it| match it {
        Item::Tool { result, .. } => Some(result),
        Item::User { .. } | Item::Assistant { .. } => None,
    });
    let results: Vec<&mut ToolResult> = results.collect();
    let room = WINDOW / 2 / results.len().max(1);
    for result in results {
        if let ToolResult::Done { output } = result {
            *output = cut_value(output, room);
        }
    }
}

/// How many tokens an item takes, from above.
pub(crate) fn size(item: &Item) -> usize {
    let of = |text: &str| tokens(text) + 8;
    match item {
        Item::User { text, .. } => of(text),
        Item::Assistant { text, calls } => {
            of(text) + calls.iter().map(|it| of(&it.arguments)).sum::<usize>()
        }
        Item::Tool { result, .. } => match result {
            ToolResult::Done { output } => of(&output.to_string()),
            ToolResult::Failed { reason } => of(reason),
        },
    }
}

/// How many tokens a text takes, from above: scripts without spaces take one a character.
pub(crate) fn tokens(text: &str) -> usize {
    text.len().div_ceil(3)
}

/// The beginning and the end of a text that is too long.
pub(crate) fn cut(text: &str, room: usize) -> String {
    let bytes = room * 3;
    if text.len() <= bytes {
        return text.to_owned();
    }
    let head = text.floor_char_boundary(bytes * 2 / 3);
    let tail = text.ceil_char_boundary(text.len() - bytes / 3);
    let (head, tail) = (text.get(..head), text.get(tail..));
    format!(
        "{}\n[... shortened ...]\n{}",
        head.unwrap_or_default(),
        tail.unwrap_or_default()
    )
}

fn words(parts: &[Part]) -> String {
    let words: Vec<&str> = parts.iter().map(Part::words).collect();
    words.join("\n")
}

#[cfg(test)]
mod tests;
