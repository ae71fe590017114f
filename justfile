# What there is to run.
default:
    @just --list

# Formatting, lints, documentation, dependencies, tests: what CI runs, without the chaos
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --quiet -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --quiet
    cargo deny --log-level error check bans licenses sources
    cargo machete
    cargo test

# All tests; they fetch and start their own PostgreSQL
test *args:
    cargo test {{args}}

# Firma with its chat
run *args:
    cargo run --release -- {{args}}

# Turns a second, beside a baseline in the same run
bench *args:
    cargo bench -p server --bench turns -- {{args}}

# How long a million rows of the audit take to be sealed and verified
bench-audit *args:
    cargo bench -p store --bench audit -- {{args}}

# kill -9 under load, so many times; prints what was doubled or lost
chaos kills="40" *args:
    cargo bench -p server --bench chaos -- --kills {{kills}} {{args}}

# Breaks Firma on purpose, one patch of .ci/mutants at a time; the test that each names has to notice
mutants *names:
    .ci/mutants/run {{names}}

# After a change of SQL: checks the queries against the database at DATABASE_URL, which must hold the migrations, and renews .sqlx
prepare:
    rm -rf .sqlx && mkdir .sqlx
    touch runtime/store/src/lib.rs
    SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$PWD/.sqlx" cargo check -p store --all-targets
