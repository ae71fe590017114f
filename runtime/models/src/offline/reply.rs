//! What the offline model says.

use std::sync::Arc;

use domain::{
    agent::DELEGATE,
    language::Language,
    model::{Item, ToolResult},
    words::{Reader, Say, Words},
};
use serde_json::Value;

use super::{
    frame::Frame,
    place::{Placement, Placer},
    scene::Scene,
    small_talk::{Heard, Topic},
};

/// The Fluent message with all its sentences.
pub(super) const OFFLINE: &str = "offline";

/// Whether a text is a question that the offline model put, its own or a tool's.
pub(super) fn is_question(words: &Words, text: &str) -> bool {
    let footers = Language::ALL.map(|it| words.raw(it, OFFLINE, "footer"));
    let mut bodies = footers
        .iter()
        .flatten()
        .filter_map(|it| text.trim_end().strip_suffix(it.as_str()));
    let last = bodies.find_map(|it| it.trim_end().lines().next_back());
    last.is_some_and(|it| it.contains('?'))
}

/// Says things in the language of one reader.
#[derive(Debug)]
pub(super) struct Speaker<'a> {
    /// All texts.
    pub(super) words: &'a Arc<Words>,
    /// Who reads.
    pub(super) reader: Reader,
    /// The tools.
    pub(super) placer: &'a Placer,
}

impl Speaker<'_> {
    /// What came of calls, in words.
    pub(super) fn results(&self, items: &[Item]) -> String {
        let results = items.iter().filter_map(|it| match it {
            Item::Tool { name, result, .. } => Some(self.result(name, result)),
            Item::User { .. } | Item::Assistant { .. } => None,
        });
        self.signed(&results.collect::<Vec<_>>().join("\n\n"))
    }

    /// The question that takes the place of a call.
    pub(super) fn question(
        &self,
        placement: &Placement,
        (said, scene): (&str, Scene),
        among: &[usize],
    ) -> String {
        let text = match placement {
            Placement::Call { tool, .. } => self.summary(*tool),
            Placement::Missing { tool, slot, .. } => self.missing(*tool, *slot),
            Placement::Which { number, .. } => {
                let say = Say::of(OFFLINE, "which").with("number", number.as_str());
                self.words.say(self.reader, &say)
            }
            Placement::Several(tools) => self.with_abilities(&Say::of(OFFLINE, "several"), tools),
            Placement::Unclear { tool, words } => self.unclear(*tool, words),
            Placement::Negated { .. } => self.say("negated"),
            Placement::Asked { tool } => self.with_summary("asked", *tool),
            Placement::Courtesy => self.with_abilities(&Say::of(OFFLINE, "hello"), among),
            Placement::Nothing => {
                let words = quoted(&self.placer.unknown(said, scene));
                self.with_abilities(&Say::of(OFFLINE, "nothing").with("words", words), among)
            }
        };
        self.signed(&text)
    }

    /// What is said to words that ask for nothing to be done, in their language.
    pub(super) fn small_talk(&self, heard: Heard, tools: &[usize]) -> String {
        let speaker = Speaker {
            words: self.words,
            reader: Reader {
                language: heard.language,
                ..self.reader
            },
            placer: self.placer,
        };
        let text = match heard.topic {
            Topic::Hello => speaker.with_abilities(&Say::of(OFFLINE, "hello"), tools),
            Topic::Abilities => speaker.with_abilities(&Say::of(OFFLINE, "abilities"), tools),
            Topic::Welcome => speaker.say("welcome"),
            Topic::Good => speaker.say("good"),
            Topic::Bye => speaker.say("bye"),
        };
        speaker.signed(&text)
    }

    fn result(&self, name: &str, result: &ToolResult) -> String {
        let output = match result {
            ToolResult::Failed { reason } => return reason.clone(),
            ToolResult::Done { output } => output,
        };
        let spoken = output
            .as_str()
            .or_else(|| output.get("answer").and_then(Value::as_str));
        match spoken.filter(|_| name == DELEGATE) {
            Some(spoken) => spoken.to_owned(),
            None if self.words.has(self.reader.language, name, "answer") => {
                self.words.answer(self.reader, name, output)
            }
            None => self.say("done"),
        }
    }

    fn missing(&self, tool: usize, slot: usize) -> String {
        let Some(frame) = self.placer.frames.get(tool) else {
            return self.say("unable");
        };
        let slot = frame.slots.get(slot).map_or("", |it| it.name.as_str());
        let ask = format!("ask_{slot}");
        match self.words.raw(self.reader.language, &frame.name, &ask) {
            Some(question) => question,
            None => {
                let say = Say::of(OFFLINE, "missing").with("slot", slot);
                let say = say.with("summary", self.summary(tool));
                self.words.say(self.reader, &say)
            }
        }
    }

    fn unclear(&self, tool: usize, words: &[String]) -> String {
        let say = Say::of(OFFLINE, "unclear").with("words", quoted(words));
        let say = say.with("summary", self.summary(tool));
        let text = self.words.say(self.reader, &say);
        match self.example(tool) {
            Some(example) => {
                let say = Say::of(OFFLINE, "example").with("example", example);
                format!("{text} {}", self.words.say(self.reader, &say))
            }
            None => text,
        }
    }

    fn with_summary(&self, attribute: &str, tool: usize) -> String {
        let say = Say::of(OFFLINE, attribute).with("summary", self.summary(tool));
        self.words.say(self.reader, &say)
    }

    /// A sentence and what the tools can do.
    fn with_abilities(&self, say: &Say, tools: &[usize]) -> String {
        let mut text = self.words.say(self.reader, say);
        if tools.is_empty() {
            return self.say("unable");
        }
        text.push('\n');
        for tool in tools {
            text.push_str("\n- ");
            text.push_str(&self.summary(*tool));
            if let Some(example) = self.example(*tool) {
                text.push_str(&format!(" “{example}”"));
            }
        }
        text
    }

    fn summary(&self, tool: usize) -> String {
        let name = self
            .placer
            .frames
            .get(tool)
            .map_or("", |it: &Frame| &it.name);
        self.words.say(self.reader, &Say::message(name))
    }

    fn example(&self, tool: usize) -> Option<String> {
        let frame = self.placer.frames.get(tool)?;
        self.words.raw(self.reader.language, &frame.name, "example")
    }

    fn say(&self, attribute: &str) -> String {
        self.words.say(self.reader, &Say::of(OFFLINE, attribute))
    }

    /// A text with the line that says who speaks, once.
    fn signed(&self, text: &str) -> String {
        let footer = self.say("footer");
        match text.trim_end().ends_with(&footer) {
            true => text.to_owned(),
            false => format!("{}\n\n{footer}", text.trim_end()),
        }
    }
}

/// Somebody's own words in a sentence.
fn quoted(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|it| format!("“{it}”")).collect();
    words.join(", ")
}
