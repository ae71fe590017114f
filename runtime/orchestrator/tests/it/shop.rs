//! Orders that the scripted mind obeys, and what tests ask of a company again and again.

use chrono::Utc;
use domain::{
    approval::{ApprovalView, Verdict},
    ids::{ContactId, IdempotencyKey, InvoiceId, LeadId, PaymentId, RowId},
    money::{Currency, Money},
    turn::{StepKind, TurnView},
};
use serde_json::{Value, json};
use store::records::{
    invoices::NewInvoice,
    leads::{Act, LeadWrite},
    payments::NewPayment,
};
use testkit::TestApp;

/// A yes.
pub(crate) const YES: (Verdict, Option<&str>) = (Verdict::Approve, None);

/// An order to Sales to record a lead.
pub(crate) fn lead(name: &str) -> String {
    let email = format!("{}@example.com", name.to_lowercase());
    order(
        "sales",
        "create_lead",
        &json!({ "name": name, "email": email }),
    )
}

/// An order to Finance to give back so many cents of an invoice.
pub(crate) fn refund(invoice: u32, minor: i64) -> String {
    let arguments = json!({ "invoice": invoice.to_string(), "amount": brl(minor) });
    order("finance", "refund_invoice", &arguments)
}

/// An order as the mind obeys it.
pub(crate) fn order(department: &str, tool: &str, arguments: &Value) -> String {
    format!("{department} {tool} {arguments}")
}

/// An amount as tools take it.
pub(crate) fn brl(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "BRL" })
}

/// A customer with an invoice of so many cents that is paid. The first has the number 1.
pub(crate) async fn paid_invoice(app: &TestApp, minor: i64) {
    paid_through(app, minor, ("book", None)).await;
}

/// The same, paid through a provider with a reference there.
pub(crate) async fn paid_through(
    app: &TestApp,
    minor: i64,
    (provider, reference): (&'static str, Option<&'static str>),
) {
    let (store, organisation) = (app.store().clone(), app.owner.organisation);
    app.run(async move {
        let at = Utc::now();
        let amount = Money {
            minor,
            currency: Currency::Brl,
        };
        let contact = ContactId::new(at);
        let mut records = store.records(organisation, at).await?;
        let customer = LeadWrite {
            contact,
            is_new: false,
            name: "Ana".to_owned(),
            addresses: Vec::new(),
            lead: LeadId::new(at),
            interest: None,
            act: Act::Created,
            activity: RowId::new(at).uuid(),
            note: None,
        };
        records.leads().write(&customer).await?;
        let invoice = NewInvoice {
            id: InvoiceId::new(at),
            contact,
            amount,
            due: at.date_naive(),
            description: None,
        };
        records.invoices().create(&invoice).await?;
        let payment = NewPayment {
            id: PaymentId::new(at),
            key: IdempotencyKey::from_text(invoice.id.to_string()),
            invoice: invoice.id,
            amount,
            provider,
            reference: reference.map(str::to_owned),
        };
        records.payments().record(&payment).await?;
        records.commit().await
    })
    .await
    .unwrap();
}

/// Says something that a person has to agree to, and gives the request.
pub(crate) async fn asked(app: &TestApp, text: &str) -> ApprovalView {
    let view = app.say(text).await;
    view.approval
        .clone()
        .unwrap_or_else(|| panic!("nobody is asked: {view:#?}"))
}

/// How many cents were given back.
pub(crate) async fn refunded(app: &TestApp) -> i64 {
    let sum = app.number("select sum(minor)::bigint from refunds where state = 'done'");
    let sum = sum.await;
    let of_invoices = app
        .number("select sum(refunded)::bigint from invoices")
        .await;
    assert_eq!(sum, of_invoices, "refunds and their invoices");
    sum
}

/// The kinds and names of a turn's steps.
pub(crate) fn steps(view: &TurnView) -> Vec<(StepKind, &str, &str)> {
    let steps = view.steps.iter();
    steps
        .map(|it| (it.kind, it.department.as_str(), it.name.as_str()))
        .collect()
}
