//! Tools of the finance department.

pub(crate) mod create_invoice;
mod customers;
mod invoices;
pub(crate) mod list_invoices;
pub(crate) mod record_payment;
pub(crate) mod refund_invoice;
pub(crate) mod revenue_report;
