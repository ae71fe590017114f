use domain::{flow::Path, ids::FlowId, money::Currency};
use testkit::{
    scripted::Hold,
    stripe::{FakeStripe, Fault, KEY},
};

use super::*;

const PAID: &str = "pi_1";

async fn connected() -> (FakeStripe, Stripe) {
    let fake = FakeStripe::start().await.unwrap();
    fake.paid(PAID, 48_000, "brl");
    let stripe = Stripe::new(&settings(&fake, KEY)).unwrap();
    (fake, stripe)
}

fn settings(fake: &FakeStripe, key: &str) -> Settings {
    Settings {
        key: key.to_owned(),
        base: Some(fake.base().to_owned()),
        live: false,
    }
}

fn key() -> IdempotencyKey {
    IdempotencyKey::new(FlowId::new(chrono::Utc::now()), 0, &Path::default())
}

const fn brl(minor: i64) -> Money {
    Money {
        minor,
        currency: Currency::Brl,
    }
}

fn made(reference: &str, is_pending: bool) -> Option<Taken> {
    Some(Taken {
        reference: reference.to_owned(),
        is_pending,
    })
}

fn word(result: &Result<Taken, ToolError>) -> String {
    match result {
        Ok(taken) => taken.reference.clone(),
        Err(ToolError::Refused(say)) => say.attribute.clone(),
        Err(error) => error.word().to_owned(),
    }
}

#[tokio::test]
async fn a_refund_carries_our_key_and_a_repeat_is_dropped() {
    let (fake, stripe) = connected().await;
    let key = key().again(1);
    for _ in 0..2 {
        let refund = stripe.refund(&key, PAID, brl(12_000)).await;
        assert_eq!(word(&refund), "re_fake1");
    }
    assert_eq!(fake.refunds(), [12_000]);
    let found = stripe.find_refund(&key, PAID).await.unwrap();
    assert_eq!(found, Fate::Happened(made("re_fake1", false)));
    let asked = fake.asked();
    assert!(asked[0].contains("amount=12000"), "{asked:?}");
    assert!(asked[0].contains("firma_key"), "{asked:?}");
}

#[tokio::test]
async fn what_stripe_made_before_the_connection_dropped_is_unknown_and_found_by_its_key() {
    let (fake, stripe) = connected().await;
    let (ours, other) = (key(), key());
    fake.fail([Fault::DropAfter]);
    let refund = stripe.refund(&ours, PAID, brl(12_000)).await;
    assert_eq!(word(&refund), "unknown");
    assert_eq!(fake.refunds(), [12_000]);
    // Even after Stripe has forgotten the key itself.
    fake.forget_keys();
    let found = stripe.find_refund(&ours, PAID).await.unwrap();
    assert_eq!(found, Fate::Happened(made("re_fake1", false)));
    let none = stripe.find_refund(&other, PAID).await.unwrap();
    assert_eq!(none, Fate::DidNot);
    fake.become_of_all("failed");
    let undone = stripe.find_refund(&ours, PAID).await.unwrap();
    assert_eq!(undone, Fate::DidNot);
}

#[tokio::test]
async fn what_stripe_has_not_carried_out_yet_is_pending_until_it_says_more() {
    let (fake, stripe) = connected().await;
    let refused = async || {
        let word = stripe.standing("re_fake1").await.unwrap_err();
        matches!(word, ToolError::Refused(_))
    };
    assert!(refused().await, "there is none yet");
    for (status, standing) in [
        ("pending", Standing::Pending),
        ("requires_action", Standing::Pending),
        ("succeeded", Standing::Succeeded),
        ("failed", Standing::Failed),
        ("canceled", Standing::Failed),
    ] {
        let (fake, stripe) = connected().await;
        let key = key();
        fake.begin_as("pending");
        let taken = stripe.refund(&key, PAID, brl(1_000)).await.unwrap();
        assert_eq!(Some(taken), made("re_fake1", true));
        fake.become_of_all(status);
        assert_eq!(stripe.standing("re_fake1").await.unwrap(), standing);
        let found = match standing {
            Standing::Failed => Fate::DidNot,
            _ => Fate::Happened(made("re_fake1", standing == Standing::Pending)),
        };
        assert_eq!(stripe.find_refund(&key, PAID).await.unwrap(), found);
        fake.be_away(true);
        let away = stripe.standing("re_fake1").await;
        assert!(matches!(away, Err(ToolError::NotSent(_))), "{away:?}");
    }
    for name in ["", "re_1/../../charges", "re 1"] {
        assert!(stripe.standing(name).await.is_err(), "{name}");
    }
    assert_eq!(fake.looks(), 1);
}

#[tokio::test]
async fn a_refund_is_found_on_later_pages_too() {
    let (fake, stripe) = connected().await;
    let ours = key();
    stripe.refund(&ours, PAID, brl(1)).await.unwrap();
    for _ in 0..130 {
        stripe.refund(&key(), PAID, brl(1)).await.unwrap();
    }
    let found = stripe.find_refund(&ours, PAID).await.unwrap();
    assert_eq!(found, Fate::Happened(made("re_fake1", false)));
    assert_eq!(fake.refunds().len(), 131);
}

#[tokio::test]
async fn each_error_is_what_it_means() {
    let (fake, stripe) = connected().await;
    for (fault, meaning) in [
        (Fault::Says(402, "card_error"), "declined"),
        (
            Fault::Says(400, "invalid_request_error"),
            "provider_refused",
        ),
        (Fault::Says(400, "idempotency_error"), "unknown"),
        (Fault::Says(401, "invalid_request_error"), "provider_key"),
        (Fault::Says(409, "idempotency_error"), "unavailable"),
        (Fault::Says(500, "api_error"), "unknown"),
        (Fault::Says(503, ""), "unknown"),
        (Fault::TooMany(0), "not_sent"),
    ] {
        fake.fail([fault.clone()]);
        let refund = stripe.refund(&key(), PAID, brl(1_000)).await;
        assert_eq!(word(&refund), meaning, "{fault:?}");
    }
    assert_eq!(fake.refunds(), [0_i64; 0]);
    let same = key();
    stripe.refund(&same, PAID, brl(1_000)).await.unwrap();
    let other = stripe.refund(&same, PAID, brl(2_000)).await;
    assert_eq!(word(&other), "unknown", "the key has other parameters");
    for (payment, amount, meaning) in [
        (PAID, brl(90_000), "provider_refused"),
        ("pi_2", brl(1), "provider_refused"),
        ("in_2", brl(1), "no_reference"),
        ("pi_../x", brl(1), "no_reference"),
        (
            PAID,
            Money {
                minor: 1,
                currency: Currency::Jpy,
            },
            "other_currency",
        ),
    ] {
        let refund = stripe.refund(&key(), payment, amount).await;
        assert_eq!(word(&refund), meaning, "{payment}");
    }
    assert_eq!(fake.refunds(), [1_000]);
}

#[tokio::test]
async fn amounts_are_in_the_minor_unit_that_the_currency_has() {
    let (fake, stripe) = connected().await;
    fake.paid("ch_yen", 5_000, "jpy");
    let yen = Money {
        minor: 5_000,
        currency: Currency::Jpy,
    };
    stripe.refund(&key(), "ch_yen", yen).await.unwrap();
    assert_eq!(
        fake.refunds(),
        [5_000],
        "five thousand yen, which has no cents"
    );
}

#[tokio::test]
async fn nothing_was_sent_where_nobody_listens_or_the_payment_cannot_be_looked_at() {
    let (fake, stripe) = connected().await;
    drop(fake);
    let refund = stripe.refund(&key(), PAID, brl(1)).await;
    assert_eq!(word(&refund), "not_sent");
    let found = stripe.find_refund(&key(), PAID).await;
    assert!(matches!(found, Err(ToolError::NotSent(_))), "{found:?}");
}

#[tokio::test]
async fn an_answer_that_is_late_was_made_once() {
    let (fake, stripe) = connected().await;
    let hold = Hold::default();
    fake.fail([Fault::Late(hold.clone())]);
    let ours = key();
    // Nobody waits for it any more: the connection closes.
    tokio::select! {
        late = stripe.refund(&ours, PAID, brl(700)) => panic!("it is held: {late:?}"),
        () = hold.reached(1) => {}
    }
    let again = stripe.refund(&ours, PAID, brl(700)).await;
    assert_eq!(word(&again), "re_fake1");
    assert_eq!(fake.refunds(), [700]);
}

#[tokio::test]
async fn another_key_than_ours_cannot_tell() {
    let (fake, _) = connected().await;
    let other = Stripe::new(&settings(&fake, "rk_test_other")).unwrap();
    let refund = other.refund(&key(), PAID, brl(1)).await;
    assert_eq!(word(&refund), "provider_key");
    let found = other.find_refund(&key(), PAID).await.unwrap();
    assert_eq!(found, Fate::CannotTell);
}

/// Stripe's own description of its API, where `stripe-mock` serves it: `.ci/run` does.
#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "where it is served is the test's own matter"
)]
async fn what_we_send_and_read_has_the_shapes_of_stripes_description() {
    let Ok(base) = std::env::var("STRIPE_MOCK_BASE") else {
        return;
    };
    let settings = Settings {
        key: KEY.to_owned(),
        base: Some(base),
        live: false,
    };
    let stripe = Stripe::new(&settings).unwrap();
    let amount = Money {
        minor: 12_000,
        currency: Currency::Usd,
    };
    for payment in [PAID, "ch_1"] {
        let refund = stripe.refund(&key(), payment, amount).await.unwrap();
        assert!(refund.reference.starts_with("re_"), "{refund:?}");
        stripe.standing(&refund.reference).await.unwrap();
        // It keeps nothing: none of its refunds is ours.
        let found = stripe.find_refund(&key(), payment).await.unwrap();
        assert_eq!(found, Fate::DidNot);
    }
}

#[test]
fn only_keys_that_fit_and_safe_addresses_are_taken() {
    let new = |key: &str, base: Option<&str>, live| {
        let settings = Settings {
            key: key.to_owned(),
            base: base.map(str::to_owned),
            live,
        };
        let shown = format!("{settings:?}");
        assert!(key.is_empty() || !shown.contains(key), "{shown}");
        Stripe::new(&settings)
    };
    for key in ["", "pk_test_1", "sk_test_", "sk_test_a b", "whsec_1"] {
        assert!(matches!(new(key, None, true), Err(Unusable::Key)), "{key}");
    }
    let real = "sk_live_1";
    assert!(matches!(new(real, None, false), Err(Unusable::Live)));
    assert!(new(real, None, true).is_ok());
    assert!(new("rk_test_1", None, false).is_ok());
    for base in ["http://stripe.example", "file:///x", "stripe"] {
        let refused = new(KEY, Some(base), false);
        assert!(matches!(refused, Err(Unusable::Base)), "{base}");
    }
}
