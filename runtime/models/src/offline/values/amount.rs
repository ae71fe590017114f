//! Amounts: `R$ 1.250,90`, `120 reais`, `$30`, `2 mil`, `50`.

use domain::{
    language::Language,
    money::{Currency, Money},
};

use super::Found;
use crate::offline::{
    scene::Scene,
    token::{Kind, Role, Tells, Text},
};

/// Reads an amount.
pub(crate) fn read(text: &Text<'_>, at: usize, scene: Scene) -> Option<Found> {
    times(text, at, scene).or_else(|| once(text, at, scene))
}

/// Several times an amount: `2x de 300`, `3 parcelas de R$ 50`.
fn times(text: &Text<'_>, at: usize, scene: Scene) -> Option<Found> {
    let parts = parts(text, at, scene)?;
    let money: Money = serde_json::from_value(parts.each.value).ok()?;
    let minor = money.minor.checked_mul(i64::from(parts.count))?;
    Some(Found {
        end: parts.each.end,
        value: serde_json::to_value(Money { minor, ..money }).ok()?,
        evident: true,
    })
}

/// An amount that is said several times over: `2x de 300`.
#[derive(Debug)]
pub(crate) struct Parts {
    /// How often.
    pub(crate) count: u8,
    /// Where the amount of one begins.
    pub(crate) start: usize,
    /// The amount of one.
    pub(crate) each: Found,
}

/// Reads an amount that is said several times over.
pub(crate) fn parts(text: &Text<'_>, at: usize, scene: Scene) -> Option<Parts> {
    let norm = |index: usize| text.get(index).map_or("", |it| it.norm.as_str());
    let count = text.get(at).filter(|it| it.kind == Kind::Number)?;
    let count = count.norm.parse().ok().filter(|it| (1..=99).contains(it))?;
    let words = [
        "x",
        "vezes",
        "parcelas",
        "times",
        "installments",
        "instalments",
        "payments",
    ];
    if !words.contains(&norm(at + 1)) {
        return None;
    }
    let start = at + 2 + usize::from(["de", "of"].contains(&norm(at + 2)));
    let each = once(text, start, scene)?;
    Some(Parts { count, start, each })
}

fn once(text: &Text<'_>, at: usize, scene: Scene) -> Option<Found> {
    if let Some(found) = grand(text, at, scene) {
        return Some(found);
    }
    let sign = sign(text, at, scene);
    let number_at = sign.map_or(at, |(next, _)| next);
    let number = text.get(number_at).filter(|it| it.kind == Kind::Number)?;
    let (mut end, thousands) = match text.get(number_at + 1) {
        Some(word) if THOUSANDS.contains(&word.norm.as_str()) => (number_at + 2, 3),
        Some(word) if word.norm == "hundred" => (number_at + 2, 2),
        Some(_) | None => (number_at + 1, 0),
    };
    let named = match sign {
        Some(_) => None,
        None => name(text, end, scene),
    };
    if let Some((next, _)) = named {
        end = next;
    }
    let stated = sign.or(named).map(|(_, currency)| currency);
    let currency = stated.or(scene.currency)?;
    let money = stated.is_some() || thousands > 0 || number.norm.contains([',', '.']);
    match number.tells {
        Tells::Number => return None,
        Tells::Which | Tells::HowMany if !money => return None,
        Tells::Which | Tells::HowMany | Tells::Anything => {}
    }
    let mut minor = minor(&number.norm, thousands, currency, text.language)?;
    if let Some((next, cents)) = cents(text, end).filter(|_| named.is_some()) {
        (end, minor) = (next, minor.checked_add(cents)?);
    }
    let exact = text
        .get(end)
        .is_some_and(|it| EXACT.contains(&it.norm.as_str()));
    let alone = text.get(end + 1).is_none_or(|it| it.role == Role::Pause);
    end += usize::from(exact && (stated.is_some() || alone));
    Some(Found {
        end,
        value: serde_json::to_value(Money { minor, currency }).ok()?,
        evident: stated.is_some(),
    })
}

/// What makes an amount a thousand times as much.
const THOUSANDS: [&str; 5] = ["mil", "k", "thousand", "grand", "g"];

/// What only says that an amount is exact.
const EXACT: [&str; 16] = [
    "even",
    "flat",
    "exactly",
    "exact",
    "certinho",
    "certinhos",
    "certo",
    "certos",
    "cravado",
    "cravados",
    "redondo",
    "redondos",
    "exato",
    "exatos",
    "cheio",
    "cheios",
];

/// A thousand, or half of it, without a number: `a grand`, `half a grand`.
fn grand(text: &Text<'_>, at: usize, scene: Scene) -> Option<Found> {
    let norm = |index: usize| text.get(index).map_or("", |it| it.norm.as_str());
    let (end, units) = match (norm(at), norm(at + 1), norm(at + 2)) {
        ("half", "a", "grand") => (at + 3, 500),
        ("a", "grand", "and") if norm(at + 3) == "a" && norm(at + 4) == "half" => (at + 5, 1_500),
        ("a" | "one", "grand", _) => (at + 2, 1_000),
        _ => return None,
    };
    let (end, currency) = match name(text, end, scene) {
        Some((next, currency)) => (next, currency),
        None => (end, scene.currency?),
    };
    let minor = 10_i64.checked_pow(currency.digits())?.checked_mul(units)?;
    Some(Found {
        end,
        value: serde_json::to_value(Money { minor, currency }).ok()?,
        evident: true,
    })
}

/// The cents that are said apart: "oitenta reais e cinquenta centavos".
fn cents(text: &Text<'_>, at: usize) -> Option<(usize, i64)> {
    let norm = |index: usize| text.get(index).map_or("", |it| it.norm.as_str());
    let cents = norm(at + 1)
        .parse()
        .ok()
        .filter(|it| (1..100).contains(it))?;
    let said = ["e", "and", "com"].contains(&norm(at));
    let named = ["centavo", "centavos", "cent", "cents"].contains(&norm(at + 2));
    (said && named).then_some((at + 3, cents))
}

/// A currency's sign or code before an amount, and where the amount begins.
fn sign(text: &Text<'_>, at: usize, scene: Scene) -> Option<(usize, Currency)> {
    let token = text.get(at)?;
    let currency = match token.kind {
        Kind::Word => Currency::from_code(&token.norm),
        Kind::Sign if token.norm == "$" => dollar(scene),
        Kind::Sign if token.norm == "c$" => Some(Currency::Cad),
        Kind::Sign => {
            let mut all = Currency::ALL.into_iter();
            all.find(|it| it.symbol().eq_ignore_ascii_case(&token.norm))
        }
        Kind::Number | Kind::Email | Kind::Mark => None,
    };
    Some((at + 1, currency?))
}

/// A currency's name or code after an amount, and where it ends.
fn name(text: &Text<'_>, at: usize, scene: Scene) -> Option<(usize, Currency)> {
    let token = text.get(at)?;
    if token.kind == Kind::Sign {
        return sign(text, at, scene);
    }
    if let Some(currency) = of_a_country(text, at) {
        return Some((at + 2, currency));
    }
    if text
        .get(at + 1)
        .is_some_and(|it| FOREIGN.contains(&it.norm.as_str()))
    {
        return None;
    }
    let peso = |it: &Currency| {
        [
            Currency::Ars,
            Currency::Clp,
            Currency::Cop,
            Currency::Mxn,
            Currency::Uyu,
        ]
        .contains(it)
    };
    let currency = match token.norm.as_str() {
        "real" | "reais" | "conto" | "contos" | "pila" | "pilas" | "mangos" | "pratas" => {
            Some(Currency::Brl)
        }
        "dolar" | "dolares" | "dollar" | "dollars" | "buck" | "bucks" => Some(Currency::Usd),
        "euro" | "euros" => Some(Currency::Eur),
        "libra" | "libras" | "pound" | "pounds" | "quid" => Some(Currency::Gbp),
        "iene" | "ienes" | "yen" => Some(Currency::Jpy),
        "soles" => Some(Currency::Pen),
        "peso" | "pesos" => scene.currency.filter(peso),
        word => Currency::from_code(word),
    };
    Some((at + 1, currency?))
}

/// What several countries call their money.
const UNITS: [&str; 10] = [
    "dollar", "dollars", "dolar", "dolares", "peso", "pesos", "libra", "libras", "pound", "pounds",
];

/// Countries whose money none of the tools takes.
const FOREIGN: [&str; 9] = [
    "australian",
    "australiano",
    "australianos",
    "singapore",
    "hong",
    "zealand",
    "cuban",
    "cubanos",
    "egyptian",
];

/// A currency that is named with its country: `Canadian dollars`, `dólares canadenses`.
fn of_a_country(text: &Text<'_>, at: usize) -> Option<Currency> {
    let norm = |index: usize| text.get(index).map_or("", |it| it.norm.as_str());
    let (unit, country) = match UNITS.contains(&norm(at)) {
        true => (norm(at), norm(at + 1)),
        false => (norm(at + 1), norm(at)),
    };
    if !UNITS.contains(&unit) {
        return None;
    }
    let dollar = unit.starts_with("dol");
    let peso = unit.starts_with("peso");
    Some(match country {
        "canadian" | "canadense" | "canadenses" if dollar => Currency::Cad,
        "us" | "american" | "americano" | "americanos" if dollar => Currency::Usd,
        "mexican" | "mexicano" | "mexicanos" if peso => Currency::Mxn,
        "argentine" | "argentinian" | "argentino" | "argentinos" if peso => Currency::Ars,
        "chilean" | "chileno" | "chilenos" if peso => Currency::Clp,
        "colombian" | "colombiano" | "colombianos" if peso => Currency::Cop,
        "uruguayan" | "uruguaio" | "uruguaios" if peso => Currency::Uyu,
        "british" | "esterlina" | "esterlinas" | "sterling" if !dollar && !peso => Currency::Gbp,
        _ => return None,
    })
}

/// What a bare `$` means: the company's own currency where people there write it so.
fn dollar(scene: Scene) -> Option<Currency> {
    match scene.currency {
        None => Some(Currency::Usd),
        // Only in Portuguese is a bare `$` a real.
        Some(Currency::Brl) if scene.language == Language::En => Some(Currency::Usd),
        Some(own) if own.symbol().contains('$') => Some(own),
        Some(_) => Some(Currency::Usd),
    }
}

/// Digits as minor units. `None` for what may mean two things: `1.250` in English, `1,250` in
/// Portuguese.
fn minor(digits: &str, thousands: u32, currency: Currency, language: Language) -> Option<i64> {
    let (whole, cents) = match digits.rsplit_once(['.', ',']) {
        Some((whole, cents)) if (1..=2).contains(&cents.len()) => (whole, cents),
        Some(_) | None => (digits, ""),
    };
    let point = digits.chars().nth(whole.len());
    let grouping = match (point, language) {
        (Some('.'), _) | (None, Language::En) => ',',
        (Some(_), _) | (None, Language::PtBr) => '.',
    };
    let groups: Vec<&str> = whole.split(grouping).collect();
    let grouped = match groups.as_slice() {
        [_] => true,
        [first, rest @ ..] => (1..=3).contains(&first.len()) && rest.iter().all(|it| it.len() == 3),
        [] => false,
    };
    let plain = format!("{}{cents}", groups.concat());
    let shift = currency.digits() + thousands;
    let rest = shift.checked_sub(u32::try_from(cents.len()).ok()?)?;
    if !grouped || !plain.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let minor: i64 = plain.parse().ok()?;
    minor.checked_mul(10_i64.checked_pow(rest)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(language: Language, written: &str) -> Option<(i64, Currency)> {
        let text = Text::read(written, language);
        let scene = Scene {
            language,
            today: None,
            currency: Some(Currency::Brl),
        };
        let found = read(&text, 0, scene)?;
        assert_eq!(found.end, text.tokens.len(), "{written}");
        let money: Money = serde_json::from_value(found.value).unwrap();
        Some((money.minor, money.currency))
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        use Currency::{Brl, Eur, Usd};
        use Language::{En, PtBr};
        for (language, written, minor, currency) in [
            (PtBr, "50", 5_000, Brl),
            (PtBr, "R$ 120", 12_000, Brl),
            (PtBr, "R$120,5", 12_050, Brl),
            (PtBr, "120 reais", 12_000, Brl),
            (PtBr, "120reais", 12_000, Brl),
            (PtBr, "1.250,90", 125_090, Brl),
            (PtBr, "1,250.90", 125_090, Brl),
            (PtBr, "1.250", 125_000, Brl),
            (PtBr, "12.50", 1_250, Brl),
            (PtBr, "2 mil reais", 200_000, Brl),
            (PtBr, "1,5 mil", 150_000, Brl),
            (PtBr, "$ 30", 3_000, Brl),
            (PtBr, "30 dólares", 3_000, Usd),
            (PtBr, "2x de 300", 60_000, Brl),
            (PtBr, "3 parcelas de R$ 50,10", 15_030, Brl),
            (PtBr, "1,2k", 120_000, Brl),
            (PtBr, "€ 20", 2_000, Eur),
            (PtBr, "20 EUR", 2_000, Eur),
            (En, "$30", 3_000, Usd),
            (En, "US$ 30", 3_000, Usd),
            (En, "1,250", 125_000, Brl),
            (En, "$1,250,000.99", 125_000_099, Usd),
            (En, "2k", 200_000, Brl),
            (En, "half a grand", 50_000, Brl),
            (En, "3 grand", 300_000, Brl),
            (En, "6 hundred", 60_000, Brl),
            (En, "375 even", 37_500, Brl),
            (En, "80 dollars even", 8_000, Usd),
            (En, "80 quid", 8_000, Currency::Gbp),
            (En, "200 Canadian dollars", 20_000, Currency::Cad),
            (PtBr, "200 dólares canadenses", 20_000, Currency::Cad),
        ] {
            assert_eq!(
                amount(language, written),
                Some((minor, currency)),
                "{written}"
            );
        }
    }

    #[test]
    fn what_may_mean_two_things_is_no_amount() {
        use Language::{En, PtBr};
        for (language, written) in [
            (En, "1.250"),
            (PtBr, "1,250"),
            (PtBr, "12.34.56"),
            (PtBr, "12/12"),
            (PtBr, "2026-12-01"),
            (PtBr, "99999999999999999999"),
            (PtBr, "50 ienes e meio"),
        ] {
            let text = Text::read(written, language);
            let scene = Scene {
                language,
                today: None,
                currency: Some(Currency::Brl),
            };
            let found = read(&text, 0, scene);
            let whole = found.is_some_and(|it| it.end == text.tokens.len());
            assert!(!whole, "{written}");
        }
    }
}
