//! The server's settings: what a small machine needs and PostgreSQL does not do by itself.

/// Whether the data must survive a power cut. Tests say no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    Full,
    None,
}

/// Given on the command line, where they win over the files in the data folder, whoever packaged PostgreSQL.
const ALWAYS: [&str; 20] = [
    // Reached by nothing but the private socket; the port is only part of its name, and `PGPORT` must not change it.
    "listen_addresses=",
    "port=5432",
    "unix_socket_permissions=0700",
    // Two processes' pools and a few guests. More would only queue for the same cores.
    "max_connections=60",
    // Tables are partitioned by month: one statement or migration locks each partition with its indexes.
    "max_locks_per_transaction=256",
    "shared_buffers=128MB",
    // Containers have a /dev/shm of 64 MB, on which building a vector index in parallel fails.
    "dynamic_shared_memory_type=mmap",
    // Compiling a query takes longer than our queries run.
    "jit=off",
    // The data is in memory or on flash: an index probe costs about what a sequential read does.
    "random_page_cost=1.1",
    // Rows of queues and leases change several times a turn: in the usual minute a burst leaves 100,000 dead ones in
    // the indexes that claims go through. Looking every ten seconds takes an idle server 0.2 % of a core.
    "autovacuum_naptime=10s",
    // Rows are found by their keys, for which coarse statistics do. While tables are young and grow by a tenth in
    // seconds, the usual ones took a sixth of the server's time: counting, and planning anew on every connection.
    "default_statistics_target=10",
    "autovacuum_analyze_scale_factor=0.5",
    // A process that nobody needs: there are no replicas.
    "max_logical_replication_workers=0",
    "timezone=UTC",
    "log_timezone=UTC",
    "lc_messages=C",
    // Firma keeps the log, within bounds. No statement, parameter or row gets into it: people's data is in them.
    "logging_collector=off",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_checkpoints=off",
];

const THROWAWAY: [&str; 4] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
];

pub(super) fn all(durability: Durability) -> impl Iterator<Item = &'static str> {
    let throwaway = match durability {
        Durability::Full => [].as_slice(),
        Durability::None => THROWAWAY.as_slice(),
    };
    ALWAYS.iter().chain(throwaway).copied()
}
