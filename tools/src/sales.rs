//! Tools of the sales department.

mod addresses;
pub(crate) mod create_lead;
pub(crate) mod find_leads;
