//! `firma tool`: adding a tool to a checkout, and calling one by hand.

pub(crate) mod call;
pub(crate) mod new;
