//! E-mail addresses and telephone numbers in the one form in which they are stored.

use domain::{money::Currency, organisation::Organisation};

/// Where a telephone number without a country code belongs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Home {
    /// Brazil.
    Brazil,
    /// A country whose numbers we do not know.
    Elsewhere,
}

/// Why words are no telephone number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum NoPhone {
    /// There is no such number anywhere.
    Malformed,
    /// It may be one without its area code.
    AreaMissing,
    /// It may be one without its country code.
    CountryMissing,
}

impl Home {
    /// The company's own country, as far as its books and its clock tell.
    pub(super) fn of(organisation: &Organisation) -> Self {
        match organisation.currency {
            Currency::Brl => Self::Brazil,
            _ if BRAZILIAN_ZONES.contains(&organisation.zone.name()) => Self::Brazil,
            _ => Self::Elsewhere,
        }
    }
}

const BRAZILIAN_ZONES: [&str; 16] = [
    "America/Araguaina",
    "America/Bahia",
    "America/Belem",
    "America/Boa_Vista",
    "America/Campo_Grande",
    "America/Cuiaba",
    "America/Eirunepe",
    "America/Fortaleza",
    "America/Maceio",
    "America/Manaus",
    "America/Noronha",
    "America/Porto_Velho",
    "America/Recife",
    "America/Rio_Branco",
    "America/Santarem",
    "America/Sao_Paulo",
];

/// The e-mail address that a line is, in lower case; `None` if it is none.
pub(super) fn email(line: &str) -> Option<String> {
    let line = line.trim().to_lowercase();
    let (local, domain) = line.split_once('@')?;
    let plain =
        |it: char| !it.is_whitespace() && !it.is_control() && !"@,;:<>()[]\"\\".contains(it);
    let dotted = |part: &str| part.split('.').all(|it| !it.is_empty());
    let label = |it: &str| {
        it.chars().all(|it| it.is_alphanumeric() || it == '-')
            && !it.starts_with('-')
            && !it.ends_with('-')
    };
    let local_fits = local.len() <= 64 && local.chars().all(plain) && dotted(local);
    let domain_fits = domain.contains('.') && dotted(domain) && domain.split('.').all(label);
    (local_fits && domain_fits).then_some(line)
}

/// The telephone number that a line is, as E.164 writes it: `+5511987654321`.
pub(super) fn phone(line: &str, home: Home) -> Result<String, NoPhone> {
    let line = line.trim();
    let (international, rest) = match line.strip_prefix('+').or_else(|| line.strip_prefix("00")) {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let usual = |it: char| it.is_ascii_digit() || " \u{a0}-./()".contains(it);
    if !rest.chars().all(usual) {
        return Err(NoPhone::Malformed);
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    match home {
        _ if international => worldwide(&digits).ok_or(NoPhone::Malformed),
        Home::Brazil => brazilian(&digits),
        Home::Elsewhere => match digits.len() {
            6..=15 => Err(NoPhone::CountryMissing),
            _ => Err(NoPhone::Malformed),
        },
    }
}

fn worldwide(digits: &str) -> Option<String> {
    let fits = (8..=15).contains(&digits.len()) && !digits.starts_with('0');
    fits.then(|| format!("+{digits}"))
}

/// A number as people in Brazil write it: area code and eight digits that begin with 2 to 5, or
/// nine that begin with 9; perhaps after a zero or the country's code.
fn brazilian(digits: &str) -> Result<String, NoPhone> {
    let national = |it: &str| {
        let area_fits = !it.chars().take(2).any(|it| it == '0');
        let number_fits = match (it.chars().nth(2), it.len()) {
            (Some('2'..='5'), 10) | (Some('9'), 11) => true,
            (None | Some(_), _) => false,
        };
        area_fits && number_fits
    };
    let without_zero = digits.strip_prefix('0').unwrap_or(digits);
    let without_country = digits.strip_prefix("55").unwrap_or(digits);
    match digits.len() {
        10..=12 if national(without_zero) => Ok(format!("+55{without_zero}")),
        12 | 13 if national(without_country) => Ok(format!("+55{without_country}")),
        8 | 9 => Err(NoPhone::AreaMissing),
        _ => Err(NoPhone::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn brazilian_numbers_take_the_countrys_code() {
        for written in [
            "(11) 98765-4321",
            "11 98765 4321",
            "011 98765-4321",
            "55 11 98765-4321",
            "+55 (11) 98765-4321",
            "0055 11 98765.4321",
        ] {
            let number = phone(written, Home::Brazil);
            assert_eq!(number.as_deref(), Ok("+5511987654321"), "{written}");
        }
        let landline = phone("(48) 3025-1234", Home::Brazil);
        assert_eq!(landline.as_deref(), Ok("+554830251234"));
        // 55 is an area code as well.
        let santa_maria = phone("55 99123-4567", Home::Brazil);
        assert_eq!(santa_maria.as_deref(), Ok("+5555991234567"));
    }

    #[test]
    fn incomplete_numbers_say_what_is_missing() {
        assert_eq!(phone("98765-4321", Home::Brazil), Err(NoPhone::AreaMissing));
        assert_eq!(
            phone("020 7946 0958", Home::Elsewhere),
            Err(NoPhone::CountryMissing)
        );
        for written in [
            "",
            "+",
            "12",
            "+0123456789",
            "call me",
            "01 98765-4321",
            "11 88765-43210",
        ] {
            assert_eq!(
                phone(written, Home::Brazil),
                Err(NoPhone::Malformed),
                "{written}"
            );
        }
        let number = phone("+44 20 7946 0958", Home::Elsewhere);
        assert_eq!(number.as_deref(), Ok("+442079460958"));
    }

    #[test]
    fn email_addresses_are_recognised() {
        assert_eq!(
            email(" Ana@Example.COM ").as_deref(),
            Some("ana@example.com")
        );
        assert!(email("ana+loja@sub.example.com.br").is_some());
        for written in [
            "ana",
            "ana@",
            "@example.com",
            "ana@example",
            "ana@@example.com",
            "a b@example.com",
            "ana@-example.com",
            "ana@example..com",
            ".ana@example.com",
            "Ana <ana@example.com>",
            "ana@example.com,bia@example.com",
        ] {
            assert_eq!(email(written), None, "{written}");
        }
    }

    proptest! {
        #[test]
        fn anything_is_an_address_in_one_form_or_none(line in ".{0,60}") {
            if let Some(found) = email(&line) {
                prop_assert_eq!(email(&found), Some(found.clone()));
            }
            for home in [Home::Brazil, Home::Elsewhere] {
                if let Ok(found) = phone(&line, home) {
                    prop_assert!(found.starts_with('+') && (9..=16).contains(&found.len()));
                    prop_assert_eq!(phone(&found, home), Ok(found.clone()));
                }
            }
        }

        #[test]
        fn punctuation_does_not_make_another_number(
            area in 11..=99_u32, first in 1000..=9999_u32, second in 0..=9999_u32,
        ) {
            prop_assume!(area % 10 != 0);
            let plain = phone(&format!("{area}9{first}{second:04}"), Home::Brazil);
            prop_assert!(plain.is_ok());
            let dressed = format!("({area}) 9{first}-{second:04}");
            prop_assert_eq!(phone(&dressed, Home::Brazil), plain.clone());
            let abroad = format!("+55 {area} 9 {first} {second:04}");
            prop_assert_eq!(phone(&abroad, Home::Elsewhere), plain);
        }
    }
}
