//! `firma limits`: what the owner has set.

mod amount;

use chrono::Utc;
use domain::{
    budget::{FREE_HAND_CEILING, OwnerLimits},
    language::Language,
    money::{Currency, Micros, Money},
    person::Role,
    words::Say,
};
use store::Limits;

use self::amount::parse;
use super::{CHANNEL, Exit, ask::Asking};
use crate::{cli::LimitsTask, trouble::Trouble, wiring};

/// The keys besides `free_hand.<tool>`.
const KEYS: [&str; 4] = ["turn", "department_day", "company_month", "authority_day"];

const FREE_HAND: &str = "free_hand.";

/// Shows or sets limits.
pub(crate) async fn run(asking: &Asking<'_>, task: &LimitsTask) -> anyhow::Result<Exit> {
    let (store, actor) = (&asking.counter.store, &asking.counter.actor);
    let held = store.limits(actor.organisation).await?;
    match task {
        LimitsTask::Show => show(asking, &held),
        LimitsTask::Set { key, value } => {
            if actor.role != Role::Owner {
                return Err(Trouble::of("owner_only").into());
            }
            let language = asking.voice.reader().language;
            let wanted = changed(&held.limits, key, value, language)?;
            let set = store
                .set_limits((actor, CHANNEL), &held, &wanted, Utc::now())
                .await;
            let set = set.map_err(|error| match error {
                store::Error::Rule { .. } => anyhow::Error::from(Trouble::of("limits_raced")),
                other => other.into(),
            })?;
            show(asking, &set);
        }
    }
    Ok(Exit::Done)
}

fn show(asking: &Asking<'_>, held: &Limits) {
    let language = asking.voice.reader().language;
    let limits = &held.limits;
    let currency = limits.authority_day.currency;
    let money = |amount: Money| amount.display(language).replace('\u{a0}', " ");
    let cost = |micros: Micros| money(rounded(micros, currency));
    let free_hand = limits.free_hand.iter();
    let mut rows = vec![
        ("turn".to_owned(), cost(limits.turn), "about-turn"),
        (
            "department_day".to_owned(),
            cost(limits.department_day),
            "about-department-day",
        ),
        (
            "company_month".to_owned(),
            cost(limits.company_month),
            "about-company-month",
        ),
        (
            "authority_day".to_owned(),
            money(limits.authority_day),
            "about-authority-day",
        ),
    ];
    rows.extend(free_hand.map(|(tool, amount)| {
        (
            format!("{FREE_HAND}{tool}"),
            money(*amount),
            "about-free-hand",
        )
    }));
    let width = |column: fn(&(String, String, &str)) -> usize| rows.iter().map(column).max();
    let keys = width(|row| row.0.chars().count()).unwrap_or(0);
    let values = width(|row| row.1.chars().count()).unwrap_or(0);
    for (key, value, about) in &rows {
        let about = asking.voice.text("limits", about);
        asking
            .terminal
            .line(&format!("{key:<keys$}  {value:>values$}  {about}"));
    }
    let version = Say::of("limits", "version").with("version", held.version);
    asking.terminal.note(&asking.voice.say(&version));
}

/// Limits with one of them set anew.
fn changed(
    limits: &OwnerLimits,
    key: &str,
    value: &str,
    language: Language,
) -> anyhow::Result<OwnerLimits> {
    let currency = limits.authority_day.currency;
    let unreadable = || {
        Trouble::of("amount_unreadable")
            .with("value", value)
            .with("currency", currency.code())
    };
    let money = || {
        let minor = parse(value, currency, language).ok_or_else(unreadable)?;
        Ok::<_, Trouble>(Money { minor, currency })
    };
    let micros = || {
        let cost = money()?.minor.checked_mul(minor_unit(currency));
        cost.map(Micros).ok_or_else(unreadable)
    };
    let mut limits = limits.clone();
    // As people write names of two words.
    match key.replace('-', "_").as_str() {
        "turn" => limits.turn = micros()?,
        "department_day" => limits.department_day = micros()?,
        "company_month" => limits.company_month = micros()?,
        "authority_day" => limits.authority_day = money()?,
        _ => {
            let tool = key.strip_prefix(FREE_HAND).map(known_tool);
            let tool = tool.ok_or_else(|| no_such_key(key))??;
            let amount = money()?;
            let ceiling = ceiling(currency);
            if amount.minor > ceiling.minor {
                let ceiling = ceiling.display(language);
                return Err(Trouble::of("above_ceiling").with("ceiling", ceiling).into());
            }
            limits.free_hand.insert(tool, amount);
        }
    }
    Ok(limits)
}

/// What no owner can pass.
fn ceiling(currency: Currency) -> Money {
    Money {
        minor: FREE_HAND_CEILING / 100 * 10_i64.pow(currency.digits()),
        currency,
    }
}

fn known_tool(name: &str) -> anyhow::Result<String> {
    let toolbox = wiring::toolbox()?;
    if toolbox.spec(name).is_some() {
        return Ok(name.to_owned());
    }
    let nearest = format!("{FREE_HAND}{}", nearest(name, toolbox.names()));
    Err(Trouble::of("no_such_limit")
        .with("key", format!("{FREE_HAND}{name}"))
        .with("nearest", nearest)
        .into())
}

fn no_such_key(key: &str) -> Trouble {
    let keys = KEYS.into_iter().chain(["free_hand.refund_invoice"]);
    Trouble::of("no_such_limit")
        .with("key", key)
        .with("nearest", nearest(key, keys))
}

/// The name that was probably meant; the beginning of a name counts for most.
fn nearest(name: &str, names: impl Iterator<Item = &'static str>) -> &'static str {
    let likeness = |it: &&str| strsim::jaro_winkler(it, name);
    let nearest = names.max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    nearest.unwrap_or_default()
}

/// A running cost as an amount: limits are set in whole cents.
fn rounded(cost: Micros, currency: Currency) -> Money {
    Money {
        minor: cost.0 / minor_unit(currency),
        currency,
    }
}

/// A cent in millionths.
const fn minor_unit(currency: Currency) -> i64 {
    1_000_000 / 10_i64.pow(currency.digits())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(key: &str, value: &str) -> anyhow::Result<OwnerLimits> {
        let limits = OwnerLimits::defaults(Currency::Brl);
        changed(&limits, key, value, Language::PtBr)
    }

    #[test]
    fn every_limit_that_a_turn_names_can_be_set() {
        let texts = orchestrator::WORDS.iter().map(|it| it.text);
        let told = texts.flat_map(|it| it.split("firma limits set ").skip(1));
        let keys: Vec<&str> = told.filter_map(|it| it.split(' ').next()).collect();
        assert!(keys.len() >= 6, "{keys:?}");
        for key in keys {
            assert!(KEYS.contains(&key), "{key}");
        }
        assert_eq!(
            set("company-month", "7").unwrap().company_month,
            Micros(7_000_000)
        );
        assert!(set("turn", "99999999999999").is_err());
    }

    #[test]
    fn one_limit_is_set_and_the_others_stay() {
        let limits = set("free_hand.refund_invoice", "R$ 80,50").unwrap();
        assert_eq!(limits.free_hand["refund_invoice"].minor, 8_050);
        assert_eq!(limits.turn, OwnerLimits::defaults(Currency::Brl).turn);
        assert_eq!(set("turn", "0,25").unwrap().turn, Micros(250_000));
        assert_eq!(
            set("authority_day", "1.000").unwrap().authority_day.minor,
            100_000
        );
    }

    #[test]
    fn what_cannot_be_set_is_refused_with_what_can() {
        let refused = |key: &str, value: &str| {
            let error = set(key, value).unwrap_err();
            crate::trouble::explain(&error)
        };
        let say = refused("departmnt_day", "1");
        assert_eq!(
            (say.attribute.as_str(), &say.args["nearest"]),
            ("no_such_limit", &"department_day".into())
        );
        let say = refused("free_hand.refund", "1");
        assert_eq!(say.args["nearest"], "free_hand.refund_invoice");
        assert_eq!(refused("turn", "-1").attribute, "amount_unreadable");
        assert_eq!(refused("turn", "a lot").attribute, "amount_unreadable");
        assert_eq!(
            refused("free_hand.refund_invoice", "1.000,01").attribute,
            "above_ceiling"
        );
        assert!(set("free_hand.refund_invoice", "1.000,00").is_ok());
    }
}
