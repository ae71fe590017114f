//! To be written.

pub mod client;
mod cluster;
mod database;
pub mod openai;
pub mod program;
pub mod usage;

pub use self::{
    cluster::{Cluster, cluster, durable_cluster, settings},
    database::{Database, database, durable_database},
    scripted::Scripted,
    wire::{Counts, Wire},
};
