//! Tools for tables that other tools have shown, for every department.

pub(crate) mod export_table;
