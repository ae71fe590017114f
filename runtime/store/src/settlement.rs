//! What is left of a turn that was put aside and then ended, or of a department's part of one: who still works, effects whose outcome
//! nobody knows, and money.

use domain::{
    digest::Digest,
    flow::Path,
    ids::{ApprovalId, FlowId, IdempotencyKey},
    money::Micros,
};
use serde_json::Value;

use crate::{error::Error, work::Work};

/// What is left of a turn.
#[derive(Clone, Debug, Default)]
pub struct Remains {
    /// Departments of it still work: they were asked to stop. Or something else settles what is left of it.
    pub working: bool,
    /// Effects of runs that are over, of which nobody knows what became of them.
    pub effects: Vec<OpenEffect>,
}

/// An effect that was intended and may have happened.
#[derive(Clone, Debug)]
pub struct OpenEffect {
    /// Its key.
    pub key: IdempotencyKey,
    /// Where in the turn.
    pub path: Path,
    /// The department that wanted it.
    pub department: String,
    /// The tool.
    pub tool: String,
    /// The digest of the plan.
    pub digest: Digest,
    /// The request to which a person agreed, if one was asked.
    pub agreed: Option<ApprovalId>,
    /// What it gives away, in minor units.
    pub authority: i64,
    /// What it costs to run.
    pub cost: Micros,
}

impl Work {
    /// What is left of a turn; `whole`, if all of it is over, else of its parts that are. Parts that were put aside end with it.
    pub async fn remains(&mut self, turn: FlowId, whole: bool) -> Result<Remains, Error> {
        let (company, run) = (self.company(), self.run());
        let sql = self.records().sql().await?;
        if whole {
            sqlx::query!("select end_parts_aside($1, $2)", company, turn.uuid())
                .fetch_one(&mut *sql)
                .await?;
        }
        let working = sqlx::query_scalar!(
            r#"select $3 and exists (select from delegations d
                    join runs r on r.organisation = $1 and r.id = d.id
                    where d.organisation = $1 and d.turn = $2 and r.state = 'open')
                or exists (select from runs r join runs o on o.organisation = $1
                        and o.workflow = r.workflow and o.version = r.version
                        and o.state = 'open' and o.parent = $2
                        and (o.created_at, o.id) < (r.created_at, r.id)
                    where r.organisation = $1 and r.id = $4) as "working!""#,
            company,
            turn.uuid(),
            whole,
            run.uuid()
        )
        .fetch_one(&mut *sql)
        .await?;
        let rows = sqlx::query!(
            "select l.key, l.path, c.department, l.tool, l.digest, l.approval, l.authority, l.cost
                from ledger l
                join runs r on r.organisation = $1
                    and r.id = case when l.run is null then l.flow else l.run end
                join tool_calls c on c.organisation = $1 and c.flow = $2 and c.path = l.path
                where l.organisation = $1 and l.flow = $2 and l.state in ('intended', 'sending')
                    and r.state not in ('open', 'quarantined')
                order by l.created_at, l.key",
            company,
            turn.uuid()
        )
        .fetch_all(sql)
        .await?;
        self.has_written();
        let effects = rows.into_iter().map(|row| {
            let unreadable = || Error::Unreadable(format!("the effect {}", row.key));
            Ok(OpenEffect {
                path: row.path.parse().map_err(|_| unreadable())?,
                digest: Digest::from_bytes(&row.digest).ok_or_else(unreadable)?,
                key: IdempotencyKey::from_text(row.key),
                department: row.department,
                tool: row.tool,
                agreed: row.approval.map(ApprovalId::from_uuid),
                authority: row.authority,
                cost: Micros(row.cost),
            })
        });
        Ok(Remains {
            working,
            effects: effects.collect::<Result<_, Error>>()?,
        })
    }

    /// What steps of a turn came to that are called so, with where they stand.
    pub async fn outputs(
        &mut self,
        turn: FlowId,
        names: &[&str],
    ) -> Result<Vec<(Path, String, Value)>, Error> {
        let company = self.company();
        let names: Vec<String> = names.iter().map(|it| (*it).to_owned()).collect();
        let sql = self.records().sql().await?;
        let rows = sqlx::query!(
            r#"select path, name, output as "output!" from steps
                where organisation = $1 and flow = $2 and state = 'done' and name = any($3)
                    and output is not null order by at"#,
            company,
            turn.uuid(),
            &names
        )
        .fetch_all(sql)
        .await?;
        let outputs = rows.into_iter().map(|row| {
            let path = row.path.parse();
            let path = path.map_err(|_| Error::Unreadable(format!("the path {}", row.path)))?;
            Ok((path, row.name, row.output))
        });
        outputs.collect()
    }

    /// Settles the money of a turn that is over: what was held for calls of which nobody heard is spent. Answers what is
    /// left of its allowance, and what each department spent.
    pub async fn settle_turn(
        &mut self,
        turn: FlowId,
    ) -> Result<(Micros, Vec<(String, Micros)>), Error> {
        let company = self.company();
        self.stay_apart();
        let sql = self.records().sql().await?;
        let rest = sqlx::query_scalar!(
            r#"select settle_turn($1, $2) as "rest!""#,
            company,
            turn.uuid()
        )
        .fetch_one(&mut *sql)
        .await?;
        let rows = sqlx::query!(
            r#"select department as "department!", sum(micros)::bigint as "micros!" from spending
                where organisation = $1 and turn = $2 group by 1 order by 1"#,
            company,
            turn.uuid()
        )
        .fetch_all(sql)
        .await?;
        self.has_written();
        let spent = rows.into_iter();
        let spent = spent.map(|row| (row.department, Micros(row.micros)));
        Ok((Micros(rest), spent.collect()))
    }
}
