//! What the database holds in the end, beside what the customers were told.

use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};
use uuid::Uuid;

use crate::{
    customers::{Outcome, Told},
    mind::{INVOICE, LEAD, PAYMENT, REFUND},
};

/// How many strange answers are shown.
const SHOWN: usize = 10;

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    pub(crate) turns: u64,
    /// Effects and answers beyond one for each message.
    pub(crate) doubled: u64,
    /// Messages that were accepted and are not closed, and effects that were told and are not there.
    pub(crate) lost: u64,
    /// Effects of which nobody can tell.
    pub(crate) unknown: u64,
    /// Deliveries that were made again.
    pub(crate) redelivered: u64,
    /// What else is not as it should be, and what makes up the counts.
    pub(crate) faults: Vec<String>,
}

/// Things of which there is one at most.
const TWICE: [(&str, &str); 12] = [
    (
        "contacts of a name",
        "select count(*) - count(distinct name) from contacts",
    ),
    (
        "leads of a contact",
        "select count(*) - count(distinct contact) from leads",
    ),
    (
        "activities of a lead",
        "select count(*) - count(distinct lead) from lead_activities",
    ),
    (
        "invoices of a customer",
        "select count(*) - count(distinct contact) from invoices",
    ),
    (
        "payments of an invoice",
        "select count(*) - count(distinct invoice) from payments",
    ),
    (
        "refunds of an invoice",
        "select count(*) - count(distinct invoice) from refunds",
    ),
    (
        "ledger entries of a turn",
        "select count(*) - count(distinct flow) from ledger",
    ),
    (
        "approvals of a turn",
        "select count(*) - count(distinct turn) from approvals",
    ),
    (
        "turns of a message",
        "select abs((select count(*) from turns) - (select count(*) from inbox))",
    ),
    (
        "questions of a turn",
        "select count(*) - count(distinct turn) from messages where direction = 'in'",
    ),
    (
        "answers of a turn",
        "select count(*) - count(distinct turn) from messages where direction = 'out'",
    ),
    (
        "money of an invoice",
        "select count(*) from invoices i where paid > total or refunded > paid or refunded <>
            (select coalesce(sum(minor), 0) from refunds r
                where r.invoice = i.id and r.state = 'done')",
    ),
];

/// Things of which none is left when all is done.
const LEFT: [(&str, &str); 9] = [
    (
        "runs that are open",
        "select count(*) from runs where state = 'open'",
    ),
    (
        "runs that are quarantined",
        "select count(*) from runs where state = 'quarantined'",
    ),
    ("work that is ready", "select count(*) from ready"),
    (
        "turns without an answer",
        "select count(*) from turns where status = 'answered' and answer is null",
    ),
    (
        "effects under way",
        "select count(*) from ledger where state in ('intended', 'sending')",
    ),
    (
        "deliveries under way",
        "select count(*) from outbox where state in ('pending', 'sending')",
    ),
    (
        "requests that wait",
        "select count(*) from approvals where status in ('pending', 'approved')",
    ),
    (
        "gaps in the numbers of invoices",
        "select coalesce(max(number), 0) - count(*) from invoices",
    ),
    (
        "micros that a budget has lost or won",
        "select abs(coalesce((select max(cap) - sum(remaining) from budgets
                where meter = 'cost' and scope = 'company'), 0)
            - (select coalesce(sum(spent), 0) from turns))::bigint",
    ),
];

/// Compares.
pub(crate) async fn judge(options: &PgConnectOptions, told: &Told) -> anyhow::Result<Verdict> {
    let mut database = PgConnection::connect_with(options).await?;
    let mut verdict = Verdict {
        turns: count(&mut database, "select count(*) from turns").await?,
        unknown: count(
            &mut database,
            "select count(*) from ledger where state = 'unknown'",
        )
        .await?,
        redelivered: count(
            &mut database,
            "select count(*) from outbox where redelivered",
        )
        .await?,
        ..Verdict::default()
    };
    for (what, sql) in TWICE {
        let found = count(&mut database, sql).await?;
        verdict.double(what, found);
    }
    verdict.double("turns of a key", told.two_turns);
    for (what, sql) in LEFT {
        let found = count(&mut database, sql).await?;
        verdict.fault(what, found);
    }
    verdict.look_for_turns(&mut database, told).await?;
    verdict.look_for_effects(&mut database, told).await?;

    verdict.fault("customers who still wait", u64::try_from(told.waiting)?);
    let strange = u64::try_from(told.strange.len())?;
    verdict.fault("answers that nobody should get", strange);
    let shown = told.strange.iter().take(SHOWN).cloned();
    verdict.faults.extend(shown);
    Ok(verdict)
}

impl Verdict {
    /// Whether all is as it should be.
    pub(crate) fn is_right(&self) -> bool {
        self.faults.is_empty()
    }

    /// Each message that was accepted has its turn, and the turn has ended.
    async fn look_for_turns(
        &mut self,
        database: &mut PgConnection,
        told: &Told,
    ) -> anyhow::Result<()> {
        const LOST: &str = "select count(*) from unnest($1::uuid[]) a (id)
            left join turns t on t.id = a.id where t.lane is distinct from 'closed'";
        let accepted: Vec<Uuid> = told.accepted.values().copied().collect();
        let lost: i64 = sqlx::query_scalar(LOST)
            .bind(&accepted)
            .fetch_one(database)
            .await?;
        self.lose("messages without an end", u64::try_from(lost)?);
        Ok(())
    }

    /// What was told is there, and what was denied or failed is not.
    async fn look_for_effects(
        &mut self,
        database: &mut PgConnection,
        told: &Told,
    ) -> anyhow::Result<()> {
        for (kind, sql) in [
            (LEAD, "select count(*) from leads"),
            (INVOICE, "select count(*) from invoices"),
            (PAYMENT, "select count(*) from payments"),
            (REFUND, "select count(*) from refunds where state = 'done'"),
        ] {
            let (done, failed) = (
                told.count(kind, Outcome::Done),
                told.count(kind, Outcome::Failed),
            );
            let found = count(database, sql).await?;
            let what = kind.trim_end_matches(": ");
            self.lose(
                &format!("told and not there: {what}"),
                done.saturating_sub(found),
            );
            self.double(
                &format!("there and not told: {what}"),
                found.saturating_sub(done + failed),
            );
            self.fault(&format!("failed: {what}"), failed);
        }
        Ok(())
    }

    fn double(&mut self, what: &str, found: u64) {
        self.doubled += found;
        self.fault(what, found);
    }

    fn lose(&mut self, what: &str, found: u64) {
        self.lost += found;
        self.fault(what, found);
    }

    fn fault(&mut self, what: &str, found: u64) {
        if found > 0 {
            self.faults.push(format!("{what}: {found}"));
        }
    }
}

async fn count(database: &mut PgConnection, sql: &'static str) -> anyhow::Result<u64> {
    let count: i64 = sqlx::query_scalar(sql).fetch_one(database).await?;
    Ok(u64::try_from(count)?)
}
