//! What a person's own call would do and need, found out as the gate does, and nothing changed.

use std::sync::Arc;

use chrono::Utc;
use domain::{
    digest::Digest,
    ids::ConversationId,
    money::{Micros, Money},
    person::{Actor, Role},
    tool::{Effect, ToolError},
};
use serde_json::Value;
use store::{Configured, Context, Work};

use crate::{
    direct::{DirectCall, department_of},
    gate::{Gate, Judged, Plan},
    house::House,
    transcript::Transcript,
};

/// What a call would do.
#[derive(Clone, Debug)]
pub struct Rehearsed {
    /// The department under whose grants it would run.
    pub department: String,
    /// What exactly would happen.
    pub plan: Value,
    /// What an approval would be bound to.
    pub digest: Digest,
    /// What a repeat would do.
    pub effect: Effect,
    /// What it would give away.
    pub authority: Option<Money>,
    /// What running it would cost.
    pub cost: Micros,
    /// Whether it might happen.
    pub verdict: Verdict,
}

/// Whether a call might happen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// At once.
    Allowed,
    /// Once a person of at least this role has agreed; why she is asked, as a message and its
    /// attribute.
    Asks(Role, (String, String)),
}

/// Judges a person's own call under a configuration and writes nothing. What the tool or the gate
/// says no to is an `Arguments` or `Refused` error.
pub async fn rehearse(
    house: &House,
    actor: &Actor,
    configured: Configured,
    call: &DirectCall,
) -> Result<Rehearsed, ToolError> {
    let now = Utc::now();
    let organisation = house.store.organisation(actor.organisation).await?;
    let mut work = house.store.work(Arc::clone(&organisation), now);
    work.go_alone();
    let rehearsed = judge(house, &mut work, (actor, configured), call).await;
    // Tools only read to plan; whatever they did is undone.
    work.abandon().await?;
    rehearsed
}

async fn judge(
    house: &House,
    work: &mut Work,
    (actor, configured): (&Actor, Configured),
    call: &DirectCall,
) -> Result<Rehearsed, ToolError> {
    let transcript = Transcript::rehearsed(context(actor, configured.digest, work));
    let furnished = house.furnish(configured);
    let department = department_of(house, &furnished, (&transcript.context, call));
    let department = department.map_err(ToolError::Refused)?;
    let limits = house.limits_now(work).await?;
    let gate = Gate {
        house,
        furnished: &furnished,
        transcript: &transcript,
        limits: &limits.stricter(&furnished.snapshot.limits),
        department: &department,
        tool: &call.tool,
    };
    let (plan, verdict) = match gate.judge(work, &call.arguments).await? {
        Judged::Allowed(plan) => (plan, Verdict::Allowed),
        Judged::Asks(plan, role, why) => (plan, Verdict::Asks(role, why)),
        Judged::Refused(say) => return Err(ToolError::Refused(say)),
    };
    let Plan {
        plan,
        digest,
        effect,
        authority,
        cost,
        kind: _,
    } = plan;
    Ok(Rehearsed {
        department,
        plan,
        digest,
        effect,
        authority,
        cost,
        verdict,
    })
}

/// The turn that there would be.
fn context(actor: &Actor, configuration: Digest, work: &Work) -> Context {
    Context {
        conversation: ConversationId::new(work.now()),
        name: String::new(),
        configuration,
        person: Some(actor.person),
        token: Some(actor.token),
        role: Some(actor.role),
        departments: Some(actor.departments.clone()),
        language: Some(actor.language),
        zone: None,
        channel: String::new(),
        owner: None,
        owner_epoch: 0,
        tainted: false,
        traceparent: None,
        asked_by: None,
        messages: Vec::new(),
    }
}
