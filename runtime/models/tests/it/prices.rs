//! The price file that Firma ships: it must name every default model and every currency.

use domain::{
    budget::Prices,
    model::Usage,
    money::{Currency, Micros},
};
use models::defaults::{OLLAMA, OPENAI, Provider};

const SHIPPED: &str = include_str!("../../../server/prices.toml");

fn cost(provider: Provider, model: &str, currency: Currency) -> Micros {
    let prices: Prices = toml::from_str(SHIPPED).unwrap();
    let usage = Usage {
        input: 1_000_000,
        cached: 200_000,
        output: 100_000,
    };
    let day = "2026-11-21".parse().unwrap();
    let call = (provider.name, model);
    prices.model_call(call, usage, currency, day).unwrap()
}

#[test]
fn every_default_model_has_a_price_in_every_currency() {
    for currency in Currency::ALL {
        for model in [OPENAI.smart, OPENAI.fast] {
            assert!(
                cost(OPENAI, model, currency) > Micros(0),
                "{model} {currency:?}"
            );
        }
        for model in [OLLAMA.smart, OLLAMA.fast, "anything"] {
            assert_eq!(cost(OLLAMA, model, currency), Micros(0));
        }
    }
}

#[test]
fn a_price_is_in_millionths_for_a_million_tokens() {
    // 0.8 x 2.50 + 0.2 x 0.20 + 0.1 x 10.00 dollars.
    assert_eq!(cost(OPENAI, "gpt-6-sol", Currency::Usd), Micros(3_040_000));
}

#[test]
fn a_dollar_is_worth_what_it_is_worth() {
    // A slip by a factor of ten or a rate upside down shows here.
    let dollar = cost(OPENAI, OPENAI.smart, Currency::Usd).0;
    for (currency, least, most) in [
        (Currency::Brl, 4, 8),
        (Currency::Ars, 900, 3_000),
        (Currency::Clp, 700, 1_200),
        (Currency::Cop, 3_000, 6_000),
        (Currency::Mxn, 14, 25),
        (Currency::Pen, 3, 5),
        (Currency::Uyu, 35, 50),
        (Currency::Cad, 1, 2),
        (Currency::Jpy, 120, 200),
    ] {
        let worth = cost(OPENAI, OPENAI.smart, currency).0 / dollar;
        assert!((least..=most).contains(&worth), "{currency:?}: {worth}");
    }
}
