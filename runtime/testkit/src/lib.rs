//! What tests stand on: databases of their own, a whole program around scripted models, strict
//! stand-ins where a vendor's network would be, and a wire that counts and breaks.

pub mod app;
pub mod client;
mod cluster;
pub mod collector;
mod database;
pub mod evals;
pub mod journals;
mod logging;
pub mod mcp;
pub mod ollama;
pub mod openai;
mod people;
mod pooler;
pub mod program;
pub mod scripted;
pub mod site;
pub mod stripe;
pub mod usage;
mod wire;

pub use self::{
    app::{Message, Setup, TestApp, Workflows},
    cluster::{Cluster, cluster, durable_cluster, settings},
    database::{Database, database, durable_database},
    people::bakery,
    pooler::{Next, Pooler},
    scripted::Scripted,
    wire::{Counts, Wire},
};
