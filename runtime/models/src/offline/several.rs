//! Several requests in one message: cut where one may end, so that each piece is a whole request, or leans
//! on the one before it ("and 90 for Bruno").

mod composed;
mod listed;
mod parted;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    lexicon,
    place::{Placement, Placer},
    scene::Scene,
    token::{Kind, Role, Text, Token},
};

/// How many places of a message are looked at where a request may end.
const CUTS: usize = 12;

/// How many ways of beginning like the request before are tried.
const BEGINNINGS: usize = 6;

/// A request of several.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece<'a> {
    /// Its words.
    pub(super) text: Cow<'a, str>,
    /// What came of placing it.
    pub(super) placement: Placement,
}

impl Piece<'_> {
    /// With words of its own.
    fn into_owned(self) -> Piece<'static> {
        Piece {
            text: Cow::from(self.text.into_owned()),
            placement: self.placement,
        }
    }

    /// The tool that it calls.
    pub(super) fn tool(&self) -> Option<usize> {
        tool(&self.placement)
    }
}

/// The requests of a message; none, if it is not several or if one of them is not clear.
pub(super) fn pieces<'a>(
    placer: &Placer,
    raw: &'a str,
    scene: Scene,
    among: &[usize],
) -> Vec<Piece<'a>> {
    let Some(text) = placer.readable(raw, scene) else {
        return Vec::new();
    };
    if let Some(named) = placer.named(&text) {
        let read = placer.readable(&named.text, scene);
        let read = read.map(|it| {
            cut(placer, &it, scene, among)
                .into_iter()
                .map(Piece::into_owned)
                .collect()
        });
        let mut pieces: Vec<Piece<'_>> = read.unwrap_or_default();
        for piece in &mut pieces {
            let placement = std::mem::replace(&mut piece.placement, Placement::Nothing);
            piece.placement = named.as_written(placement, raw);
        }
        if !pieces.is_empty() {
            return pieces;
        }
    }
    cut(placer, &text, scene, among)
}

/// The requests of a text.
fn cut<'a>(placer: &Placer, text: &Text<'a>, scene: Scene, among: &[usize]) -> Vec<Piece<'a>> {
    let cuts = cuts(text);
    if cuts.len() > CUTS {
        return Vec::new();
    }
    let mut search = Search {
        placer,
        scene,
        among,
        text,
        cuts: &cuts,
        placed: BTreeMap::new(),
    };
    let shared = search.parted().or_else(|| search.listed());
    if let Some(shared) = shared.or_else(|| search.coordinated()) {
        return shared;
    }
    let found = match cuts.is_empty() {
        true => Vec::new(),
        false => search.from(0, None).unwrap_or_default(),
    };
    if found.is_empty() {
        return search.composed().unwrap_or_default();
    }
    let called: BTreeSet<usize> = found.iter().filter_map(|it| tool(&it.placement)).collect();
    let refused = |it: &Piece<'_>| match it.placement {
        Placement::Negated { tool } => called.contains(&tool),
        _ => false,
    };
    // "New lead: Ana, but don't save it yet": what is refused after a call, and names nothing, is that call.
    let mut asked = false;
    let vague = found.iter().any(|it| {
        asked |= tool(&it.placement).is_some();
        let negated = matches!(it.placement, Placement::Negated { .. });
        negated
            && asked
            && placer
                .readable(&it.text, scene)
                .is_none_or(|it| !names(&it))
    });
    if found.len() < 2 || called.is_empty() || vague || found.iter().any(refused) {
        return Vec::new();
    }
    let mut calls: Vec<Piece<'_>> = Vec::new();
    for piece in found.into_iter().filter(|it| tool(&it.placement).is_some()) {
        // "We lost Acme, move them to lost": said twice, meant once.
        if calls
            .last()
            .is_none_or(|it| it.placement != piece.placement)
        {
            calls.push(piece);
        }
    }
    calls
}

/// Whether a text holds a number, an address or a name.
fn names(text: &Text<'_>) -> bool {
    let mut tokens = text.tokens.iter();
    tokens.any(|it| match it.kind {
        Kind::Word => it.capital && !it.first,
        Kind::Number | Kind::Email | Kind::Sign => true,
        Kind::Mark => false,
    })
}

/// Where a piece may end and the next begins, as tokens.
fn cuts(text: &Text<'_>) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    let mut at = 0;
    while at < text.tokens.len() {
        let start = at;
        while text.get(at).is_some_and(|it| {
            let pause = it.kind == Kind::Mark
                && [",", ";", ".", "!", "?", "\n", "-", "–", "—", "+"].contains(&it.norm.as_str());
            (pause && it.role == Role::Pause)
                || (it.kind == Kind::Word && (it.first || !it.capital) && lexicon::breaks(&it.norm))
        }) {
            at += 1;
        }
        if at > start && start > 0 && at < text.tokens.len() {
            cuts.push((start, at));
        }
        at += usize::from(at == start);
    }
    cuts
}

struct Search<'s, 'a> {
    placer: &'s Placer,
    scene: Scene,
    among: &'s [usize],
    text: &'s Text<'a>,
    cuts: &'s [(usize, usize)],
    placed: BTreeMap<(usize, usize), Placement>,
}

impl<'a> Search<'_, 'a> {
    /// The pieces from a cut on, after a piece; the longest first.
    fn from(&mut self, first: usize, before: Option<&Piece<'a>>) -> Option<Vec<Piece<'a>>> {
        let start = match first.checked_sub(1) {
            None => 0,
            Some(cut) => self.cuts.get(cut)?.1,
        };
        let whole = self.cuts.len() + usize::from(first > 0 || before.is_some());
        let mut whole_one = None;
        for last in (first..whole).rev() {
            let end = self
                .cuts
                .get(last)
                .map_or(self.text.tokens.len(), |it| it.0);
            let Some(piece) = self.piece((start, end), before) else {
                continue;
            };
            // A "not" reaches no farther than its own clause.
            let negated = matches!(piece.placement, Placement::Negated { .. });
            if negated && (last > first || !self.refuses(start)) {
                continue;
            }
            if last == self.cuts.len() {
                return Some(vec![piece]);
            }
            // "Log that please" is nothing that the next could lean on.
            let courtesy = piece.placement == Placement::Courtesy;
            let leant_on = before.filter(|_| courtesy).or(Some(&piece));
            let Some(mut rest) = self.from(last + 1, leant_on) else {
                continue;
            };
            let alone = rest.iter().all(|it| it.placement == Placement::Courtesy);
            rest.insert(0, piece);
            // "List them and export them, please": what only politeness follows may still be two.
            match alone && before.is_none() {
                true => whole_one = whole_one.or(Some(rest)),
                false => return Some(rest),
            }
        }
        whole_one
    }

    /// Whether a clause begins with its "not": "don't refund", and not "it never arrived".
    fn refuses(&self, start: usize) -> bool {
        let mut words = self.text.tokens.iter().skip(start);
        let first = words.find(|it| matches!(it.role, Role::Content | Role::Negation));
        first.is_some_and(|it| it.role == Role::Negation)
    }

    fn piece(
        &mut self,
        (start, end): (usize, usize),
        before: Option<&Piece<'a>>,
    ) -> Option<Piece<'a>> {
        // "Can you list them and export them?": the favour is asked for both.
        let asks = |it: &usize| self.text.get(*it).is_some_and(|it| it.norm == "?");
        let polite = (start..end)
            .rev()
            .take_while(|it| !self.text.asks && asks(it));
        let text = self.text.slice(start, end - polite.count());
        let placement = match self.placed.get(&(start, end)) {
            Some(placement) => placement.clone(),
            None => {
                let placement = self.placer.place(text, self.scene, self.among);
                self.placed.insert((start, end), placement.clone());
                placement
            }
        };
        let placement = match placement {
            // "He searches for a flat": what somebody else does asks to show nothing.
            Placement::Call { tool, .. } if self.is_told_of_another(text, tool) => return None,
            // "And show me what he owes": his, and not all.
            Placement::Call { tool, .. } if self.shows(tool) && self.spoken_of(text) => before
                .and_then(|it| self.named(text, it))
                .unwrap_or(placement),
            Placement::Call { .. } | Placement::Negated { .. } | Placement::Courtesy => placement,
            _ => {
                let before = before?;
                let named = self.named(text, before);
                named
                    .or_else(|| self.leaning((start, end), before))
                    .or_else(|| self.meant(text, &placement, before))?
            }
        };
        let alike = before.is_none_or(|it| self.names_alike(&placement, &it.placement));
        alike.then(|| Piece {
            text: Cow::from(text),
            placement,
        })
    }

    fn is_told_of_another(&self, text: &str, tool: usize) -> bool {
        let read = self.placer.readable(text, self.scene);
        let first = read.as_ref().and_then(|it| it.tokens.first());
        self.shows(tool) && first.is_some_and(|it| lexicon::is_somebody(&it.norm))
    }

    /// Whether a tool only shows something.
    fn shows(&self, tool: usize) -> bool {
        let frame = self.placer.frames.get(tool);
        frame.is_some_and(|it| !it.acts())
    }

    /// Whether words speak of somebody who was named before them.
    fn spoken_of(&self, text: &str) -> bool {
        let read = self.placer.readable(text, self.scene);
        read.is_some_and(|it| it.tokens.iter().any(|it| lexicon::is_one(&it.norm)))
    }

    /// A piece that leans on the call before it.
    fn leaning(&self, (start, end): (usize, usize), before: &Piece<'a>) -> Option<Placement> {
        let tool = tool(&before.placement)?;
        // Only after an "and": what stands after a comma rather belongs to the request before it.
        let joins = |it: &Token| it.kind == Kind::Word && lexicon::breaks(&it.norm);
        let mut cuts = self.cuts.iter().filter(|it| it.1 == start);
        let cut = cuts.find_map(|it| self.text.tokens.get(it.0..it.1))?;
        if !cut.iter().any(joins) {
            return None;
        }
        let skipped = (start..end).take_while(|at| {
            let filler = |it: &Token| it.role == Role::Filler || lexicon::again(&it.norm);
            self.text
                .get(*at)
                .is_some_and(|it| !it.capital && filler(it))
        });
        let text = self.text.slice(start + skipped.count(), end);
        let again = self.begun_alike(tool, text, before);
        let leaning = || {
            let said = self.placer.said(tool, &before.text, self.scene);
            self.placer.place_after((tool, &said), text, self.scene)
        };
        again
            .or_else(leaning)
            .or_else(|| self.another(tool, text, before))
    }

    /// A piece that speaks of the one who was named before: "and schedule a call with her".
    fn named(&self, text: &str, before: &Piece<'a>) -> Option<Placement> {
        let Placement::Call { tool, filled } = &before.placement else {
            return None;
        };
        let slots = &self.placer.frames.get(*tool)?.slots;
        let required = slots
            .iter()
            .enumerate()
            .filter(|it| it.1.required.is_some());
        let first = required.min_by_key(|it| it.1.required)?.0;
        let name = filled.get(&first)?.as_str()?;
        let read = self.placer.readable(text, self.scene)?;
        let mut pronouns = read.tokens.iter().rev();
        let stands = |it: &str| lexicon::stands_for_name(it) || lexicon::is_one(it);
        let pronoun = pronouns.find(|it| stands(&it.norm))?;
        let of = if pronoun.norm.starts_with('d') {
            "de "
        } else {
            ""
        };
        let (head, tail) = (text.get(..pronoun.start)?, text.get(pronoun.end..)?);
        // "Anota nele: levar catálogo": what is noted of the request before it.
        if tail.trim_start().starts_with(':') {
            return None;
        }
        let text = format!("{head}{of}{name}{tail}");
        let placement = self.placer.place(&text, self.scene, self.among);
        matches!(placement, Placement::Call { .. }).then_some(placement)
    }

    /// A piece that lacks whom the one before it named: "invoice Ana 50 and schedule a call for Friday".
    fn meant(&self, text: &str, placement: &Placement, before: &Piece<'a>) -> Option<Placement> {
        let (
            Placement::Missing { tool, slot, filled },
            Placement::Call {
                tool: earlier,
                filled: known,
            },
        ) = (placement, &before.placement)
        else {
            return None;
        };
        let first = |tool: usize| {
            let slots = self.placer.frames.get(tool)?.slots.iter().enumerate();
            let required = slots.filter(|it| it.1.required.is_some());
            required.min_by_key(|it| it.1.required).map(|it| it.0)
        };
        let name = known.get(&first(*earlier)?)?;
        let read = self.placer.readable(text, self.scene)?;
        let same = read
            .tokens
            .iter()
            .any(|it| lexicon::stands_for_document(&it.norm));
        let is_name = name.as_str()?.starts_with(char::is_uppercase) || same;
        // "Refund" alone may mean anybody.
        if first(*tool) != Some(*slot) || !is_name || tool == earlier || filled.is_empty() {
            return None;
        }
        let mut filled = filled.clone();
        filled.insert(*slot, name.clone());
        let meant = self.placer.conclude(*tool, &filled, None);
        matches!(meant, Placement::Call { .. }).then_some(meant)
    }

    /// A piece that leaves out how the one before it began: "invoice Ana 50 and Bruno 60".
    fn begun_alike(&self, tool: usize, text: &str, before: &Piece<'a>) -> Option<Placement> {
        let earlier = self.placer.readable(&before.text, self.scene)?;
        let is_value = |it: &Token| {
            it.kind != Kind::Mark && (it.kind != Kind::Word || (it.capital && !it.first))
        };
        let value = earlier.tokens.iter().position(is_value);
        let longest = value.unwrap_or(earlier.tokens.len());
        let mut beginnings = (1..=longest).rev().take(BEGINNINGS);
        beginnings.find_map(|end| {
            let text = format!("{} {text}", earlier.slice(0, end));
            let placement = self.placer.place(&text, self.scene, &[tool]);
            // Nobody asks for the same twice.
            let called = matches!(placement, Placement::Call { .. });
            let alike = self.names_alike(&placement, &before.placement);
            (called && alike && placement != before.placement).then_some(placement)
        })
    }

    /// Whether whom a call names is written as it was in the one before: after "Ana" no common word is a name.
    fn names_alike(&self, placement: &Placement, before: &Placement) -> bool {
        let capital = |it: &Placement| {
            let Placement::Call { tool, filled } = it else {
                return None;
            };
            let slots = self.placer.frames.get(*tool)?.slots.iter().enumerate();
            let first = slots
                .filter(|it| it.1.required.is_some())
                .min_by_key(|it| it.1.required)?;
            let name = filled.get(&first.0)?.as_str()?;
            let letters = name.starts_with(char::is_alphabetic) && !name.contains('@');
            letters.then(|| name.starts_with(char::is_uppercase))
        };
        !(capital(before) == Some(true) && capital(placement) == Some(false))
    }

    /// A number alone, after a call that took nothing but a number: "faturas 2 e 3".
    fn another(&self, tool: usize, text: &str, before: &Piece<'a>) -> Option<Placement> {
        let Placement::Call { filled, .. } = &before.placement else {
            return None;
        };
        let number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        let old = filled
            .values()
            .next()
            .filter(|_| filled.len() == 1)?
            .as_str()?;
        if !number(text) || !number(old) {
            return None;
        }
        let again = before.text.replace(old, text);
        let placement = self.placer.place(&again, self.scene, &[tool]);
        matches!(placement, Placement::Call { .. }).then_some(placement)
    }
}

fn tool(placement: &Placement) -> Option<usize> {
    match placement {
        Placement::Call { tool, .. } => Some(*tool),
        _ => None,
    }
}
