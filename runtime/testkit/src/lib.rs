//! To be written.

pub mod app;
pub mod client;
mod cluster;
mod database;
pub mod openai;
pub mod program;
pub mod scripted;
pub mod usage;
mod wire;

pub use self::{
    app::{Message, Setup, TestApp},
    cluster::{Cluster, cluster, durable_cluster, settings},
    database::{Database, database, durable_database},
    scripted::Scripted,
    wire::{Counts, Wire},
};
