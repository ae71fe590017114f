//! Numbers in words, as the digits that they stand for: `mil e duzentos`, `a hundred and fifty`.

use super::token::{Kind, Token};

/// A word of a number.
#[derive(Clone, Copy)]
enum Part {
    /// So many: `sete`, `twenty`, `trezentos`.
    Some(u64),
    /// So many times what came before it: `hundred`, `mil`.
    Times(u64),
}

/// Puts one number in the place of the words that say it. Articles alone say none ("um", "one"), nor do
/// words that are a name ("Sete Quedas").
pub(super) fn join(raw: &str, tokens: &mut Vec<Token>) {
    let mut at = 0;
    while at < tokens.len() {
        if let Some((end, value)) = read(raw, tokens, at)
            && let Some(last) = tokens.get(end - 1).map(|it| it.end)
            && let Some(first) = tokens.get_mut(at)
        {
            first.end = last;
            first.kind = Kind::Number;
            first.norm = value.to_string();
            first.stem.clone_from(&first.norm);
            tokens.drain(at + 1..end);
        }
        at += 1;
    }
}

/// The number that begins at a token, and the token after it.
fn read(raw: &str, tokens: &[Token], at: usize) -> Option<(usize, u64)> {
    let after_digits = at
        .checked_sub(1)
        .and_then(|it| tokens.get(it))
        .is_some_and(|it| it.kind == Kind::Number);
    let norm = |index: usize| tokens.get(index).map_or("", |it| it.norm.as_str());
    // "10/dez", "10 de dez".
    let month = at > 1 && norm(at) == "dez" && ["/", "de"].contains(&norm(at - 1));
    if after_digits || month || is_name(raw, tokens, at) {
        return None;
    }
    let article = ["a", "one", "um"].contains(&norm(at));
    let (mut end, mut whole, mut part) = (at + usize::from(article), 0_u64, 0_u64);
    let begun = end;
    loop {
        let joined = usize::from(end > begun && ["e", "and"].contains(&norm(end)));
        let words = parts(norm(end + joined));
        let fits = match words.as_slice() {
            [] => false,
            [Part::Some(many), ..] => !(article && end == begun) && leaves_room(part, *many),
            [Part::Times(_), ..] => joined == 0 || end == begun,
        };
        if !fits {
            break;
        }
        for word in words {
            match word {
                Part::Some(many) => part += many,
                Part::Times(100) => part = part.max(1) * 100,
                Part::Times(times) => {
                    whole += part.max(1) * times;
                    part = 0;
                }
            }
        }
        end += joined + 1;
    }
    (end > begun).then_some((end, whole + part))
}

/// Whether a smaller number may follow: "cento e cinquenta", and not "dois, três".
fn leaves_room(before: u64, many: u64) -> bool {
    match (before, many) {
        (0, _) => true,
        (_, 1..=9) => before.is_multiple_of(10) && before % 100 != 10,
        (_, 10..=99) => before.is_multiple_of(100),
        (_, _) => false,
    }
}

fn is_name(raw: &str, tokens: &[Token], at: usize) -> bool {
    let capital = |index: usize| {
        let token = tokens.get(index).filter(|it| it.kind == Kind::Word);
        let written = token.and_then(|it| raw.get(it.start..it.end));
        let first = written.and_then(|it| it.chars().next());
        first.is_some_and(char::is_uppercase)
    };
    capital(at) && (at > 0 || capital(at + 1))
}

/// What a folded word says; "twentyfive" says two parts.
fn parts(word: &str) -> Vec<Part> {
    if let Some(part) = part(word) {
        return vec![part];
    }
    let tens = WORDS.iter().filter(|it| it.0 >= 20 && it.0 < 100);
    let mut split = tens.filter_map(|(tens, names)| {
        let rest = names.split(' ').find_map(|it| word.strip_prefix(it))?;
        match part(rest)? {
            Part::Some(ones @ 1..=9) => Some(vec![Part::Some(*tens), Part::Some(ones)]),
            Part::Some(_) | Part::Times(_) => None,
        }
    });
    split.next().unwrap_or_default()
}

fn part(word: &str) -> Option<Part> {
    match word {
        "hundred" => return Some(Part::Times(100)),
        "mil" | "thousand" => return Some(Part::Times(1_000)),
        _ => {}
    }
    whole(word).map(Part::Some)
}

/// The number from two to nine hundred that a folded word says.
pub(super) fn whole(word: &str) -> Option<u64> {
    let mut all = WORDS.iter();
    let found = all.find(|it| it.1.split(' ').any(|it| it == word));
    found.map(|it| it.0)
}

const WORDS: &[(u64, &str)] = &[
    (2, "dois duas two"),
    (3, "tres three"),
    (4, "quatro four"),
    (5, "cinco five"),
    (6, "seis six"),
    (7, "sete seven"),
    (8, "oito eight"),
    (9, "nove nine"),
    (10, "dez ten"),
    (11, "onze eleven"),
    (12, "doze twelve"),
    (13, "treze thirteen"),
    (14, "quatorze catorze fourteen"),
    (15, "quinze fifteen"),
    (16, "dezesseis dezasseis sixteen"),
    (17, "dezessete dezassete seventeen"),
    (18, "dezoito eighteen"),
    (19, "dezenove dezanove nineteen"),
    (20, "vinte twenty"),
    (30, "trinta thirty"),
    (40, "quarenta forty fourty"),
    (50, "cinquenta cincoenta fifty"),
    (60, "sessenta sixty"),
    (70, "setenta seventy"),
    (80, "oitenta eighty"),
    (90, "noventa ninety"),
    (100, "cem cento"),
    (200, "duzentos duzentas"),
    (300, "trezentos trezentas"),
    (400, "quatrocentos quatrocentas"),
    (500, "quinhentos quinhentas"),
    (600, "seiscentos seiscentas"),
    (700, "setecentos setecentas"),
    (800, "oitocentos oitocentas"),
    (900, "novecentos novecentas"),
];

#[cfg(test)]
mod tests {
    use domain::language::Language;

    use super::super::token::Text;

    #[test]
    fn numbers_in_words_are_numbers() {
        for (written, expected) in [
            ("mil e duzentos", "1200"),
            ("cento e cinquenta", "150"),
            ("dois mil e quinhentos", "2500"),
            ("mil trezentos e quarenta e cinco", "1345"),
            ("mil", "1000"),
            ("a hundred and fifty", "150"),
            ("twelve hundred", "1200"),
            ("two thousand five hundred", "2500"),
            ("twenty-five", "25"),
            ("fifty", "50"),
        ] {
            let text = Text::read(written, Language::En);
            let norms: Vec<&str> = text.tokens.iter().map(|it| it.norm.as_str()).collect();
            assert_eq!(norms, [expected], "{written}");
        }
    }

    #[test]
    fn what_is_no_number_stays_what_it_is() {
        for written in [
            "um",
            "a",
            "one",
            "pousada Sete Quedas",
            "Dois Irmãos",
            "2 mil",
        ] {
            let text = Text::read(written, Language::PtBr);
            let words = written.split(' ').count();
            assert_eq!(text.tokens.len(), words, "{written}");
        }
    }
}
