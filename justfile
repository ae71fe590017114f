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

# How long reads over HTTP take at 300 a second
bench-reads *args:
    cargo bench -p server --bench reads -- {{args}}

# The whole API against its own document with thousands of made-up requests (schemathesis)
api-check *args:
    .ci/api-check {{args}}

# The MCP inspector, a client that someone else wrote, against `firma mcp`; npx fetches it
mcp-inspect:
    .ci/mcp-inspect

# aimock, a model server that someone else wrote, in OpenAI's place and in Ollama's; npx fetches it
aimock:
    .ci/aimock

# The engine alone: workflows a second, runs that wait, timers, a long queue beside a short one
bench-engine *args:
    cargo bench -p durable --bench engine -- {{args}}

# How long a million rows of the audit take to be sealed and verified
bench-audit *args:
    cargo bench -p store --bench audit -- {{args}}

# How well the configured models understand the committed requests; the built-in one, if none is configured
evals *args:
    cargo bench -p server --bench evals -- {{args}}

# kill -9 under load, so many times; prints what was doubled or lost. With `--troubles 1` also a database that is read-only, takes nobody in or is locked for a minute, and a wrong clock
chaos kills="40" *args:
    cargo bench -p server --bench chaos -- --kills {{kills}} {{args}}

# The same on a small disk that is full for a while; whoever may mount one runs it
chaos-disk kills="10" *args:
    #!/usr/bin/env bash
    set -euo pipefail
    disk=$(mktemp -d)
    mount -t tmpfs -o size=500m,mode=755 tmpfs "$disk"
    trap 'umount "$disk"; rmdir "$disk"' EXIT
    cargo bench -p server --bench chaos -- --kills {{kills}} --troubles 1 --disk "$disk" {{args}}

# Follows CONTRIBUTING.md's tutorial by its own blocks, makes the usual mistakes, and says how long it took
tutorial:
    .ci/tutorial

# Breaks Firma on purpose, one patch of .ci/mutants at a time; the test that each names has to notice
mutants *names:
    .ci/mutants/run {{names}}

# After a change of SQL: checks the queries against the database at DATABASE_URL, which must hold the migrations, and renews .sqlx
prepare:
    rm -rf .sqlx && mkdir .sqlx
    touch runtime/store/src/lib.rs
    SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$PWD/.sqlx" cargo check -p store --all-targets
