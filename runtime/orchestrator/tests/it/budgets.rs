//! Money is reserved before and settled after; where there is none left, a turn says so and how
//! that is changed.

use domain::{
    budget::{OwnerLimits, ToolPrice},
    money::{Currency, Micros, Money},
    tool::Effect,
    turn::{Outcome, TurnStatus},
};
use testkit::{
    Setup, TestApp,
    scripted::{Reply, obey},
};

use crate::{
    outside::{parcel, ship, state},
    shop::{asked, lead, paid_invoice, refund, refunded},
    tools::{Knows, Outer, World},
};

fn limits() -> OwnerLimits {
    OwnerLimits::defaults(Currency::Brl)
}

async fn limited(limits: OwnerLimits) -> TestApp {
    let mut setup = Setup::new(obey);
    setup.limits = limits;
    setup.start().await
}

#[tokio::test]
async fn a_company_without_budget_is_told_how_to_raise_it() {
    let mut app = limited(OwnerLimits {
        company_month: Micros(5_000),
        ..limits()
    })
    .await;
    let view = app.say(&lead("Ana")).await;
    assert_eq!(view.status, TurnStatus::Refused);
    let answer = view.answer.unwrap();
    assert!(
        answer.contains("firma limits set company_month"),
        "{answer}"
    );
    assert!(app.models.asked().is_empty());
    assert_eq!(app.taken("cost", "company").await, 0);
    // The owner raises it, and it goes on.
    app.set_limits(&limits()).await;
    let view = app.say(&lead("Ana")).await;
    assert_eq!(view.answer.as_deref(), Some("Done."));
    app.finish().await;
}

#[tokio::test]
async fn a_department_without_budget_is_told_how_to_raise_it() {
    let app = limited(OwnerLimits {
        department_day: Micros(5_000),
        ..limits()
    })
    .await;
    let view = app.say(&lead("Ana")).await;
    assert_eq!(view.status, TurnStatus::Refused);
    let answer = view.answer.unwrap();
    assert!(
        answer.contains("Sales") && !answer.contains("sales"),
        "{answer}"
    );
    assert!(
        answer.contains("firma limits set department_day"),
        "{answer}"
    );
    // The supervisor's answer is paid once.
    assert_eq!(app.models.asked().len(), 1);
    assert_eq!(view.cost.micros, Micros(840));
    let small_talk = app.say("Hello").await;
    assert_eq!(small_talk.status, TurnStatus::Answered);
    app.finish().await;
}

#[tokio::test]
async fn a_turn_without_budget_is_told_how_to_raise_it() {
    let mut setup = Setup::new(|asked| match asked.agent.as_str() {
        "supervisor" => obey(asked).usage(4_000, 2_000),
        _ => obey(asked),
    });
    setup.limits.turn = Micros(20_000);
    let app = setup.start().await;
    let view = app.say(&lead("Ana")).await;
    assert_eq!(view.status, TurnStatus::Refused);
    let answer = view.answer.unwrap();
    assert!(answer.contains("firma limits set turn"), "{answer}");
    assert_eq!(app.models.asked().len(), 1);
    assert_eq!(view.cost.micros, Micros(12_000));
    app.finish().await;
}

#[tokio::test]
async fn an_agent_stops_at_its_own_limit() {
    let mut setup = Setup::new(|asked| match asked.agent.as_str() {
        "sales" => obey(asked).usage(8_000, 0),
        _ => obey(asked),
    });
    setup.department("sales").agent.limits.micros = Micros(15_000);
    let app = setup.start().await;
    // The first call fits in, with what it may cost at worst; the second no more.
    let view = app.say(&lead("Ana")).await;
    assert_eq!(view.status, TurnStatus::Refused);
    assert_eq!(app.models.asked_of("sales").len(), 1);
    assert_eq!(app.number("select count(*) from leads").await, 1);
    app.finish().await;
}

#[tokio::test]
async fn a_model_that_takes_more_than_was_reserved_is_paid_and_the_turn_stops() {
    let mut setup = Setup::new(|asked| match asked.agent.as_str() {
        "supervisor" => obey(asked).usage(4_000_000, 0),
        _ => obey(asked),
    });
    setup.limits.company_month = Micros(3_000_000);
    let app = setup.start().await;
    let view = app.say(&lead("Ana")).await;
    assert_eq!(view.status, TurnStatus::Refused);
    assert_eq!(view.cost.micros, Micros(4_000_000));
    // The truth stands in the books, even where it is more than there was.
    assert_eq!(app.taken("cost", "company").await, 4_000_000);
    let next = app.say("Hello").await;
    assert!(next.answer.unwrap().contains("company_month"));
    app.finish().await;
}

#[tokio::test]
async fn turns_at_once_cannot_spend_more_than_there_is() {
    const CAP: i64 = 60_000;
    let app = limited(OwnerLimits {
        turn: Micros(15_000),
        company_month: Micros(CAP),
        ..limits()
    })
    .await;
    let mut turns = Vec::new();
    for index in 0..24 {
        let (conversation, name) = (format!("c{index}"), format!("Ana{index}"));
        turns.push(app.begin(&conversation, &lead(&name)).await);
    }
    // At every time: what is spent and held, and what is left.
    let held = "select coalesce(sum(spent + reserved), 0)::bigint from turns";
    let left = "select coalesce(sum(remaining), 0)::bigint from budgets
        where scope = 'company'";
    let open = "select count(*) from turns where lane <> 'closed'";
    while app.number(open).await > 0 {
        let (held, left) = (app.number(held).await, app.number(left).await);
        assert!(held <= CAP && left >= 0, "{held} are held, {left} are left");
    }
    let mut answered = 0;
    for turn in turns {
        let view = app.closed(turn).await;
        match view.status {
            TurnStatus::Answered => answered += 1,
            _ => assert!(view.answer.unwrap().contains("company_month")),
        }
    }
    assert!(answered > 0);
    // One that stopped before its last words may have done its work.
    assert!(app.number("select count(*) from leads").await >= answered);
    let spent = app.number("select sum(spent)::bigint from turns").await;
    assert!(spent <= CAP, "{spent}");
    app.finish().await;
}

#[tokio::test]
async fn small_refunds_add_up_until_a_person_is_needed() {
    let app = limited(OwnerLimits {
        authority_day: Money {
            minor: 12_000,
            currency: Currency::Brl,
        },
        ..limits()
    })
    .await;
    paid_invoice(&app, 100_000).await;
    for _ in 0..2 {
        let view = app.say(&refund(1, 5_000)).await;
        assert_eq!(view.answer.as_deref(), Some("Done."));
    }
    let shown = asked(&app, &refund(1, 5_000)).await;
    assert_eq!(shown.why, "gate.why_authority");
    // What is left suffices for a smaller one.
    let view = app.say(&refund(1, 2_000)).await;
    assert_eq!(view.answer.as_deref(), Some("Done."));
    app.approve(&shown).await;
    assert_eq!(refunded(&app).await, 17_000);
    assert_eq!(app.taken("authority", "department:finance").await, 12_000);
    app.finish().await;
}

#[tokio::test]
async fn refunds_at_once_cannot_give_away_more_than_a_day_allows() {
    let app = limited(OwnerLimits {
        authority_day: Money {
            minor: 12_000,
            currency: Currency::Brl,
        },
        ..limits()
    })
    .await;
    paid_invoice(&app, 100_000).await;
    let mut turns = Vec::new();
    for index in 0..6 {
        let conversation = format!("c{index}");
        turns.push(app.begin(&conversation, &refund(1, 5_000)).await);
    }
    for turn in turns {
        let view = app.settled(turn).await;
        if let Some(shown) = view.approval {
            let no = (domain::approval::Verdict::Deny, None);
            app.decide(&app.owner, &shown, no).await.unwrap();
            app.closed(turn).await;
        }
    }
    assert_eq!(refunded(&app).await, 10_000);
    app.finish().await;
}

#[tokio::test]
async fn a_tool_that_costs_is_paid_like_a_model() {
    let mut setup = Setup::new(obey);
    setup.prices.tools.push(ToolPrice {
        tool: "create_lead".to_owned(),
        from: chrono::NaiveDate::MIN,
        currency: Currency::Brl,
        micros: Micros(7_000),
    });
    let app = setup.start().await;
    let view = app.say(&lead("Ana")).await;
    assert_eq!(view.answer.as_deref(), Some("Done."));
    assert_eq!(view.steps[3].cost.micros, Micros(7_000));
    let sum: Micros = view.steps.iter().map(|it| it.cost.micros).sum();
    assert_eq!((view.cost.micros, sum), (Micros(9_520), Micros(9_520)));
    assert_eq!(app.taken("cost", "department:sales").await, 7_000 + 1_680);
    app.finish().await;
}

#[tokio::test]
async fn a_call_that_left_is_paid_by_its_department_whatever_becomes_of_it() {
    let worlds = [
        (World::Takes, "done"),
        (World::Refuses, "failed"),
        (World::Lost, "failed"),
        (World::Silent, "unknown"),
    ];
    for (world, ends) in worlds {
        let outer = Outer::new(world);
        if world == World::Lost {
            *outer.knows.lock().unwrap() = Knows::What;
        }
        let mut setup = ship(&outer, Effect::WriteAtMostOnce);
        setup.prices.tools.push(ToolPrice {
            tool: "send_parcel".to_owned(),
            from: chrono::NaiveDate::MIN,
            currency: Currency::Brl,
            micros: Micros(7_000),
        });
        let app = setup.start().await;
        let turn = app.begin("main", &parcel()).await;
        let view = app.rested(turn).await;
        assert_eq!(state(&app).await, ends, "{world:?}");
        if view.status == TurnStatus::Waiting {
            // Nobody says it: the turn stops waiting for a person, and what was spent stays spent.
            app.cancel(turn).await;
            app.closed(turn).await;
        }
        let spent =
            "select coalesce(sum(micros), 0)::bigint from spending where department = 'sales'";
        let spent = app.number(spent).await;
        assert!(spent >= 7_000, "{world:?}: {spent}");
        let taken = app.taken("cost", "department:sales").await;
        assert_eq!(taken, spent, "{world:?}");
        app.finish().await;
    }
}

#[tokio::test]
async fn a_tool_that_costs_more_than_there_is_is_not_called() {
    for (turn, department) in [(15_000, 1_000_000), (2_000_000, 15_000)] {
        let mut setup = Setup::new(obey);
        setup.prices.tools.push(ToolPrice {
            tool: "create_lead".to_owned(),
            from: chrono::NaiveDate::MIN,
            currency: Currency::Brl,
            micros: Micros(14_500),
        });
        setup.limits.turn = Micros(turn);
        setup.department("sales").agent.limits.micros = Micros(department);
        let app = setup.start().await;
        let view = app.say(&lead("Ana")).await;
        assert_eq!(view.steps[3].outcome, Outcome::Refused, "{view:#?}");
        assert_eq!(app.number("select count(*) from leads").await, 0);
        app.finish().await;
    }
}

#[tokio::test]
async fn budgets_are_exact_after_every_kind_of_end() {
    let app = TestApp::start(|asked| match asked.question() {
        "Silence" => Reply::text(""),
        _ => obey(asked),
    })
    .await;
    app.say("Silence").await;
    app.say(&lead("Ana")).await;
    app.say(&crate::shop::order(
        "nowhere",
        "create_lead",
        &serde_json::json!({}),
    ))
    .await;
    // `finish` compares turns, lines of spending and every slot.
    app.finish().await;
}
