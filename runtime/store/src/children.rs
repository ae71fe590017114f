//! Runs that other runs start, departments that work beside others on one turn, and runs that begin
//! anew. All of it is written with the unit of work that asks for it.

use domain::{
    flow::{NewChild, Path},
    ids::FlowId,
    money::Micros,
};
use serde::Deserialize;
use serde_json::Value;

use crate::{error::Error, work::Work};

/// How a child ended, or was put aside.
#[derive(Clone, Debug, Deserialize)]
pub struct ChildRow {
    /// Which one.
    pub child: FlowId,
    /// `done`, `failed`, `cancelled`, `quarantined`.
    pub state: String,
    /// What it ended with.
    pub output: Option<Value>,
    /// Why it ended badly.
    pub error: Option<String>,
}

/// A department's part of a turn.
#[derive(Clone, Debug)]
pub struct Part {
    /// The child that does it.
    pub child: FlowId,
    /// The department.
    pub department: String,
    /// What it may spend, which the turn holds for it.
    pub allowance: Micros,
}

/// What a department's part of a turn took.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PartSpent {
    /// What the turn holds for it.
    pub allowance: Micros,
    /// What was spent, and stands in lines of spending.
    pub spent: Micros,
    /// What was held for a call of which nobody heard, and stands nowhere yet.
    pub lost: Micros,
}

impl Work {
    /// Starts a child of this run at a step. Starting it twice starts it once.
    pub async fn start_child(
        &mut self,
        at: &Path,
        flow: FlowId,
        child: &NewChild,
    ) -> Result<(), Error> {
        let (company, now, parent) = (self.company(), self.now(), self.run());
        let version = i32::try_from(child.version).unwrap_or(i32::MAX);
        let sql = self.apart().await?;
        sqlx::query!(
            "select start_child($1, $2, $3, $4, $5, $6, $7, $8)",
            company,
            parent.uuid(),
            at.to_string(),
            flow.uuid(),
            child.workflow,
            version,
            child.input,
            now
        )
        .fetch_one(sql)
        .await?;
        Ok(())
    }

    /// Asks children of this run to stop. Answers those that had been put aside and end with this.
    pub async fn stop_children(&mut self, children: &[FlowId]) -> Result<Vec<FlowId>, Error> {
        let company = self.company();
        let children: Vec<_> = children.iter().map(|it| it.uuid()).collect();
        let sql = self.apart().await?;
        let ended = sqlx::query_scalar!(
            r#"select stop_children as "child!" from stop_children($1, $2)"#,
            company,
            &children
        )
        .fetch_all(sql)
        .await?;
        Ok(ended.into_iter().map(FlowId::from_uuid).collect())
    }

    /// Asks all departments to stop that work side by side on this run's turn.
    pub async fn stop_parts(&mut self) -> Result<(), Error> {
        let (company, turn) = (self.company(), self.run());
        let sql = self.apart().await?;
        sqlx::query!("select stop_parts($1, $2)", company, turn.uuid())
            .fetch_one(sql)
            .await?;
        Ok(())
    }

    /// Ends this run's turn, which it cannot close itself.
    pub(crate) async fn end_turn(&mut self) -> Result<(), Error> {
        let (company, turn) = (self.company(), self.run());
        let sql = self.apart().await?;
        sqlx::query!("select end_turn($1, $2)", company, turn.uuid())
            .fetch_one(sql)
            .await?;
        Ok(())
    }

    /// Has what is left of this run settled, which did a department's part of a turn and ends.
    pub(crate) async fn settle_part_later(&mut self) -> Result<(), Error> {
        let (company, run) = (self.company(), self.run());
        let sql = self.apart().await?;
        sqlx::query!("select settle_part_later($1, $2)", company, run.uuid())
            .fetch_one(sql)
            .await?;
        Ok(())
    }

    /// Wakes the run that waits for this one, which ends with this unit.
    pub async fn wake_parent(&mut self, parent: FlowId) -> Result<(), Error> {
        let (company, run, epoch) = (self.company(), self.run(), self.epoch());
        let sql = self.apart().await?;
        sqlx::query!(
            "select wake_parent($1, $2, $3, $4)",
            company,
            run.uuid(),
            epoch,
            parent.uuid()
        )
        .fetch_one(sql)
        .await?;
        Ok(())
    }

    /// Begins this run anew after a generation, with another input.
    pub async fn continue_as_new(&mut self, generation: u32, input: &Value) -> Result<(), Error> {
        let (company, run, now) = (self.company(), self.run(), self.now());
        let generation = i32::try_from(generation).unwrap_or(i32::MAX);
        let sql = self.apart().await?;
        sqlx::query!(
            "select continue_as_new($1, $2, $3, $4, $5)",
            company,
            run.uuid(),
            generation,
            input,
            now
        )
        .fetch_one(sql)
        .await?;
        Ok(())
    }

    /// Opens a department's part of this run's turn. What it may spend is held on the turn's row.
    pub async fn open_part(&mut self, part: &Part) -> Result<(), Error> {
        let (company, turn) = (self.company(), self.run());
        let sql = self.apart().await?;
        sqlx::query!(
            "insert into delegations (organisation, id, turn, department, allowance)
                values ($1, $2, $3, $4, $5)",
            company,
            part.child.uuid(),
            turn.uuid(),
            part.department,
            part.allowance.0
        )
        .execute(sql)
        .await?;
        let held = self.turn(turn);
        held.reserve = held.reserve + part.allowance;
        Ok(())
    }

    /// Settles a department's part of this run's turn, once its child has ended: what it did not
    /// spend is the turn's again. A child that was put aside and never closed its part closes it here.
    pub async fn settle_part(&mut self, child: FlowId) -> Result<PartSpent, Error> {
        let (company, turn) = (self.company(), self.run());
        let sql = self.apart().await?;
        let row = sqlx::query!(
            "update delegations d set state = 'joined', reserved = 0, spent = d.spent + o.reserved
            from (select reserved, spent from delegations
                where organisation = $1 and id = $2 for update) o
            where d.organisation = $1 and d.id = $2
            returning d.allowance, o.spent, o.reserved as lost",
            company,
            child.uuid()
        )
        .fetch_one(sql)
        .await?;
        let part = PartSpent {
            allowance: Micros(row.allowance),
            spent: Micros(row.spent),
            lost: Micros(row.lost),
        };
        let held = self.turn(turn);
        held.settle = held.settle + part.allowance;
        held.spend = held.spend + part.spent + part.lost;
        Ok(part)
    }

    /// The connection, in a transaction that this unit shares with nobody where that can still be had:
    /// it locks rows of other runs.
    pub(crate) async fn apart(&mut self) -> Result<&mut sqlx::PgConnection, Error> {
        self.stay_apart();
        self.has_written();
        self.records().sql().await
    }
}
