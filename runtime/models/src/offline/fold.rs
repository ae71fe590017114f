//! Words in a form in which they can be compared: lower case, without accents, and their stems.

/// A text in lower case, without accents.
pub(super) fn fold(text: &str) -> String {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.filter_map(bare).collect()
}

/// What is left of a folded word without the endings that change nothing about a request: gender,
/// and the moods in which one asks (`reembolsa`, `reembolse`, `reembolsar`). A plural stays one,
/// marked by `+`, and so does the past: "novos leads" is no "novo lead", and "reembolsei" asks for
/// nothing.
pub(super) fn stem(word: &str) -> String {
    if let Some((_, stem)) = IRREGULAR.iter().find(|(form, _)| *form == word) {
        return (*stem).to_owned();
    }
    let (mut word, plural) = match lasting(word) {
        Some(bare) => (bare, false),
        None => singular(word),
    };
    let long = |word: &str, ending: &str| word.len() >= ending.len() + 3 && word.ends_with(ending);
    for (ending, instead) in [
        ("asse", ""),
        ("isse", ""),
        ("ar", ""),
        ("er", ""),
        ("ir", ""),
        ("que", "c"),
        ("gue", "g"),
        ("a", ""),
        ("e", ""),
        ("o", ""),
    ] {
        if long(&word, ending) || (!instead.is_empty() && word.len() > 4 && word.ends_with(ending))
        {
            word.truncate(word.len() - ending.len());
            word.push_str(instead);
            break;
        }
    }
    if plural {
        word.push('+');
    }
    word
}

/// An English verb without its "-ing": "would you mind refunding".
fn lasting(word: &str) -> Option<String> {
    let bare = word.strip_suffix("ing")?;
    let vowel = |it: char| "aeiouy".contains(it);
    let mut last = bare.chars().rev();
    let doubled =
        matches!((last.next(), last.next()), (Some(a), Some(b)) if a == b && "tnpgmr".contains(a));
    let long = bare.len() >= 3 && bare.contains(vowel);
    long.then(|| {
        bare.get(..bare.len() - usize::from(doubled))
            .map(str::to_owned)
    })?
}

/// Whether a word is another one with one slip of the pen: two letters changed places, one was left
/// out or came in, or a neighbour on the keyboard, or a letter that sounds alike, took its place. Another
/// ending is no slip: "recebo" is not "recebi".
pub(super) fn is_slip(word: &str, of: &str) -> bool {
    if word.chars().next() != of.chars().next() {
        return false;
    }
    let (word, of): (Vec<char>, Vec<char>) = (word.chars().collect(), of.chars().collect());
    if word.len() < 3 || of.len() < 4 || word.len().abs_diff(of.len()) > 1 {
        return false;
    }
    let same = word.iter().zip(&of).take_while(|(a, b)| a == b).count();
    let (tail, of_tail) = (word.get(same..), of.get(same..));
    let (Some(tail), Some(of_tail)) = (tail, of_tail) else {
        return false;
    };
    match (tail, of_tail) {
        ([a, rest @ ..], _) if rest == of_tail => {
            let doubled = same.checked_sub(1).and_then(|it| of.get(it)) == Some(a);
            (!of_tail.is_empty() || doubled) && of.len() > 4
        }
        (_, [_, rest @ ..]) if rest == tail => word.len() > 4 || !tail.is_empty(),
        ([a, b, rest @ ..], [c, d, of_rest @ ..]) if (a, b) == (d, c) && rest == of_rest => {
            word.len() > 3
        }
        ([a, rest @ ..], [b, of_rest @ ..]) if rest == of_rest => {
            word.len() > 4 && !rest.is_empty() && are_near(*a, *b)
        }
        (_, _) => false,
    }
}

/// Letters that stand beside each other, or sound alike.
fn are_near(a: char, b: char) -> bool {
    let beside = |row: &&str| {
        let place = |char| row.chars().position(|it| it == char);
        matches!((place(a), place(b)), (Some(a), Some(b)) if a.abs_diff(b) == 1)
    };
    ROWS.iter().any(beside) || ALIKE.iter().any(|it| it.contains(a) && it.contains(b))
}

const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const ALIKE: [&str; 5] = ["szcx", "iey", "mn", "gj", "ckq"];

/// A stem without the mark of its plural.
pub(super) fn number_free(stem: &str) -> &str {
    stem.trim_end_matches('+')
}

/// Requests that their endings do not tell.
const IRREGULAR: &[(&str, &str)] = &[
    ("logo", "logo"),
    ("mesa", "mesa"),
    ("news", "news"),
    ("faca", "faz"),
    ("fizesse", "faz"),
    ("fazer", "faz"),
    ("veja", "ver"),
    ("ponha", "poe"),
    ("inclua", "inclui"),
    ("incluir", "inclui"),
];

fn singular(word: &str) -> (String, bool) {
    let is_plural = word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is", "'s"].iter().any(|it| word.ends_with(it));
    if !is_plural {
        return (word.to_owned(), false);
    }
    for (ending, instead) in [("oes", "ao"), ("ies", "y"), ("sses", "ss"), ("xes", "x")] {
        if let Some(base) = word.strip_suffix(ending) {
            return (format!("{base}{instead}"), true);
        }
    }
    (word.trim_end_matches('s').to_owned(), true)
}

fn bare(char: char) -> Option<char> {
    Some(match char {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        '\u{2019}' | '\u{2bc}' => '\'',
        '\u{300}'..='\u{36f}' => return None,
        char => char,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moods_in_which_one_asks_share_a_stem() {
        for word in ["reembolsa", "reembolse", "reembolsar", "reembolso"] {
            assert_eq!(stem(word), "reembols");
        }
        assert_eq!(stem("pague"), stem("pagar"));
        assert_eq!(stem("refund"), "refund");
    }

    #[test]
    fn the_past_and_the_plural_stay_what_they_are() {
        assert_ne!(stem("reembolsei"), stem("reembolsa"));
        assert_ne!(stem("pagou"), stem("paga"));
        assert_ne!(stem("refunded"), stem("refund"));
        assert_ne!(stem("leads"), stem("lead"));
        assert_eq!(number_free(&stem("vencidas")), stem("vencido"));
        assert_eq!(number_free(&stem("observacoes")), stem("observacao"));
    }

    #[test]
    fn a_slip_of_the_pen_is_one_and_another_ending_is_none() {
        for (word, of) in [
            ("invocie", "invoice"),
            ("invoce", "invoice"),
            ("faturra", "fatura"),
            ("relatroio", "relatorio"),
            ("atrazada", "atrasada"),
        ] {
            assert!(is_slip(word, of), "{word}");
        }
        for (word, of) in [
            ("recebo", "receb"),
            ("refunded", "refund"),
            ("unrefund", "refund"),
            ("futura", "fatura"),
            ("ana", "and"),
        ] {
            assert!(!is_slip(word, of), "{word}");
        }
    }

    #[test]
    fn accents_in_either_form_are_gone() {
        assert_eq!(fold("Não"), "nao");
        assert_eq!(fold("Na\u{303}o"), "nao");
    }
}
