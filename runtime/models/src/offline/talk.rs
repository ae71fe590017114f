//! What a conversation asks for: its last words, and what they answer.

use std::cmp::Ordering;

use domain::{
    language::Language,
    message::Origin,
    model::{Item, Request},
};

use super::{
    place::{Placement, Placer},
    scene::Scene,
    token::{Kind, Text},
};

/// How many messages are looked at together.
const MESSAGES: usize = 3;

/// A person's last words, and those before them that got a question of ours back.
#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct Said<'a> {
    /// Oldest first. Nothing was done about them yet.
    earlier: Vec<&'a str>,
    /// The last of them.
    pub(super) last: &'a str,
    /// Her whole last message, of which `last` may be a line.
    pub(super) whole: &'a str,
    /// What a department was given of it to do.
    pub(super) task: Option<&'a str>,
}

impl<'a> Said<'a> {
    /// Reads a conversation.
    pub(super) fn read(request: &'a Request, is_question: impl Fn(&str) -> bool) -> Self {
        let mut said = Self::default();
        let mut items = conversation(request);
        if let Some(Item::User { text, .. }) = items.next() {
            said.whole = text;
            said.task = task(request);
            said.last = said.task.and_then(|it| own_line(it, text)).unwrap_or(text);
        }
        while said.earlier.len() + 1 < MESSAGES
            && let Some(Item::Assistant { text: reply, calls }) = items.next()
            && let Some(Item::User { text, .. }) = items.next()
            && calls.is_empty()
            && is_question(reply)
        {
            said.earlier.insert(0, text);
        }
        said
    }
}

/// What the supervisor gave a department to do.
fn task(request: &Request) -> Option<&str> {
    request.items.iter().rev().find_map(|it| match it {
        Item::User {
            text,
            origin: Origin::System,
        } => text.split_once(": ").map(|(_, task)| task.trim()),
        Item::User { .. } | Item::Assistant { .. } | Item::Tool { .. } => None,
    })
}

/// The line of a person's words that is a department's task, if it is one of several: only what she said
/// herself counts.
fn own_line<'a>(task: &str, text: &'a str) -> Option<&'a str> {
    let mut lines = text.lines().map(str::trim);
    lines.find(|it| !it.is_empty() && *it == task)
}

/// The language of the newest words that show one.
pub(super) fn language(placer: &Placer, request: &Request) -> Language {
    let said = conversation(request).filter_map(|it| match it {
        Item::User { text, .. } => Some(text.as_str()),
        Item::Assistant { .. } | Item::Tool { .. } => None,
    });
    let mut shown = said.take(MESSAGES).filter_map(|it| tongue(placer, it));
    shown.next().unwrap_or(request.reader.language)
}

/// The conversation, newest first, without what Firma itself says in it, if anybody else speaks.
fn conversation(request: &Request) -> impl Iterator<Item = &Item> {
    let by_firma = |it: &Item| {
        matches!(
            it,
            Item::User {
                origin: Origin::System,
                ..
            }
        )
    };
    let by_others = |it: &Item| matches!(it, Item::User { .. }) && !by_firma(it);
    let heard = request.items.iter().any(by_others);
    let items = request.items.iter().rev();
    items.filter(move |it| !heard || !by_firma(it))
}

/// Places what was said, and gives the words that say it all.
pub(super) fn place(
    placer: &Placer,
    said: &Said<'_>,
    scene: Scene,
    among: &[usize],
) -> (Placement, String) {
    let own = placer.place(said.last, scene, among);
    if let Placement::Call { .. } = own {
        return (own, said.last.to_owned());
    }
    let mut parts = said.earlier.clone();
    parts.extend(said.last.lines().filter(|it| !it.trim().is_empty()));
    for first in (0..parts.len().saturating_sub(1)).rev() {
        let (_, parts) = parts.split_at(first);
        let asked_back = said.earlier.len().saturating_sub(first);
        let answered = answer(placer, parts, asked_back, (scene, among));
        // Who begins again has not answered.
        let again = matches!(
            (&own, &answered),
            (Placement::Missing { tool: own, .. }, Some(Placement::Missing { tool, .. } | Placement::Call { tool, .. })) if own == tool
        );
        if let Some(answered) = answered.filter(|_| !again) {
            return (answered, parts.join("\n"));
        }
    }
    (own, said.last.to_owned())
}

/// A request with the replies to the questions for what it lacked, or for what was wrong with it.
/// Only after the first parts, `asked_back` of them, did we ask; other parts are lines of one message.
fn answer(
    placer: &Placer,
    parts: &[&str],
    asked_back: usize,
    (scene, among): (Scene, &[usize]),
) -> Option<Placement> {
    let (request, replies) = parts.split_first()?;
    let mut so_far = (*request).to_owned();
    let mut placement = placer.place(request, scene, among);
    for (index, reply) in replies.iter().enumerate() {
        let with_reply = format!("{so_far}\n{reply}");
        placement = match &placement {
            Placement::Missing { tool, slot, filled } => {
                let whole = placer.place(&with_reply, scene, among);
                so_far = with_reply;
                match whole {
                    whole @ Placement::Call { .. } => whole,
                    _ => placer.complete((*tool, *slot), filled, (reply, scene))?,
                }
            }
            Placement::Which { at, number, .. } if index < asked_back => {
                let told = placer.told_apart((&so_far, at, number), (reply, scene));
                so_far = told.unwrap_or(with_reply);
                placer.place(&so_far, scene, among)
            }
            Placement::Call { tool, filled } if index < asked_back => {
                placer.correct(*tool, filled, (reply, scene))?
            }
            _ => return None,
        };
    }
    Some(placement)
}

/// The language of a text, by its small words, else by the words of the tools in it.
fn tongue(placer: &Placer, raw: &str) -> Option<Language> {
    let beginning: String = raw.chars().take(1000).collect();
    Language::of(&beginning).or_else(|| {
        let text = Text::read(&beginning, Language::En);
        let words = text.tokens.iter().filter(|it| it.kind == Kind::Word);
        let stems: Vec<&str> = words.map(|it| it.stem.as_str()).collect();
        let spoken = |language| {
            stems
                .iter()
                .filter(|it| placer.speaks(language, it))
                .count()
        };
        match spoken(Language::PtBr).cmp(&spoken(Language::En)) {
            Ordering::Greater => Some(Language::PtBr),
            Ordering::Less => Some(Language::En),
            Ordering::Equal => None,
        }
    })
}
