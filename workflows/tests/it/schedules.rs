//! A schedule whose run fails: whoever set it is told, once for each run.

use chrono::Utc;
use domain::{
    flow::{Startable, Workflow as _},
    ids::FlowId,
    language::Language::{self, En, PtBr},
    person::{Actor, Role},
    schedule::{CatchUp, Draft, Plan},
};
use serde_json::{Value, json};
use testkit::{Setup, TestApp, scripted::obey};
use workflows::overdue_invoices::OverdueInvoices;

use crate::{follow_up::SAID, overdue_invoices::ended};

/// What a run of Finance that may not list invoices any more ends with.
const REFUSED: &str = "failed: `list_invoices` failed: refused (gate.not_granted)";

/// Finance may not list invoices any more.
pub(crate) fn without_invoices(language: Language) -> Setup {
    let mut setup = Setup::new(obey);
    setup.language = language;
    let tools = &mut setup.department("finance").agent.tools;
    tools.remove("list_invoices");
    setup
}

fn mornings() -> Plan {
    let draft = Draft {
        workflow: OverdueInvoices::NAME.to_owned(),
        version: None,
        input: Value::Null,
        rule: "0 9 * * *".to_owned(),
        zone: None,
        catch_up: CatchUp::Last,
    };
    let known = [Startable::of::<OverdueInvoices>()];
    draft
        .check("mornings", "UTC".parse().unwrap(), &known)
        .unwrap()
}

/// Sets the schedule in somebody's name, and has it start a run.
pub(crate) async fn scheduled(app: &TestApp, actor: &Actor) -> FlowId {
    let (store, actor) = (app.store().clone(), actor.clone());
    let start = async move {
        let (by, now) = ((&actor, "cli"), Utc::now());
        store.set_schedule(by, &mornings(), now).await.unwrap();
        store.run_schedule(by, "mornings", now).await.unwrap()
    };
    let run = app.run(start).await;
    app.wake(run.into());
    run
}

/// What was said without being asked, and to whom.
async fn said(app: &TestApp, to: &Actor) -> String {
    app.text(&format!(
        "select coalesce(string_agg(m.parts->0->>'text', '|' order by m.received_at), '')
            from messages m join conversations c on c.id = m.conversation
            where m.direction = 'out' and m.turn is null and c.channel = 'http'
                and c.name = 'main' and c.account = '{}'",
        to.person
    ))
    .await
}

async fn told(app: &TestApp, count: i64) {
    app.until(SAID, count).await;
    app.until("select count(*) from ready", 0).await;
    assert_eq!(app.number(SAID).await, count);
}

#[tokio::test]
async fn whoever_set_it_is_told_what_went_wrong_and_what_to_do_in_her_language() {
    for (language, texts) in [
        (
            En,
            [
                "The schedule \"mornings\" did not get done what it started on ",
                " (overdue_invoices). The department Finance may not use list_invoices.\n\
                 To see what happened: firma flows show RUN\n\
                 Once the cause is gone it is done at its next time, or at once: firma schedules run mornings",
            ],
        ),
        (
            PtBr,
            [
                "O agendamento \"mornings\" não concluiu o que iniciou em ",
                " (overdue_invoices). O departamento Financeiro não pode usar list_invoices.\n\
                 Para ver o que houve: firma flows show RUN\n\
                 Resolvida a causa, acontece no próximo horário, ou já: firma schedules run mornings",
            ],
        ),
    ] {
        let app = without_invoices(language).start().await;
        let run = scheduled(&app, &app.owner).await;
        assert_eq!(ended(&app, run).await, REFUSED);
        told(&app, 1).await;
        let said = said(&app, &app.owner)
            .await
            .replace(&run.to_string(), "RUN");
        let [before, after] = texts;
        assert!(said.starts_with(before) && said.ends_with(after), "{said}");
        app.abandon().await;
    }
}

#[tokio::test]
async fn an_admin_who_set_it_is_told_alone_and_the_owners_once_she_sees_to_it_no_more() {
    let app = without_invoices(En).start().await;
    let admin = app.member(Role::Admin, &[]).await;
    let run = scheduled(&app, &admin).await;
    assert_eq!(ended(&app, run).await, REFUSED);
    told(&app, 1).await;
    assert!(said(&app, &admin).await.contains("mornings"));
    assert_eq!(said(&app, &app.owner).await, "");
    app.execute(&format!(
        "update members set role = 'staff' where person = '{}'",
        admin.person
    ))
    .await;
    let (store, owner) = (app.store().clone(), app.owner.clone());
    let again = async move {
        store
            .run_schedule((&owner, "cli"), "mornings", Utc::now())
            .await
    };
    let run = app.run(again).await.unwrap();
    app.wake(run.into());
    told(&app, 2).await;
    assert!(said(&app, &app.owner).await.contains(&run.to_string()));
    app.abandon().await;
}

#[tokio::test]
async fn what_strangers_may_have_said_is_not_said_in_our_name() {
    let app = without_invoices(En).start().await;
    app.execute("alter table runs alter column tainted set default true")
        .await;
    let run = scheduled(&app, &app.owner).await;
    assert_eq!(ended(&app, run).await, REFUSED);
    told(&app, 1).await;
    let said = said(&app, &app.owner).await;
    assert!(
        said.contains("A tool call that it needs was not done.\n"),
        "{said}"
    );
    assert!(!said.contains("Finance"), "{said}");
    app.abandon().await;
}

#[tokio::test]
async fn a_run_that_no_schedule_started_is_its_starters_to_look_after() {
    let app = without_invoices(En).start().await;
    let run = crate::overdue_invoices::start(&app, json!(null)).await;
    assert_eq!(ended(&app, run).await, REFUSED);
    told(&app, 0).await;
    app.abandon().await;
}

#[tokio::test]
async fn one_that_is_put_aside_is_told_too_and_each_failure_once() {
    let mut app = without_invoices(En).start().await;
    let run = scheduled(&app, &app.owner).await;
    assert_eq!(ended(&app, run).await, REFUSED);
    told(&app, 1).await;
    // Its journal and its code disagree when it is taken up again.
    app.kill().await;
    app.execute(&format!(
        "update steps set name = 'another' where flow = '{run}' and name = 'workflow.ask'"
    ))
    .await;
    app.start_again().await;
    let (store, owner) = (app.store().clone(), app.owner.clone());
    let retry = async move { store.retry_run(&owner, "cli", run).await };
    app.run(retry).await.unwrap();
    app.wake(run.into());
    told(&app, 2).await;
    let said = said(&app, &app.owner).await;
    let (_, last) = said.split_once('|').unwrap();
    assert!(last.contains("Something went wrong on our side."), "{last}");
    let retry = format!("to have it go on: firma flows retry {run}");
    assert!(last.ends_with(&retry), "{last}");
    app.abandon().await;
}

/// Sets the schedule, and changes it past its checks before it is due.
pub(crate) async fn unreadable(app: &TestApp, actor: &Actor, change: &str) {
    let (store, actor) = (app.store().clone(), actor.clone());
    let set = async move {
        let (by, now) = ((&actor, "cli"), Utc::now());
        store.set_schedule(by, &mornings(), now).await.unwrap();
    };
    app.run(set).await;
    app.execute(&format!(
        "update schedules set {change}, next_slot = now() - interval '1 minute'"
    ))
    .await;
    // It is seen by itself.
    app.until("select count(*) from schedules where paused", 1)
        .await;
}

#[tokio::test]
async fn one_that_cannot_be_read_is_paused_and_whoever_set_it_told_once_what_and_what_to_do() {
    for (language, change, text) in [
        (
            En,
            "rule = 'each minute'",
            "The schedule \"mornings\" (overdue_invoices.v1) is paused and starts nothing: its rule, \
             \"each minute\", cannot be read, or never comes true.\n\
             To have it go on, set it again and resume it: firma schedules set mornings --workflow \
             overdue_invoices --rule \"30 9 * * mon-fri\", with the times that you want, and then: firma \
             schedules resume mornings",
        ),
        (
            PtBr,
            "zone = 'Mars/Olympus'",
            "O agendamento \"mornings\" (overdue_invoices.v1) está em pausa e não inicia nada: esta Firma \
             não conhece o fuso dele, \"Mars/Olympus\".\n\
             Para que continue, defina-o de novo e retome-o: firma schedules set mornings --workflow \
             overdue_invoices --rule \"30 9 * * mon-fri\", com os horários que quiser, e depois: firma \
             schedules resume mornings",
        ),
    ] {
        let mut setup = Setup::new(obey);
        setup.language = language;
        let app = setup.start().await;
        let admin = app.member(Role::Admin, &[]).await;
        unreadable(&app, &admin, change).await;
        told(&app, 1).await;
        assert_eq!(said(&app, &admin).await, text);
        assert_eq!(said(&app, &app.owner).await, "");
        app.finish().await;
    }
}

#[tokio::test]
async fn the_owners_hear_of_one_that_cannot_be_read_where_nobody_else_sees_to_it() {
    let app = Setup::new(obey).start().await;
    let admin = app.member(Role::Admin, &[]).await;
    let change = "set_by = null, rule = '0 9 30 2 *'";
    unreadable(&app, &admin, change).await;
    told(&app, 1).await;
    assert!(said(&app, &app.owner).await.contains("\"0 9 30 2 *\""));
    app.finish().await;
}
