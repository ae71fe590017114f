//! Two meters: what running costs, and what agents give away without a person.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    model::{TokenPrice, Usage},
    money::{Currency, Micros, Money},
};

/// What an agent may never give away in one call without a person, whatever the owner sets: the
/// ceiling in code, in minor units of the company's currency.
pub const FREE_HAND_CEILING: i64 = 100_000;

/// In how many rows a scope's budget lies, so that turns do not queue for one.
pub const SLOTS: i16 = 16;

/// What the owner has set for the company, below the ceilings in code. Amounts are in the company's
/// currency.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OwnerLimits {
    /// What running one turn may cost.
    pub turn: Micros,
    /// What running one department may cost in a day.
    pub department_day: Micros,
    /// What running the company may cost in a month.
    pub company_month: Micros,
    /// What a department may give away in a day without a person.
    pub authority_day: Money,
    /// What an agent may give away in one call without a person, by tool; nothing, if it is not
    /// named.
    pub free_hand: BTreeMap<String, Money>,
}

impl OwnerLimits {
    /// What holds until the owner sets her own.
    pub fn defaults(currency: Currency) -> Self {
        let units = |whole: i64| Money {
            minor: whole * 10_i64.pow(currency.digits()),
            currency,
        };
        Self {
            turn: Micros(2_000_000),
            department_day: Micros(50_000_000),
            company_month: Micros(1_000_000_000),
            authority_day: units(500),
            free_hand: [("refund_invoice".to_owned(), units(50))].into(),
        }
    }

    /// What is left when these and others hold at once: of each limit the stricter.
    #[must_use]
    pub fn stricter(&self, other: &Self) -> Self {
        let less = |one: Money, other: Money| match one.currency == other.currency {
            true => Money {
                minor: one.minor.min(other.minor),
                ..one
            },
            false => Money { minor: 0, ..one },
        };
        let named = self.free_hand.iter().filter_map(|(tool, one)| {
            let other = other.free_hand.get(tool)?;
            Some((tool.clone(), less(*one, *other)))
        });
        Self {
            turn: self.turn.min(other.turn),
            department_day: self.department_day.min(other.department_day),
            company_month: self.company_month.min(other.company_month),
            authority_day: less(self.authority_day, other.authority_day),
            free_hand: named.collect(),
        }
    }

    /// Whether an amount is within what an agent may give away without asking.
    pub fn is_free(&self, tool: &str, amount: Money) -> bool {
        let ceiling = FREE_HAND_CEILING / 100 * 10_i64.pow(amount.currency.digits());
        self.free_hand.get(tool).is_some_and(|free| {
            free.currency == amount.currency && amount.minor <= free.minor.min(ceiling)
        })
    }
}

/// What models and tools cost, and what currencies are worth: the price file.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// Models.
    #[serde(default, rename = "model")]
    pub models: Vec<ModelPrice>,
    /// Exchange rates.
    #[serde(default, rename = "rate")]
    pub rates: Vec<Rate>,
    /// Tools that cost something to call; the others cost nothing.
    #[serde(default, rename = "tool")]
    pub tools: Vec<ToolPrice>,
}

/// A model's price from a day on.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ModelPrice {
    /// The provider.
    pub provider: String,
    /// The provider's name of the model; `*` for all of its models.
    pub model: String,
    /// The first day.
    pub from: NaiveDate,
    /// The provider's currency.
    pub currency: Currency,
    /// For a million tokens.
    #[serde(flatten)]
    pub price: TokenPrice,
}

/// What a currency is worth in another from a day on.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// One of this
    pub of: Currency,
    /// is worth, in this,
    pub to: Currency,
    /// so many millionths,
    pub micros: Micros,
    /// from this day on.
    pub from: NaiveDate,
}

/// What calling a tool costs.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ToolPrice {
    /// The tool.
    pub tool: String,
    /// The first day.
    pub from: NaiveDate,
    /// The currency.
    pub currency: Currency,
    /// A call.
    pub micros: Micros,
}

/// A price or a rate that is not in the file. Without it nothing is called.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error, JsonSchema, Deserialize, Serialize)]
pub enum NoPrice {
    /// A model.
    #[error("the price file has no price of the model `{provider}/{model}`")]
    Model {
        /// The provider.
        provider: String,
        /// The model.
        model: String,
    },
    /// A rate.
    #[error("the price file has no rate from {} to {}", of.code(), to.code())]
    Rate {
        /// From.
        of: Currency,
        /// To.
        to: Currency,
    },
}

impl Prices {
    /// What a model call costs in the company's currency, rounded up.
    pub fn model_call(
        &self,
        (provider, model): (&str, &str),
        usage: Usage,
        currency: Currency,
        day: NaiveDate,
    ) -> Result<Micros, NoPrice> {
        let fits = |it: &&ModelPrice| {
            it.provider == provider && (it.model == model || it.model == "*") && it.from <= day
        };
        let found = self.models.iter().filter(fits);
        let newest = found.max_by_key(|it| (it.model != "*", it.from));
        let found = newest.ok_or_else(|| NoPrice::Model {
            provider: provider.to_owned(),
            model: model.to_owned(),
        })?;
        let fresh = usage.input.saturating_sub(usage.cached);
        let price = found.price;
        let sum = tokens(fresh, price.input)
            + tokens(usage.cached, price.cached)
            + tokens(usage.output, price.output);
        let micros = i64::try_from(sum.div_ceil(1_000_000)).unwrap_or(i64::MAX);
        self.convert(Micros(micros), found.currency, currency, day)
    }

    /// What a tool call costs in the company's currency, rounded up.
    pub fn tool_call(
        &self,
        tool: &str,
        currency: Currency,
        day: NaiveDate,
    ) -> Result<Micros, NoPrice> {
        let found = self
            .tools
            .iter()
            .filter(|it| it.tool == tool && it.from <= day);
        match found.max_by_key(|it| it.from) {
            None => Ok(Micros(0)),
            Some(it) => self.convert(it.micros, it.currency, currency, day),
        }
    }

    fn convert(
        &self,
        amount: Micros,
        of: Currency,
        to: Currency,
        day: NaiveDate,
    ) -> Result<Micros, NoPrice> {
        if of == to || amount.0 == 0 {
            return Ok(amount);
        }
        let rates = self
            .rates
            .iter()
            .filter(|it| it.of == of && it.to == to && it.from <= day);
        let rate = rates
            .max_by_key(|it| it.from)
            .ok_or(NoPrice::Rate { of, to })?;
        let product = i128::from(amount.0) * i128::from(rate.micros.0);
        let micros = product.div_euclid(1_000_000) + i128::from(product % 1_000_000 != 0);
        Ok(Micros(i64::try_from(micros).unwrap_or(i64::MAX)))
    }
}

fn tokens(count: u64, price: Micros) -> u128 {
    u128::from(count) * u128::try_from(price.0).unwrap_or(0)
}

#[cfg(test)]
mod tests;
