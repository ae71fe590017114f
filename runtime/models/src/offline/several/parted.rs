//! A sum in parts, each with its day: "2x of 300, one on the 5th and the other on the 20th" is two requests.

use std::{borrow::Cow, ops::Range};

use super::{CUTS, Piece, Search};
use crate::offline::{
    context::Anchor,
    frame::Kind as Fill,
    lexicon,
    token::{Role, Token},
    values::{amount, date},
};

impl<'a> Search<'_, 'a> {
    /// A request for each part of a sum, where each has a day of its own.
    pub(super) fn parted(&self) -> Option<Vec<Piece<'a>>> {
        let all = self.text.tokens.len();
        let sum = (0..all).find_map(|at| Some((at, amount::parts(self.text, at, self.scene)?)));
        let (count, at, sum) = match sum {
            Some((at, parts)) => (usize::from(parts.count), at, parts.start..parts.each.end),
            // "Two invoices of 300, one due on the 5th and the other on the 20th".
            None => self.counted()?,
        };
        let days = self.days(sum.end);
        if days.len() != count || !(2..=CUTS).contains(&count) {
            return None;
        }
        let (first, last) = (days.first()?.0, days.last()?.1);
        let begins = self.lead(sum.end, first);
        // What stands between the days says nothing but which of them it is.
        let mut ends = days.iter().map(|it| it.1);
        let mut gaps = days.iter().skip(1).map(|it| it.0);
        if !gaps.all(|it| ends.next().is_some_and(|end| self.lead(end, it) == end)) {
            return None;
        }
        let head = self.of_one(0..at, count);
        let each = (sum.end..begins)
            .take_while(|it| {
                self.text
                    .get(*it)
                    .is_some_and(|it| lexicon::is_each(&it.norm))
            })
            .count();
        let middle = self.of_one(sum.end + each..begins, count);
        let sum = self.text.slice(sum.start, sum.end);
        let tail = self.of_one(last..all, count);
        let leads: Vec<String> = days
            .iter()
            .scan(begins, |from, day| {
                let said = self.announced(*from, day.0);
                *from = day.1;
                Some(said)
            })
            .collect();
        let mut leads = leads.iter();
        let mut lead = leads.next()?;
        let pieces = days.iter().map(|(start, end)| {
            let text = format!(
                "{head} {sum} {middle}, {lead} {} {tail}",
                self.text.slice(*start, *end)
            );
            // "One on the 5th, the other the 20th": it is announced once.
            lead = leads.next().filter(|it| !it.is_empty()).unwrap_or(lead);
            Piece {
                placement: self.placer.place(&text, self.scene, self.among),
                text: Cow::from(text),
            }
        });
        let pieces: Vec<Piece<'_>> = pieces.collect();
        let tool = pieces.first()?.tool()?;
        let money = self.placer.frames.get(tool)?.moves_money();
        let alike = pieces.iter().all(|it| it.tool() == Some(tool));
        let differ = pieces.windows(2).all(|it| match it {
            [one, two] => one.placement != two.placement,
            _ => true,
        });
        (money && alike && differ).then_some(pieces)
    }

    /// So many documents of the same sum: how many, and where the only sum stands.
    fn counted(&self) -> Option<(usize, usize, Range<usize>)> {
        let all = self.text.tokens.len();
        let count = |at: usize| self.text.get(at)?.norm.parse().ok();
        let (count, noun) = (0..all).find_map(|at| Some((count(at)?, self.counted_noun(at)?)))?;
        let mut sums = (noun + 1..all).filter_map(|at| {
            let day = date::read(self.text, at, self.scene).is_some();
            let sum = amount::read(self.text, at, self.scene).filter(|_| !day)?;
            Some((at, sum.end))
        });
        let (start, end) = sums.next()?;
        Some((count, start, start..end))
    }

    /// The days after a token, as tokens from and to.
    fn days(&self, mut from: usize) -> Vec<(usize, usize)> {
        let mut days = Vec::new();
        while from < self.text.tokens.len() {
            match date::read(self.text, from, self.scene) {
                Some(day) => {
                    // "A segunda 4 de janeiro": the second one, and no Monday.
                    let second = self
                        .text
                        .get(from)
                        .is_some_and(|it| lexicon::counts_up(&it.norm));
                    let later = date::read(self.text, from + 1, self.scene);
                    let apart = second && later.is_some_and(|it| it.end == day.end);
                    days.push((from + usize::from(apart), day.end));
                    from = day.end;
                }
                None => from += 1,
            }
        }
        days
    }

    /// Where the words begin, not before a token, that only lead to a day: "and the other due on".
    fn lead(&self, from: usize, day: usize) -> usize {
        let passes = |it: &usize| {
            self.text.get(*it).is_some_and(|it| match it.role {
                Role::Pause | Role::Filler | Role::Link(_) => true,
                Role::Content => {
                    let day = ["day", "dia"].contains(&it.norm.as_str());
                    day || lexicon::counts_up(&it.norm) || self.announces(it)
                }
                Role::Negation => false,
            })
        };
        day - (from..day).rev().take_while(passes).count()
    }

    /// Whether a word announces a day to some tool: "due", "vence".
    fn announces(&self, token: &Token) -> bool {
        let word = Anchor::Word(token.sense().to_owned());
        let mut cues = self.placer.frames.iter().flat_map(|it| &it.cues);
        cues.any(|it| matches!(it.kind, Fill::Date | Fill::Moment) && it.left.anchor == word)
    }

    /// What announces a day: "pra" of "e a outra pra 30/12".
    fn announced(&self, from: usize, day: usize) -> String {
        let counts = |it: &usize| {
            self.text.get(*it).is_some_and(|it| {
                // "P/ 05/12": the mark of a short form parts nothing.
                let mark = it.role == Role::Pause && it.norm != "/";
                let pause = mark || lexicon::joins(&it.norm);
                pause || lexicon::counts_up(&it.norm)
            })
        };
        let last = (from..day).rfind(counts);
        self.text
            .slice(last.map_or(from, |it| it + 1), day)
            .to_owned()
    }

    /// What some tokens say, of one of so many: "faz as duas faturas" as "faz fatura".
    fn of_one(&self, range: Range<usize>, count: usize) -> String {
        let document = |at: usize| {
            self.text
                .get(at)
                .is_some_and(|it| lexicon::is_document(&it.norm))
        };
        let counts = |at: usize| {
            self.text
                .get(at)
                .is_some_and(|it| it.norm.parse() == Ok(count))
        };
        let article = |at: usize| self.text.get(at).is_some_and(|it| it.role == Role::Filler);
        let mut said = String::new();
        let mut from = self.text.get(range.start).map_or(0, |it| it.start);
        for at in range {
            let Some(token) = self.text.get(at) else {
                break;
            };
            let counted = counts(at) && (document(at + 1) || document(at + 2));
            let leads = article(at) && counts(at + 1) && (document(at + 2) || document(at + 3));
            let several = article(at) && document(at + 1) && self.is_plural(at + 1);
            let raw = self.text.raw;
            said.push_str(raw.get(from..token.start).unwrap_or_default());
            let word = raw.get(token.start..token.end).unwrap_or_default();
            match counted || leads || several {
                true => {}
                false if document(at) => said.push_str(word.trim_end_matches('s')),
                false => said.push_str(word),
            }
            from = token.end;
        }
        said
    }

    fn is_plural(&self, at: usize) -> bool {
        self.text.get(at).is_some_and(|it| it.stem.ends_with('+'))
    }
}
