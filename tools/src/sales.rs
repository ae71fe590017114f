//! Tools of the sales department.

mod addresses;
pub(crate) mod create_lead;
pub(crate) mod find_leads;
mod meant;
pub(crate) mod move_lead;
pub(crate) mod schedule_follow_up;
