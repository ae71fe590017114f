//! Who takes part: Firma, the baseline, and the model server that both ask.

use std::{net::Ipv4Addr, path::Path, process::Stdio};

use anyhow::Context as _;
use futures_util::future::BoxFuture;
use sqlx::{Connection as _, PgConnection, Row as _, postgres::PgRow};
use testkit::{
    openai,
    program::{Program, Serving},
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    net::TcpListener,
    process::{Child, Command},
};

use crate::baseline;

/// What the load is put on.
pub(crate) trait Side {
    /// What it is called.
    fn name(&self) -> &'static str;
    /// Where it listens, as `host:port`.
    fn address(&self) -> &str;
    /// Who may talk to it.
    fn token(&self) -> &str;
}

/// A side with tables of its own.
pub(crate) trait Judged: Side {
    /// What is wrong in its tables after so many turns.
    fn faults(&self, turns: u64) -> BoxFuture<'_, anyhow::Result<Vec<String>>>;
}

/// The model server. It ends with this value.
#[derive(Debug)]
pub(crate) struct ModelServer(Helper);

/// The program.
#[derive(Debug)]
pub(crate) struct Firma<'p> {
    program: &'p Program,
    serving: Serving<'p>,
    token: String,
    pid: u32,
}

/// The hand-written loop. It ends with this value.
#[derive(Debug)]
pub(crate) struct Baseline<'p> {
    program: &'p Program,
    helper: Helper,
}

impl ModelServer {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        Ok(Self(Helper::start(&["model-server"]).await?))
    }

    pub(crate) fn pid(&self) -> u32 {
        self.0.pid
    }
}

impl<'p> Firma<'p> {
    pub(crate) fn new(program: &'p Program, serving: Serving<'p>) -> anyhow::Result<Self> {
        Ok(Self {
            program,
            token: program.token()?,
            pid: serving.pid().context("it has ended")?,
            serving,
        })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// The process of its PostgreSQL.
    pub(crate) fn postmaster(&self) -> anyhow::Result<u32> {
        self.program.postmaster().context("no PostgreSQL runs")
    }

    /// Its database, for whoever may see all of it.
    pub(crate) async fn connect(&self) -> anyhow::Result<PgConnection> {
        connect(self.program, "firma").await
    }

    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        self.serving.stop().await
    }
}

impl Side for Firma<'_> {
    fn name(&self) -> &'static str {
        "firma"
    }

    fn address(&self) -> &str {
        self.program.address()
    }

    fn token(&self) -> &str {
        &self.token
    }
}

impl Judged for Firma<'_> {
    fn faults(&self, turns: u64) -> BoxFuture<'_, anyhow::Result<Vec<String>>> {
        const COUNTS: &str = "select \
            (select count(*) from turns where status = 'answered' and lane = 'closed') as turns, \
            (select count(*) from messages where direction = 'out') as answers, \
            (select count(*) from contacts) as contacts, \
            (select count(*) from leads) as leads, \
            (select count(*) from ledger where state = 'done') as ledger, \
            (select count(*) from audit) as audited, \
            (select count(*) from model_calls where cost > 0) / 3 as paid, \
            (select count(*) from ledger where state <> 'done') as \"unfinished in the ledger\"";
        Box::pin(async move {
            let mut database = self.connect().await?;
            let row = sqlx::query(COUNTS).fetch_one(&mut database).await?;
            let mut faults = Vec::new();
            for name in ["turns", "answers", "contacts", "leads", "ledger", "paid"] {
                expect(&row, name, turns, &mut faults)?;
            }
            expect(&row, "unfinished in the ledger", 0, &mut faults)?;
            let audited: i64 = row.try_get("audited")?;
            if u64::try_from(audited)? < turns {
                faults.push(format!("audited: {audited} of {turns}"));
            }
            Ok(faults)
        })
    }
}

/// One of several processes on one database.
#[derive(Debug)]
pub(crate) struct Process<'p> {
    name: &'static str,
    program: &'p Program,
    token: String,
}

impl<'p> Process<'p> {
    pub(crate) fn new(name: &'static str, program: &'p Program) -> anyhow::Result<Self> {
        Ok(Self {
            name,
            program,
            token: program.token()?,
        })
    }
}

impl Side for Process<'_> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn address(&self) -> &str {
        self.program.address()
    }

    fn token(&self) -> &str {
        &self.token
    }
}

impl<'p> Baseline<'p> {
    pub(crate) async fn start(program: &'p Program, model: &ModelServer) -> anyhow::Result<Self> {
        let mut server = connect(program, "postgres").await?;
        let create = format!("create database {}", baseline::DATABASE);
        sqlx::query(sqlx::AssertSqlSafe(create))
            .execute(&mut server)
            .await?;
        let home = program.home().to_str().context("an odd folder")?;
        let helper = Helper::start(&["baseline", home, &model.0.address]).await?;
        Ok(Self { program, helper })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.helper.pid
    }
}

impl Side for Baseline<'_> {
    fn name(&self) -> &'static str {
        "baseline"
    }

    fn address(&self) -> &str {
        &self.helper.address
    }

    fn token(&self) -> &str {
        baseline::TOKEN
    }
}

impl Judged for Baseline<'_> {
    fn faults(&self, turns: u64) -> BoxFuture<'_, anyhow::Result<Vec<String>>> {
        const COUNTS: &str = "select \
            (select count(*) from turns where status = 'answered') as turns, \
            (select count(*) from messages) / 2 as answers, \
            (select count(*) from answers) / 3 as calls, \
            (select count(*) from leads) as leads";
        Box::pin(async move {
            let mut database = connect(self.program, baseline::DATABASE).await?;
            let row = sqlx::query(COUNTS).fetch_one(&mut database).await?;
            let mut faults = Vec::new();
            for name in ["turns", "answers", "calls", "leads"] {
                expect(&row, name, turns, &mut faults)?;
            }
            Ok(faults)
        })
    }
}

/// The program on a new home: its models are the model server's, and its prices do not depend on the day.
pub(crate) fn program(binary: &Path, model: &ModelServer) -> anyhow::Result<Program> {
    const PRICES: &str = r#"
[[model]]
provider = "openai"
model = "*"
from = "2020-01-01"
currency = "USD"
input = 2_500_000
cached = 200_000
output = 10_000_000

[[rate]]
of = "USD"
to = "BRL"
from = "2020-01-01"
micros = 4_914_038
"#;
    let program = Program::new(binary, "turns-")?
        .with("OPENAI_BASE_URL", format!("http://{}/v1", model.0.address))
        .with("OPENAI_API_KEY", openai::KEY);
    std::fs::write(program.home().join("prices.toml"), PRICES)?;
    Ok(program)
}

/// What a small company may spend would not last for a minute of this.
pub(crate) async fn raise_limits(program: &Program) -> anyhow::Result<()> {
    program.begin().await?;
    for key in ["department_day", "company_month"] {
        program.run(&["limits", "set", key, "100000000"]).await?;
    }
    Ok(())
}

/// The role of the model server.
pub(crate) async fn answer_for_a_model() -> anyhow::Result<()> {
    let listener = announced().await?;
    Ok(openai::serve(listener, openai::departments).await?)
}

/// Listens, and tells the process that started this one where.
pub(crate) async fn announced() -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("{}", listener.local_addr()?);
    Ok(listener)
}

/// This program again, in another role.
#[derive(Debug)]
struct Helper {
    address: String,
    pid: u32,
    #[expect(dead_code, reason = "killed when it is dropped")]
    child: Child,
}

impl Helper {
    async fn start(arguments: &[&str]) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().context("it has no output")?;
        let address = BufReader::new(stdout).lines().next_line().await?;
        Ok(Self {
            address: address.context("it ended at once")?,
            pid: child.id().context("it ended at once")?,
            child,
        })
    }
}

async fn connect(program: &Program, database: &str) -> anyhow::Result<PgConnection> {
    let options = program.other_database(database);
    let options = options.context("no PostgreSQL runs")?;
    Ok(PgConnection::connect_with(&options).await?)
}

fn expect(row: &PgRow, name: &str, wanted: u64, faults: &mut Vec<String>) -> anyhow::Result<()> {
    let found: i64 = row.try_get(name)?;
    if u64::try_from(found)? != wanted {
        faults.push(format!("{name}: {found}, not {wanted}"));
    }
    Ok(())
}
