//! Words that ask for nothing to be done: a greeting, thanks, the question what can be done. How people say
//! them stands in the Fluent files, and they count only where they are all that is said.

use domain::{language::Language, words::Words};

use super::{
    reply::OFFLINE,
    token::{Role, Text, Token},
};

/// What such words are about.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Topic {
    /// Well done.
    Good,
    /// Farewell.
    Bye,
    /// Thanks.
    Welcome,
    /// What can be done.
    Abilities,
    /// The same, and a greeting.
    Hello,
}

/// What was heard.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Heard {
    /// What it is about.
    pub(super) topic: Topic,
    /// In which language it was said.
    pub(super) language: Language,
}

/// How people say them.
#[derive(Debug)]
pub(super) struct SmallTalk {
    phrases: Vec<Phrase>,
}

#[derive(Debug)]
struct Phrase {
    words: Vec<String>,
    heard: Heard,
}

const TOPICS: [(&str, Topic); 5] = [
    ("said_hello", Topic::Hello),
    ("said_abilities", Topic::Abilities),
    ("said_welcome", Topic::Welcome),
    ("said_good", Topic::Good),
    ("said_bye", Topic::Bye),
];

impl SmallTalk {
    /// Learns what the Fluent files say.
    pub(super) fn learn(words: &Words) -> Self {
        let mut phrases = Vec::new();
        for language in Language::ALL {
            for (attribute, topic) in TOPICS {
                let said = words.raw(language, OFFLINE, attribute);
                let said = said.iter().flat_map(|it| it.split('|'));
                phrases.extend(said.map(|it| Phrase {
                    words: norms(&Text::read(it.trim(), language)),
                    heard: Heard { topic, language },
                }));
            }
        }
        phrases.retain(|it| !it.words.is_empty());
        Self { phrases }
    }

    /// What a text is about that holds nothing else, in the language of a conversation unless its words are
    /// of the other one alone. A greeting counts only before the question what can be done: by itself it is
    /// mere politeness.
    pub(super) fn heard(&self, raw: &str, language: Language) -> Option<Heard> {
        let text = Text::read(raw, language);
        let norms = norms(&text);
        let (mut topics, mut languages) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < norms.len() {
            let rest = norms.get(at..)?;
            let fits = self.phrases.iter().filter(|it| rest.starts_with(&it.words));
            let longest = fits.clone().map(|it| it.words.len()).max();
            match longest {
                Some(length) => {
                    let fits = || fits.clone().filter(|it| it.words.len() == length);
                    let own = fits().find(|it| it.heard.language == language);
                    let heard = own.or_else(|| fits().next())?.heard;
                    topics.push(heard.topic);
                    languages.push(heard.language);
                    at += length;
                }
                None if text.get(at).is_some_and(means_nothing) => at += 1,
                None => return None,
            }
        }
        let greets = topics.contains(&Topic::Hello);
        let topic = topics.into_iter().filter(|it| *it != Topic::Hello).max()?;
        let foreign = languages.iter().all(|it| *it != language);
        Some(Heard {
            topic: match topic {
                Topic::Abilities if greets => Topic::Hello,
                topic => topic,
            },
            language: languages
                .first()
                .copied()
                .filter(|_| foreign)
                .unwrap_or(language),
        })
    }
}

fn norms(text: &Text<'_>) -> Vec<String> {
    text.tokens.iter().map(|it| it.norm.clone()).collect()
}

fn means_nothing(token: &Token) -> bool {
    matches!(token.role, Role::Filler | Role::Pause)
}
