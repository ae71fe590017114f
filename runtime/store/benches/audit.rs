//! How long the audit takes to be sealed and to be verified: `just bench-audit`.
//!
//! On a PostgreSQL that waits for the disk: rows as turns write them, the sealer, and what `firma audit verify` does,
//! first over an audit that is sound, then over one whose newest row was changed by hand.
#![expect(clippy::print_stdout, reason = "a benchmark's output is its report")]

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use chrono::Utc;
use clap::Parser;
use domain::ids::{OrganisationId, RowId};
use sqlx::{Connection as _, PgConnection};
use store::{AuditFault, AuditReport, BadRow, RowFault, Sealer, Sealing, Store};
use testkit::usage;
use tokio::runtime::Builder;
use uuid::Uuid;

/// How often a sealer with nothing to do looks.
const LOOKS: u32 = 1_000;

/// How long a million rows may take to be verified.
const BOUND: Duration = Duration::from_secs(60);

/// Sealing and verifying the audit.
#[derive(Debug, Parser)]
struct Options {
    /// How many rows there are.
    #[arg(long, default_value_t = 1_000_000)]
    rows: usize,
    /// How many are written, and then sealed, at once: 1,000 at most fit into a seal.
    #[arg(long, default_value_t = 1_000)]
    each: usize,
    /// What cargo adds.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    // `cargo test --benches` runs benchmarks too, and only to see whether they start.
    if !options.bench {
        return Ok(ExitCode::SUCCESS);
    }
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(&options))
}

async fn measure(options: &Options) -> anyhow::Result<ExitCode> {
    let rows = options.rows;
    let database = testkit::durable_database().await;
    let store = Store::connect(&database.access(), 2).await?;
    let mut behind = PgConnection::connect_with(&database.superuser()).await?;
    let company = OrganisationId::new(Utc::now());
    store
        .create_company(&testkit::bakery(company), Utc::now())
        .await?;

    let mut sealer = store.sealer();
    seal_all(&mut sealer, 1).await?;
    let (mut writing, mut sealing) = (Duration::ZERO, Duration::ZERO);
    let (mut left, mut newest) = (rows, None);
    while left > 0 {
        let some = left.min(options.each);
        let begun = Instant::now();
        newest = write(&mut behind, company, some).await?;
        writing += begun.elapsed();
        let begun = Instant::now();
        seal_all(&mut sealer, some).await?;
        sealing += begun.elapsed();
        left -= some;
    }
    let newest = newest.context("no rows")?;
    say("written by hand", rows, writing);
    say("sealed", rows, sealing);
    let begun = Instant::now();
    for _ in 0..LOOKS {
        sealer.seal(Utc::now()).await?;
    }
    let look = begun.elapsed() / LOOKS;
    println!("a look with nothing to seal: {} µs", look.as_micros());

    let before = usage::resident(std::process::id())?;
    let begun = Instant::now();
    let sound = verify(&store, company).await?;
    let took = begun.elapsed();
    say("verified", rows + 1, took);
    let after = usage::resident(std::process::id())?;
    println!(
        "resident: {} KiB before, {} KiB after",
        before >> 10,
        after >> 10
    );

    sqlx::query("update audit set act = 'x' where id = $1")
        .bind(newest.uuid())
        .execute(&mut behind)
        .await?;
    let begun = Instant::now();
    let changed = verify(&store, company).await?;
    say("verified to a changed row", rows + 1, begun.elapsed());

    let is_sound = sound.fault.is_none() && usize::try_from(sound.rows)? == rows + 1;
    let is_named = matches!(changed.fault,
        Some(AuditFault::Row(BadRow { what: RowFault::Changed, id, .. })) if id == newest);
    if !is_sound || !is_named {
        println!("WRONG: {sound:?} {changed:?}");
    }
    let is_quick = took.as_secs_f64() * 1e6 <= BOUND.as_secs_f64() * float(rows)?;
    Ok(match is_sound && is_named && is_quick {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Rows of one transaction, as they stand after a tool was called; answers the newest.
async fn write(
    behind: &mut PgConnection,
    company: OrganisationId,
    rows: usize,
) -> anyhow::Result<Option<RowId>> {
    const WRITE: &str = "insert into audit (organisation, id, act, subject, person, channel, digest, detail, at)
        select $1, id, 'tool.called', 'tool/create_lead', $3, 'http', sha256(uuid_send(id)),
            jsonb_build_object('outcome', 'done', 'department', 'sales', 'key', id::text || '/0/2.1', 'approval', null),
            clock_timestamp()
        from unnest($2::uuid[]) i (id)";
    let ids: Vec<Uuid> = (0..rows).map(|_| RowId::new(Utc::now()).uuid()).collect();
    let write = sqlx::query(WRITE).bind(company.uuid()).bind(&ids);
    write.bind(Uuid::now_v7()).execute(behind).await?;
    // Of one transaction, hence in the order of their ids.
    Ok(ids.into_iter().max().map(RowId::from_uuid))
}

async fn seal_all(sealer: &mut Sealer, rows: usize) -> anyhow::Result<()> {
    let mut sealed = 0;
    while sealed < rows {
        match sealer.seal(Utc::now()).await? {
            Sealing::Done { rows, .. } => sealed += rows,
            other @ (Sealing::Elsewhere | Sealing::Unordered) => anyhow::bail!("{other:?}"),
        }
    }
    Ok(())
}

async fn verify(store: &Store, company: OrganisationId) -> anyhow::Result<AuditReport> {
    Ok(store.verify_audit(company, None, &mut |_| {}).await?)
}

fn say(what: &str, rows: usize, took: Duration) {
    let seconds = took.as_secs_f64();
    let rate = float(rows).unwrap_or_default() / seconds;
    println!("{what}: {rows} rows in {seconds:.1} s, {rate:.0} a second");
}

fn float(count: usize) -> anyhow::Result<f64> {
    Ok(u32::try_from(count)?.into())
}
