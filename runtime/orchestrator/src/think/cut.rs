//! Answers that were cut: the provider bills what it read and wrote, whether it was heard or not. How much that is
//! nobody said, so it is an estimate, from what was sent and what came.

use std::sync::Arc;

use domain::{
    flow::Intent,
    ids::RowId,
    money::Micros,
    tool::{Call, ToolError},
};
use store::{SpendRow, Work};

use super::{Prepared, Stop, Think, Thinking, Thought};
use crate::{progress::Progress, transcript::Transcript};

impl Thinking {
    /// Reserves for another attempt. What was reserved before stays: for each attempt that was cut, and for the
    /// next.
    pub(super) async fn again(
        &self,
        work: &mut Work,
        call: &Call,
        (think, prepared): (&Think, &Prepared),
    ) -> Result<Intent<Thought>, ToolError> {
        let attempts = i64::try_from(prepared.request.tab.cut().len() + 1).unwrap_or(i64::MAX);
        let all = Micros(prepared.worst.0.saturating_mul(attempts));
        let more = Micros(all.0 - prepared.reserved_before(call.attempt).0);
        if more > Micros(0) {
            let short =
                all > think.left || work.is_alone() && work.turn_left(call.flow).await? < more;
            if short {
                prepared.reserve(call.attempt, Micros(0));
                let transcript = self.transcript(work, call).await?;
                let cost = self
                    .settle(work, call, (think, prepared, &transcript))
                    .await?;
                return Ok(Intent::Settled(Thought::stopped(Stop::Budget, cost)));
            }
            let turn = work.turn(call.flow);
            turn.reserve = turn.reserve + more;
        }
        prepared.reserve(call.attempt, more.max(Micros(0)));
        Ok(Intent::Send)
    }

    /// Gives back what was reserved for a call that is over, and charges what of it was cut, as a call is charged
    /// that a crash lost. Answers how much that is.
    pub(super) async fn settle(
        &self,
        work: &mut Work,
        call: &Call,
        (think, prepared, transcript): (&Think, &Prepared, &Arc<Transcript>),
    ) -> Result<Micros, ToolError> {
        let turn = work.turn(call.flow);
        turn.settle = turn.settle + prepared.reserved_before(call.attempt + 1);
        let (asked, path) = (Arc::clone(transcript), call.path.clone());
        work.then(move || asked.settle(&path));
        let cut = prepared.request.tab.cut();
        if cut.is_empty() {
            return Ok(Micros(0));
        }
        let digest = transcript.context.configuration;
        let furnished = self.0.furnished(work, digest).await?;
        let (today, currency) = (work.records().today(), work.organisation().currency);
        let prices = &furnished.snapshot.prices;
        let costs = cut.iter().map(|(by, usage)| {
            let price = prices.model_call((&by.provider, &by.model), *usage, currency, today);
            // Its price was known before it was asked; should it be gone, the reservation is the truth.
            price.unwrap_or(prepared.worst)
        });
        let cost = costs.fold(Micros(0), |sum, cost| sum + cost);
        if cost == Micros(0) {
            return Ok(cost);
        }
        let turn = work.turn(call.flow);
        turn.spend = turn.spend + cost;
        let lost = SpendRow {
            organisation: call.organisation,
            id: RowId::new(call.now),
            turn: call.flow,
            department: think.agent.clone(),
            kind: "lost",
            name: "model".to_owned(),
            micros: cost,
            at: call.now,
            run: None,
        };
        work.writes().spend.push(lost);
        // No step shows it.
        transcript.show_no_more();
        self.0
            .feed
            .tell(call.flow.into(), &Progress::Spent { cost });
        Ok(cost)
    }
}
