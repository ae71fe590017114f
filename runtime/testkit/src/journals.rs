//! Histories of runs, recorded once and kept as files: the code of each later version must replay them.
//!
//! A history is what the tables know of a run. It is put back into a database as a run that is due, and the
//! engine replays it: all that was answered is answered from the journal, so nothing is done again, and a
//! call that is no longer there, or not the same, quarantines the run and says where.
#![expect(clippy::panic, reason = "a history that cannot be read fails its test")]

use std::{fs, path::Path};

use domain::ids::{FlowId, OrganisationId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sqlx::{AssertSqlSafe, PgConnection, PgPool};

/// What recorded histories are kept under.
const FORM: &str = "json";

/// A history of a run.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct History {
    run: Map<String, Value>,
    steps: Vec<Map<String, Value>>,
    signals: Vec<Map<String, Value>>,
}

impl History {
    /// What the tables know of a run.
    pub async fn of(behind: &PgPool, flow: FlowId) -> Self {
        let sql = "select jsonb_build_object(
            'run', (select to_jsonb(r) - '{organisation,traceparent,closed_at}'::text[]
                from runs r where r.id = $1),
            'steps', (select coalesce(jsonb_agg(to_jsonb(s) - '{organisation,flow}'::text[]
                order by s.path), '[]') from steps s where s.flow = $1),
            'signals', (select coalesce(jsonb_agg(to_jsonb(g) - '{organisation,flow}'::text[]
                order by g.seq), '[]') from signals g where g.flow = $1))";
        let found = sqlx::query_scalar(sql).bind(flow.uuid()).fetch_one(behind);
        match found.await.map(serde_json::from_value) {
            Ok(Ok(history)) => history,
            unreadable => panic!("the history of {flow}: {unreadable:?}"),
        }
    }

    /// All that a folder holds, with their names.
    #[must_use]
    pub fn all(folder: &Path) -> Vec<(String, Self)> {
        let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
        let paths = entries.map(|entry| entry.map(|it| it.path()));
        let paths = paths.map(|it| it.unwrap_or_else(|error| panic!("{folder:?}: {error}")));
        let paths = paths.filter(|it| it.extension().is_some_and(|it| it == FORM));
        let mut all: Vec<(String, Self)> = paths
            .map(|path| {
                let name = path.file_stem().unwrap_or_default().to_string_lossy();
                let text = fs::read_to_string(&path);
                match text.map(|text| serde_json::from_str(&text)) {
                    Ok(Ok(history)) => (name.into_owned(), history),
                    unreadable => panic!("{name}: {unreadable:?}"),
                }
            })
            .collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all
    }

    /// Keeps it under a name that no history has yet: what was recorded is never changed.
    pub fn keep(&self, folder: &Path, name: &str) {
        let path = folder.join(name).with_extension(FORM);
        if path.exists() {
            return;
        }
        let text = serde_json::to_string(self);
        let text = text.unwrap_or_else(|error| panic!("{name}: {error}"));
        // A line a row, so that people can read what differs.
        let text = text.replace("},{\"at\"", "},\n{\"at\"");
        let kept = fs::create_dir_all(folder).and_then(|()| fs::write(&path, text + "\n"));
        kept.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// The run.
    #[must_use]
    pub fn flow(&self) -> FlowId {
        let id = self.run.get("id").and_then(Value::as_str);
        let id = id.and_then(|it| it.parse().ok());
        FlowId::from_uuid(id.unwrap_or_else(|| panic!("a history of no run: {:?}", self.run)))
    }

    /// How the run ended, and why, if it did not end well; `open`, if it waits.
    #[must_use]
    pub fn state(&self) -> (&str, &str) {
        let word = |column| self.run.get(column).and_then(Value::as_str);
        (
            word("state").unwrap_or_default(),
            word("error").unwrap_or_default(),
        )
    }

    /// Puts it back as a run of a company that is due. What it waited for is still to come.
    pub async fn put_back(&self, behind: &PgPool, organisation: OrganisationId) {
        let flow = json!(self.flow());
        let owned = |row: &Map<String, Value>| {
            let mut row = row.clone();
            row.insert("organisation".to_owned(), json!(organisation));
            row
        };
        let of_run = |row: &Map<String, Value>| {
            let mut row = owned(row);
            row.insert("flow".to_owned(), flow.clone());
            row
        };
        let mut run = owned(&self.run);
        run.insert("state".to_owned(), json!("open"));
        for ending in ["output", "error", "status"] {
            run.remove(ending);
        }
        let put = async {
            let mut tx = behind.begin().await?;
            insert(&mut tx, "runs", &run).await?;
            for step in &self.steps {
                insert(&mut tx, "steps", &of_run(step)).await?;
            }
            for signal in &self.signals {
                insert(&mut tx, "signals", &of_run(signal)).await?;
            }
            let later = "update steps set due = now() + interval '1 day'
                where flow = $1 and due is not null";
            sqlx::query(later)
                .bind(self.flow().uuid())
                .execute(&mut *tx)
                .await?;
            let ready = "insert into ready (organisation, flow, due) values ($1, $2, now())";
            let ready = sqlx::query(ready).bind(organisation.uuid());
            ready.bind(self.flow().uuid()).execute(&mut *tx).await?;
            tx.commit().await
        };
        let put: Result<(), sqlx::Error> = put.await;
        put.unwrap_or_else(|error| panic!("a history does not fit the tables: {error}"));
    }

    /// Takes its run out of the tables, so that another history of it can be put back.
    pub async fn take_away(&self, behind: &PgPool) {
        for (table, key) in [
            ("ready", "flow"),
            ("steps", "flow"),
            ("signals", "flow"),
            ("runs", "id"),
        ] {
            let sql = format!("delete from {table} where {key} = $1");
            let gone = sqlx::query(AssertSqlSafe(sql)).bind(self.flow().uuid());
            let gone = gone.execute(behind).await;
            gone.unwrap_or_else(|error| panic!("{table} keep {}: {error}", self.flow()));
        }
    }

    /// Fails, by the place where they differ, unless this is what the replay left.
    pub fn check(&self, name: &str, replayed: &Self) {
        let (state, error) = replayed.state();
        assert_eq!(state, self.state().0, "{name} does not replay: {error}");
        for step in &self.steps {
            let path = step.get("path");
            let now = replayed.steps.iter().find(|it| it.get("path") == path);
            assert_eq!(now.map(without_due), Some(without_due(step)), "{name}");
        }
        assert_eq!(
            replayed.steps.len(),
            self.steps.len(),
            "{name} has new steps"
        );
        assert_eq!(replayed.run.get("output"), self.run.get("output"), "{name}");
        assert_eq!(replayed.state().1, self.state().1, "{name}");
        assert_eq!(replayed.signals, self.signals, "{name}");
    }
}

fn without_due(step: &Map<String, Value>) -> Map<String, Value> {
    let mut step = step.clone();
    step.remove("due");
    step
}

/// Writes the columns that a row has, so that tables may gain others.
async fn insert(
    sql: &mut PgConnection,
    table: &str,
    row: &Map<String, Value>,
) -> Result<(), sqlx::Error> {
    let columns: Vec<String> = row.keys().map(|it| format!("\"{it}\"")).collect();
    // A value of JSON's own nothing is a value, which the function takes for none.
    let values = row.keys().map(|it| match (table, it.as_str()) {
        ("runs", "input") | ("signals", "payload") => format!("coalesce({it}, 'null')"),
        _ => format!("\"{it}\""),
    });
    let values: Vec<String> = values.collect();
    let insert = format!(
        "insert into {table} ({}) overriding system value
            select {} from jsonb_populate_record(null::{table}, $1)",
        columns.join(", "),
        values.join(", ")
    );
    let query = sqlx::query(AssertSqlSafe(insert)).bind(json!(row));
    query.execute(sql).await?;
    Ok(())
}
