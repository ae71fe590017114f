//! A company in a database of its own, for the tests of tools.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::{
    budget::OwnerLimits,
    flow::Path,
    ids::{FlowId, IdempotencyKey, OrganisationId},
    language::Language,
    money::Currency,
    person::Actor,
    tool::{Call, Fate, Kind, Needs, ToolError, Toolbox},
    words::{Reader, Say, Words},
};
use serde_json::{Value, json};
use store::{Store, records::Records};
use testkit::Database;

use crate::{Clients, WORDS};

/// A company; it works in reais, in São Paulo.
pub(crate) struct Company {
    database: Arc<Database>,
    store: Store,
    id: OrganisationId,
    owner: Actor,
    /// The time of what follows.
    pub(crate) now: DateTime<Utc>,
}

impl Company {
    pub(crate) async fn new() -> Self {
        let database = Arc::new(testkit::database().await);
        let store = Store::connect(&database.access(), 4).await.unwrap();
        Self::found(database, store).await
    }

    /// Another company in the same database.
    pub(crate) async fn beside(&self) -> Self {
        Self::found(Arc::clone(&self.database), self.store.clone()).await
    }

    async fn found(database: Arc<Database>, store: Store) -> Self {
        let now = "2026-03-10T15:00:00Z".parse().unwrap();
        let id = OrganisationId::new(now);
        let owner = testkit::bakery(id);
        let owner = store.create_company(&owner, now).await.unwrap();
        Self {
            database,
            store,
            id,
            owner,
            now,
        }
    }

    /// A transaction over its tables.
    pub(crate) async fn records(&self) -> Records {
        self.store.records(self.id, self.now).await.unwrap()
    }

    /// A new call.
    pub(crate) fn call(&self) -> Call {
        let flow = FlowId::new(self.now);
        Call {
            key: IdempotencyKey::new(flow, 0, &Path::default()),
            organisation: self.id,
            flow,
            run: flow,
            path: Path::default(),
            attempt: 0,
            epoch: 0,
            now: self.now,
        }
    }

    /// A new call of a turn that was asked with these words by the owner, in a conversation of its own for
    /// each company.
    pub(crate) async fn call_in(&self, words: &str) -> Call {
        let call = self.call();
        let (company, turn, place) = (self.id, call.flow, self.id);
        let at = self.now.to_rfc3339();
        let parts = json!([{ "kind": "text", "text": words }]);
        self.execute(&format!(
            "insert into conversations (organisation, id, channel, account, name, created_at)
                values ('{company}', '{place}', 'http', 'a', 'main', '{at}') on conflict do nothing;
            insert into messages (organisation, id, conversation, turn, direction, origin, parts,
                    received_at)
                values ('{company}', '{turn}', '{place}', '{turn}', 'in', 'owner', '{parts}', '{at}');
            insert into turns (organisation, id, conversation, message, person, lane, configuration,
                    created_at)
                values ('{company}', '{turn}', '{place}', '{turn}', null, 'closed', '', '{at}')"
        ))
        .await;
        call
    }

    /// Notes a list that a turn showed, as the orchestrator does.
    pub(crate) async fn showed(&self, call: &Call, tool: &str, args: Value) {
        let (plan, _) = self.plan(tool, args).await.unwrap();
        let (company, turn, at) = (self.id, call.flow, self.now.to_rfc3339());
        self.execute(&format!(
            "insert into tool_calls (organisation, flow, generation, path, department, tool, arguments,
                    plan, outcome, started_at)
                values ('{company}', '{turn}', 0, '1', 'sales', '{tool}', '{{}}', '{plan}', 'done',
                    '{at}')"
        ))
        .await;
    }

    /// A file that was kept: its name, its media type and its bytes.
    pub(crate) async fn file(&self, id: &Value) -> (String, String, Vec<u8>) {
        let id = id.as_str().unwrap().parse().unwrap();
        let file = self.store.file(&self.owner, id).await.unwrap().unwrap();
        (file.name, file.media_type, file.bytes)
    }

    /// How many rows there are, behind everybody's back: `table where ...`.
    pub(crate) async fn count(&self, of: &str) -> i64 {
        self.database
            .number(&format!("select count(*) from {of}"))
            .await
    }

    /// Does something behind everybody's back.
    pub(crate) async fn execute(&self, sql: &str) {
        self.database.execute(sql).await;
    }

    pub(crate) async fn plan(&self, tool: &str, args: Value) -> Result<(Value, Needs), ToolError> {
        let limits = OwnerLimits::defaults(Currency::Brl);
        let mut db = self.records().await;
        toolbox().plan(&mut db, &limits, tool, args).await
    }

    /// Does a planned call of a local tool, and commits.
    pub(crate) async fn apply(
        &self,
        tool: &str,
        call: &Call,
        plan: &Value,
    ) -> Result<Value, ToolError> {
        let mut db = self.records().await;
        let output = toolbox().apply(&mut db, tool, call, plan.clone()).await?;
        db.commit().await.unwrap();
        Ok(output)
    }

    /// Does the first part of a call that goes outside, and commits.
    pub(crate) async fn prepare(
        &self,
        tool: &str,
        call: &Call,
        plan: &Value,
    ) -> Result<(), ToolError> {
        let mut db = self.records().await;
        toolbox().prepare(&mut db, tool, call, plan.clone()).await?;
        db.commit().await.unwrap();
        Ok(())
    }

    /// Does the last part of a call that went outside, and commits.
    pub(crate) async fn record(
        &self,
        tool: &str,
        call: &Call,
        plan: &Value,
        fate: Fate<Value>,
    ) -> Result<(), ToolError> {
        let mut db = self.records().await;
        let end = (plan.clone(), fate);
        toolbox().record(&mut db, tool, call, end).await?;
        db.commit().await.unwrap();
        Ok(())
    }

    /// Has a tool do what it is asked, from words to result.
    pub(crate) async fn ask(&self, tool: &str, args: Value) -> Result<Value, ToolError> {
        let (plan, _) = self.plan(tool, args).await?;
        let call = self.call();
        let (kind, _) = toolbox().kind(tool)?;
        match kind {
            Kind::Local => self.apply(tool, &call, &plan).await,
            Kind::Outside => {
                self.prepare(tool, &call, &plan).await?;
                let output = toolbox().send(tool, &call, plan.clone()).await?;
                let fate = Fate::Happened(output.clone());
                self.record(tool, &call, &plan, fate).await?;
                Ok(output)
            }
        }
    }

    /// What a tool says that does not do what it is asked: the kind of its answer and its text.
    pub(crate) async fn refusal(&self, tool: &str, args: Value) -> String {
        said(self.ask(tool, args).await)
    }

    /// An invoice of so many cents to a customer of that name, who is made.
    pub(crate) async fn invoice(&self, name: &str, minor: i64) -> Value {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let lead = json!({ "name": name, "email": email });
        self.ask("create_lead", lead).await.unwrap();
        let invoice = json!({ "customer": email, "amount": brl(minor) });
        self.ask("create_invoice", invoice).await.unwrap()
    }

    /// An invoice that is paid in full.
    pub(crate) async fn paid_invoice(&self, name: &str, minor: i64) -> Value {
        let invoice = self.invoice(name, minor).await;
        let number = invoice["number"].to_string();
        let payment = json!({ "invoice": number, "amount": brl(minor) });
        self.ask("record_payment", payment).await.unwrap();
        invoice
    }

    /// The rows of a list.
    pub(crate) async fn rows(&self, tool: &str, args: Value) -> Vec<Value> {
        let output = self.ask(tool, args).await.unwrap();
        output["rows"].as_array().unwrap().clone()
    }
}

pub(crate) fn toolbox() -> Toolbox<Records> {
    crate::toolbox(&Clients::alone()).unwrap()
}

pub(crate) fn brl(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "BRL" })
}

/// The kind of an error and the text that it says, with its values.
pub(crate) fn said<T: std::fmt::Debug>(result: Result<T, ToolError>) -> String {
    let (kind, say) = match result.unwrap_err() {
        ToolError::Arguments(say) => ("asks", say),
        ToolError::Refused(say) => ("refuses", say),
        other => panic!("{other}: {other:?}"),
    };
    assert_said(&say);
    format!("{kind}: {}", words().say(reader(Language::En), &say))
}

/// What a tool's result is in words.
pub(crate) fn answer(language: Language, tool: &str, output: &Value) -> String {
    words().answer(reader(language), tool, output)
}

/// What a plan's card says.
pub(crate) fn card(language: Language, tool: &str, plan: &Value) -> String {
    words().card(reader(language), tool, plan)
}

fn assert_said(say: &Say) {
    for language in Language::ALL {
        assert!(words().has(language, &say.message, &say.attribute), "{say}");
    }
}

fn words() -> Words {
    Words::new(WORDS.iter().copied()).unwrap()
}

fn reader(language: Language) -> Reader {
    Reader {
        language,
        zone: Tz::America__Sao_Paulo,
    }
}
