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
mod flows;
mod foreign;
mod inbox;
mod journal;
mod ledger;
mod limits;
mod lines;
pub mod managed;
mod meters;
mod migrate;
mod neighbours;
mod outbox;
mod parking;
mod people;
mod pooler;
mod queue;
pub mod records;
mod retention;
mod runs;
mod schedules;
mod together;
mod turns;
mod work;
mod writes;

pub use self::{
    approvals::{Ask, DecideError, Decider, Decision, answers},
    audit::{AuditFault, AuditHead, AuditReport, BadRow, RowFault, Sealer, Sealing},
    backlog::Backlog,
    children::{ChildRow, Part, PartSpent},
    configuration::Configured,
    database::{Access, Store},
    demo::{Cleared, SampleContact, SampleInvoice},
    dispatch::{Dispatch, News, Slot},
    effects::{Resolve, Resolved, Told},
    error::Error,
    external::{External, ExternalError, Unsuitable, setup_sql},
    foreign::ForeignTools,
    inbox::{Accepted, Incoming, Place},
    journal::{Committed, Loaded, LoadedSignal, LoadedStep, StepState},
    ledger::{Effect, MaySend, Settled},
    limits::Limits,
    meters::Meters,
    migrate::{MIGRATIONS, MigrateError, bootstrap, migrate, roles_sql},
    neighbours::{Ear, Word},
    outbox::Due,
    parking::Parked,
    people::{NewOwner, hash_token},
    queue::{Claimed, Holder, Kept, Parent},
    retention::{DatedPart, KeptBy, drop_parts, parts},
    runs::RunError,
    schedules::{DueSchedule, ScheduleError},
    turns::{Context, ContextMessage, Exchanges, Shown, StoredCall, view_of_closed},
    work::{Afterwards, Work},
    writes::{
        AuditRow, Debit, Fence, LedgerRow, MessageRow, ModelCallRow, OutboxRow, Park, RunChange,
        SignalRead, SpendRow, StepRow, ToolCallRow, TurnChange, Writes,
    },
};
