//! Two kinds of money: amounts of the business, and what running costs.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::language::Language;

/// A currency, by its ISO 4217 code.
#[derive(
    Clone, Copy, Debug, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Deserialize, Serialize,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Brazilian real.
    Brl,
    /// United States dollar.
    Usd,
    /// Euro.
    Eur,
    /// Pound sterling.
    Gbp,
    /// Argentine peso.
    Ars,
    /// Chilean peso.
    Clp,
    /// Colombian peso.
    Cop,
    /// Mexican peso.
    Mxn,
    /// Peruvian sol.
    Pen,
    /// Uruguayan peso.
    Uyu,
    /// Canadian dollar.
    Cad,
    /// Japanese yen.
    Jpy,
}

impl Currency {
    /// All that we know.
    pub const ALL: [Self; 12] = [
        Self::Brl,
        Self::Usd,
        Self::Eur,
        Self::Gbp,
        Self::Ars,
        Self::Clp,
        Self::Cop,
        Self::Mxn,
        Self::Pen,
        Self::Uyu,
        Self::Cad,
        Self::Jpy,
    ];

    /// The ISO 4217 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Brl => "BRL",
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Gbp => "GBP",
            Self::Ars => "ARS",
            Self::Clp => "CLP",
            Self::Cop => "COP",
            Self::Mxn => "MXN",
            Self::Pen => "PEN",
            Self::Uyu => "UYU",
            Self::Cad => "CAD",
            Self::Jpy => "JPY",
        }
    }

    /// The currency of a code, in either case.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|it| it.code().eq_ignore_ascii_case(code))
    }

    /// How many digits the minor unit has (ISO 4217).
    pub const fn digits(self) -> u32 {
        match self {
            Self::Clp | Self::Jpy => 0,
            Self::Brl
            | Self::Usd
            | Self::Eur
            | Self::Gbp
            | Self::Ars
            | Self::Cop
            | Self::Mxn
            | Self::Pen
            | Self::Uyu
            | Self::Cad => 2,
        }
    }

    /// What people write before an amount.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Brl => "R$",
            Self::Usd => "US$",
            Self::Eur => "€",
            Self::Gbp => "£",
            Self::Ars => "AR$",
            Self::Clp => "CLP$",
            Self::Cop => "COL$",
            Self::Mxn => "MX$",
            Self::Pen => "S/",
            Self::Uyu => "$U",
            Self::Cad => "CA$",
            Self::Jpy => "¥",
        }
    }
}

/// An amount of the business, in the currency's minor unit (cents); negative when it is owed.
#[derive(Clone, Copy, Debug, Eq, Hash, JsonSchema, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Cents.
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

impl Money {
    /// The amount as people read it: `R$ 1.250,90` in Portuguese, `R$1,250.90` in English.
    pub fn display(self, language: Language) -> String {
        let (thousands, point, gap) = match language {
            Language::PtBr => ('.', ',', "\u{a0}"),
            Language::En => (',', '.', ""),
        };
        let mut text = String::new();
        if self.minor < 0 {
            text.push('-');
        }
        text.push_str(self.currency.symbol());
        text.push_str(gap);
        let scale = 10_u64.pow(self.currency.digits());
        let (whole, rest) = (
            self.minor.unsigned_abs() / scale,
            self.minor.unsigned_abs() % scale,
        );
        group(&mut text, whole, thousands);
        if self.currency.digits() > 0 {
            // Writing to a string cannot fail.
            let _ = write!(text, "{point}{rest:02}");
        }
        text
    }
}

fn group(text: &mut String, whole: u64, separator: char) {
    let digits = whole.to_string();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
}

/// What a model or tool call costs to run, in millionths of the company's currency. One small model
/// call is about 100; cents would round it to nothing.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    Hash,
    JsonSchema,
    Ord,
    PartialEq,
    PartialOrd,
    Deserialize,
    Serialize,
)]
#[serde(transparent)]
pub struct Micros(pub i64);

impl std::ops::Add for Micros {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum for Micros {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), |sum, it| sum + it)
    }
}

/// A running cost with its currency, as the API shows it.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Deserialize, Serialize)]
pub struct Cost {
    /// Millionths.
    pub micros: Micros,
    /// Of which currency.
    pub currency: Currency,
}

impl Cost {
    /// The cost as people read it, to its last millionth: cents, and what is less than a cent.
    pub fn display(self, language: Language) -> String {
        let digits = self.currency.digits();
        let cent = 10_i64.pow(6_u32.saturating_sub(digits));
        let (minor, rest) = (self.micros.0 / cent, self.micros.0 % cent);
        let currency = self.currency;
        let mut text = Money { minor, currency }.display(language);
        if rest == 0 {
            return text;
        }
        if self.micros.0 < 0 && minor == 0 {
            text.insert(0, '-');
        }
        if digits == 0 {
            text.push(match language {
                Language::PtBr => ',',
                Language::En => '.',
            });
        }
        let width = usize::try_from(6_u32.saturating_sub(digits)).unwrap_or(0);
        let rest = format!("{:0width$}", rest.unsigned_abs());
        text.push_str(rest.trim_end_matches('0'));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_is_shown_to_its_last_millionth() {
        let show = |micros, currency| {
            let micros = Micros(micros);
            Cost { micros, currency }.display(Language::En)
        };
        assert_eq!(show(12_340_000, Currency::Brl), "R$12.34");
        assert_eq!(show(1_234, Currency::Brl), "R$0.001234");
        assert_eq!(show(1_500_100, Currency::Brl), "R$1.5001");
        assert_eq!(show(-100, Currency::Brl), "-R$0.0001");
        assert_eq!(show(-1_000_100, Currency::Brl), "-R$1.0001");
        assert_eq!(show(0, Currency::Brl), "R$0.00");
    }

    #[test]
    fn amounts_read_as_people_write_them() {
        let brl = |minor| Money {
            minor,
            currency: Currency::Brl,
        };
        assert_eq!(brl(125_090).display(Language::PtBr), "R$\u{a0}1.250,90");
        assert_eq!(brl(125_090).display(Language::En), "R$1,250.90");
        assert_eq!(brl(-5).display(Language::PtBr), "-R$\u{a0}0,05");
        assert_eq!(
            brl(i64::MIN).display(Language::En),
            "-R$92,233,720,368,547,758.08"
        );
        let yen = Money {
            minor: 1_500,
            currency: Currency::Jpy,
        };
        assert_eq!(yen.display(Language::En), "¥1,500");
    }
}
