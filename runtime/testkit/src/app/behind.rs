//! The database, past all policies. The SQL is the test's own.

use chrono::Utc;
use domain::{
    ids::{FlowId, TurnId},
    turn::{TurnStatus, TurnView},
};
use sqlx::AssertSqlSafe;
use tokio::time;

use super::{LOOK, PATIENCE, TestApp};
use crate::journals::History;

impl TestApp {
    /// A number that the database says.
    pub async fn number(&self, sql: &str) -> i64 {
        let query = sqlx::query_scalar::<_, Option<i64>>(AssertSqlSafe(sql.to_owned()));
        let found = query.fetch_one(&self.behind).await;
        let found = found.unwrap_or_else(|error| panic!("{sql}: {error}"));
        found.unwrap_or_default()
    }

    /// A text that the database says.
    pub async fn text(&self, sql: &str) -> String {
        let query = sqlx::query_scalar::<_, Option<String>>(AssertSqlSafe(sql.to_owned()));
        let found = query.fetch_one(&self.behind).await;
        let found = found.unwrap_or_else(|error| panic!("{sql}: {error}"));
        found.unwrap_or_default()
    }

    /// Changes the database.
    pub async fn execute(&self, sql: &str) {
        let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let done = done.execute(&self.behind).await;
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// What the tables know of a run.
    pub async fn history(&self, flow: FlowId) -> History {
        History::of(&self.behind, flow).await
    }

    /// Puts a recorded history back, and lets the program replay it. Answers what it left.
    pub async fn replay(&self, history: &History) -> History {
        let flow = history.flow();
        history
            .put_back(&self.behind, self.owner.organisation)
            .await;
        self.wake(flow.into());
        let at_rest = format!(
            "select count(*) from ready where flow = '{flow}'
                and (holder is not null or due <= clock_timestamp())"
        );
        self.until(&at_rest, 0).await;
        let replayed = self.history(flow).await;
        history.take_away(&self.behind).await;
        replayed
    }

    /// Moves the clock for all that waits for a time: it is due now.
    pub async fn pass_time(&self) {
        self.execute(
            "update steps set due = now() where state in ('waiting', 'retrying') and due > now();
            update approvals set expires_at = now()
                where status = 'pending' and kind = 'permission';
            update ledger set send_by = least(send_by, now()) - interval '1 hour'
                where state = 'sending';
            update ready set due = now() where holder is null and due > now()",
        )
        .await;
        self.program().wake(TurnId::new(Utc::now()));
    }

    /// Moves the clock until nothing waits for a time any more.
    pub async fn pass_all_time(&self) {
        let deadline = time::Instant::now() + PATIENCE;
        while self.number("select count(*) from ready").await > 0 {
            assert!(time::Instant::now() < deadline, "something waits on");
            self.pass_time().await;
            time::sleep(LOOK).await;
        }
    }

    /// Waits until a turn is over or waits for a person. The time that it waits for passes, but no
    /// person's.
    pub async fn rested(&self, turn: TurnId) -> TurnView {
        let deadline = time::Instant::now() + PATIENCE;
        loop {
            let view = self.view(turn).await;
            if view.status != TurnStatus::Running {
                return view;
            }
            let waits = "select count(*) from ready where holder is null and due > now()";
            if self.number(waits).await > 0 {
                self.execute(
                    "update steps set due = now() where due > now()
                        and (state = 'retrying' or state = 'waiting' and kind = 'sleep');
                    update ledger set send_by = least(send_by, now()) - interval '1 hour'
                        where state = 'sending';
                    update ready set due = now() where holder is null and due > now()",
                )
                .await;
                self.program().wake(turn);
            }
            assert!(time::Instant::now() < deadline, "it goes on: {view:#?}");
            time::sleep(LOOK).await;
        }
    }

    /// Waits until a number in the database is what it should be.
    pub async fn until(&self, sql: &str, number: i64) {
        let deadline = time::Instant::now() + PATIENCE;
        loop {
            let found = self.number(sql).await;
            if found == number {
                return;
            }
            assert!(time::Instant::now() < deadline, "{found} stays: {sql}");
            time::sleep(LOOK).await;
        }
    }

    /// The figures once they say this: a commit is counted after whoever looks at the database sees it.
    pub async fn until_counted(&self, figure: &str) -> String {
        let deadline = time::Instant::now() + PATIENCE;
        loop {
            let figures = self.figures();
            if figures.contains(figure) {
                return figures;
            }
            assert!(time::Instant::now() < deadline, "no {figure}: {figures}");
            time::sleep(LOOK).await;
        }
    }
}
