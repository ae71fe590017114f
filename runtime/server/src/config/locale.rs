//! What can be guessed about whoever runs the program, before she has said anything.

use chrono_tz::Tz;
use domain::{language::Language, money::Currency, words::Reader};

use super::Environment;

/// A guess at the person's language, zone, currency and name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Locale {
    /// Her language.
    pub language: Language,
    /// Her zone.
    pub zone: Tz,
    /// Her currency.
    pub currency: Currency,
    /// What she is called.
    pub name: Option<String>,
}

impl Locale {
    /// Guesses from the environment and the machine's zone.
    pub fn guess(environment: Environment<'_>) -> Self {
        let named = environment.text("TZ").ok().flatten();
        let named = named.and_then(|it| it.trim_start_matches(':').parse().ok());
        let zone = named.or_else(machine_zone).unwrap_or(Tz::UTC);
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
        let locale = names
            .into_iter()
            .find_map(|name| environment.text(name).ok().flatten())
            .unwrap_or_default();
        let name = ["USER", "LOGNAME"]
            .into_iter()
            .find_map(|name| environment.text(name).ok().flatten())
            .filter(|it| it != "root");
        Self {
            language: Language::from_tag(&locale).unwrap_or_else(|| language_of(zone)),
            zone,
            currency: currency_of(zone)
                .or_else(|| currency_of_territory(&locale))
                .unwrap_or(Currency::Usd),
            name,
        }
    }

    /// How she reads.
    pub const fn reader(&self) -> Reader {
        Reader {
            language: self.language,
            zone: self.zone,
        }
    }
}

fn machine_zone() -> Option<Tz> {
    iana_time_zone::get_timezone().ok()?.parse().ok()
}

fn language_of(zone: Tz) -> Language {
    match currency_of(zone) {
        Some(Currency::Brl) => Language::PtBr,
        _ => Language::En,
    }
}

/// The currency of the country of a zone, where one city or continent tells it.
fn currency_of(zone: Tz) -> Option<Currency> {
    const BRAZIL: [&str; 16] = [
        "Araguaina",
        "Bahia",
        "Belem",
        "Boa_Vista",
        "Campo_Grande",
        "Cuiaba",
        "Eirunepe",
        "Fortaleza",
        "Maceio",
        "Manaus",
        "Noronha",
        "Porto_Velho",
        "Recife",
        "Rio_Branco",
        "Santarem",
        "Sao_Paulo",
    ];
    const EURO: [&str; 14] = [
        "Amsterdam",
        "Athens",
        "Berlin",
        "Brussels",
        "Dublin",
        "Helsinki",
        "Lisbon",
        "Luxembourg",
        "Madrid",
        "Paris",
        "Rome",
        "Tallinn",
        "Vienna",
        "Vilnius",
    ];
    let (area, city) = zone.name().split_once('/')?;
    let city = city.rsplit('/').next().unwrap_or(city);
    match (area, city) {
        ("America", city) if BRAZIL.contains(&city) => Some(Currency::Brl),
        ("Europe", city) if EURO.contains(&city) => Some(Currency::Eur),
        ("Europe", "London") => Some(Currency::Gbp),
        ("America", "Buenos_Aires" | "Cordoba" | "Mendoza") => Some(Currency::Ars),
        ("America", "Santiago") => Some(Currency::Clp),
        ("America", "Bogota") => Some(Currency::Cop),
        ("America", "Mexico_City" | "Monterrey" | "Tijuana") => Some(Currency::Mxn),
        ("America", "Lima") => Some(Currency::Pen),
        ("America", "Montevideo") => Some(Currency::Uyu),
        ("America", "Toronto" | "Vancouver" | "Montreal" | "Halifax") => Some(Currency::Cad),
        ("America", "New_York" | "Chicago" | "Denver" | "Los_Angeles" | "Phoenix") => {
            Some(Currency::Usd)
        }
        ("Asia", "Tokyo") => Some(Currency::Jpy),
        _ => None,
    }
}

/// The currency of a locale's territory: `BR` in `pt_BR.UTF-8`.
fn currency_of_territory(locale: &str) -> Option<Currency> {
    let territory = locale.split(['_', '-']).nth(1)?.get(..2)?;
    match territory {
        "BR" => Some(Currency::Brl),
        "US" => Some(Currency::Usd),
        "GB" => Some(Currency::Gbp),
        "AR" => Some(Currency::Ars),
        "CL" => Some(Currency::Clp),
        "CO" => Some(Currency::Cop),
        "MX" => Some(Currency::Mxn),
        "PE" => Some(Currency::Pen),
        "UY" => Some(Currency::Uyu),
        "CA" => Some(Currency::Cad),
        "JP" => Some(Currency::Jpy),
        "PT" | "ES" | "FR" | "DE" | "IT" | "IE" | "NL" | "BE" | "AT" | "FI" | "GR" => {
            Some(Currency::Eur)
        }
        _ => None,
    }
}
