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
            let language = asking.voice.reader().language;
            set(asking, &held, changed(&held.limits, key, value, language)).await?;
        }
        LimitsTask::Unset { key } => set(asking, &held, usual(&held.limits, key)).await?,
    }
    Ok(Exit::Done)
}

/// Sets limits in the place of those that hold.
async fn set(
    asking: &Asking<'_>,
    held: &Limits,
    wanted: anyhow::Result<OwnerLimits>,
) -> anyhow::Result<()> {
    let (store, actor) = (&asking.counter.store, &asking.counter.actor);
    if actor.role != Role::Owner {
        return Err(Trouble::of("owner_only").into());
    }
    let wanted = wanted?;
    let set = store.set_limits((actor, CHANNEL), held, &wanted, Utc::now());
    let set = set.await.map_err(|error| match error {
        store::Error::Rule { .. } => anyhow::Error::from(Trouble::of("limits_raced")),
        other => other.into(),
    })?;
    show(asking, &set);
    Ok(())
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
            let tool = key.strip_prefix(FREE_HAND).map(giving_tool);
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

/// Limits of which one is what it is where the owner has set nothing.
fn usual(limits: &OwnerLimits, key: &str) -> anyhow::Result<OwnerLimits> {
    let usual = OwnerLimits::defaults(limits.authority_day.currency);
    let mut limits = limits.clone();
    match key.replace('-', "_").as_str() {
        "turn" => limits.turn = usual.turn,
        "department_day" => limits.department_day = usual.department_day,
        "company_month" => limits.company_month = usual.company_month,
        "authority_day" => limits.authority_day = usual.authority_day,
        _ => {
            let tool = key.strip_prefix(FREE_HAND);
            let tool = tool.ok_or_else(|| no_such_key(key))?;
            let was = limits.free_hand.remove(tool);
            match (usual.free_hand.get(tool), was) {
                (Some(amount), _) => {
                    limits.free_hand.insert(tool.to_owned(), *amount);
                }
                (None, Some(_)) => {}
                (None, None) => return Err(Trouble::of("limit_not_set").with("key", key).into()),
            }
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

/// A tool that gives money away; there is nothing to limit of the others.
fn giving_tool(name: &str) -> anyhow::Result<String> {
    let toolbox = wiring::toolbox()?;
    let gives = |name: &str| toolbox.spec(name).is_some_and(|it| it.gives_away);
    if gives(name) {
        return Ok(name.to_owned());
    }
    let giving = toolbox.names().filter(|it| gives(it));
    let giving: Vec<String> = giving.map(|it| format!("{FREE_HAND}{it}")).collect();
    let trouble = match toolbox.has(name) {
        true => Trouble::of("gives_nothing_away").with("known", giving.join(", ")),
        false => {
            let key = format!("{FREE_HAND}{name}");
            let nearest = nearest(&key, giving.iter().map(String::as_str)).to_owned();
            let trouble = Trouble::of("no_such_limit").with("nearest", nearest);
            trouble.with("key", key)
        }
    };
    Err(trouble.with("tool", name).into())
}

fn no_such_key(key: &str) -> Trouble {
    let keys = KEYS.into_iter().chain(["free_hand.refund_invoice"]);
    Trouble::of("no_such_limit")
        .with("key", key)
        .with("nearest", nearest(key, keys))
}

/// The name that was probably meant; the beginning of a name counts for most.
fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> &'n str {
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
    fn a_limit_that_was_set_can_be_what_it_was_before() {
        let unset = OwnerLimits::defaults(Currency::Brl);
        let more = ["free_hand.refund_invoice", "company-month"];
        for key in KEYS.into_iter().chain(more) {
            let limits = set(key, "1").unwrap();
            assert_ne!(limits, unset, "{key}");
            assert_eq!(usual(&limits, key).unwrap(), unset, "{key}");
        }
        // As it could be set once.
        let mut limits = unset.clone();
        let amount = limits.free_hand["refund_invoice"];
        limits.free_hand.insert("create_lead".to_owned(), amount);
        assert_eq!(usual(&limits, "free_hand.create_lead").unwrap(), unset);
        let attribute = |key: &str| {
            let error = usual(&unset, key).unwrap_err();
            crate::trouble::explain(&error).attribute
        };
        assert_eq!(attribute("free_hand.create_lead"), "limit_not_set");
        assert_eq!(attribute("trun"), "no_such_limit");
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
        let say = refused("free_hand.create_lead", "10");
        assert_eq!(say.attribute, "gives_nothing_away");
        assert_eq!(say.args["known"], "free_hand.refund_invoice");
        assert_eq!(refused("turn", "-1").attribute, "amount_unreadable");
        assert_eq!(refused("turn", "a lot").attribute, "amount_unreadable");
        assert_eq!(
            refused("free_hand.refund_invoice", "1.000,01").attribute,
            "above_ceiling"
        );
        assert!(set("free_hand.refund_invoice", "1.000,00").is_ok());
    }
}
