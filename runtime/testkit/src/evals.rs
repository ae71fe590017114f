//! Requests as people write them, put to a model as a turn puts them: first to the supervisor, then
//! to each department that it gives work to. What is called is written down, and nothing is done.

mod grade;
mod set;

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Context as _;
use chrono::NaiveDate;
use chrono_tz::{America, Tz};
use domain::{
    agent::{DELEGATE, Department, SUPERVISOR},
    language::Language,
    message::Origin,
    model::{Answer, Item, Models, Request, Tab, ToolCall, ToolCard, ToolResult},
    money::Currency,
    tool::Toolbox,
    words::{Reader, Words},
};
use orchestrator::{Facts, delegate_card, instructions};
use serde_json::{Value, json};
use store::records::Records;

pub use self::{
    grade::{Mark, Score, Scores},
    set::{Call, Wanted, read},
};

/// How often an agent may think about one request.
const STEPS: usize = 6;

/// The day of every request: a Saturday.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap_or_default()
}

/// The company that is written to.
#[derive(Clone, Debug)]
pub struct Company {
    departments: BTreeMap<String, Department>,
    cards: BTreeMap<String, Vec<ToolCard>>,
}

/// What came of a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Came {
    /// The calls, in order.
    pub calls: Vec<Call>,
    /// What was said.
    pub said: String,
}

impl Company {
    /// The departments that are built in, with their tools.
    pub fn new(toolbox: &Toolbox<Records>, words: &Words) -> anyhow::Result<Self> {
        let departments = agents::built_in(toolbox)?;
        let card = |name: &String| {
            Some(ToolCard {
                name: name.clone(),
                description: words.raw(Language::En, name, "").unwrap_or_default(),
                schema: toolbox.schema(name)?.to_value(),
            })
        };
        let cards = departments.iter().map(|(name, it)| {
            (
                name.clone(),
                it.agent.tools.iter().filter_map(card).collect(),
            )
        });
        Ok(Self {
            cards: cards.collect(),
            departments,
        })
    }

    /// With one more tool of a department.
    #[must_use]
    pub fn with(mut self, department: &str, card: ToolCard) -> Self {
        self.cards
            .entry(department.to_owned())
            .or_default()
            .push(card);
        self
    }

    /// Every tool with its department.
    pub fn tools(&self) -> impl Iterator<Item = (&str, &ToolCard)> {
        let all = self.cards.iter();
        all.flat_map(|(department, it)| it.iter().map(|card| (department.as_str(), card)))
    }

    /// Puts a request to the models.
    pub async fn put(&self, models: &dyn Models, wanted: &Wanted) -> anyhow::Result<Came> {
        let mut came = Came::default();
        let question = user(&wanted.text, Origin::Owner);
        let delegate = delegate_card(&self.departments);
        let ask = self.request(SUPERVISOR, wanted, vec![question.clone()], &[delegate])?;
        let answer = self.ask(models, SUPERVISOR, &ask).await?;
        came.said.push_str(&answer.text);
        for call in answer.calls.iter().filter(|it| it.name == DELEGATE) {
            let given: Value = serde_json::from_str(&call.arguments).unwrap_or_default();
            let text = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default();
            let mut items = vec![question.clone()];
            if text("task").trim() != wanted.text.trim() {
                let task = format!("Task from the supervisor: {}", text("task"));
                items.push(user(&task, Origin::System));
            }
            if let Some(cards) = self.cards.get(text("department")) {
                let ask = self.request(text("department"), wanted, items, cards)?;
                self.work(models, text("department"), ask, &mut came)
                    .await?;
            }
        }
        Ok(came)
    }

    /// A department works until it calls nothing more. Each call is told that it was done.
    async fn work(
        &self,
        models: &dyn Models,
        department: &str,
        mut ask: Request,
        came: &mut Came,
    ) -> anyhow::Result<()> {
        for _ in 0..STEPS {
            let answer = self.ask(models, department, &ask).await?;
            came.said.push_str(&answer.text);
            if answer.calls.is_empty() {
                break;
            }
            came.calls.extend(answer.calls.iter().map(called));
            let done = answer.calls.iter().map(|call| Item::Tool {
                call: call.id.clone(),
                name: call.name.clone(),
                result: ToolResult::Done {
                    output: json!({ "done": true }),
                },
            });
            let done: Vec<Item> = done.collect();
            ask.items.push(Item::Assistant {
                text: answer.text,
                calls: answer.calls,
            });
            ask.items.extend(done);
        }
        Ok(())
    }

    async fn ask(
        &self,
        models: &dyn Models,
        agent: &str,
        request: &Request,
    ) -> anyhow::Result<Answer> {
        let department = self.departments.get(agent);
        let alias = department
            .context("no such department")?
            .agent
            .model
            .clone();
        let routed = models.complete(&alias, request, &|_| {}).await?;
        Ok(routed.answer)
    }

    fn request(
        &self,
        agent: &str,
        wanted: &Wanted,
        items: Vec<Item>,
        cards: &[ToolCard],
    ) -> anyhow::Result<Request> {
        let (currency, zone): (_, Tz) = match wanted.language {
            Language::PtBr => (Currency::Brl, America::Sao_Paulo),
            Language::En => (Currency::Usd, America::New_York),
        };
        let facts = Facts {
            company: "Padaria Sol",
            today: today(),
            currency,
            language: wanted.language,
            zone,
        };
        Ok(Request {
            model: String::new(),
            system: instructions(&self.departments, agent, facts)?,
            items,
            tools: Arc::from(cards),
            max_tokens: 1_024,
            tab: Tab::default(),
            reader: Reader {
                language: wanted.language,
                zone,
            },
        })
    }
}

fn user(text: &str, origin: Origin) -> Item {
    Item::User {
        text: text.to_owned(),
        origin,
    }
}

fn called(call: &ToolCall) -> Call {
    Call {
        tool: call.name.clone(),
        arguments: serde_json::from_str(&call.arguments).unwrap_or_default(),
    }
}
