//! Which parts of a text may fill which slots of a tool.

mod none;
mod texts;

use serde_json::Value;

use super::{
    context::{self, Anchor, Context, Gap},
    fold::number_free,
    frame::{Cue, Frame, Kind},
    lexicon,
    scene::Scene,
    schema::Shape,
    token::{Kind as TokenKind, Role, Text, Token},
    values::{Found, amount, contact, date, moment, name, period},
    vocabulary::Vocabulary,
};

/// A part of a text that may fill a slot.
#[derive(Clone, Debug)]
pub(super) struct Span {
    /// The slot.
    pub(super) slot: usize,
    /// Its first token.
    pub(super) start: usize,
    /// The token after it.
    pub(super) end: usize,
    /// What it says.
    pub(super) value: Value,
    /// How much it speaks for this reading.
    pub(super) score: i32,
    /// The slot that must have been filled right before.
    pub(super) follows: Option<usize>,
    /// How sure it is.
    pub(super) trust: Trust,
    /// Where the words begin that announce it: none of them may be part of a free text before it.
    pub(super) from: usize,
    /// Whether a word right before it announces it.
    pub(super) led: bool,
}

/// How sure it is that a span fills its slot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Trust {
    /// It can hardly be anything else.
    Evident,
    /// What stands beside it says so.
    Cued,
    /// The words before it say so: it may even end a free text.
    Announced,
    /// A name in lower case that nothing sets apart from a common word.
    Doubtful,
    /// A free text.
    Free,
}

/// How spans are found in one text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finder<'a> {
    /// The tool.
    pub(super) frame: &'a Frame,
    /// The text.
    pub(super) text: &'a Text<'a>,
    /// Its day and currency.
    pub(super) scene: Scene,
    /// What all tools know.
    pub(super) vocabulary: &'a Vocabulary,
}

/// How much a value that nothing announces speaks for a reading.
const BARE: i32 = 4;

impl Finder<'_> {
    /// All spans of the text.
    pub(super) fn spans(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        for at in 0..self.text.tokens.len() {
            for slot in 0..self.frame.slots.len() {
                for kind in self.frame.kinds(slot) {
                    for found in self.read(slot, kind, at) {
                        self.weigh((slot, kind), at, &found, &mut spans);
                    }
                }
            }
        }
        self.add_texts(&mut spans);
        self.add_time(&mut spans);
        self.add_left(&mut spans);
        let texts: Vec<(usize, usize)> = spans
            .iter()
            .filter(|it| it.trust == Trust::Free)
            .map(|it| (it.slot, it.start))
            .collect();
        // What may be a text need not be a name.
        spans.retain(|it| it.trust != Trust::Doubtful || !texts.contains(&(it.slot, it.start)));
        spans
    }

    /// The only time of a text belongs to its day, wherever it stands.
    fn add_time(&self, spans: &mut Vec<Span>) {
        let takes = self.frame.slots.iter().any(|it| it.shape == Shape::Moment);
        let mut times = moment::elsewhere(self.text);
        let (Some((start, end, _)), None, true) = (times.next(), times.next(), takes) else {
            return;
        };
        spans.push(Span {
            slot: self.frame.spare(),
            start,
            end,
            value: Value::Null,
            score: 12,
            follows: None,
            trust: Trust::Cued,
            from: start,
            led: false,
        });
    }

    /// The value that is left for another one is said, and not needed.
    fn add_left(&self, spans: &mut Vec<Span>) {
        for at in 0..self.text.tokens.len() {
            let slots = 0..self.frame.slots.len();
            let found = slots.flat_map(|it| match self.frame.slots.get(it).map(|it| &it.shape) {
                Some(Shape::Choice(_)) => self.choices(it, at),
                Some(_) | None => Vec::new(),
            });
            let left = found.filter(|it| self.is_left(Kind::Choice, (at, it.end)));
            spans.extend(left.map(|it| Span {
                slot: self.frame.spare(),
                start: at,
                end: it.end,
                value: Value::Null,
                score: 12,
                follows: None,
                trust: Trust::Cued,
                from: at,
                led: false,
            }));
        }
    }

    /// What a slot could be filled with at a token, without regard to what stands beside it.
    pub(super) fn read(&self, slot: usize, kind: Kind, at: usize) -> Vec<Found> {
        let text = self.text;
        if text.contrasts.iter().any(|it| it.contains(&at)) {
            return Vec::new();
        }
        let one = match kind {
            Kind::Name => return name::read(text, at, self.vocabulary),
            Kind::Choice => return self.choices(slot, at),
            Kind::Period => {
                let mut found = self.choices(slot, at);
                found.extend(period::read(text, at, self.scene));
                return found;
            }
            Kind::Text => None,
            Kind::Number => {
                let shape = self.frame.slots.get(slot).map(|it| &it.shape);
                contact::number(text, at, shape == Some(&Shape::Integer))
            }
            Kind::Email => contact::email(text, at),
            Kind::Phone => contact::phone(text, at),
            Kind::Code => contact::code(text, at),
            Kind::Amount => {
                let about = at.checked_sub(1).and_then(|it| text.get(it));
                let exact = about.is_none_or(|it| !lexicon::approximates(&it.norm));
                amount::read(text, at, self.scene).filter(|_| exact)
            }
            Kind::Date => date::read(text, at, self.scene),
            Kind::Moment => moment::read(text, at, self.scene),
        };
        one.into_iter().collect()
    }

    fn choices(&self, slot: usize, at: usize) -> Vec<Found> {
        // "Não me pagou": what means nothing may stand in between.
        let fits = |stems: &[String]| {
            let mut end = at;
            for (index, stem) in stems.iter().enumerate() {
                let same = |it: &usize| {
                    let token = self.text.get(*it);
                    token.is_some_and(|it| number_free(it.sense()) == *stem)
                };
                let empty = |it: &usize| {
                    let token = self.text.get(*it);
                    token.is_some_and(|it| it.role == Role::Filler)
                };
                let skipped = (end..).take_while(|it| index > 0 && !same(it) && empty(it));
                end += skipped.count();
                if !same(&end) {
                    return None;
                }
                end += 1;
            }
            (end > at).then_some(end)
        };
        let choices = self.frame.choices.iter();
        // "Every invoice, paid or not": nothing is chosen.
        let said =
            self.text.get(at).is_some_and(|it| it.role != Role::Filler) && !self.is_ordered(at);
        let choices = choices.filter(|it| (said || it.stems.len() > 1) && it.slot == slot);
        let found = choices.filter_map(|it| {
            Some(Found {
                end: fits(&it.stems)?,
                value: Value::from(it.value.as_str()),
                evident: false,
            })
        });
        found.collect()
    }

    /// Adds the spans of a value, as each cue of its slot sees it.
    fn weigh(&self, (slot, kind): (usize, Kind), at: usize, found: &Found, spans: &mut Vec<Span>) {
        let gap = context::before(self.text, at);
        let left = context::context(self.text, gap);
        let right = context::context(self.text, context::after(self.text, found.end));
        if self.is_none((slot, kind), at, found) {
            return;
        }
        let marked = kind == Kind::Number
            && ((found.evident && self.is_settled(at))
                || self.follows_document(gap)
                || found.value.as_str().is_some_and(contact::is_serial));
        let evident = match kind {
            Kind::Number if self.frame.document() == Some(slot) => marked,
            _ => found.evident && self.frame.usual(slot) == Some(kind),
        };
        // The word of an enumeration may be one of a phrase as well: it says both.
        let words = self.text.tokens.get(at..found.end).into_iter().flatten();
        let words = words.filter_map(|it| self.frame.weights.get(it.sense()));
        let said = match kind {
            Kind::Choice | Kind::Period => words.sum(),
            _ => 0,
        };
        let mut best: Option<(i32, i32)> = evident.then_some((0, 0));
        let mut add = |before: i32, after: i32, follows: Option<usize>| {
            let capital = self.text.get(at).is_some_and(|it| it.capital);
            let bare = before + after == 0 || follows.is_some();
            let attribute = bare && self.is_attribute(kind, (at, found.end));
            if !attribute && let Some(trust) = trust(kind, (before, after), (evident, capital), gap)
            {
                spans.push(Span {
                    slot,
                    start: at,
                    end: found.end,
                    value: found.value.clone(),
                    score: self.score(slot, evident) + 5 * (before + after) + said,
                    follows,
                    trust,
                    from: match trust == Trust::Announced {
                        true => self.announcement(at),
                        false => at,
                    },
                    led: false,
                });
            }
        };
        let cues = self.frame.cues.iter();
        for cue in cues.filter(|it| it.slot == slot && it.kind == kind) {
            let before = before(cue, &left);
            // What follows says nothing where the phrase begins otherwise.
            let begins = cue.left.anchor == Anchor::Edge || before > 0;
            let after = if begins {
                context::fit(&cue.right, &right)
            } else {
                0
            };
            if best.is_none_or(|it| before + after > it.0 + it.1) {
                best = Some((before, after));
            }
            if let Anchor::Slot(earlier) = cue.left.anchor
                && cue.left.link == left.link
                && !(kind == Kind::Name && self.is_beside_names(at))
            {
                add(2, context::fit(&cue.right, &right), Some(earlier));
            }
        }
        if let Some((before, after)) = best {
            add(before, after, None);
        }
        if self.may_be_bare((slot, kind), at, found) {
            spans.push(Span {
                slot,
                start: at,
                end: found.end,
                value: found.value.clone(),
                score: BARE,
                follows: None,
                trust: Trust::Cued,
                from: at,
                led: false,
            });
        }
    }

    /// Whether a value that nothing announces may fill a slot all the same, because nothing else is there
    /// for it: a name for what the tool cannot do without, an amount for the only slot of its kind.
    fn may_be_bare(&self, (slot, kind): (usize, Kind), at: usize, found: &Found) -> bool {
        let required = self
            .frame
            .slots
            .get(slot)
            .is_some_and(|it| it.required.is_some());
        match kind {
            Kind::Name => {
                let first = self.text.get(at).is_some_and(|it| it.first);
                let capital = self.text.get(at).is_some_and(|it| it.capital);
                let next = self.text.get(found.end);
                // "Acme wants a new logo, add a lead".
                let money = self.frame.moves_money();
                let acts = !money
                    && next.is_some_and(|it| lexicon::narrates(&it.norm))
                    && (found.end..self.text.tokens.len()).any(|at| {
                        let pause =
                            |it: &Token| it.kind == TokenKind::Mark && it.role == Role::Pause;
                        self.text.get(at).is_some_and(pause) && self.text.get(at + 1).is_some()
                    });
                let named = !first || found.end > at + 1 || acts;
                // "Hotel Sol: any open invoices?"
                let shows = !self.frame.acts();
                let topic = shows
                    && slot != self.frame.spare()
                    && at == 0
                    && next.is_some_and(|it| [":", "-", "–", "—"].contains(&it.norm.as_str()));
                (required || topic) && capital && named && self.is_lone(at, found.end)
            }
            Kind::Amount => {
                let gap = context::before(self.text, at);
                let left = context::context(self.text, gap);
                let after = self.text.get(found.end);
                // "3 chairs" is no amount.
                let counts = after.is_some_and(|it| lexicon::counts_times(&it.norm))
                    || after.is_some_and(|it| {
                        it.role == Role::Content && !self.vocabulary.knows(it) && !it.capital
                    });
                !counts && !self.may_be_a_number((gap, found.end), &left)
            }
            _ => false,
        }
    }

    /// Whether a value is what somebody pays or gives back: "paid #4".
    fn is_settled(&self, at: usize) -> bool {
        // The point of "n.º" is no pause.
        let gap = context::before(self.text, self.text.mark_before(at).unwrap_or(at));
        let anchor = gap.anchor.and_then(|it| self.text.get(it));
        gap.link.is_none()
            && !gap.pause
            && anchor.is_some_and(|it| self.frame.settling.contains(it.sense()))
    }

    /// Whether what stands right before a value is a document that is paid by its number: "boleto 4".
    fn follows_document(&self, gap: Gap) -> bool {
        let anchor = gap.anchor.and_then(|it| self.text.get(it));
        self.frame.document().is_some()
            && gap.link.is_none()
            && !gap.pause
            && anchor.is_some_and(|it| lexicon::is_document(&it.norm))
    }

    /// Whether a bare number in this place rather tells which one than how much: after "invoice", or
    /// after another number.
    fn may_be_a_number(&self, (gap, end): (Gap, usize), left: &Context) -> bool {
        if self.follows_document(gap) {
            return true;
        }
        let anchor = gap.anchor.and_then(|it| self.text.get(it));
        // "Invoice 300 to Ana": what begins a sentence is rather done than numbered.
        let begins = anchor.is_some_and(|it| it.first) && !gap.article && gap.link.is_none();
        let mut cues = self.frame.cues.iter().filter(|it| it.kind == Kind::Amount);
        let alone = self.text.get(end).is_none_or(|it| it.role == Role::Pause);
        if begins && !alone && cues.any(|it| context::fit(&it.left, left) == 2) {
            return false;
        }
        let after_number = anchor.is_some_and(|it| it.kind == TokenKind::Number);
        // "Invoice 12, 300", "her invoice, 300".
        (self.vocabulary.numbers(left) || (after_number && gap.link.is_none())) && !gap.comma
    }

    fn score(&self, slot: usize, evident: bool) -> i32 {
        match (slot == self.frame.spare(), evident) {
            (true, _) => 12,
            (false, true) => 30,
            (false, false) => 20,
        }
    }
}

/// How well a cue fits what stands before a value.
fn before(cue: &Cue, left: &Context) -> i32 {
    let fit = context::fit(&cue.left, left);
    let bare = |it: &Context| it.anchor == Anchor::Edge && it.link.is_none();
    match (&cue.left.anchor, fit) {
        // A part that is announced by a preposition alone.
        (Anchor::Edge, 1) if cue.part => 2,
        // A part without any words: it may stand anywhere.
        (Anchor::Edge, 0) if cue.part && bare(&cue.left) && bare(&cue.right) => 1,
        (_, fit) => fit,
    }
}

/// Whether what stands beside a value is enough, and how sure it makes one.
fn trust(
    kind: Kind,
    (before, after): (i32, i32),
    (evident, capital): (bool, bool),
    gap: Gap,
) -> Option<Trust> {
    let alone = before + after == 0;
    match kind {
        Kind::Name if capital && alone => None,
        Kind::Name if !capital && before < 2 && after < 2 => None,
        Kind::Name if !capital && after < 2 && gap.link.is_none() && !gap.pause => {
            Some(Trust::Doubtful)
        }
        // What is announced may end a free text.
        _ if evident && (kind != Kind::Number || before < 2) => Some(Trust::Evident),
        _ if alone => None,
        _ if before == 2 => Some(Trust::Announced),
        _ => Some(Trust::Cued),
    }
}
