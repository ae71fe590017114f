use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn prices() -> Prices {
    let model = |from: &str, input| ModelPrice {
        provider: "openai".to_owned(),
        model: "small".to_owned(),
        from: day(from),
        currency: Currency::Usd,
        price: TokenPrice {
            input: Micros(input),
            cached: Micros(input / 10),
            output: Micros(input * 4),
        },
    };
    Prices {
        models: vec![model("2026-01-01", 400_000), model("2026-06-01", 200_000)],
        rates: vec![Rate {
            of: Currency::Usd,
            to: Currency::Brl,
            micros: Micros(5_500_000),
            from: day("2026-01-01"),
        }],
        tools: Vec::new(),
    }
}

const USAGE: Usage = Usage {
    input: 1_000,
    cached: 400,
    output: 100,
};

#[test]
fn a_call_costs_what_the_price_of_its_day_says_in_the_companys_currency() {
    let cost = |on: &str| {
        let call = ("openai", "small");
        prices().model_call(call, USAGE, Currency::Brl, day(on))
    };
    // 600 x 0.4 + 400 x 0.04 + 100 x 1.6 = 416 millionths of a dollar, times 5.5.
    assert_eq!(cost("2026-03-01"), Ok(Micros(2_288)));
    assert_eq!(cost("2026-07-01"), Ok(Micros(1_144)));
}

#[test]
fn no_price_or_no_rate_means_no() {
    let of = |model: &str, currency, on: &str| {
        prices().model_call(("openai", model), USAGE, currency, day(on))
    };
    assert!(of("unknown", Currency::Usd, "2026-03-01").is_err());
    assert!(of("small", Currency::Usd, "2025-12-31").is_err());
    assert!(of("small", Currency::Eur, "2026-03-01").is_err());
}

#[test]
fn the_free_hand_never_passes_the_ceiling_in_code() {
    let mut limits = OwnerLimits::defaults(Currency::Brl);
    let brl = |minor| Money {
        minor,
        currency: Currency::Brl,
    };
    assert!(limits.is_free("refund_invoice", brl(5_000)));
    assert!(!limits.is_free("refund_invoice", brl(5_001)));
    assert!(!limits.is_free("another_tool", brl(1)));
    limits
        .free_hand
        .insert("refund_invoice".to_owned(), brl(i64::MAX));
    assert!(!limits.is_free("refund_invoice", brl(FREE_HAND_CEILING + 1)));
}

#[test]
fn of_two_limits_the_stricter_holds() {
    let brl = |minor| Money {
        minor,
        currency: Currency::Brl,
    };
    let ours = OwnerLimits::defaults(Currency::Brl);
    let mut theirs = ours.clone();
    theirs.turn = Micros(ours.turn.0 + 1);
    theirs.company_month = Micros(1);
    theirs.authority_day = brl(100);
    theirs.free_hand = [
        ("refund_invoice".to_owned(), brl(7_000)),
        ("another_tool".to_owned(), brl(1)),
    ]
    .into();
    let both = ours.stricter(&theirs);
    assert_eq!(both, theirs.stricter(&ours));
    assert_eq!((both.turn, both.company_month), (ours.turn, Micros(1)));
    assert_eq!(both.authority_day, brl(100));
    assert!(both.is_free("refund_invoice", brl(5_000)));
    assert!(!both.is_free("refund_invoice", brl(5_001)));
    assert!(!both.is_free("another_tool", brl(1)));
}
