//! Several real processes on one database.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use anyhow::Context as _;
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use testkit::{
    Database,
    client::Client,
    openai::{self, ChatRequest, FakeOpenAi, Way, departments},
    program::{Program, Serving},
};
use tokio::time;

/// How often a test looks where nobody tells it.
const LOOK: Duration = Duration::from_millis(5);

/// How long an answer may take.
const WAIT: &str = "prefer: wait=100\r\n";

/// Two programs for one company on one database.
struct Pair {
    database: Database,
    programs: [Program; 2],
    token: String,
}

impl Pair {
    async fn new(model: &FakeOpenAi) -> anyhow::Result<Self> {
        let database = testkit::database().await;
        let url = database.url().await?;
        let program = || {
            let program = Program::new(Path::new(env!("CARGO_BIN_EXE_firma")), "pair-")?;
            let program = program.with("DATABASE_URL", url.as_str());
            let program = program.with("OPENAI_BASE_URL", model.base_url());
            anyhow::Ok(program.with("OPENAI_API_KEY", openai::KEY))
        };
        let programs = [program()?, program()?];
        // The one begins the company, the other serves it as well.
        programs[0].begin().await?;
        programs[0].share_token(&programs[1])?;
        Ok(Self {
            token: programs[0].token()?,
            database,
            programs,
        })
    }

    async fn serve(&self, at: usize) -> anyhow::Result<Serving<'_>> {
        let mut serving = self.programs[at].start()?;
        serving.ready().await?;
        Ok(serving)
    }

    /// Hands a message in at the door of one of them.
    async fn say(&self, at: usize, text: &str, headers: &str) -> anyhow::Result<Value> {
        let mut client = Client::connect(self.programs[at].address()).await?;
        let headers = format!(
            "authorization: Bearer {}\r\nidempotency-key: {}\r\n{headers}",
            self.token,
            text.replace(|it: char| !it.is_ascii_alphanumeric(), "-")
        );
        let body = json!({ "text": text, "conversation": text }).to_string();
        let answer = client
            .post("/v1/messages", &headers, &[body.as_bytes()])
            .await?;
        Ok(serde_json::from_slice(answer.body)?)
    }

    async fn number(&self, sql: &'static str) -> anyhow::Result<i64> {
        let mut behind = PgConnection::connect_with(&self.database.superuser()).await?;
        Ok(sqlx::query_scalar(sql).fetch_one(&mut behind).await?)
    }
}

fn lead(name: &str) -> String {
    format!("New lead: {name}, {name}@example.com, wants Pro")
}

#[tokio::test]
async fn two_processes_serve_one_company_and_one_goes_on_when_the_other_ends() -> anyhow::Result<()>
{
    let model = FakeOpenAi::start(departments).await?;
    let pair = Pair::new(&model).await?;
    let (first, second) = (pair.serve(0).await?, pair.serve(1).await?);
    let said = pair.say(0, &lead("ana"), "").await?;
    // Whoever asks the other process waits there for a turn of this one.
    let heard = pair.say(1, &lead("ana"), WAIT).await?;
    assert_eq!(heard["turn"], said["turn"], "{heard}");
    assert_eq!(heard["status"], "answered", "{heard}");
    // A guest looks what is over, while they serve.
    pair.programs[1].run(&["retention", "--apply"]).await?;
    first.stop().await?;
    let heard = pair.say(1, &lead("bia"), WAIT).await?;
    assert_eq!(heard["status"], "answered", "{heard}");
    assert_eq!(pair.number("select count(*) from leads").await?, 2);
    second.stop().await
}

#[tokio::test]
async fn a_process_that_was_stopped_past_its_lease_writes_nothing_of_what_others_took_over()
-> anyhow::Result<()> {
    // The first thought of the department comes piece by piece.
    let slow = AtomicBool::new(true);
    let model = FakeOpenAi::start(move |request: &ChatRequest| {
        let reply = departments(request);
        let is_first = request.tool("delegate").is_none() && slow.swap(false, Ordering::Relaxed);
        match is_first {
            true => reply.way(Way::Slow(1, Duration::from_millis(10))),
            false => reply,
        }
    });
    let model = model.await?;
    let pair = Pair::new(&model).await?;
    let first = pair.serve(0).await?;
    let said = pair.say(0, &lead("ana"), "").await?;
    while model.requests().len() < 2 {
        time::sleep(LOOK).await;
    }
    first.freeze()?;
    let second = pair.serve(1).await?;
    let heard = pair.say(1, &lead("ana"), WAIT).await?;
    assert_eq!(heard["turn"], said["turn"], "{heard}");
    assert_eq!(heard["status"], "answered", "{heard}");

    first.thaw()?;
    // It goes on living: what it had begun is another's, what comes is its own.
    let heard = pair.say(0, &lead("bia"), WAIT).await?;
    assert_eq!(heard["status"], "answered", "{heard}");
    let turns = "select count(*) from turns where status = 'answered'";
    assert_eq!(pair.number(turns).await?, 2);
    for sql in [
        "select count(*) from leads",
        "select count(*) from ledger",
        "select count(*) from messages where direction = 'out'",
    ] {
        assert_eq!(pair.number(sql).await?, 2, "{sql}");
    }
    first.stop().await.context("the one that was stopped")?;
    second.stop().await
}
