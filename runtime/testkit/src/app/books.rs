//! What must be true when all turns are over.

use std::collections::BTreeSet;

use domain::model::{Item, Request};

use super::TestApp;

/// How many bytes a request's conversation may have: three for each token of the window, and some
/// for what is around them.
const LONGEST: usize = 80_000;

impl TestApp {
    pub(super) async fn check_nothing_is_left(&self) {
        for (what, sql) in [
            ("ready", "select count(*) from ready"),
            (
                "outbox",
                "select count(*) from outbox where state in ('pending', 'sending')",
            ),
            (
                "open turns",
                "select count(*) from turns where lane <> 'closed'",
            ),
            (
                "open runs",
                "select count(*) from runs where state = 'open'",
            ),
            (
                "runs that did not end well",
                "select count(*) from runs where state <> 'done'",
            ),
            (
                "open effects",
                "select count(*) from ledger where state in ('intended', 'sending')",
            ),
            (
                "requests to people",
                "select count(*) from approvals where status = 'pending' and kind = 'permission'",
            ),
        ] {
            assert_eq!(self.number(sql).await, 0, "the test leaves {what}");
        }
    }

    /// To the millionth and the cent: what was spent stands in turns, lines and budgets alike.
    pub async fn check_books(&self) {
        let reserved = self.number("select sum(abs(reserved))::bigint from turns");
        assert_eq!(reserved.await, 0, "a closed turn holds money");
        let spent = self
            .number("select sum(micros)::bigint from spending")
            .await;
        let of_turns = self.number("select sum(spent)::bigint from turns").await;
        assert_eq!(of_turns, spent, "turns and lines of spending");
        let of_company = self.taken("cost", "company").await;
        assert_eq!(of_company, spent, "the company's budget and spending");
        let departments = self
            .number(
                "select sum(micros)::bigint from spending where department <> 'supervisor'
                    and department <> ''",
            )
            .await;
        let of_departments = self.taken("cost", "department:%").await;
        assert_eq!(of_departments, departments, "the departments' budgets");
        let given = self
            .number(
                "select sum(l.authority)::bigint from ledger l
                    where l.approval is null and l.state <> 'failed' and not exists (
                        select from refunds r where r.key = l.key and r.state = 'failed')",
            )
            .await;
        let authority = self.taken("authority", "department:%").await;
        assert_eq!(authority, given, "what was given away without a person");
    }

    /// What was taken from scopes and not given back.
    pub async fn taken(&self, meter: &str, scope: &str) -> i64 {
        self.number(&format!(
            "select sum(cap - remaining)::bigint from (
                select max(cap) as cap, sum(remaining) as remaining from budgets
                where meter = '{meter}' and scope like '{scope}' group by scope, period) b"
        ))
        .await
    }
}

/// A provider refuses a request in which a call has no result, or a result no call.
pub(super) fn check_request(request: &Request) {
    let mut open = BTreeSet::new();
    for item in &request.items {
        match item {
            Item::User { .. } => assert!(open.is_empty(), "a call without result: {request:#?}"),
            Item::Assistant { calls, .. } => {
                assert!(open.is_empty(), "a call without result: {request:#?}");
                open.extend(calls.iter().map(|it| it.id.clone()));
                assert_eq!(open.len(), calls.len(), "two calls of one id: {request:#?}");
            }
            Item::Tool { call, .. } => {
                assert!(open.remove(call), "a result without call: {request:#?}");
            }
        }
    }
    assert!(open.is_empty(), "a call without result: {request:#?}");
    let size: usize = request.items.iter().map(|it| format!("{it:?}").len()).sum();
    assert!(size <= LONGEST, "{size} bytes are asked");
}
