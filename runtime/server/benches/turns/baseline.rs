//! The baseline: the same turn by hand, as fast as it goes.
//!
//! The same door, the same model server, the same PostgreSQL, and seven commits of one statement each. It has no
//! recovery, no ledger, no gate, no audit, no budgets and no companies: a crash loses the turn, a repeat does it twice.

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::Context as _;
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sqlx::{
    PgPool, Postgres,
    postgres::{PgArguments, PgPoolOptions},
    query::Query,
};
use store::managed;
use testkit::{client::Client, openai};
use uuid::Uuid;

use crate::sides;

/// Its database.
pub(crate) const DATABASE: &str = "baseline";

/// The only token that it takes.
pub(crate) const TOKEN: &str = "baseline_0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8s9t0u1";

const CONNECTIONS: u32 = 16;

const TABLES: &str = "
    create table turns (
        id uuid primary key, conversation text not null, status text not null,
        created_at timestamptz not null, closed_at timestamptz
    );
    create table messages (
        id uuid primary key, turn uuid not null, direction text not null, text text not null,
        at timestamptz not null
    );
    create table answers (
        turn uuid not null, step integer not null, answer text not null, at timestamptz not null,
        primary key (turn, step)
    );
    create table contacts (
        id uuid primary key, name text not null, email text not null unique,
        at timestamptz not null
    );
    create table leads (
        id uuid primary key, contact uuid not null references contacts, interest text not null,
        at timestamptz not null
    );";

const OPEN: &str = "with turn as (insert into turns values ($1, $2, 'running', now(), null))
    insert into messages values ($3, $1, 'in', $4, now())";
const ANSWER: &str = "insert into answers values ($1, $2, $3, now())";
const LEAD: &str = "with contact as (
        insert into contacts values ($1, $2, $3, now())
        on conflict (email) do update set name = excluded.name returning id)
    insert into leads select $4, id, $5, now() from contact";
const SAY: &str = "insert into messages values ($1, $2, 'out', $3, now())";
const CLOSE: &str = "update turns set status = 'answered', closed_at = now() where id = $1";

const DELEGATE: &str = "Gives work to a department and returns its answer to the person.";
const DELEGATE_FIELDS: [(&str, &str); 2] = [
    (
        "department",
        "sales: leads and contacts. finance: invoices, payments, refunds.",
    ),
    (
        "task",
        "The request in the person's own words, with every name, number and date.",
    ),
];
const CREATE_LEAD: &str = "Records a lead: a person or a company that is interested.";
const CREATE_LEAD_FIELDS: [(&str, &str); 5] = [
    ("name", "The name of the person or company."),
    ("email", "The e-mail address."),
    ("phone", "The telephone number, with its area code."),
    ("interest", "What they are interested in."),
    ("note", "Anything else worth remembering."),
];
const FIND_LEADS: &str = "Finds leads, newest first.";
const FIND_LEADS_FIELDS: [(&str, &str); 2] = [
    ("query", "A part of the name, an address or the interest."),
    ("stage", "new, contacted, qualified, proposal, won or lost."),
];

/// Serves until it is killed.
pub(crate) async fn serve(home: &Path, model: &str) -> anyhow::Result<()> {
    let running = managed::running(home).context("no PostgreSQL runs")?;
    let options = running.options(managed::SUPERUSER, DATABASE);
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .min_connections(CONNECTIONS)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    sqlx::raw_sql(TABLES).execute(&pool).await?;
    let desk = Desk {
        pool,
        bearer: format!("Bearer {TOKEN}"),
        models: Models {
            address: model.to_owned(),
            headers: format!("authorization: Bearer {}\r\n", openai::KEY),
            idle: Mutex::default(),
        },
        supervisor: Prompt::new(
            "gpt-6-luna",
            include_str!("../../../../prompts/supervisor.md"),
            &json!([tool("delegate", DELEGATE, &DELEGATE_FIELDS)]),
        )?,
        sales: Prompt::new(
            "gpt-6-sol",
            include_str!("../../../../prompts/sales.md"),
            &json!([
                tool("create_lead", CREATE_LEAD, &CREATE_LEAD_FIELDS),
                tool("find_leads", FIND_LEADS, &FIND_LEADS_FIELDS),
            ]),
        )?,
    };
    let app = Router::new()
        .route("/v1/messages", post(take))
        .route("/health/ready", get(async || "ready"))
        .with_state(Arc::new(desk));
    Ok(axum::serve(sides::announced().await?, app).await?)
}

struct Desk {
    pool: PgPool,
    bearer: String,
    models: Models,
    supervisor: Prompt,
    sales: Prompt,
}

#[derive(Deserialize)]
struct Message {
    conversation: String,
    text: String,
}

#[derive(Serialize)]
struct Turn {
    turn: Uuid,
    conversation: String,
    status: &'static str,
    answer: String,
}

async fn take(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    Json(message): Json<Message>,
) -> Result<Json<Turn>, StatusCode> {
    let bearer = headers.get(AUTHORIZATION);
    if bearer.is_none_or(|it| it != &desk.bearer) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    desk.answer(message).await.map(Json).map_err(|error| {
        println!("baseline: {error:#}");
        StatusCode::INTERNAL_SERVER_ERROR
    })
}

#[derive(Deserialize)]
struct Delegation {
    task: String,
}

#[derive(Deserialize)]
struct Lead {
    name: String,
    email: String,
    interest: Option<String>,
}

impl Desk {
    /// The whole turn.
    async fn answer(&self, message: Message) -> anyhow::Result<Turn> {
        let turn = Uuid::now_v7();
        let open = sqlx::query(OPEN).bind(turn).bind(&message.conversation);
        let open = open.bind(Uuid::now_v7()).bind(&message.text);
        self.commit(open).await?;

        let said = self
            .models
            .ask(&self.supervisor.asked(&message.text)?)
            .await?;
        self.keep(turn, 1, &said).await?;
        let delegation: Delegation = said.call("delegate")?.arguments()?;

        let mut request = self.sales.asked(&delegation.task)?;
        let said = self.models.ask(&request).await?;
        self.keep(turn, 2, &said).await?;
        let call = said.call("create_lead")?;
        let lead: Lead = call.arguments()?;

        let id = Uuid::now_v7();
        let write = sqlx::query(LEAD).bind(Uuid::now_v7()).bind(&lead.name);
        let interest = lead.interest.as_deref().unwrap_or_default();
        let write = write.bind(&lead.email).bind(id).bind(interest);
        self.commit(write).await?;

        let result = json!({ "lead": id, "name": lead.name, "act": "created" });
        self.sales.tell(&mut request, call, &result.to_string());
        let said = self.models.ask(&request).await?;
        self.keep(turn, 3, &said).await?;
        let answer = said.content.context("no words")?;

        let say = sqlx::query(SAY).bind(Uuid::now_v7()).bind(turn);
        self.commit(say.bind(&answer)).await?;
        self.commit(sqlx::query(CLOSE).bind(turn)).await?;
        Ok(Turn {
            turn,
            conversation: message.conversation,
            status: "answered",
            answer,
        })
    }

    async fn keep(&self, turn: Uuid, step: i32, said: &Said) -> anyhow::Result<()> {
        let keep = sqlx::query(ANSWER).bind(turn).bind(step);
        self.commit(keep.bind(serde_json::to_string(said)?)).await?;
        Ok(())
    }

    /// A statement of its own commits by itself.
    async fn commit(&self, statement: Query<'_, Postgres, PgArguments>) -> sqlx::Result<()> {
        statement.execute(&self.pool).await?;
        Ok(())
    }
}

/// What an agent's requests have in common, as text that is ready to be sent.
struct Prompt {
    before: String,
    after: String,
}

impl Prompt {
    fn new(model: &str, system: &str, tools: &Value) -> anyhow::Result<Self> {
        let system = serde_json::to_string(system)?;
        Ok(Self {
            before: format!(
                r#"{{"model":"{model}","messages":[{{"role":"system","content":{system}}},"#
            ),
            after: format!(
                r#"],"tools":{tools},"reasoning_effort":"none","max_completion_tokens":1024}}"#
            ),
        })
    }

    fn asked(&self, text: &str) -> anyhow::Result<String> {
        let text = serde_json::to_string(text)?;
        let Self { before, after } = self;
        Ok(format!(
            r#"{before}{{"role":"user","content":{text}}}{after}"#
        ))
    }

    /// Adds what the model asked for and what came of it.
    fn tell(&self, request: &mut String, call: &Call, result: &str) {
        let calls = json!([{ "id": call.id, "type": "function", "function": call.function }]);
        let said = json!({ "role": "assistant", "tool_calls": calls });
        let told = json!({ "role": "tool", "tool_call_id": call.id, "content": result });
        request.truncate(request.len() - self.after.len());
        for piece in [",", &said.to_string(), ",", &told.to_string(), &self.after] {
            request.push_str(piece);
        }
    }
}

/// The model server, with connections that stay open.
struct Models {
    address: String,
    headers: String,
    idle: Mutex<Vec<Client>>,
}

#[derive(Deserialize)]
struct Completion {
    choices: [Choice; 1],
}

#[derive(Deserialize)]
struct Choice {
    message: Said,
}

/// What the model said.
#[derive(Deserialize, Serialize)]
struct Said {
    content: Option<String>,
    #[serde(default)]
    tool_calls: Vec<Call>,
}

#[derive(Deserialize, Serialize)]
struct Call {
    id: String,
    function: Function,
}

#[derive(Deserialize, Serialize)]
struct Function {
    name: String,
    arguments: String,
}

impl Models {
    async fn ask(&self, request: &str) -> anyhow::Result<Said> {
        let idle = self.idle().pop();
        let mut client = match idle {
            Some(client) => client,
            None => Client::connect(&self.address).await?,
        };
        let body = [request.as_bytes()];
        let asked = client.post("/v1/chat/completions", &self.headers, &body);
        let answer = asked.await?;
        anyhow::ensure!(
            answer.status == 200,
            "the model server refused: {}",
            String::from_utf8_lossy(answer.body)
        );
        let Completion { choices: [choice] } = serde_json::from_slice(answer.body)?;
        self.idle().push(client);
        Ok(choice.message)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Client>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Said {
    /// The one call of a tool.
    fn call(&self, tool: &str) -> anyhow::Result<&Call> {
        let call = self.tool_calls.first();
        let call = call.filter(|it| it.function.name == tool);
        call.with_context(|| format!("no call of {tool}"))
    }
}

impl Call {
    fn arguments<'a, T: Deserialize<'a>>(&'a self) -> anyhow::Result<T> {
        Ok(serde_json::from_str(&self.function.arguments)?)
    }
}

/// A tool as the model's protocol writes it.
fn tool(name: &str, description: &str, fields: &[(&str, &str)]) -> Value {
    let properties = fields.iter().map(|(name, about)| {
        let kind = json!({ "type": ["string", "null"], "description": about });
        ((*name).to_owned(), kind)
    });
    let required: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    json!({ "type": "function", "function": {
        "name": name,
        "description": description,
        "strict": true,
        "parameters": {
            "type": "object",
            "properties": properties.collect::<Map<_, _>>(),
            "required": required,
            "additionalProperties": false,
        },
    } })
}
