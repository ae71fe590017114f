//! All SQL. Tools and workflows see [`records`] only: typed clients of the business tables.

mod approvals;
mod audit;
mod backlog;
mod children;
mod configuration;
mod database;
mod demo;
mod dispatch;
mod effects;
mod error;
mod external;
mod eyes;
mod files;
mod flows;
mod foreign;
mod health;
mod inbox;
mod journal;
mod ledger;
mod limits;
mod lines;
pub mod managed;
mod members;
mod meters;
mod migrate;
mod neighbours;
mod notices;
mod outbox;
mod parking;
mod people;
mod pooler;
mod queue;
pub mod records;
mod retention;
mod runs;
mod schedules;
mod settlement;
mod spending;
mod together;
mod turns;
mod work;
mod workflow_calls;
mod writes;

pub use self::{
    approvals::{AfterApproval, ApprovalsAsked, Ask, DecideError, Decider, Decision, answers},
    audit::{AuditEntry, AuditFault, AuditHead, AuditReport, BadRow, RowFault, Sealer, Sealing},
    backlog::Backlog,
    children::{ChildRow, Part, PartSpent},
    configuration::Configured,
    database::{Access, Store},
    demo::{Cleared, SampleContact, SampleInvoice},
    dispatch::{Dispatch, News, Slot},
    effects::{AfterEffect, Resolve, Resolved, Told},
    error::Error,
    external::{External, ExternalError, Unsuitable, setup_sql},
    files::StoredFile,
    foreign::ForeignTools,
    health::ServerView,
    inbox::{Accepted, Incoming, MOMENT, Place},
    journal::{Committed, Loaded, LoadedSignal, LoadedStep, StepState},
    ledger::{Effect, Leave, MaySend, Settled},
    limits::Limits,
    members::{Added, MemberError, MemberRequest},
    meters::Meters,
    migrate::{MIGRATIONS, MigrateError, bootstrap, migrate, roles_sql},
    neighbours::{Ear, Word},
    notices::NoticeView,
    outbox::{Claiming, Due},
    parking::Parked,
    people::{NewOwner, hash_token},
    queue::{Claimed, Holder, Kept, Parent},
    retention::{DatedPart, KeptBy, drop_parts, parts},
    runs::RunError,
    schedules::{
        DueSchedule, FailedRun, PausedSchedule, SCHEDULE_FAILED, SCHEDULE_PAUSED, ScheduleError,
        SchedulePause,
    },
    settlement::{OpenEffect, Remains},
    turns::{Context, ContextMessage, Exchanges, Shown, StoredCall, Story, view_of_closed},
    work::{Afterwards, Work},
    workflow_calls::{Heard, HeardCall, NewCall, WORKFLOW_CALL},
    writes::{
        AuditRow, Debit, Fence, LedgerRow, MessageRow, ModelCallRow, OutboxRow, Park, RunChange,
        SignalRead, SpendRow, StepRow, ToolCallRow, TurnChange, Writes,
    },
};
