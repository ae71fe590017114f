//! Which tools there are, and to whom each is offered: what doors show of them, and how a call of
//! one reads.

use std::{collections::BTreeMap, fmt, sync::Arc};

use domain::{
    agent::{Department, SUPERVISOR},
    approval::ApprovalView,
    ids::TurnId,
    language::Language,
    person::Actor,
    policy,
    tool::{Effect, Toolbox},
    turn::{Outcome, TurnStatus, TurnView},
    words::Words,
};
use orchestrator::titled;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use store::{Store, StoredCall, records::Records};

use crate::{watching::Watched, words::Voice};

/// Which tools there are, and which department may call them as files say at this moment.
#[derive(Clone)]
pub struct Catalogue {
    toolbox: Arc<Toolbox<Records>>,
    settings: Arc<Watched>,
    words: Arc<Words>,
}

/// A tool that a person may have called.
#[derive(Clone, Debug, Serialize)]
pub struct Offer {
    /// Its name.
    pub tool: String,
    /// The department under whose grants it runs.
    pub department: String,
    /// What it is for, in the words that models read.
    pub description: String,
    /// The JSON schema of its arguments.
    pub schema: Value,
    /// It reads, and changes nothing.
    pub reads: bool,
}

/// A tool call that somebody asked for herself, as it stands.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "Call")]
pub struct CallView {
    /// The call: its turn.
    pub call: TurnId,
    /// Where it stands.
    pub status: TurnStatus,
    /// The department under whose grants it runs, once it came to be a call: its name, as in the list of departments.
    pub department: Option<String>,
    /// What came of it, once something did.
    pub outcome: Option<Outcome>,
    /// What the tool gave.
    pub output: Option<Value>,
    /// Why it gave nothing, in words.
    pub reason: Option<String>,
    /// The request to a person that it waits for.
    pub approval: Option<ApprovalView>,
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Catalogue").field(&self.toolbox).finish()
    }
}

impl Catalogue {
    /// What tools and departments there are.
    pub fn new(toolbox: Arc<Toolbox<Records>>, settings: Arc<Watched>, words: Arc<Words>) -> Self {
        Self {
            toolbox,
            settings,
            words,
        }
    }

    /// Every tool that a person may have called, by name. One that several of her departments have
    /// is offered once, under the first of them.
    pub fn offers(&self, actor: &Actor) -> Vec<Offer> {
        let settings = self.settings.now();
        let mut offers = BTreeMap::new();
        for (department, it) in own(&settings.departments, actor) {
            for tool in &it.agent.tools {
                if !offers.contains_key(tool)
                    && let Some(offer) = self.of(tool, department)
                {
                    offers.insert(tool.clone(), offer);
                }
            }
        }
        offers.into_values().collect()
    }

    /// A tool as it is offered to a person, under a department of her choice or the first that has
    /// it.
    pub fn offer(&self, actor: &Actor, tool: &str, department: Option<&str>) -> Option<Offer> {
        let settings = self.settings.now();
        let mut open = own(&settings.departments, actor);
        let (department, _) = open.find(|(name, it)| {
            it.agent.tools.contains(tool) && department.is_none_or(|it| it == *name)
        })?;
        self.of(tool, department)
    }

    /// A call as a person reads it, by its turn.
    pub(crate) async fn call(
        &self,
        store: &Store,
        (actor, voice): (&Actor, &Voice),
        turn: TurnView,
    ) -> Result<CallView, store::Error> {
        let flow = turn.turn.into();
        let exchanges = store.exchanges(actor.organisation, flow).await?;
        let stored = exchanges.calls.into_iter().next().map(|(_, it)| it);
        let departments = &self.settings.now().departments;
        Ok(CallView::of((voice, departments), turn, stored))
    }

    /// What another program lends is for departments: whoever wants it for herself asks there.
    fn of(&self, tool: &str, department: &str) -> Option<Offer> {
        self.toolbox.spec(tool)?;
        let (_, effect) = self.toolbox.kind(tool).ok()?;
        let description = self.words.raw(Language::En, tool, "");
        Some(Offer {
            tool: tool.to_owned(),
            department: department.to_owned(),
            description: description.unwrap_or_default(),
            schema: self.toolbox.schema(tool)?.to_value(),
            reads: effect == Effect::Read,
        })
    }
}

/// The conversation of a call that has this name. Calls do not wait for each other: each has one of its
/// own.
pub fn conversation(name: &str) -> String {
    format!("call {name}")
}

/// The departments that a person works in.
pub(crate) fn own<'a>(
    departments: &'a BTreeMap<String, Department>,
    actor: &'a Actor,
) -> impl Iterator<Item = (&'a str, &'a Department)> {
    let all = departments.iter().map(|(name, it)| (name.as_str(), it));
    all.filter(|(name, _)| {
        *name != SUPERVISOR && policy::works_in(actor.role, &actor.departments, name)
    })
}

impl CallView {
    fn of(
        (voice, departments): (&Voice, &BTreeMap<String, Department>),
        turn: TurnView,
        stored: Option<StoredCall>,
    ) -> Self {
        let said = stored.as_ref().and_then(|it| it.reason.as_ref());
        let language = voice.reader().language;
        let said = said.map(|it| voice.say(&titled(departments, language, it)));
        let reason = said.or(turn.answer);
        let outcome = stored.as_ref().map(|it| it.outcome);
        Self {
            call: turn.turn,
            status: turn.status,
            department: stored.as_ref().map(|it| it.department.clone()),
            outcome,
            output: stored.and_then(|it| it.output),
            reason: reason.filter(|_| outcome != Some(Outcome::Done)),
            approval: turn.approval.map(|mut it| {
                it.why = voice.why(&it.why, &it.plan);
                it
            }),
        }
    }
}
