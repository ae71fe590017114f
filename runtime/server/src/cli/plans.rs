//! What can be typed to have something start by itself.

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use domain::schedule::CatchUp;
use serde_json::Value;

/// A schedule that somebody wants.
#[derive(Clone, Debug, Args)]
pub(crate) struct SetSchedule {
    /// Its name.
    pub name: String,
    /// The workflow that it starts.
    #[arg(long, value_name = "NAME")]
    pub workflow: String,
    /// When: minute, hour, day, month and weekday.
    #[arg(long, value_name = "RULE")]
    pub rule: String,
    /// In which zone.
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// What is made up for of what was missed.
    #[arg(long, value_name = "HOW", value_parser = catch_up())]
    pub catch_up: Option<CatchUp>,
    /// The version of the workflow.
    #[arg(long, value_name = "N")]
    pub workflow_version: Option<u32>,
    /// What each run is given.
    #[arg(long, value_name = "JSON", value_parser = json)]
    pub input: Option<Value>,
}

fn catch_up() -> impl TypedValueParser<Value = CatchUp> {
    PossibleValuesParser::new(CatchUp::ALL.map(CatchUp::word))
        .try_map(|word| CatchUp::from_word(&word).ok_or("no way to catch up"))
}

fn json(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(text)
}
