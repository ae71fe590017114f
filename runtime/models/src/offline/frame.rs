//! What a tool's phrases and schema teach: its words, its slots, and the cues of each slot.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    str::FromStr,
};

use domain::{language::Language, words::Words};
use serde_json::{Map, Value};

use super::{
    BadPhrase, Known,
    context::{self, Anchor, Context},
    fold::number_free,
    lexicon,
    schema::{self, Shape, Slot},
    token::{Role, Text, Token},
};

/// A tool, as the offline model understands it.
#[derive(Debug)]
pub(super) struct Frame {
    /// The tool.
    pub(super) name: String,
    /// The departments that may use it.
    pub(super) departments: Vec<String>,
    /// Its arguments; the last is for what is said but not needed.
    pub(super) slots: Vec<Slot>,
    /// Ways to ask for it.
    pub(super) phrases: Vec<Phrase>,
    /// What may follow.
    pub(super) parts: Vec<Phrase>,
    /// What announces each slot.
    pub(super) cues: Vec<Cue>,
    /// The words for the values of its enumerations.
    pub(super) choices: Vec<Choice>,
    /// Whether one may ask about it: a phrase ends in a question mark.
    pub(super) asked: bool,
    /// Every stem of its phrases, with its weight.
    pub(super) weights: HashMap<String, i32>,
    /// The words of its phrases as they are written there.
    pub(super) forms: HashSet<String>,
    /// The stems that its phrases begin with.
    pub(super) heads: HashSet<String>,
    /// The stems that a document's number may follow as their object: "pay invoice 3".
    pub(super) settling: HashSet<String>,
    /// In which language each of them is said.
    pub(super) spoken: HashMap<Language, HashSet<String>>,
}

/// What a phrase, or a part of one, takes before it has been said.
#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct Phrase {
    /// The stems of its words.
    pub(super) stems: BTreeSet<String>,
    /// Its slots.
    pub(super) slots: BTreeSet<usize>,
    /// Its slots as they follow each other.
    pub(super) order: Vec<usize>,
    /// Whether its words, if it has any, only name its slots: `the lead <lead> is <stage>`.
    pub(super) wordless: bool,
}

/// One place of a slot in a phrase.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Cue {
    /// The slot.
    pub(super) slot: usize,
    /// What fills it here.
    pub(super) kind: Kind,
    /// What stands before it.
    pub(super) left: Context,
    /// What stands after it.
    pub(super) right: Context,
    /// Whether an article stands at it, which is then no part of the value.
    pub(super) article: bool,
    /// Whether it is a part that may follow any phrase.
    pub(super) part: bool,
}

/// A value of an enumeration, in words.
#[derive(Debug)]
pub(super) struct Choice {
    /// The slot.
    pub(super) slot: usize,
    /// Stems without number.
    pub(super) stems: Vec<String>,
    /// The value.
    pub(super) value: String,
}

/// What fills a slot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// The name of a person, a company or a thing.
    Name,
    /// Anything, up to the end of the clause.
    Text,
    /// The number of a document.
    Number,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A reference with an underscore in it: `pi_3Nabc`.
    Code,
    /// An amount.
    Amount,
    /// A day.
    Date,
    /// A day, or a day with a time.
    Moment,
    /// A word of an enumeration.
    Choice,
    /// A month or a year.
    Period,
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "name" => Self::Name,
            "text" => Self::Text,
            "number" => Self::Number,
            "email" => Self::Email,
            "phone" => Self::Phone,
            "code" => Self::Code,
            _ => return Err(()),
        })
    }
}

impl Frame {
    /// Learns a tool.
    pub(super) fn learn(known: &Known, words: &Words) -> Result<Self, BadPhrase> {
        let mut slots = schema::slots(&known.schema);
        slots.push(Slot {
            name: "_".to_owned(),
            shape: Shape::Text,
            required: None,
        });
        let mut frame = Self {
            name: known.name.clone(),
            departments: vec![known.department.clone()],
            slots,
            phrases: Vec::new(),
            parts: Vec::new(),
            cues: Vec::new(),
            choices: Vec::new(),
            asked: false,
            weights: HashMap::new(),
            forms: HashSet::new(),
            heads: HashSet::new(),
            settling: HashSet::new(),
            spoken: HashMap::new(),
        };
        for language in Language::ALL {
            frame.learn_choices(words, language);
            let phrases = words.raw(language, &known.name, "phrases");
            for phrase in phrases.iter().flat_map(|it| it.split('|')) {
                let fail = |problem| BadPhrase {
                    tool: known.name.clone(),
                    phrase: phrase.trim().to_owned(),
                    problem,
                };
                frame.learn_phrase(phrase.trim(), language).map_err(fail)?;
            }
        }
        Ok(frame)
    }

    /// The slot for what is said but not needed.
    pub(super) fn spare(&self) -> usize {
        self.slots.len() - 1
    }

    /// Whether a word is the whole name of a value of an enumeration.
    pub(super) fn chooses_by(&self, token: &Token) -> bool {
        let word = number_free(token.sense());
        self.choices.iter().any(|it| it.stems.as_slice() == [word])
    }

    /// Whether the tool moves money.
    pub(super) fn moves_money(&self) -> bool {
        self.slots.iter().any(|it| it.shape == Shape::Money)
    }

    /// Whether the tool does something, and does not only show it.
    pub(super) fn acts(&self) -> bool {
        self.slots.iter().any(|it| it.required.is_some())
    }

    /// The slot of the document that money is paid or given back for, if it may be said by a number.
    pub(super) fn document(&self) -> Option<usize> {
        let numbers = |slot: &usize| {
            let text = self.slots.get(*slot).map(|it| &it.shape) == Some(&Shape::Text);
            text && self.kinds(*slot).contains(&Kind::Number)
        };
        (0..self.spare())
            .find(numbers)
            .filter(|_| self.moves_money())
    }

    /// The slot of a text that says why.
    pub(super) fn reason(&self) -> Option<usize> {
        let says_why = |it: &&Cue| match &it.left.anchor {
            Anchor::Word(word) => it.kind == Kind::Text && lexicon::stem_of_reason(word),
            Anchor::Edge | Anchor::Slot(_) | Anchor::Value => false,
        };
        self.cues.iter().find(says_why).map(|it| it.slot)
    }

    /// What usually fills a slot; `None` for what the offline model cannot fill in.
    pub(super) fn usual(&self, slot: usize) -> Option<Kind> {
        let slot = self.slots.get(slot)?;
        match &slot.shape {
            Shape::Text => Some(slot.name.parse().unwrap_or(Kind::Name)),
            Shape::Email => Some(Kind::Email),
            Shape::Date => Some(Kind::Date),
            Shape::Integer => Some(Kind::Number),
            Shape::Money => Some(Kind::Amount),
            Shape::Choice(_) => Some(Kind::Choice),
            Shape::Moment => Some(Kind::Moment),
            Shape::Period(_) => Some(Kind::Period),
            Shape::Other => None,
        }
    }

    /// Everything that fills a slot in some phrase, or what usually does if none says.
    pub(super) fn kinds(&self, slot: usize) -> Vec<Kind> {
        let mut kinds = Vec::new();
        for cue in self.cues.iter().filter(|it| it.slot == slot) {
            if !kinds.contains(&cue.kind) {
                kinds.push(cue.kind);
            }
        }
        if kinds.is_empty() {
            kinds.extend(self.usual(slot));
        }
        kinds
    }

    /// The arguments of a call.
    pub(super) fn arguments(&self, filled: &BTreeMap<usize, Value>) -> Map<String, Value> {
        let slots = self.slots.iter().enumerate();
        let needed = slots.filter(|it| it.0 != self.spare());
        let arguments = needed.filter_map(|(slot, it)| {
            let value = filled.get(&slot)?;
            Some((it.name.clone(), value.clone()))
        });
        arguments.collect()
    }

    fn learn_choices(&mut self, words: &Words, language: Language) {
        for (slot, Slot { shape, .. }) in self.slots.iter().enumerate() {
            let (Shape::Choice(values) | Shape::Period(values)) = shape else {
                continue;
            };
            for value in values {
                let shown = words.raw(language, &self.name, &format!("value_{value}"));
                let also = words.raw(language, &self.name, &format!("also_{value}"));
                let all = [Some(value.replace('_', " ")), shown, also];
                for said in all.iter().flatten().flat_map(|it| it.split('|')) {
                    let text = Text::read(said, language);
                    let stems = text
                        .tokens
                        .iter()
                        .map(|it| number_free(&it.stem).to_owned());
                    self.choices.push(Choice {
                        slot,
                        stems: stems.collect(),
                        value: value.clone(),
                    });
                }
            }
        }
    }

    fn learn_phrase(&mut self, phrase: &str, language: Language) -> Result<(), &'static str> {
        let (whole, phrase) = match phrase.strip_prefix("...") {
            None => (true, phrase),
            Some(part) => (false, part),
        };
        let (plain, places) = self.placeholders(phrase)?;
        let text = Text::read(&plain, language);
        self.asked |= plain.ends_with('?');
        let place = |token: &Token| {
            let mut places = places.iter();
            places
                .find(|it| it.start == token.start)
                .map(|it| (it.slot, it.kind))
        };
        let mut learnt = Phrase::default();
        for (index, token) in text.tokens.iter().enumerate() {
            if let Some((slot, kind)) = place(token) {
                let context = |gap: context::Gap| {
                    let mut context = context::context(&text, gap);
                    let anchor = gap.anchor.and_then(|it| text.get(it)).and_then(place);
                    if let Some((slot, _)) = anchor {
                        context.anchor = Anchor::Slot(slot);
                    }
                    context
                };
                let before = context::before(&text, index);
                let cue = Cue {
                    slot,
                    kind,
                    left: context(before),
                    right: context(context::after(&text, index + 1)),
                    article: before.filler,
                    part: !whole,
                };
                if kind == Kind::Number && before.link.is_none() {
                    self.settling.extend(settled_by(&text, before.anchor));
                }
                if !self.cues.contains(&cue) {
                    self.cues.push(cue);
                }
                if slot != self.spare() {
                    learnt.order.push(slot);
                    learnt.slots.insert(slot);
                }
            } else if token.role == Role::Content {
                if whole && learnt.stems.is_empty() {
                    self.heads.insert(token.stem.clone());
                }
                self.weights.insert(token.stem.clone(), 0);
                self.forms.insert(token.norm.clone());
                let spoken = self.spoken.entry(language).or_default();
                spoken.insert(token.stem.clone());
                learnt.stems.insert(token.stem.clone());
            }
        }
        let names_slot = |stem: &String| self.slots.iter().any(|it| it.name == *stem);
        learnt.wordless = learnt.stems.iter().all(names_slot) && self.chooses(&learnt);
        match (whole, learnt.stems.is_empty() && !learnt.wordless) {
            (true, true) => Err("has no word that tells it from others"),
            (true, false) => {
                if !self.phrases.contains(&learnt) {
                    self.phrases.push(learnt);
                }
                Ok(())
            }
            (false, _) => {
                self.parts.push(learnt);
                Ok(())
            }
        }
    }

    /// Whether a phrase without words says all by a word of an enumeration: `<lead> is <stage>`.
    fn chooses(&self, phrase: &Phrase) -> bool {
        let choice = |it: &usize| {
            let slot = self.slots.get(*it);
            slot.is_some_and(|it| matches!(it.shape, Shape::Choice(_)))
        };
        phrase.slots.len() > 1 && phrase.slots.iter().any(choice)
    }

    /// A phrase with `x` in the place of each placeholder.
    fn placeholders(&self, phrase: &str) -> Result<(String, Vec<Place>), &'static str> {
        let mut plain = String::new();
        let mut places = Vec::new();
        let mut rest = phrase;
        while let Some((text, tail)) = rest.split_once('<') {
            let (inside, tail) = tail.split_once('>').ok_or("has a `<` without its `>`")?;
            let (name, kind) = match inside.split_once(':') {
                None => (inside, None),
                Some((name, kind)) => (name, Some(kind)),
            };
            let slot = self.slots.iter().position(|it| it.name == name);
            let slot = slot.ok_or("names a slot that the schema does not have")?;
            let usual = self
                .usual(slot)
                .ok_or("names a slot of a shape that words do not fill")?;
            let text_shaped = self
                .slots
                .get(slot)
                .is_some_and(|it| it.shape == Shape::Text);
            let kind = match kind {
                None => usual,
                Some(_) if !text_shaped => return Err("says a kind where the schema does"),
                Some(kind) => kind
                    .parse()
                    .map_err(|()| "names a kind that there is not")?,
            };
            plain.push_str(text);
            places.push(Place {
                start: plain.len(),
                slot,
                kind,
            });
            plain.push('x');
            rest = tail;
        }
        plain.push_str(rest);
        Ok((plain, places))
    }
}

/// The word whose object a document is, with the document at a token: "pay" before "the invoice".
fn settled_by(text: &Text<'_>, document: Option<usize>) -> Option<String> {
    let gap = context::before(text, document?);
    let word = gap.anchor.filter(|_| gap.link.is_none());
    let word = word.and_then(|it| text.get(it));
    word.map(|it| it.stem.clone())
}

struct Place {
    start: usize,
    slot: usize,
    kind: Kind,
}
