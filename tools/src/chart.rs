//! Bars over and under a zero line, as a picture. It takes no font of the system: the letters are built in.

mod canvas;

use domain::{
    language::Language,
    money::{Currency, Money},
};

pub(crate) use self::canvas::NotDrawn;
use self::canvas::{Align, Canvas, Colour, Face};

/// What a picture shows.
#[derive(Debug)]
pub(crate) struct Chart<'a> {
    /// What it is about.
    pub(crate) title: &'a str,
    /// What exactly counts.
    pub(crate) subtitle: &'a str,
    /// In which language amounts are written.
    pub(crate) language: Language,
    /// Of what.
    pub(crate) currency: Currency,
    /// The bars, each with its name and its height in the currency's minor unit.
    pub(crate) bars: &'a [(String, i64)],
}

const WIDTH: usize = 1_200;
const HEIGHT: usize = 640;
/// Between the border and what is drawn.
const MARGIN: usize = 40;
/// Where the highest and the lowest bar end.
const TOP: usize = 150;
const BOTTOM: usize = HEIGHT - 80;
/// The widest bar.
const WIDEST: usize = 90;

const PAPER: Colour = Colour([0xff; 3]);
const INK: Colour = Colour([0x1f, 0x29, 0x33]);
const FAINT: Colour = Colour([0x61, 0x6e, 0x7c]);
const GRID: Colour = Colour([0xe4, 0xe7, 0xeb]);
const ZERO: Colour = Colour([0x7b, 0x87, 0x94]);
const GAIN: Colour = Colour([0x0b, 0x72, 0x85]);
const LOSS: Colour = Colour([0xc9, 0x2a, 0x2a]);

impl Chart<'_> {
    /// The picture as PNG.
    pub(crate) fn png(&self) -> Result<Vec<u8>, NotDrawn> {
        let scale = Scale::of(self.bars.iter().map(|it| it.1), self.currency);
        let mut canvas = Canvas::new(WIDTH, HEIGHT);
        canvas.text((MARGIN, 36), self.title, (Face::Title, INK, Align::Left));
        canvas.text(
            (MARGIN, 84),
            self.subtitle,
            (Face::Label, FAINT, Align::Left),
        );
        let ticks: Vec<(i64, String)> = scale.ticks().map(|it| (it, self.shown(it))).collect();
        let names = ticks.iter().map(|it| Face::Label.width(&it.1));
        let left = MARGIN + names.max().unwrap_or(0) + 16;
        for (tick, name) in &ticks {
            let y = scale.y(*tick);
            canvas.fill((left, y), (WIDTH - MARGIN - left, 1), GRID);
            let at = (left - 16, y.saturating_sub(Face::Label.height() / 2));
            canvas.text(at, name, (Face::Label, FAINT, Align::Right));
        }
        let slot = (WIDTH - MARGIN - left) / self.bars.len().max(1);
        for (index, (name, minor)) in self.bars.iter().enumerate() {
            let middle = left + index * slot + slot / 2;
            self.bar(&mut canvas, &scale, (middle, slot), *minor);
            let at = (middle, BOTTOM + 28);
            canvas.text(at, name, (Face::Label, INK, Align::Middle));
        }
        canvas.fill((left, scale.y(0)), (WIDTH - MARGIN - left, 2), ZERO);
        canvas.png()
    }

    fn bar(&self, canvas: &mut Canvas, scale: &Scale, (middle, slot): (usize, usize), minor: i64) {
        let width = (slot * 6 / 10).clamp(1, WIDEST);
        let (zero, end) = (scale.y(0), scale.y(minor));
        let (colour, above) = match minor < 0 {
            true => (LOSS, end + 6),
            false => (GAIN, end.saturating_sub(Face::Label.height() + 4)),
        };
        let height = zero.abs_diff(end);
        canvas.fill((middle - width / 2, zero.min(end)), (width, height), colour);
        let name = self.shown(minor);
        let wide = Face::Label.width(&name);
        if name != "0" && wide <= slot {
            // No line goes through it.
            let size = (wide, Face::Label.height());
            canvas.fill((middle - wide / 2, above), size, PAPER);
            canvas.text((middle, above), &name, (Face::Label, INK, Align::Middle));
        }
    }

    /// An amount in whole units, or in tenths of a million: the picture shows proportions, the table the
    /// cents.
    fn shown(&self, minor: i64) -> String {
        let cents = 10_i64.pow(self.currency.digits());
        let whole = rounded(minor, cents);
        let (thousands, point) = match self.language {
            Language::PtBr => ('.', ','),
            Language::En => (',', '.'),
        };
        let sign = if whole < 0 { "-" } else { "" };
        match whole.unsigned_abs() {
            small @ ..1_000_000 => format!("{sign}{}", grouped(small, thousands)),
            large => {
                let tenths = (large + 50_000) / 100_000;
                let whole = grouped(tenths / 10, thousands);
                match tenths % 10 {
                    0 => format!("{sign}{whole}M"),
                    tenth => format!("{sign}{whole}{point}{tenth}M"),
                }
            }
        }
    }
}

/// The whole units of an amount, halves away from zero.
fn rounded(minor: i64, cents: i64) -> i64 {
    let half = cents / 2 * minor.signum();
    minor.saturating_add(half) / cents
}

fn grouped(number: u64, mark: char) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// The amounts at the ends of the axis, and what lies between two lines.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Scale {
    low: i64,
    high: i64,
    step: i64,
}

/// How many lines there are at most, besides those at the ends.
const LINES: i64 = 6;

impl Scale {
    /// An axis of round amounts that holds all of these and zero.
    fn of(amounts: impl Iterator<Item = i64> + Clone, currency: Currency) -> Self {
        let low = amounts.clone().min().unwrap_or(0).min(0);
        let high = amounts.max().unwrap_or(0).max(0);
        let mut step = 10_i64.pow(currency.digits());
        let mut factors = [2, 5, 10].into_iter().cycle();
        let mut decade = step;
        while high.saturating_sub(low) / step > LINES {
            let factor = factors.next().unwrap_or(10);
            let Some(next) = decade.checked_mul(factor) else {
                break;
            };
            step = next;
            if factor == 10 {
                decade = next;
            }
        }
        let whole = |it: i64| it.saturating_add(it.signum() * (step - 1)) / step * step;
        Self {
            low: whole(low),
            high: whole(high).max(step),
            step,
        }
    }

    fn ticks(self) -> impl Iterator<Item = i64> {
        let mut next = Some(self.low);
        std::iter::from_fn(move || {
            let tick = next?;
            next = tick.checked_add(self.step).filter(|it| *it <= self.high);
            Some(tick)
        })
    }

    /// How far down an amount lies.
    fn y(self, minor: i64) -> usize {
        let room = i128::try_from(BOTTOM - TOP).unwrap_or(0);
        let span = i128::from(self.high) - i128::from(self.low);
        let down = (i128::from(self.high) - i128::from(minor)) * room / span.max(1);
        TOP + usize::try_from(down).unwrap_or(0)
    }
}

/// How many bars a line of text may have.
pub(crate) const LINE: usize = 20;

/// A bar of text for an amount beside the largest of its list. What is below zero looks otherwise.
pub(crate) fn line(amount: Money, largest: u64) -> String {
    let room = u128::try_from(LINE * 2).unwrap_or(0);
    let halves = u128::from(amount.minor.unsigned_abs()) * room / u128::from(largest.max(1));
    let halves = usize::try_from(halves).unwrap_or(usize::MAX).min(LINE * 2);
    match amount.minor.signum() {
        0 => String::new(),
        // What is there at all is seen.
        1 => match halves {
            0 => "▏".to_owned(),
            halves => format!("{}{}", "█".repeat(halves / 2), "▌".repeat(halves % 2)),
        },
        _ => format!("-{}", "░".repeat(halves.div_ceil(2).max(1))),
    }
}

#[cfg(test)]
mod tests;
