//! A department agent, as its file under `agents/` says it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::money::Micros;

/// The name of the agent that hears every message first.
pub const SUPERVISOR: &str = "supervisor";

/// The supervisor's only tool; it belongs to the orchestrator, not to the toolbox.
pub const DELEGATE: &str = "delegate";

/// One department.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// One sentence that the supervisor reads to choose a department.
    pub purpose: String,
    /// What people call the department, by language tag.
    pub title: BTreeMap<String, String>,
    /// A model alias; the deployment maps it to a provider and a version.
    pub model: String,
    /// The tools that it may call.
    pub tools: BTreeSet<String>,
    /// Tools that need a person here even where the tool itself asks for nobody.
    #[serde(default)]
    pub approve: BTreeSet<String>,
    /// Where it stops.
    pub limits: Limits,
}

/// Where an agent stops.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Model calls in one turn.
    pub steps: u32,
    /// What running one turn may cost.
    pub micros: Micros,
}

/// A department, ready to run.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Department {
    /// What `agents/<name>.toml` says.
    pub agent: Agent,
    /// What `prompts/<name>.md` says.
    pub prompt: String,
}
