//! What a turn runs under: a snapshot of agents, prompts, limits and prices, named by its digest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    agent::Department,
    budget::{OwnerLimits, Prices},
    digest::Digest,
    foreign::Foreign,
};

/// Agents, prompts, limits and prices at one time.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Snapshot {
    /// The departments by name, the supervisor among them.
    pub departments: BTreeMap<String, Department>,
    /// What the owner has set.
    pub limits: OwnerLimits,
    /// What things cost.
    pub prices: Prices,
    /// The tools of other programs that the owner allows.
    #[serde(default, skip_serializing_if = "Foreign::is_empty")]
    pub foreign: Foreign,
}

impl Snapshot {
    /// Its name.
    pub fn digest(&self) -> Result<Digest, serde_json::Error> {
        Ok(Digest::of_json(&serde_json::to_value(self)?))
    }
}
