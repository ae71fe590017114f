//! Which parts of a text may be a free text: a description, a note, a reason.

use domain::language::Language;
use serde_json::Value;

use super::{Finder, Span, Trust, before};
use crate::offline::{
    context::{self, Anchor},
    frame::{Cue, Kind},
    lexicon,
    token::{Kind as TokenKind, Role, Token},
    told,
    values::{amount, contact, date},
};

/// How many words may lead to what is to be said: ", ask him about".
const LEAD: usize = 4;

impl Finder<'_> {
    /// Adds the free texts.
    pub(super) fn add_texts(&self, spans: &mut Vec<Span>) {
        let opens: Vec<usize> = (0..self.text.tokens.len())
            .filter(|it| self.may_open(*it))
            .collect();
        let cues = self.frame.cues.iter().filter(|it| it.kind == Kind::Text);
        let mut starts: Vec<(&Cue, usize, Option<usize>)> = Vec::new();
        for cue in cues {
            for at in opens.iter().copied() {
                let gap = context::before(self.text, at);
                let filler = self.text.get(at).is_some_and(|it| it.role == Role::Filler);
                let left = context::context(self.text, gap);
                let free = match cue.article {
                    true => !filler,
                    false => !gap.filler,
                };
                let earlier = match cue.left.anchor {
                    Anchor::Slot(slot) if cue.left.link == left.link => Some(slot),
                    Anchor::Slot(_) | Anchor::Edge | Anchor::Word(_) | Anchor::Value => None,
                };
                if free && (earlier.is_some() || before(cue, &left) == 2) {
                    starts.push((cue, at, earlier));
                }
            }
        }
        for (_, at, _) in &mut starts {
            *at = self.ordered(*at).unwrap_or(*at);
        }
        let announced = spans.iter().filter(|it| it.trust == Trust::Announced);
        let announced = announced.map(|it| it.start);
        let announced = announced.chain(starts.iter().map(|it| it.1));
        let ends: Vec<usize> = announced.map(|it| self.announcement(it)).collect();
        for (cue, start, follows) in starts {
            for end in self.text_ends(start, &ends) {
                if self.says_who(cue.slot, (start, end)) || self.tells(cue.slot, (start, end)) {
                    continue;
                }
                spans.push(self.free_text(cue, (start, end), follows));
            }
        }
    }

    /// Where a clause begins that orders what is to be said: ", ask about the size".
    fn ordered(&self, at: usize) -> Option<usize> {
        let mark = |it: &usize| {
            let marks = [",", ";", ".", "-", "–", "—"];
            self.text
                .get(*it)
                .is_some_and(|it| marks.contains(&it.norm.as_str()))
        };
        let pause = (at.saturating_sub(LEAD)..at).rev().find(mark)?;
        let verb = self.text.get(pause + 1)?;
        (pause + 1 < at && lexicon::is_speech(&verb.norm)).then_some(pause + 1)
    }

    /// Whether words only say who somebody is: "Ana, da Padaria Sol".
    fn says_who(&self, slot: usize, (start, end): (usize, usize)) -> bool {
        let gap = context::before(self.text, start);
        let of = matches!(gap.link, Some("de" | "of" | "from" | "para" | "to"));
        let whence = of || (gap.pause && gap.link.is_some_and(lexicon::says_whence));
        let words = self.text.tokens.get(start..end).unwrap_or_default();
        let mut content = words.iter().filter(|it| it.role == Role::Content);
        // Nor is somebody the reason: "from Bruno's account".
        (whence || self.frame.reason() == Some(slot))
            && content.all(|it| it.kind == TokenKind::Word && it.capital)
    }

    /// Whether words for a thing that is paid tell what somebody does, or set a condition: "they pay in
    /// dollars", "unless she comes".
    fn tells(&self, slot: usize, (start, end): (usize, usize)) -> bool {
        let words = self.text.tokens.get(start..end).unwrap_or_default();
        // "Note it, or else I forget".
        let or_else = words.iter().any(|it| it.norm == "senao");
        // "Transportadora Pampa 3,4k": a sum is no part of what is paid for.
        let sum = |at: usize| {
            let found = amount::read(self.text, at, self.scene);
            let thousands = |it: &str| matches!(it, "k" | "mil");
            found.is_some_and(|it| {
                let unit = it.end.checked_sub(1).and_then(|it| self.text.get(it));
                it.evident || unit.is_some_and(|it| thousands(&it.norm))
            })
        };
        or_else
            || (self.frame.moves_money()
                && self.frame.reason() != Some(slot)
                && (start..end).any(sum))
            || self.frame.moves_money()
                && self.frame.reason() != Some(slot)
                && (words
                    .iter()
                    .any(|it| lexicon::is_subject(&it.norm) || lexicon::is_if(&it.norm))
                    || words.first().is_some_and(|it| lexicon::is_copula(&it.norm)))
    }

    /// Whether a free text may begin with a token: no day, no sum, and nothing inside a name.
    fn may_open(&self, at: usize) -> bool {
        let opens = self.text.get(at).is_some_and(|it| match it.role {
            Role::Filler | Role::Content | Role::Negation => !matches!(
                it.kind,
                TokenKind::Mark | TokenKind::Sign | TokenKind::Email
            ),
            Role::Link(_) | Role::Pause => false,
        });
        let sum = || amount::read(self.text, at, self.scene).is_some_and(|it| it.evident);
        let day = || {
            date::read(self.text, at, self.scene).is_some()
                || date::stretch(self.text, at).is_some()
        };
        opens && !self.within_name(at) && !self.is_bare_number(at) && !sum() && !day()
    }

    /// Whether a token is a number that counts nothing, where another slot may want it: "30 chairs" is a thing, "480 in all" is none.
    fn is_bare_number(&self, at: usize) -> bool {
        let wanted = (0..self.frame.slots.len()).any(|it| {
            matches!(
                self.frame.usual(it),
                Some(Kind::Amount | Kind::Number | Kind::Phone)
            )
        });
        let number = self
            .text
            .get(at)
            .is_some_and(|it| it.kind == TokenKind::Number);
        let counts = self.text.get(at + 1).is_some_and(|it| {
            it.kind == TokenKind::Word && !matches!(it.role, Role::Link("em" | "in"))
        });
        wanted && number && !counts
    }

    /// Whether a token goes on with a name: "Pingo de Mel".
    fn within_name(&self, at: usize) -> bool {
        let name = |at: Option<usize>| {
            let token = at.and_then(|it| self.text.get(it));
            token.is_some_and(|it| it.kind == TokenKind::Word && it.capital && !it.first)
        };
        let joined = at.checked_sub(1).and_then(|it| self.text.get(it));
        let joins = joined.is_some_and(|it| !it.capital && lexicon::joins_names(&it.norm));
        joins && name(Some(at)) && name(at.checked_sub(2))
    }

    /// Where the words begin that announce a span.
    pub(super) fn announcement(&self, start: usize) -> usize {
        let anchor = context::before(self.text, start).anchor;
        let word = anchor.filter(|it| {
            let token = self.text.get(*it);
            token.is_some_and(|it| self.frame.weights.contains_key(it.sense()))
        });
        context::lead(self.text, word.unwrap_or(start))
    }

    /// Where a text may end: at a pause, before what is announced, and at the end.
    fn text_ends(&self, start: usize, announced: &[usize]) -> Vec<usize> {
        let tokens = self.text.tokens.iter().enumerate();
        let pauses = tokens
            .filter(|(_, it)| it.role == Role::Pause)
            .map(|it| it.0);
        let said = self
            .text
            .tokens
            .iter()
            .rposition(|it| it.kind != TokenKind::Mark || it.norm == "%");
        let ends = pauses
            .chain(announced.iter().copied())
            .chain(said.map(|it| it + 1));
        // Another sentence says something else.
        let sentence = |it: &usize| self.text.ends_sentence(*it);
        let last = (start..self.text.tokens.len()).find(sentence);
        // ", phone 555-0100, prefers texts": an address of its own clause is no part of it.
        let address = (start..self.text.tokens.len()).find(|it| {
            contact::phone(self.text, *it).is_some_and(|it| it.evident)
                || contact::email(self.text, *it).is_some()
        });
        let paused = address.and_then(|it| {
            let pause = |it: &usize| {
                self.text.get(*it).is_some_and(|it| {
                    it.role == Role::Pause && it.kind == TokenKind::Mark && it.norm != "("
                })
            };
            (start + 1..it).rev().find(pause)
        });
        // "Guria nova que me chamou: Tainara": what follows a colon is said of something else.
        let colon = (start + 1..self.text.tokens.len())
            .find(|it| self.text.get(*it).is_some_and(|it| it.norm == ":"));
        let aside = (start + 1..self.text.tokens.len())
            .find(|it| self.closes_with_order(*it) || self.explains_oneself(*it));
        let last = [last, paused, colon, aside].into_iter().flatten().min();
        let within = |it: &usize| *it > start && last.is_none_or(|last| *it <= last);
        // "Tiles, met her at the fair": what happened is told apart from a thing.
        let told = (start + 1..self.text.tokens.len()).find(|it| {
            let pause = self
                .text
                .get(it - 1)
                .is_some_and(|it| it.role == Role::Pause && it.kind == TokenKind::Mark);
            let happens = |it: &Token| lexicon::met(&it.norm) || lexicon::characterizes(&it.norm);
            pause && self.text.get(*it).is_some_and(happens)
        });
        let within = |it: &usize| within(it) && told.is_none_or(|told| *it < told);
        let ends = ends.chain(aside);
        let mut ends: Vec<usize> = ends
            .filter(within)
            .filter(|it| !self.text.continues_name(*it))
            .collect();
        // "The order please": politeness is no part of it.
        let polite = |it: &usize| {
            let token = self.text.get(*it);
            token.is_some_and(|it| {
                // "Overcharged her".
                let someone = lexicon::stands_for_name(&it.norm);
                matches!(it.role, Role::Filler | Role::Pause) && !someone
            })
        };
        let before = |end: usize| end - (start + 1..end).rev().take_while(polite).count();
        ends.extend(ends.clone().into_iter().map(before));
        ends.sort_unstable();
        ends.dedup();
        ends
    }

    /// Whether only an order is left from a token on, and politeness: "coffee break procura pra mim".
    fn closes_with_order(&self, at: usize) -> bool {
        let order = self.text.get(at).is_some_and(|it| {
            it.kind == TokenKind::Word
                && !it.capital
                && lexicon::orders(&it.norm)
                && self.frame.weights.contains_key(it.sense())
        });
        let empty = |it: &Token| matches!(it.role, Role::Filler | Role::Pause);
        order && self.text.tokens.iter().skip(at + 1).all(empty)
    }

    /// Whether the one who speaks begins to explain herself at a token: ".. que eu tô com pressa".
    fn explains_oneself(&self, at: usize) -> bool {
        told::explains_oneself(self.text, at)
    }

    fn free_text(&self, cue: &Cue, (start, end): (usize, usize), follows: Option<usize>) -> Span {
        let slot = cue.slot;
        let length = i32::try_from(end - start).unwrap_or(i32::MAX);
        // A thing is named without its article; what happened is said as it was.
        let article = |at: &usize| {
            self.text
                .get(*at)
                .is_some_and(|it| lexicon::is_article(&it.norm))
        };
        let words = self.text.tokens.get(start..end).unwrap_or_default();
        let happens = words.iter().any(|it| lexicon::narrates(&it.norm));
        let before = start.checked_sub(1).and_then(|it| self.text.get(it));
        let quoted = before.is_some_and(|it| it.norm == ":");
        // "With the note: ask about the size": what is quoted is no request.
        let pause = words.iter().position(|it| it.role == Role::Pause);
        let said = words
            .get(..pause.unwrap_or(words.len()))
            .unwrap_or_default();
        let weights = said
            .iter()
            .filter_map(|it| self.frame.weights.get(it.sense()));
        let beside = start.checked_sub(2).and_then(|it| self.text.get(it));
        let anchors = |it: &Token| cue.left.anchor == Anchor::Word(it.sense().to_owned());
        // "Note referred by Kemi": after its own name a text holds anything.
        let named = before.is_some_and(|it| anchors(it) && lexicon::names_field(&it.norm))
            && !words.iter().any(|it| it.norm == ":");
        let announced = named || (quoted && beside.is_some_and(anchors));
        let own = match announced {
            true => length.saturating_add(weights.sum()),
            false => 0,
        };
        let thing = !quoted && self.frame.reason() != Some(slot) && !happens && end > start + 1;
        // "Anota que ela prefere à tarde": what is said begins after the "que".
        let says = words
            .first()
            .is_some_and(|it| !it.capital && lexicon::introduces(&it.norm))
            && end > start + 1;
        // "Product pics": in English what something is may stand before it.
        let compound = self.text.language == Language::En
            && before.is_some_and(|it| anchors(it) && lexicon::names_goods(&it.norm))
            && (start < 2 || beside.is_some_and(|it| it.role == Role::Pause));
        let from = match compound {
            true => start - 1,
            false => start + usize::from(says || (thing && article(&start))),
        };
        Span {
            slot,
            start,
            end,
            value: Value::from(self.text.slice(from, end).trim()),
            score: 20_i32.saturating_sub(length).saturating_add(own),
            follows,
            trust: Trust::Free,
            from: self.announcement(start),
            led: match &cue.left.anchor {
                Anchor::Word(word) => self.frame.moves_money() || lexicon::is_about(word),
                Anchor::Edge | Anchor::Slot(_) | Anchor::Value => false,
            },
        }
    }
}
