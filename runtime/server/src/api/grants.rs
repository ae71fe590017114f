//! What departments may do, and what a person sees of it: what she could have had them read, she may
//! read herself.

use std::sync::Arc;

use domain::{agent::Department, configuration::Snapshot, person::Actor};

use super::{Api, problem::Problem};
use crate::catalogue;

/// Whether a person works in a department that has the tool which reads this.
pub(super) async fn may_read(api: &Api, actor: &Actor, tool: &str) -> Result<(), Problem> {
    let snapshot = snapshot(api, actor).await?;
    let may = own(&snapshot, actor).any(|(_, it)| it.agent.tools.contains(tool));
    may.then_some(()).ok_or_else(Problem::not_your_department)
}

/// What holds for the company's next message.
pub(super) async fn snapshot(api: &Api, actor: &Actor) -> Result<Arc<Snapshot>, store::Error> {
    api.doors.snapshot(actor.organisation).await
}

/// The departments that a person works in.
pub(super) fn own<'a>(
    snapshot: &'a Snapshot,
    actor: &'a Actor,
) -> impl Iterator<Item = (&'a str, &'a Department)> {
    catalogue::own(&snapshot.departments, actor)
}
