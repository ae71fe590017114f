//! What goes wrong elsewhere, as problems.

use axum::{
    extract::rejection::{JsonRejection, QueryRejection},
    http::StatusCode,
};
use domain::{
    approval::ApprovalStatus,
    person::BadMember,
    schedule::{Mistake, RuleError},
    tool::ToolError,
};
use orchestrator::SubmitError;
use serde_json::Value;
use store::{DecideError, MemberError, RunError, ScheduleError};

use super::{
    Code, Problem,
    faults::{Fault, Wrong},
};
use crate::{
    arguments::{self, Misfit},
    doors::Unplanned,
};

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::body_too_long(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::new(Code::NotJson),
            _ => Self::unreadable(Code::BadBody, &Fault::of(&innermost(&rejection))),
        }
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::unreadable(Code::BadQuery, &Fault::of(&innermost(&rejection)))
    }
}

impl Problem {
    /// Something that was sent cannot be read: which field, as far as that is known, and why.
    fn unreadable(code: Code, fault: &Fault) -> Self {
        let problem = Self::new(code).with("wrong", fault.wrong.word());
        let problem = match &fault.wrong {
            Wrong::Syntax { line, column } => problem.with("line", line).with("column", column),
            Wrong::Unknown { known } | Wrong::Choice { known } => problem.with("known", known),
            Wrong::Kind(wants) => problem.with("wants", wants),
            Wrong::Missing | Wrong::Twice | Wrong::Range | Wrong::Value | Wrong::Whole => problem,
        };
        match &fault.field {
            Some(field) => problem.with("name", field).of(field),
            None => problem,
        }
    }
}

impl From<MemberError> for Problem {
    fn from(error: MemberError) -> Self {
        match error {
            MemberError::Unknown => Self::new(Code::NoSuchMember),
            MemberError::NotAllowed => Self::not_your_members(),
            MemberError::LastOwner => Self::new(Code::LastOwner),
            MemberError::Namesake(member) => Self::new(Code::MemberNameTaken)
                .with("name", &member.name)
                .with("id", member.id)
                .of("name"),
            MemberError::OtherRequest => {
                Self::new(Code::IdempotencyKeyReused).of("Idempotency-Key")
            }
            MemberError::HasLeft => Self::new(Code::MemberHasLeft).of("Idempotency-Key"),
            MemberError::Store(error) => error.into(),
        }
    }
}

impl From<BadMember> for Problem {
    fn from(bad: BadMember) -> Self {
        let departments = |code| Self::new(code).of("departments");
        match bad {
            BadMember::Name => Self::new(Code::MemberName).of("name"),
            BadMember::NoDepartment => departments(Code::MemberDepartmentMissing),
            BadMember::Everywhere => departments(Code::MemberEverywhere),
            BadMember::UnknownDepartment { name, known } => {
                departments(Code::MemberDepartmentUnknown)
                    .with("name", name)
                    .with("known", known.join(", "))
            }
        }
    }
}

/// Arguments that a tool cannot read.
impl From<Misfit> for Problem {
    fn from(Misfit { field, wrong }: Misfit) -> Self {
        let problem = Self::new(Code::BadArguments).of(format!("arguments.{field}"));
        let problem = problem.with("name", field);
        match wrong {
            arguments::Wrong::Unknown { nearest } => {
                problem.with("wrong", "unknown").with("nearest", nearest)
            }
            arguments::Wrong::Missing => problem.with("wrong", "missing"),
            arguments::Wrong::Kind { wants, value } => problem
                .with("wrong", "kind")
                .with("wants", wants)
                .with("value", value),
        }
    }
}

/// Arguments that a tool cannot read though each field is of its kind: what the tool's schema says of the field
/// tells what it takes.
impl Problem {
    pub(in crate::api) fn unread_arguments(
        error: &ToolError,
        (schema, args): (&Value, &Value),
    ) -> Self {
        let said = |name: &str| match error {
            ToolError::Arguments(say) => say.args.get(name).and_then(Value::as_str),
            _ => None,
        };
        let (Some(at), Some(why)) = (said("at"), said("error")) else {
            // A tool of another program says it in its own words.
            let why = said("error").map_or_else(|| error.to_string(), str::to_owned);
            let problem = Self::new(Code::BadArguments).of("arguments");
            return problem.with("wrong", "other").with("error", why);
        };
        let mut fault = Fault::of(&format!("{at}: {why}"));
        let Some(field) = fault.field.take() else {
            return Self::unreadable(Code::BadArguments, &fault).of("arguments");
        };
        let inside = Some(format!("arguments.{field}"));
        let given = arguments::given(args, &field);
        let problem = match (&fault.wrong, arguments::wanted(schema, &field)) {
            (Wrong::Kind(_) | Wrong::Value, Some(wants)) => Self::new(Code::BadArguments)
                .with("wrong", "kind")
                .with("wants", wants),
            (Wrong::Unknown { known }, _) => Self::new(Code::BadArguments)
                .with("wrong", "others")
                .with("known", known),
            (
                Wrong::Syntax { .. }
                | Wrong::Missing
                | Wrong::Twice
                | Wrong::Choice { .. }
                | Wrong::Kind(_)
                | Wrong::Range
                | Wrong::Value
                | Wrong::Whole,
                _,
            ) => Self::unreadable(Code::BadArguments, &fault),
        };
        let problem = problem.with("name", &field).with("value", given);
        Self {
            field: inside,
            ..problem
        }
    }
}

impl From<RunError> for Problem {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Unknown => Self::no_such_flow(),
            RunError::NotAllowed => Self::new(Code::NotYourFlow),
            RunError::Stands(state) => Self::new(Code::FlowStands).with("state", state.word()),
            RunError::WentOn => Self::new(Code::FlowWentOn),
            RunError::Store(error) => error.into(),
        }
    }
}

impl From<ScheduleError> for Problem {
    fn from(error: ScheduleError) -> Self {
        match error {
            ScheduleError::Unknown => Self::no_such_schedule(),
            ScheduleError::NotAllowed => Self::new(Code::NotYourSchedule),
            ScheduleError::Unreadable(what) => {
                Self::new(Code::ScheduleUnreadable).with("field", what.word())
            }
            ScheduleError::Store(error) => error.into(),
        }
    }
}

impl From<Unplanned> for Problem {
    fn from(error: Unplanned) -> Self {
        match error {
            Unplanned::Mistake(mistake) => mistake.into(),
            Unplanned::Schedule(error) => error.into(),
        }
    }
}

impl From<Mistake> for Problem {
    fn from(mistake: Mistake) -> Self {
        let of = |code, field: &str| Self::new(code).of(field);
        match mistake {
            Mistake::Name(name) => of(Code::ScheduleName, "name").with("name", name),
            Mistake::Workflow { name, known } => of(Code::ScheduleWorkflow, "workflow")
                .with("name", name)
                .with("known", known.join(", "))
                .with("any", if known.is_empty() { "no" } else { "yes" }),
            Mistake::Version {
                name,
                version,
                known,
            } => {
                let known: Vec<String> = known.iter().map(ToString::to_string).collect();
                of(Code::ScheduleVersion, "version")
                    .with("name", name)
                    .with("version", version)
                    .with("known", known.join(", "))
            }
            Mistake::Rule(RuleError::Fields(count)) => {
                of(Code::ScheduleFields, "rule").with("count", count)
            }
            Mistake::Rule(RuleError::Part { field, part, wrong }) => {
                let (least, greatest) = field.range();
                of(Code::SchedulePart, "rule")
                    .with("field", field.word())
                    .with("part", part)
                    .with("wrong", wrong.word())
                    .with("least", least)
                    .with("greatest", greatest)
            }
            Mistake::Rule(RuleError::Never) => of(Code::ScheduleNever, "rule"),
            Mistake::Zone(zone) => of(Code::ScheduleZone, "zone").with("zone", zone),
            Mistake::Input(_) => of(Code::ScheduleInput, "input").with("wrong", "large"),
            Mistake::Form { workflow, error } => {
                let fault = Fault::of(&error);
                let problem = Self::unreadable(Code::ScheduleInput, &fault);
                let problem = problem.with("workflow", workflow);
                match fault.field {
                    Some(field) => problem.of(format!("input.{field}")),
                    None => problem.of("input"),
                }
            }
        }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        if error.is_passing() {
            tracing::warn!(
                error = innermost(&error),
                "a request met the database: {error}"
            );
            return Self::new(Code::DatabaseAway);
        }
        tracing::error!(error = innermost(&error), "a request failed: {error}");
        Self::internal()
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Empty => Self::new(Code::MessageEmpty).of("text"),
            SubmitError::TooLong => Self::message_too_long(),
            SubmitError::OtherMessage => {
                Self::new(Code::IdempotencyKeyReused).of("Idempotency-Key")
            }
            SubmitError::Store(error) => error.into(),
        }
    }
}

impl From<DecideError> for Problem {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::Unknown => Self::no_such_approval(),
            DecideError::NotAllowed => Self::new(Code::NotYourDecision),
            DecideError::OtherDigest => Self::new(Code::OtherDigest).of("digest"),
            DecideError::Closed(ApprovalStatus::Expired) => Self::new(Code::ApprovalExpired),
            DecideError::Closed(status) => {
                Self::new(Code::AlreadyDecided).with("status", status.word())
            }
            DecideError::OtherQuestion => Self::new(Code::OtherQuestion),
            DecideError::NoReference => Self::new(Code::ReferenceMissing).of("reference"),
            DecideError::TurnOver => Self::new(Code::TurnOver),
            DecideError::Store(error) => error.into(),
        }
    }
}

/// What lies behind all the others, in its own words.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
