//! Requests that share their words: so many that a number announces, or one for two who are named together.

use std::borrow::Cow;

use super::{CUTS, Piece, Search};
use crate::offline::{
    lexicon,
    place::Placement,
    token::{Kind, Role, Token},
};

impl<'a> Search<'_, 'a> {
    /// Requests that a number announces: "make two invoices: 100 for Ana and 200 for Bruno".
    pub(super) fn listed(&self) -> Option<Vec<Piece<'a>>> {
        let count = |it: &Token| it.norm.parse().ok().filter(|it| (2..=CUTS).contains(it));
        let mut tokens = self.text.tokens.iter().enumerate();
        let (at, wanted) = tokens.find_map(|(at, it)| Some((at, count(it)?)))?;
        let noun = self.counted_noun(at)?;
        let start = self.cuts.iter().find(|it| it.0 == noun + 1).map(|it| it.1);
        // "Two invoices to Ana: 100 and 200".
        let mut colons = (noun + 1..self.text.tokens.len())
            .filter(|it| self.text.get(*it).is_some_and(|it| it.norm == ":"));
        let colon = colons
            .next()
            .filter(|it| self.cuts.first().is_none_or(|cut| *it < cut.0));
        let start = start.or(colon.map(|it| it + 1))?;
        let head = self.one_of(at, noun, colon.unwrap_or(noun + 1));
        self.items(&head, start, wanted)
    }

    /// The noun that a number counts: "two new invoices".
    pub(super) fn counted_noun(&self, at: usize) -> Option<usize> {
        // "As 2 cobrança": the article alone may say the plural.
        let several = |it: &usize| {
            self.text
                .get(*it)
                .is_some_and(|it| it.stem.ends_with('+') || lexicon::is_document(&it.norm))
        };
        (at + 1..at + 3).find(several)
    }

    /// What is said before a token, of one of so many: "duas cobranças" as "cobrança".
    pub(super) fn one_of(&self, at: usize, noun: usize, end: usize) -> String {
        format!(
            "{} {} {} {}",
            self.text.slice(0, at),
            self.text.slice(at + 1, noun),
            self.text.slice(noun, noun + 1).trim_end_matches('s'),
            self.text.slice(noun + 1, end)
        )
    }

    /// So many requests with the same head, from a token on.
    pub(super) fn items(&self, head: &str, start: usize, wanted: usize) -> Option<Vec<Piece<'a>>> {
        let end = self.text.tokens.len();
        if wanted == 0 {
            return (start >= end).then(Vec::new);
        }
        // "The first for 100".
        let counts = |it: &usize| {
            let token = self.text.get(*it);
            token.is_some_and(|it| {
                it.role == Role::Filler || lexicon::counts_up(&it.norm) || lexicon::again(&it.norm)
            })
        };
        let start = start + (start..end).take_while(counts).count();
        let cuts = self.cuts.iter().copied().filter(|it| it.0 > start);
        let ends: Vec<(usize, usize)> = cuts.chain([(end, end)]).collect();
        ends.into_iter().rev().find_map(|(end, next)| {
            let text = format!("{head} {}", self.text.slice(start, end));
            let placement = self.placer.place(&text, self.scene, self.among);
            if !matches!(placement, Placement::Call { .. }) {
                return None;
            }
            let mut rest = self.items(head, next, wanted - 1)?;
            rest.insert(
                0,
                Piece {
                    text: Cow::from(text),
                    placement,
                },
            );
            Some(rest)
        })
    }

    /// One request for two who are named together, where no money moves: "move Ana and Bruno to won".
    pub(super) fn coordinated(&self) -> Option<Vec<Piece<'a>>> {
        let capital = |at: usize| {
            let token = self.text.get(at).filter(|it| it.kind == Kind::Word);
            token.is_some_and(|it| it.capital && it.role == Role::Content)
        };
        let run = |from: usize| from + (from..).take_while(|it| capital(*it)).count();
        let all = self.text.tokens.len();
        let joint = (1..all).find(|at| {
            let and = self
                .text
                .get(*at)
                .is_some_and(|it| it.role == Role::Link("e"));
            let firm = self
                .text
                .get(at + 1)
                .is_some_and(|it| lexicon::ends_firm(&it.norm));
            and && !firm && capital(at - 1)
        })?;
        let article = usize::from(
            self.text
                .get(joint + 1)
                .is_some_and(|it| it.role == Role::Filler),
        );
        let (second, end) = (joint + 1 + article, run(joint + 1 + article));
        let first = (0..joint).rev().take_while(|it| capital(*it)).last()?;
        let said = |from: usize, to: usize| {
            let both = |it: &usize| {
                self.text
                    .get(*it)
                    .is_some_and(|it| ["both", "ambos", "ambas"].contains(&it.norm.as_str()))
            };
            let words = (from..to).filter(|it| !both(it));
            words
                .map(|it| self.text.slice(it, it + 1))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let texts = [
            format!("{} {}", said(0, joint), said(end, all)),
            format!("{} {}", said(0, first), said(second, all)),
        ];
        let mut pieces = texts.into_iter().map(|text| {
            let placement = self.placer.place(&text, self.scene, self.among);
            Piece {
                text: Cow::from(text),
                placement,
            }
        });
        let (one, two) = (pieces.next()?, pieces.next()?);
        let frame = self.placer.frames.get(one.tool()?)?;
        let money = frame.moves_money();
        let acts = frame.acts();
        let alike = one.tool() == two.tool() && one.placement != two.placement;
        (end > second && alike && acts && !money).then(|| vec![one, two])
    }
}
