//! All tables, and a row for each, made from what the catalogue says of their columns.

use std::fmt::Write as _;

use sqlx::{AssertSqlSafe, PgConnection, Row as _};
use uuid::Uuid;

/// A table.
pub(super) struct Table {
    pub(super) name: String,
    /// The column that says whose a row is.
    pub(super) company: String,
    columns: Vec<(String, String)>,
}

/// The tables of people and companies, without the parts of those that are cut.
pub(super) async fn tables(behind: &mut PgConnection) -> Vec<Table> {
    let sql = "select c.relname::text, array_agg(a.attname::text order by a.attnum),
            array_agg(format_type(a.atttypid, null) order by a.attnum)
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            and not c.relispartition and a.attnum > 0 and not a.attisdropped
        group by 1 order by 1";
    let rows = sqlx::query(sql).fetch_all(behind).await.unwrap();
    let tables = rows.into_iter().map(|row| {
        let (name, names, types): (String, Vec<String>, Vec<String>) =
            (row.get(0), row.get(1), row.get(2));
        let has = names.iter().any(|it| it == "organisation");
        Table {
            name,
            company: if has { "organisation" } else { "id" }.to_owned(),
            columns: names.into_iter().zip(types).collect(),
        }
    });
    tables.collect()
}

/// Writes a row of each company into each table. What rows may say and name is not asked: policies
/// do not look at it.
pub(super) async fn fill(behind: &mut PgConnection, tables: &[Table], companies: &[Uuid]) {
    let sql = "select format('alter table %s drop constraint if exists %I cascade', conrelid::regclass, conname)
        from pg_constraint where connamespace = 'public'::regnamespace and contype in ('c', 'f')
            and conparentid = 0 and conislocal";
    let drops: Vec<String> = sqlx::query_scalar(sql)
        .fetch_all(&mut *behind)
        .await
        .unwrap();
    for drop in drops {
        sqlx::raw_sql(AssertSqlSafe(drop))
            .execute(&mut *behind)
            .await
            .unwrap();
    }
    for company in companies {
        for table in tables {
            let name = &table.name;
            let insert = format!(
                "insert into {name} overriding system value \
                    select * from jsonb_populate_record(null::{name}, '{}')",
                table.row(*company)
            );
            let done = sqlx::raw_sql(AssertSqlSafe(insert))
                .execute(&mut *behind)
                .await;
            assert_eq!(done.unwrap().rows_affected(), 1, "{name}");
        }
    }
}

impl Table {
    /// Whether its rows belong to companies; persons belong to those that they work in.
    pub(super) fn has_company(&self) -> bool {
        self.name != "persons"
    }

    /// Which rows a company has.
    pub(super) fn of(&self, company: Uuid) -> String {
        match self.has_company() {
            true => format!("{} = '{company}'", self.company),
            false => format!("id = '{}'", own(company)),
        }
    }

    /// A row of a company: all ids that are not the company's are one and the same, so that what
    /// belongs together finds each other.
    pub(super) fn row(&self, company: Uuid) -> String {
        let own = own(company);
        let mut row = String::from("{");
        for (name, kind) in &self.columns {
            let value = match kind.as_str() {
                "uuid" if *name == self.company && self.has_company() => format!("\"{company}\""),
                "uuid" => format!("\"{own}\""),
                "text" => format!("\"{own}\""),
                "text[]" => "[]".to_owned(),
                "jsonb" => "{}".to_owned(),
                "bytea" => format!("\"\\\\x{}\"", own.simple()),
                "boolean" => "true".to_owned(),
                "date" => "\"2026-01-31\"".to_owned(),
                "timestamp with time zone" => "\"2026-01-31T12:00:00Z\"".to_owned(),
                "smallint" | "integer" | "bigint" => "1".to_owned(),
                other => panic!("{}.{name} is a {other}: what is a value of it?", self.name),
            };
            let comma = if row.len() > 1 { "," } else { "" };
            write!(row, "{comma}\"{name}\":{value}").unwrap();
        }
        row.push('}');
        row
    }
}

/// The id of whatever belongs to a company.
fn own(company: Uuid) -> Uuid {
    let mut bytes = *company.as_bytes();
    bytes[15] ^= 1;
    Uuid::from_bytes(bytes)
}
