//! What the program logs while tests run, for whoever looks for a fault: `RUST_LOG=durable=debug cargo test -p durable NAME -- --nocapture`.

use tracing_subscriber::EnvFilter;

/// Begins to log if `RUST_LOG` says what. Whoever began before goes on.
pub(crate) fn begin() {
    if let Ok(filter) = EnvFilter::try_from_default_env() {
        let log = tracing_subscriber::fmt().with_env_filter(filter);
        let _begun_before = log.with_test_writer().try_init();
    }
}
