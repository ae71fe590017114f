//! To be written.

mod cluster;
mod database;
pub mod openai;

pub use self::{
    cluster::{Cluster, cluster, durable_cluster, settings},
    database::{Database, database, durable_database},
};
