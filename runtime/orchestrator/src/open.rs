//! How a turn begins: what it is about, and its slice of the company's budget.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    agent,
    flow::Action,
    money::Micros,
    tool::{Call, ToolError},
    words::Say,
};
use serde::{Deserialize, Serialize};
use store::Work;

use crate::{allowance, house::House, progress::Progress, transcript::MESSAGES};

/// Opens a turn.
pub(crate) struct Open(pub(crate) Arc<House>);

/// How it opened.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Opened {
    /// It may be worked on.
    Ready(Ready),
    /// It may not.
    Refused(Say),
    /// A person answers in this conversation.
    TakenOver,
}

/// A turn that may be worked on.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Ready {
    /// What it may spend.
    pub(crate) allowance: Micros,
    /// Whether that is all that a turn may spend, or what the company has left.
    pub(crate) whole: bool,
    /// The month that pays.
    pub(crate) month: String,
    /// Where each agent stops.
    pub(crate) limits: BTreeMap<String, agent::Limits>,
}

impl Ready {
    /// What is said when the turn's money runs out: whose it was, and the way out.
    pub(crate) fn no_money(&self) -> Say {
        match self.whole {
            true => Say::of("turn", "turn_budget"),
            false => no_company_budget(),
        }
    }
}

fn no_company_budget() -> Say {
    Say::of("turn", "company_budget")
}

impl Action<Work> for Open {
    const NAME: &'static str = "turn.open";
    type Input = ();
    type Output = Opened;

    async fn run(&self, work: &mut Work, call: &Call, (): ()) -> Result<Opened, ToolError> {
        let house = &self.0;
        let context = work.turn_context(call.flow.into(), MESSAGES).await?;
        if context.owner.is_some() {
            return Ok(Opened::TakenOver);
        }
        let furnished = house.furnished(work, context.configuration).await?;
        house.transcripts.begin(work, context);
        house.feed.tell(call.flow.into(), &Progress::Begun);

        let (zone, today) = (work.organisation().zone, house.limits(work).await?);
        // What the turn began under and what holds today: the stricter wins.
        let old = &furnished.snapshot.limits;
        let want = old.turn.min(today.turn);
        let cap = today.company_month;
        let month = allowance::month(call.now, zone);
        let scope = allowance::COMPANY.to_owned();
        let debit = allowance::take(call.flow, scope, month.clone(), cap, want);
        let granted = Micros(work.debit(debit, 1).await?);
        if granted == Micros(0) {
            return Ok(Opened::Refused(no_company_budget()));
        }
        work.turn(call.flow).allow = granted;
        let limits = furnished.snapshot.departments.iter();
        Ok(Opened::Ready(Ready {
            allowance: granted,
            whole: granted == want,
            month,
            limits: limits
                .map(|(name, it)| (name.clone(), it.agent.limits))
                .collect(),
        }))
    }
}
