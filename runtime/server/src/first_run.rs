//! Who runs Firma here: the owner whose token lies in the home, or a new one, who is asked four
//! questions.

mod sample;

use std::str::FromStr as _;

use anyhow::Context as _;
use chrono::Utc;
use chrono_tz::{TZ_VARIANTS, Tz};
use domain::{
    ids::OrganisationId,
    language::Language,
    money::Currency,
    organisation::{Organisation, OrganisationKind},
    person::Actor,
    words::Say,
};
use store::{NewOwner, Store};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

pub(crate) use self::sample::sample;
use crate::{
    config::Locale,
    home::Home,
    terminal::{Input, Line, Terminal},
    tokens,
    trouble::Trouble,
    words::Voice,
};

/// Whom to ask, and in which words.
#[derive(Debug)]
pub(crate) struct Asking<'a> {
    /// Where answers come from.
    pub input: &'a Input,
    /// Where questions go.
    pub terminal: &'a Terminal,
    /// What can be guessed.
    pub locale: &'a Locale,
    /// In which words.
    pub voice: &'a Voice,
}

/// The owner whose token lies in the home, if one does.
pub(crate) async fn owner(home: &Home, store: &Store) -> anyhow::Result<Option<Actor>> {
    let token = home.token().context("could not read the token")?;
    if let Some(token) = &token
        && let Some(actor) = store.find_token(token).await?
    {
        return Ok(Some(actor));
    }
    // Perhaps it was made or rotated, and nobody came to say so any more.
    if let Some(unproven) = home.unproven_token()?
        && let Some(actor) = store.find_token(&unproven).await?
    {
        home.prove_token()?;
        return Ok(Some(actor));
    }
    match token {
        Some(_) => {
            let unknown = Trouble::of("token_unknown").with("path", home.token_path().display());
            Err(unknown.into())
        }
        None => Ok(None),
    }
}

/// Begins a company: with answers to four questions, or with guesses where nobody can be asked.
pub(crate) async fn begin(
    home: &Home,
    store: &Store,
    asking: &Asking<'_>,
) -> anyhow::Result<Actor> {
    let answers = match asking.terminal.is_person() {
        true => ask(asking).await?,
        false => Answers::guess(asking),
    };
    make(home, store, asking, answers).await
}

/// What was answered.
#[derive(Clone, Debug)]
struct Answers {
    company: String,
    language: Language,
    currency: Currency,
    zone: Tz,
    wants_sample: bool,
}

impl Answers {
    fn guess(asking: &Asking<'_>) -> Self {
        let locale = asking.locale;
        Self {
            company: asking.voice.text("first-run", "my-company"),
            language: locale.language,
            currency: locale.currency,
            zone: locale.zone,
            wants_sample: false,
        }
    }
}

async fn make(
    home: &Home,
    store: &Store,
    asking: &Asking<'_>,
    answers: Answers,
) -> anyhow::Result<Actor> {
    let token = tokens::new().context("the system has no randomness")?;
    let at = Utc::now();
    let voice = asking.voice.in_language(answers.language);
    let name = asking.locale.name.clone();
    let owner = NewOwner {
        organisation: Organisation {
            id: OrganisationId::new(at),
            name: answers.company.clone(),
            currency: answers.currency,
            zone: answers.zone,
            language: answers.language,
        },
        kind: OrganisationKind::Company,
        name: name.unwrap_or_else(|| voice.text("first-run", "owner")),
        token: token.hash(),
    };
    home.keep_unproven_token(token.reveal())
        .context("could not keep the token")?;
    let actor = store.create_company(&owner, at).await?;
    home.prove_token().context("could not keep the token")?;
    home.keep_language(answers.language)?;
    let done = Say::of("first-run", "done")
        .with("company", &answers.company)
        .with("path", home.token_path().display().to_string());
    asking.terminal.note(&voice.say(&done));
    if answers.wants_sample {
        let sample = sample(&voice, answers.currency);
        store.load_demo((&actor, "terminal"), &sample, at).await?;
        asking
            .terminal
            .note(&voice.text("first-run", "sample-loaded"));
    }
    Ok(actor)
}

async fn ask(asking: &Asking<'_>) -> anyhow::Result<Answers> {
    let guess = Answers::guess(asking);
    let voice = asking.voice;
    asking.terminal.line(&voice.text("first-run", "welcome"));
    let company = question(asking, voice, "company", &guess.company, |text| {
        Ok(text.to_owned())
    });
    let company = company.await?;
    let language = question(asking, voice, "language", guess.language.tag(), language);
    let language = language.await?;
    // From here on in the language that she chose.
    let voice = &voice.in_language(language);
    let currency = question(asking, voice, "currency", guess.currency.code(), currency).await?;
    let zone = question(asking, voice, "zone", guess.zone.name(), zone).await?;
    let yes = voice.text("first-run", "yes");
    let wants_sample = question(asking, voice, "sample", &yes, |text| {
        yes_or_no(voice, text).ok_or_else(|| Say::of("first-run", "yes-or-no"))
    });
    Ok(Answers {
        company,
        language,
        currency,
        zone,
        wants_sample: wants_sample.await?,
    })
}

/// Asks until the answer can be read. An empty answer takes the guess.
async fn question<T>(
    asking: &Asking<'_>,
    voice: &Voice,
    attribute: &str,
    guess: &str,
    read: impl Fn(&str) -> Result<T, Say>,
) -> anyhow::Result<T> {
    let prompt = voice.say(&Say::of("first-run", attribute).with("guess", guess));
    loop {
        let text = match asking.input.answer(&format!("{prompt} ")).await {
            Line::Text(text) => text,
            Line::Interrupted | Line::End => {
                return Err(Trouble::of("first_run_left").into());
            }
        };
        let text = match text.trim() {
            "" => guess,
            text => text,
        };
        match read(text) {
            Ok(value) => return Ok(value),
            Err(say) => asking.terminal.line(&voice.say(&say)),
        }
    }
}

fn language(text: &str) -> Result<Language, Say> {
    Language::from_tag(text).ok_or_else(|| Say::of("first-run", "no-language"))
}

fn currency(text: &str) -> Result<Currency, Say> {
    Currency::from_code(text).ok_or_else(|| {
        let known = Currency::ALL.map(Currency::code).join(", ");
        Say::of("first-run", "no-currency").with("known", known)
    })
}

fn zone(text: &str) -> Result<Tz, Say> {
    let wanted = text.replace(' ', "_");
    if let Ok(zone) = Tz::from_str(&wanted) {
        return Ok(zone);
    }
    let city = |zone: &Tz| {
        let name = zone.name();
        name.rsplit('/').next().unwrap_or(name).to_lowercase()
    };
    let wanted = plain(&wanted);
    let is_named = |zone: &&Tz| zone.name().to_lowercase() == wanted;
    let named = TZ_VARIANTS.iter().find(is_named);
    let in_city = || TZ_VARIANTS.iter().find(|zone| city(zone) == wanted);
    if let Some(zone) = named.or_else(in_city) {
        return Ok(*zone);
    }
    let distance = |zone: &&Tz| strsim::damerau_levenshtein(&city(zone), &wanted);
    let nearest = TZ_VARIANTS.iter().min_by_key(distance);
    Err(Say::of("first-run", "no-zone").with("nearest", nearest.map(|it| it.name())))
}

/// A name in small letters without accents, as zones are named.
fn plain(name: &str) -> String {
    let letters = name.nfd().filter(|it| !is_combining_mark(*it));
    letters.collect::<String>().to_lowercase()
}

/// What a short answer means in the voice's language.
fn yes_or_no(voice: &Voice, text: &str) -> Option<bool> {
    let is = |attribute: &str| {
        let words = voice.text("first-run", attribute);
        words
            .split('|')
            .any(|it| it.trim().eq_ignore_ascii_case(text.trim()))
    };
    match (is("words-yes"), is("words-no")) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_found_by_the_name_of_a_city() {
        assert_eq!(zone("America/Sao_Paulo"), Ok(Tz::America__Sao_Paulo));
        assert_eq!(zone("sao paulo"), Ok(Tz::America__Sao_Paulo));
        assert_eq!(zone("São Paulo"), Ok(Tz::America__Sao_Paulo));
        assert_eq!(zone("Cuiabá"), Ok(Tz::America__Cuiaba));
        assert_eq!(zone("utc"), Ok(Tz::UTC));
        let say = zone("Sao Paolo").unwrap_err();
        assert_eq!(say.args["nearest"], "America/Sao_Paulo");
    }
}
