//! What a conversation asks for: its last words, and what they answer.

use std::cmp::Ordering;

use domain::{
    language::Language,
    model::{Item, Request},
};

use super::{
    place::{Placement, Placer},
    scene::Scene,
    token::{Kind, Text},
};

/// How many messages are looked at together.
const MESSAGES: usize = 3;

/// What a person has said since the last thing that was done, oldest first.
pub(super) fn said(request: &Request) -> Vec<&str> {
    let mut said = Vec::new();
    for item in request.items.iter().rev() {
        match item {
            Item::User { text, .. } => said.push(text.as_str()),
            Item::Assistant { calls, .. } if calls.is_empty() => {}
            Item::Assistant { .. } | Item::Tool { .. } => break,
        }
        if said.len() == MESSAGES {
            break;
        }
    }
    said.reverse();
    said
}

/// The language of the newest words that show one.
pub(super) fn language(placer: &Placer, request: &Request) -> Language {
    let users = request.items.iter().rev().filter_map(|it| match it {
        Item::User { text, .. } => Some(text.as_str()),
        Item::Assistant { .. } | Item::Tool { .. } => None,
    });
    let mut shown = users.take(MESSAGES).filter_map(|it| tongue(placer, it));
    shown.next().unwrap_or(request.reader.language)
}

/// Places what was said, and gives the words that say it all.
pub(super) fn place(
    placer: &Placer,
    said: &[&str],
    scene: Scene,
    among: &[usize],
) -> (Placement, String) {
    let Some((last, earlier)) = said.split_last() else {
        return (Placement::Courtesy, String::new());
    };
    let own = placer.place(last, scene, among);
    if let Placement::Call { .. } = own {
        return (own, (*last).to_owned());
    }
    let mut parts = earlier.to_vec();
    parts.extend(last.lines().filter(|it| !it.trim().is_empty()));
    for first in (0..parts.len().saturating_sub(1)).rev() {
        let Some((question, replies)) = parts.get(first..).and_then(<[&str]>::split_first) else {
            break;
        };
        let asked = placer.place(question, scene, among);
        match &asked {
            Placement::Missing { tool, .. } => {
                // Who begins again has not answered.
                let again = matches!(&own, Placement::Missing { tool: own, .. } if own == tool);
                let joined = parts.get(first..).unwrap_or_default().join("\n");
                let whole = placer.place(&joined, scene, among);
                let answered = replies
                    .iter()
                    .fold(asked, |asked, reply| placer.complete(&asked, reply, scene));
                match (whole, answered) {
                    _ if again => {}
                    (whole @ Placement::Call { .. }, _) => return (whole, joined),
                    (_, answered @ (Placement::Call { .. } | Placement::Missing { .. })) => {
                        return (answered, joined);
                    }
                    (_, _) => {}
                }
            }
            // It was done; what came later does not belong to it.
            Placement::Call { .. } => break,
            _ => {}
        }
    }
    (own, (*last).to_owned())
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
