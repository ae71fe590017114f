//! What the store counts about itself. Whoever shows it reads it through a registry.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

/// What the store counts: how its connections are used.
#[derive(Clone, Debug, Default)]
pub struct Meters {
    in_use: Family<Purpose, Gauge>,
    most: Family<Purpose, Gauge>,
    waits: Family<Purpose, Counter>,
}

/// For what connections are kept.
#[derive(Clone, Debug, Eq, Hash, PartialEq, EncodeLabelSet)]
struct Purpose {
    purpose: &'static str,
}

/// What is counted of lines of one purpose.
#[derive(Clone, Debug)]
pub(crate) struct LinesMeter {
    /// How many are in use.
    pub(crate) in_use: Gauge,
    /// How many there may be.
    pub(crate) most: Gauge,
    /// How often somebody had to wait for one.
    pub(crate) waits: Counter,
}

impl Meters {
    /// Shows them in a registry.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "firma_database_connections_in_use",
            "Connections in use, by what they are kept for",
            self.in_use.clone(),
        );
        registry.register(
            "firma_database_connections_max",
            "The most connections at once, by what they are kept for",
            self.most.clone(),
        );
        registry.register(
            "firma_database_connection_waits",
            "How often somebody had to wait for a free connection",
            self.waits.clone(),
        );
    }

    pub(crate) fn lines(&self, purpose: &'static str) -> LinesMeter {
        let purpose = Purpose { purpose };
        LinesMeter {
            in_use: self.in_use.get_or_create_owned(&purpose),
            most: self.most.get_or_create_owned(&purpose),
            waits: self.waits.get_or_create_owned(&purpose),
        }
    }
}
