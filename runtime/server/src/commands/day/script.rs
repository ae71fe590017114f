//! What happens on the day, step by step.

use std::time::Duration;

use anyhow::Context as _;
use chrono::Utc;
use chrono_tz::Tz;
use domain::{
    ids::OrganisationId,
    language::Language,
    money::{Cost, Currency},
    organisation::{Organisation, OrganisationKind},
    spend::SpendView,
    words::Say,
};
use serde_json::{Value, json};
use store::NewOwner;
use tokio::time::{self, Instant};

use super::{
    door::{Answer, Door},
    house::House,
};
use crate::{
    chat::{Titles, card},
    terminal::Terminal,
    tokens,
    trouble::Trouble,
    wiring,
    words::Voice,
};

/// How often it is looked whether something has come.
const LOOK: Duration = Duration::from_millis(20);

/// How long something may take to come.
const PATIENCE: Duration = Duration::from_secs(60);

/// The day.
pub(super) struct Day<'a> {
    house: &'a mut House,
    terminal: &'a Terminal,
    voice: &'a Voice,
    titles: Titles,
    step: u32,
}

impl<'a> Day<'a> {
    /// A day that begins.
    pub(super) fn new(
        house: &'a mut House,
        terminal: &'a Terminal,
        voice: &'a Voice,
    ) -> anyhow::Result<Self> {
        let settings = wiring::settings(house.path(), &wiring::toolbox()?)?;
        Ok(Self {
            house,
            terminal,
            voice,
            titles: Titles::of(&settings.departments),
            step: 0,
        })
    }

    /// Plays it to its end.
    pub(super) async fn play(&mut self) -> anyhow::Result<()> {
        self.terminal.line(&self.voice.text("day", "welcome"));
        self.open().await?;
        self.same_message_twice().await?;
        let turn = self.refund_waits().await?;
        self.killed_in_the_middle().await?;
        self.somebody_decides(&turn).await?;
        self.budget_is_used_up().await?;
        self.another_company().await?;
        self.what_it_cost().await?;
        self.audit_holds().await
    }

    /// A Firma begins, with sample data.
    async fn open(&mut self) -> anyhow::Result<()> {
        let pid = self.house.serve().await?;
        let path = self.house.path().display().to_string();
        self.tell(Say::of("day", "open").with("pid", pid).with("path", path));
        let loaded = self.house.run(&["demo", "load"]).await?;
        self.check(loaded.status.success(), "sample", &loaded.stderr)?;
        let listed = self.ask("ask-invoices", "invoices").await?;
        self.tell(Say::of("day", "sample"));
        self.quote(&first_line(&listed.body));
        Ok(())
    }

    /// One message is one turn, however often it is sent.
    async fn same_message_twice(&mut self) -> anyhow::Result<()> {
        let first = self.ask("ask-lead", "lead-1").await?;
        let again = self.ask("ask-lead", "lead-1").await?;
        let is_same = at(&first.body, "/turn") == at(&again.body, "/turn") && first.status == 200;
        self.check(is_same, "twice", &again.body)?;
        let made = done(&again.body, "create_lead");
        self.check(made == 1, "twice", &again.body)?;
        self.tell(
            Say::of("day", "twice")
                .with("turn", at(&again.body, "/turn"))
                .with("made", made),
        );
        self.quote(&first_line(&again.body));
        Ok(())
    }

    /// What is above what agents may give away waits for a person, with its card.
    async fn refund_waits(&mut self) -> anyhow::Result<String> {
        let waits = self.ask("ask-refund", "refund-1").await?;
        self.check(
            at(&waits.body, "/status") == "waiting",
            "waits",
            &waits.body,
        )?;
        self.tell(Say::of("day", "waits"));
        let number = at(&waits.body, "/approval/number").as_i64();
        let card = self.card(number.context("a request has a number")?).await?;
        self.quote(&card);
        Ok(text(at(&waits.body, "/turn")))
    }

    /// A turn goes on where it was when its program was killed.
    async fn killed_in_the_middle(&mut self) -> anyhow::Result<()> {
        let door = self.door()?;
        let body = json!({ "text": self.voice.text("day", "ask-second-lead") });
        let key = [("idempotency-key", "lead-2")];
        let begun = door.post("/v1/messages", &body, &key).await?;
        let turn = text(at(&begun.body, "/turn"));
        let path = format!("/v1/turns/{turn}");
        let before = self
            .until(async || {
                let seen = door.get(&path).await?.body;
                let has_begun = at(&seen, "/steps")
                    .as_array()
                    .is_some_and(|it| !it.is_empty());
                Ok(has_begun.then_some(seen))
            })
            .await?;
        self.check(at(&before, "/status") == "running", "killed", &before)?;
        let signal = self.house.kill().await?;
        let steps = at(&before, "/steps").as_array().map_or(0, Vec::len);
        self.tell(
            Say::of("day", "killed")
                .with("signal", signal)
                .with("steps", steps),
        );
        let pid = self.house.serve().await?;
        let ended = self.settled(&turn).await?;
        let made = done(&ended, "create_lead");
        self.check(
            at(&ended, "/status") == "answered" && made == 1,
            "killed",
            &ended,
        )?;
        let say = Say::of("day", "went-on")
            .with("pid", pid)
            .with("made", made);
        self.tell(say.with("turn", turn));
        self.quote(&first_line(&ended));
        Ok(())
    }

    /// A manager of the department agrees; then she leaves, and her token opens nothing.
    async fn somebody_decides(&mut self, turn: &str) -> anyhow::Result<()> {
        let door = self.door()?;
        let name = self.voice.text("day", "manager");
        let body = json!({ "name": name, "role": "manager", "departments": ["finance"] });
        let added = door.post("/v1/members", &body, &[]).await?;
        self.check(added.status == 201, "added", &added.body)?;
        let hers = door.with_token(&text(at(&added.body, "/token")));
        let say = Say::of("day", "added").with("name", &name);
        self.tell(say.with("credential", at(&added.body, "/credential")));
        let waiting = hers.get("/v1/approvals").await?.body;
        let request = at(&waiting, "/0");
        let path = format!("/v1/approvals/{}/decision", text(at(request, "/id")));
        let yes = json!({ "decision": "approve", "digest": at(request, "/digest") });
        let decided = hers.post(&path, &yes, &[]).await?;
        self.check(decided.status == 200, "decided", &decided.body)?;
        let ended = self.settled(turn).await?;
        self.check(done(&ended, "refund_invoice") == 1, "decided", &ended)?;
        let by = at(&decided.body, "/decided");
        let say = Say::of("day", "decided")
            .with("number", at(request, "/number"))
            .with("name", at(by, "/name"))
            .with("channel", at(by, "/channel"));
        self.tell(say.with("credential", at(by, "/credential")));
        self.quote(&first_line(&ended));
        let again = hers.post(&path, &yes, &[]).await?;
        let left = door
            .delete(&format!("/v1/members/{}", text(at(&added.body, "/id"))))
            .await?;
        let knocks = hers.get("/v1/approvals").await?;
        self.check(
            left.status == 204 && knocks.status == 401,
            "left",
            &knocks.body,
        )?;
        let say = Say::of("day", "left").with("again", again.status);
        self.tell(say.with("name", name).with("status", knocks.status));
        Ok(())
    }

    /// What would cost more than it may is not begun.
    async fn budget_is_used_up(&mut self) -> anyhow::Result<()> {
        let store = self.house.store().await?;
        let owner = store
            .find_token(&self.token().await?)
            .await?
            .context("no owner")?;
        let before = store.limits(owner.organisation).await?.limits.turn;
        store.close().await;
        let point = match self.voice.reader().language {
            Language::PtBr => ',',
            Language::En => '.',
        };
        let cent = format!("0{point}01");
        let set = self.house.run(&["limits", "set", "turn", &cent]).await?;
        self.check(set.status.success(), "budget", &set.stderr)?;
        let mut asked = 0;
        // It holds from a message on that comes when the program has looked.
        let deadline = Instant::now() + PATIENCE;
        let refused = loop {
            asked += 1;
            let answer = self.ask("ask-leads", &format!("budget-{asked}")).await?;
            if at(&answer.body, "/status") == "refused" || Instant::now() > deadline {
                break answer;
            }
        };
        self.check(
            at(&refused.body, "/status") == "refused",
            "budget",
            &refused.body,
        )?;
        let say = Say::of("day", "budget")
            .with("limit", cent)
            .with("status", at(&refused.body, "/status"));
        self.tell(say.with("micros", at(&refused.body, "/cost/micros")));
        self.quote(&first_line(&refused.body));
        let cents = before.0 / 10_000;
        let value = format!("{}{point}{:02}", cents / 100, cents % 100);
        let set = self.house.run(&["limits", "set", "turn", &value]).await?;
        self.check(set.status.success(), "budget", &set.stderr)
    }

    /// Another company on the same database sees nothing of this one.
    async fn another_company(&mut self) -> anyhow::Result<()> {
        let door = self.door()?;
        let store = self.house.store().await?;
        let token = tokens::new()?;
        let language = self.voice.reader().language;
        let now = Utc::now();
        let other = NewOwner {
            organisation: Organisation {
                id: OrganisationId::new(now),
                name: self.voice.text("day", "other-company"),
                currency: Currency::Usd,
                zone: Tz::UTC,
                language,
            },
            kind: OrganisationKind::Company,
            name: self.voice.text("day", "other-owner"),
            token: token.hash(),
        };
        store.create_company(&other, now).await?;
        store.close().await;
        let theirs = door.with_token(token.reveal());
        let ours = door.get("/v1/approvals").await?.body;
        let seen = theirs.get("/v1/approvals").await?.body;
        let turn = text(at(&ours, "/0/turn"));
        let knocks = theirs.get(&format!("/v1/turns/{turn}")).await?;
        let (ours, seen) = (count(&ours), count(&seen));
        self.check(
            ours > 0 && seen == 0 && knocks.status == 404,
            "other",
            &knocks.body,
        )?;
        let say = Say::of("day", "other")
            .with("ours", ours)
            .with("seen", seen);
        self.tell(say.with("turn", turn).with("status", knocks.status));
        Ok(())
    }

    /// What the day cost, by department.
    async fn what_it_cost(&mut self) -> anyhow::Result<()> {
        let answer = self.door()?.get("/v1/spend").await?;
        let spent: SpendView = serde_json::from_value(answer.body)?;
        let language = self.voice.reader().language;
        let cost = |micros| {
            let currency = spent.currency;
            Cost { micros, currency }
                .display(language)
                .replace('\u{a0}', " ")
        };
        self.tell(Say::of("day", "cost").with("total", cost(spent.total)));
        for part in &spent.parts {
            let title = self.titles.title(language, &part.name);
            self.quote(&format!("{title}: {}", cost(part.micros)));
        }
        Ok(())
    }

    /// The record of all that is as it was sealed.
    async fn audit_holds(&mut self) -> anyhow::Result<()> {
        let house = &*self.house;
        let found = self
            .until(async || {
                let looked = house.run(&["audit", "verify", "--json"]).await?;
                let found: Value = serde_json::from_slice(&looked.stdout)?;
                let is_over = *at(&found, "/unsealed") == 0 || !looked.status.success();
                Ok(is_over.then_some(found))
            })
            .await?;
        self.check(at(&found, "/fault").is_null(), "audit", &found)?;
        let say = Say::of("day", "audit").with("rows", at(&found, "/rows"));
        self.tell(say.with("head", at(&found, "/head/hash")));
        Ok(())
    }

    /// Sends a message under a name of its own, and waits for its turn.
    async fn ask(&self, what: &str, key: &str) -> anyhow::Result<Answer> {
        let body = json!({ "text": self.voice.text("day", what) });
        let headers = [("idempotency-key", key), ("prefer", "wait=60")];
        self.door()?.post("/v1/messages", &body, &headers).await
    }

    /// A turn once it has ended.
    async fn settled(&self, turn: &str) -> anyhow::Result<Value> {
        let (door, path) = (self.door()?, format!("/v1/turns/{turn}"));
        self.until(async || {
            let seen = door.get(&path).await?.body;
            let is_open = at(&seen, "/status") == "running" || at(&seen, "/status") == "waiting";
            Ok((!is_open).then_some(seen))
        })
        .await
    }

    /// What comes, once it has come.
    async fn until<T>(
        &self,
        mut look: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(come) = look().await? {
                return Ok(come);
            }
            if Instant::now() > deadline {
                return Err(Trouble(Say::of("day", "too-slow").with("step", self.step)).into());
            }
            time::sleep(LOOK).await;
        }
    }

    fn door(&self) -> anyhow::Result<Door> {
        self.house.door()?.context("the door is shut")
    }

    async fn token(&self) -> anyhow::Result<String> {
        let token = tokio::fs::read_to_string(self.house.path().join("token")).await?;
        Ok(token.trim().to_owned())
    }

    /// A request as it is put to people, from its row.
    async fn card(&self, number: i64) -> anyhow::Result<String> {
        let store = self.house.store().await?;
        let owner = store
            .find_token(&self.token().await?)
            .await?
            .context("no owner")?;
        let approval = store.approval(owner.organisation, number).await?;
        store.close().await;
        let approval = approval.context("the request is gone")?;
        Ok(card(self.voice, &self.titles, &approval))
    }

    fn tell(&mut self, say: Say) {
        self.step += 1;
        let line = self.voice.say(&say);
        self.terminal.line(&format!("{:>2}. {line}", self.step));
    }

    fn quote(&self, text: &str) {
        for line in text.lines() {
            self.terminal.line(&format!("      {line}"));
        }
    }

    /// Something that has to be so; else what was found is said.
    fn check(
        &self,
        is_so: bool,
        what: &str,
        found: &(impl serde::Serialize + ?Sized),
    ) -> anyhow::Result<()> {
        if is_so {
            return Ok(());
        }
        let found = serde_json::to_value(found)?;
        let found = match found.as_array() {
            // What a command wrote.
            Some(bytes) => {
                let bytes = bytes
                    .iter()
                    .filter_map(|it| u8::try_from(it.as_u64()?).ok());
                String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned()
            }
            None => found.to_string(),
        };
        let say = Say::of("day", "not-so")
            .with("step", what)
            .with("found", found);
        Err(Trouble(say).into())
    }
}

/// How often a tool was called with success in a turn.
fn done(turn: &Value, tool: &str) -> usize {
    let steps = at(turn, "/steps").as_array().into_iter().flatten();
    let is = |it: &&Value| {
        at(it, "/kind") == "tool" && at(it, "/name") == tool && at(it, "/outcome") == "done"
    };
    steps.filter(is).count()
}

/// What lies at a place in an answer; nothing, if nothing does.
fn at<'v>(value: &'v Value, place: &str) -> &'v Value {
    value.pointer(place).unwrap_or(&Value::Null)
}

fn count(list: &Value) -> usize {
    list.as_array().map_or(0, Vec::len)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The first line of an answer.
fn first_line(turn: &Value) -> String {
    let answer = at(turn, "/answer").as_str().unwrap_or_default();
    answer.lines().next().unwrap_or_default().to_owned()
}
