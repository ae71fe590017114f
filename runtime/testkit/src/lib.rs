//! To be written.

mod cluster;

pub use cluster::{Cluster, cluster, durable_cluster, settings};
