//! Workflows end to end: real database, engine and tools; only the models say what a test lets them say.

#![cfg(test)]
#![expect(
    clippy::disallowed_methods,
    reason = "a test has a clock; only workflows must not"
)]

mod crash;
mod follow_up;
mod journals;
mod overdue_invoices;
mod schedules;
mod watch_refund;
mod watch_return;
