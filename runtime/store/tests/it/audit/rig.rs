//! A company with an audit, and somebody whom no policy binds.

use chrono::{DateTime, Utc};
use domain::{
    digest::Digest,
    ids::{OrganisationId, RowId},
};
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgConnection};
use store::{AuditFault, AuditReport, BadRow, RowFault, Sealer, Sealing, Store};
use testkit::Database;
use uuid::Uuid;

pub(crate) struct Rig {
    pub(crate) database: Database,
    pub(crate) store: Store,
    pub(crate) behind: PgConnection,
    pub(crate) company: OrganisationId,
    pub(crate) sealer: Sealer,
}

impl Rig {
    /// A company whose audit has one row: that it was founded.
    pub(crate) async fn new() -> Self {
        let database = testkit::database().await;
        let store = Store::connect(&database.access(), 2).await.unwrap();
        let behind = database.superuser().connect().await.unwrap();
        let company = found(&store).await;
        Self {
            sealer: store.sealer(),
            database,
            store,
            behind,
            company,
        }
    }

    /// A company with so many rows, sealed `each` at a time.
    pub(crate) async fn sealed(rows: usize, each: usize) -> (Self, Vec<RowId>) {
        let mut rig = Self::new().await;
        rig.seal(1).await;
        let mut ids = Vec::new();
        while ids.len() < rows {
            for _ in 0..each {
                ids.push(rig.row(rig.company, Utc::now()).await);
            }
            rig.seal(each).await;
        }
        rig.run(
            "create temp table sound_audit as select * from audit;
            create temp table sound_seals as select * from audit_seals",
        )
        .await;
        (rig, ids)
    }

    /// Makes everything as it was at the beginning, and the sealer look at it anew.
    pub(crate) async fn mend(&mut self) {
        self.run(
            "delete from audit; insert into audit select * from sound_audit;
            delete from audit_seals; insert into audit_seals select * from sound_seals",
        )
        .await;
        self.sealer.leave().await.unwrap();
        assert_eq!(self.verify().await.fault, None);
    }

    /// Writes a row, as the application does.
    pub(crate) async fn row(&mut self, company: OrganisationId, at: DateTime<Utc>) -> RowId {
        write(&mut self.behind, company, at).await
    }

    /// Seals so many rows, which are all that are not sealed yet, at once. Whatever is open in any
    /// database of the server holds rows back meanwhile.
    pub(crate) async fn seal(&mut self, rows: usize) {
        let complete = "select count(*) from audit where position < audit_horizon()
            and position > coalesce((select max(position) from audit_seals), -1)";
        while self.number(complete).await < i64::try_from(rows).unwrap() {
            tokio::task::yield_now().await;
        }
        seal(&mut self.sealer, rows).await;
    }

    pub(crate) async fn verify(&self) -> AuditReport {
        self.verify_with(None).await
    }

    pub(crate) async fn verify_with(&self, kept: Option<Digest>) -> AuditReport {
        let mut tell = |_| {};
        let report = self.store.verify_audit(self.company, kept, &mut tell);
        report.await.unwrap()
    }

    /// Does something by hand.
    pub(crate) async fn run(&mut self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        sqlx::raw_sql(sql).execute(&mut self.behind).await.unwrap();
    }

    pub(crate) async fn number(&mut self, sql: &'static str) -> i64 {
        let query = sqlx::query_scalar(sql);
        query.fetch_one(&mut self.behind).await.unwrap()
    }
}

pub(crate) async fn found(store: &Store) -> OrganisationId {
    let id = OrganisationId::new(Utc::now());
    let owner = testkit::bakery(id);
    store.create_company(&owner, Utc::now()).await.unwrap();
    id
}

pub(crate) async fn write(
    connection: &mut PgConnection,
    company: OrganisationId,
    at: DateTime<Utc>,
) -> RowId {
    let id = RowId::new(at);
    sqlx::query(
        "insert into audit (organisation, id, act, subject, person, channel, digest, detail, at)
            values ($1, $2, 'turn.closed', 'turn/1', $3, 'http', '\\x00ff', '{\"a\": 1.50}', $4)",
    )
    .bind(company.uuid())
    .bind(id.uuid())
    .bind(Uuid::now_v7())
    .bind(at)
    .execute(connection)
    .await
    .unwrap();
    id
}

pub(crate) async fn seal(sealer: &mut Sealer, rows: usize) {
    let mut sealed = 0;
    while sealed < rows {
        match sealer.seal(Utc::now()).await.unwrap() {
            Sealing::Done { rows, .. } => sealed += rows,
            // Who had the place has just left it.
            Sealing::Elsewhere => {}
            Sealing::Unordered => panic!("a server of lower numbers"),
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(sealed, rows);
}

/// The first bad row of a report.
pub(crate) fn bad_row(report: AuditReport) -> (RowFault, RowId) {
    match report.fault {
        Some(AuditFault::Row(BadRow { what, id, .. })) => (what, id),
        other => panic!("{other:?}"),
    }
}
