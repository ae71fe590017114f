//! A schedule that somebody wants, before it is known whether there can be one.

use std::str::FromStr as _;

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{CatchUp, RuleError, Timetable};
use crate::flow::Startable;

/// The longest name.
const LONGEST: usize = 64;

/// What a run may be given, in bytes.
const INPUT: usize = 64 * 1024;

/// A schedule that somebody wants.
#[derive(Clone, Debug, JsonSchema, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The workflow that it starts.
    pub workflow: String,
    /// Its version; the newest, if none is named.
    pub version: Option<u32>,
    /// What each run is given.
    #[serde(default)]
    pub input: Value,
    /// When: minute, hour, day, month and weekday.
    pub rule: String,
    /// In which zone; the company's, if none is named.
    pub zone: Option<String>,
    /// What is made up for of what was missed.
    #[serde(default)]
    pub catch_up: CatchUp,
}

/// A schedule that there can be.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What people call it.
    pub name: String,
    /// The workflow that it starts.
    pub workflow: String,
    /// Its version.
    pub version: u32,
    /// What each run is given.
    pub input: Value,
    /// When.
    pub timetable: Timetable,
    /// What is made up for of what was missed.
    pub catch_up: CatchUp,
}

/// Why there cannot be a schedule.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Mistake {
    /// A name is of letters, digits, `.`, `-` and `_`.
    #[error("`{0}` is no name of a schedule")]
    Name(String),
    /// There is no such workflow.
    #[error("there is no workflow `{name}`")]
    Workflow {
        /// The one that was asked for.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// The workflow has no such version.
    #[error("workflow `{name}` has no version {version}")]
    Version {
        /// The workflow.
        name: String,
        /// The version that was asked for.
        version: u32,
        /// Those that there are.
        known: Vec<u32>,
    },
    /// The rule cannot be read.
    #[error("the rule cannot be read")]
    Rule(#[from] RuleError),
    /// There is no such zone.
    #[error("there is no zone `{0}`")]
    Zone(String),
    /// What a run is given is larger than a run may be given.
    #[error("an input of {0} bytes is too large")]
    Input(usize),
    /// What a run is given is not what the workflow takes.
    #[error("the input is none of workflow `{workflow}`")]
    Form {
        /// The workflow.
        workflow: String,
        /// Where it is wrong, and what somebody says who reads JSON.
        error: String,
    },
}

impl Draft {
    /// A schedule of this name, if there can be one with the workflows and versions that the
    /// program has.
    pub fn check(self, name: &str, zone: Tz, known: &[Startable]) -> Result<Plan, Mistake> {
        let allowed = |it: char| it.is_ascii_alphanumeric() || ".-_".contains(it);
        if name.is_empty() || name.len() > LONGEST || !name.chars().all(allowed) {
            return Err(Mistake::Name(name.to_owned()));
        }
        let wanted = startable(&self.workflow, self.version, known)?;
        let size = self.input.to_string().len();
        if size > INPUT {
            return Err(Mistake::Input(size));
        }
        (wanted.accepts)(&self.input).map_err(|error| Mistake::Form {
            workflow: self.workflow.clone(),
            error: error.to_string(),
        })?;
        let zone = match self.zone {
            None => zone,
            Some(named) => Tz::from_str(&named).map_err(|_| Mistake::Zone(named))?,
        };
        Ok(Plan {
            name: name.to_owned(),
            workflow: self.workflow,
            version: wanted.version,
            input: self.input,
            timetable: Timetable {
                rule: self.rule.parse()?,
                zone,
            },
            catch_up: self.catch_up,
        })
    }
}

/// The version that is meant of a workflow.
fn startable(name: &str, wanted: Option<u32>, known: &[Startable]) -> Result<Startable, Mistake> {
    let of_it = || known.iter().filter(|it| it.workflow == name);
    let Some(newest) = of_it().max_by_key(|it| it.version) else {
        let mut known: Vec<String> = known.iter().map(|it| it.workflow.to_owned()).collect();
        known.dedup();
        let name = name.to_owned();
        return Err(Mistake::Workflow { name, known });
    };
    let Some(version) = wanted else {
        return Ok(*newest);
    };
    let found = of_it().find(|it| it.version == version);
    found.copied().ok_or_else(|| Mistake::Version {
        name: name.to_owned(),
        version,
        known: of_it().map(|it| it.version).collect(),
    })
}
