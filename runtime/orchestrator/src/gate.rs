//! What may happen: known tool, schema, grant, plan, policy and labels, budget, person. It says no
//! wherever it cannot decide.

use domain::{
    budget::OwnerLimits,
    digest::Digest,
    money::{Micros, Money},
    person::Role,
    policy::{self, Asker, Ruling},
    tool::{Effect, Kind, Needs, ToolError},
    words::Say,
};
use serde_json::{Value, json};
use store::Work;

use crate::{
    house::{Furnished, House},
    transcript::Transcript,
};

/// Whoever and whatever a call is judged by.
pub(crate) struct Gate<'a> {
    pub(crate) house: &'a House,
    pub(crate) furnished: &'a Furnished,
    pub(crate) transcript: &'a Transcript,
    pub(crate) limits: &'a OwnerLimits,
    pub(crate) department: &'a str,
    pub(crate) tool: &'a str,
}

/// What the gate makes of a call.
#[derive(Debug)]
pub(crate) enum Judged {
    /// It may happen.
    Allowed(Plan),
    /// A person of at least this role has to agree; why, as a message and its attribute.
    Asks(Plan, Role, (String, String)),
    /// It may not.
    Refused(Say),
}

/// What exactly would happen.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) plan: Value,
    pub(crate) digest: Digest,
    pub(crate) kind: Kind,
    pub(crate) effect: Effect,
    pub(crate) authority: Option<Money>,
    pub(crate) cost: Micros,
}

/// The longest arguments, in bytes: what is planned of them goes into the journal.
pub(crate) const LONGEST: usize = 64 * 1_024;

impl Gate<'_> {
    /// Judges a call from its arguments.
    pub(crate) async fn judge(
        &self,
        work: &mut Work,
        arguments: &str,
    ) -> Result<Judged, ToolError> {
        if let Some(refusal) = self.not_granted() {
            return Ok(Judged::Refused(refusal));
        }
        let args: Value = serde_json::from_str(arguments).map_err(|error| {
            let say = Say::of("gate", "bad_arguments").with("error", error.to_string());
            ToolError::Arguments(say)
        })?;
        if arguments.len() > LONGEST {
            return Err(ToolError::Arguments(too_long(&args)));
        }
        let toolbox = &self.house.toolbox;
        // In another program's schema a null may mean something of its own.
        let args = match toolbox.is_foreign(self.tool) {
            true => args,
            false => without_nulls(args),
        };
        let planned = toolbox.plan(work.records(), self.limits, self.tool, args);
        let (plan, needs) = planned.await?;
        self.rule(work, plan, needs).await
    }

    /// Judges a plan again under what holds now, before it happens.
    pub(crate) async fn judge_again(
        &self,
        work: &mut Work,
        plan: Value,
    ) -> Result<Judged, ToolError> {
        if let Some(refusal) = self.not_granted() {
            return Ok(Judged::Refused(refusal));
        }
        let needs = self.house.toolbox.needs(self.limits, self.tool, &plan)?;
        self.rule(work, plan, needs).await
    }

    /// A tool must exist and be granted by the configuration of the turn and by today's.
    fn not_granted(&self) -> Option<Say> {
        if !self.house.toolbox.has(self.tool) {
            return Some(Say::of("gate", "unknown_tool").with("tool", self.tool));
        }
        let then = self.furnished.department(self.department);
        let today = self.house.today();
        let now = today.departments.get(self.department);
        let granted = [then, now]
            .into_iter()
            .all(|it| it.is_some_and(|it| it.agent.tools.contains(self.tool)));
        let say = || {
            Say::of("gate", "not_granted")
                .with("tool", self.tool)
                .with("department", self.department)
        };
        (!granted).then(say)
    }

    async fn rule(&self, work: &mut Work, plan: Value, needs: Needs) -> Result<Judged, ToolError> {
        let (kind, effect) = self.house.toolbox.kind(self.tool)?;
        let context = &self.transcript.context;
        let known = context.role.zip(context.departments.clone());
        // Who asked may have left since the turn began: that matters most where it cannot be undone.
        let known = match (kind, needs.authority, context.person) {
            (Kind::Local, None, _) | (_, _, None) => known,
            (_, _, Some(person)) => work.rights(person).await?,
        };
        let asker = match (&known, &context.asked_by, context.person) {
            (Some((role, departments)), ..) => Asker::Person {
                role: *role,
                departments,
            },
            (None, Some(_), None) => Asker::Department,
            (None, None, _) | (None, Some(_), Some(_)) => {
                return Ok(Judged::Refused(Say::of("gate", "nobody_asks")));
            }
        };
        let asks = |it: &domain::agent::Department| it.agent.approve.contains(self.tool);
        let then = self.furnished.department(self.department);
        let held = self.house.today();
        let now = held.departments.get(self.department);
        let asked = policy::Asked {
            department: self.department,
            effect,
            needs,
            department_asks: then.is_some_and(asks) || now.is_some_and(asks),
            tainted: self.is_tainted(),
        };
        let ruling = policy::rule(asker, asked, self.limits);
        let cost = match self.cost(work) {
            Ok(cost) => cost,
            Err(refusal) => return Ok(Judged::Refused(refusal)),
        };
        let plan = Plan {
            digest: digest(self.tool, effect, &plan),
            plan,
            kind,
            effect,
            authority: needs.authority,
            cost,
        };
        match ruling {
            Ruling::Deny => {
                let say =
                    Say::of("gate", "not_your_department").with("department", self.department);
                Ok(Judged::Refused(say))
            }
            Ruling::Ask(role, why) => {
                let (message, attribute) = why.texts(self.tool);
                let why = (message.to_owned(), attribute.to_owned());
                Ok(Judged::Asks(plan, role, why))
            }
            Ruling::Allow => self.within_authority(work, plan).await,
        }
    }

    /// Whether the models of this turn read text that anybody could have written.
    pub(crate) fn is_tainted(&self) -> bool {
        let context = &self.transcript.context;
        let mut messages = context.messages.iter();
        let toolbox = &self.house.toolbox;
        context.tainted
            || messages.any(|it| !it.origin.is_trusted())
            || self.transcript.has_heard(|tool| toolbox.is_foreign(tool))
    }

    /// What a department may still give away today without a person; above it, a person is asked.
    async fn within_authority(&self, work: &mut Work, plan: Plan) -> Result<Judged, ToolError> {
        let Some(amount) = plan.authority else {
            return Ok(Judged::Allowed(plan));
        };
        let cap = self.limits.authority_day;
        let day = crate::allowance::day(work.now(), work.organisation().zone);
        let scope = crate::allowance::department(self.department);
        let left = work.remaining("authority", &scope, &day, cap.minor).await?;
        match amount.currency == cap.currency && amount.minor <= left {
            true => Ok(Judged::Allowed(plan)),
            false => {
                let why = ("gate".to_owned(), "why_authority".to_owned());
                let least = policy::decider(plan.authority, self.limits);
                Ok(Judged::Asks(plan, least, why))
            }
        }
    }

    fn cost(&self, work: &mut Work) -> Result<Micros, Say> {
        let today = work.records().today();
        let currency = work.organisation().currency;
        let held = self.house.today();
        let prices = [&self.furnished.snapshot.prices, &held.prices];
        let costs = prices.map(|it| it.tool_call(self.tool, currency, today));
        let costs: Result<Vec<Micros>, _> = costs.into_iter().collect();
        match costs {
            Ok(costs) => Ok(costs.into_iter().max().unwrap_or_default()),
            Err(_) => Err(Say::of("gate", "no_price").with("tool", self.tool)),
        }
    }
}

/// What an approval is bound to: the tool, what a repeat would do, and the plan.
pub(crate) fn digest(tool: &str, effect: Effect, plan: &Value) -> Digest {
    Digest::of_json(&json!({ "tool": tool, "effect": effect.word(), "plan": plan }))
}

/// Models that must name every argument write `null` for those that they leave out.
fn without_nulls(args: Value) -> Value {
    match args {
        Value::Object(fields) => {
            let given = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(given.map(|(name, it)| (name, without_nulls(it))).collect())
        }
        other => other,
    }
}

/// What is said of arguments that are too long: which of them is, and what to do.
fn too_long(args: &Value) -> Say {
    let fields = args.as_object().into_iter().flatten();
    let longest = fields.max_by_key(|(_, value)| value.to_string().len());
    let name = longest.map(|(name, _)| name.as_str());
    Say::of("gate", "arguments_too_long")
        .with("field", name.unwrap_or_default())
        .with("kib", LONGEST / 1_024)
}
