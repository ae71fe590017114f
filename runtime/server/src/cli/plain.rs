//! Commands that are one of their tasks where none is named: `firma audit` is `firma audit list`.

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use domain::{effect::EffectState, run::RunState};

use super::{
    ApprovalsTask, AuditTask, ConfigTask, EffectsTask, FlowsTask, Look, McpToolsTask, MembersTask,
    ModelsTask, SchedulesTask,
};

/// A command with tasks. Plain, it takes what the one takes that it is then.
#[derive(Clone, Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Tasks<P: Args, T: Subcommand> {
    /// What it is given where no task is named.
    #[command(flatten)]
    plain: P,
    /// The task that is named.
    #[command(subcommand)]
    named: Option<T>,
}

impl<P: Args + Clone, T: Subcommand + Clone + From<P>> Tasks<P, T> {
    /// What to do.
    pub(crate) fn task(&self) -> T {
        let plain = || T::from(self.plain.clone());
        self.named.clone().unwrap_or_else(plain)
    }
}

macro_rules! plain {
    ($($given:ty => $tasks:ident::$task:ident,)+) => {$(
        impl From<$given> for $tasks {
            fn from(given: $given) -> Self {
                Self::$task(given)
            }
        }
    )+};
}

plain! {
    Requests => ApprovalsTask::List,
    Effects => EffectsTask::List,
    Runs => FlowsTask::List,
    Look => SchedulesTask::List,
    Look => MembersTask::List,
    Newest => AuditTask::List,
    Look => ConfigTask::Show,
    Look => McpToolsTask::List,
    Look => ModelsTask::List,
}

/// Which requests are listed.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Requests {
    /// Those that are decided, too.
    #[arg(long)]
    pub all: bool,
}

/// Which effects are listed.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Effects {
    /// Only what stands so.
    #[arg(long, value_name = "STATE", value_parser = effect_state())]
    pub state: Option<EffectState>,
    /// How it is listed.
    #[command(flatten)]
    pub look: Look,
}

/// Which runs are listed.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Runs {
    /// Only those that stand so.
    #[arg(long, value_name = "STATE", value_parser = run_state())]
    pub state: Option<RunState>,
    /// How they are listed.
    #[command(flatten)]
    pub look: Look,
}

/// How much of the audit is listed.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Newest {
    /// So much of it.
    #[arg(long, value_name = "N", default_value = "50",
        value_parser = clap::value_parser!(i64).range(1..=10_000))]
    pub limit: i64,
    /// How it is listed.
    #[command(flatten)]
    pub look: Look,
}

fn effect_state() -> impl TypedValueParser<Value = EffectState> {
    PossibleValuesParser::new(EffectState::ALL.map(EffectState::word))
        .try_map(|word| EffectState::from_word(&word).ok_or("no state"))
}

fn run_state() -> impl TypedValueParser<Value = RunState> {
    PossibleValuesParser::new(RunState::ALL.map(RunState::word))
        .try_map(|word| RunState::from_word(&word).ok_or("no state"))
}
