//! Files that go with an answer: what they are called, and what is in a table of them.

use domain::{
    language::Language,
    message::Attached,
    tool::{Call, ToolError},
};
use serde_json::Value;
use store::records::Records;

use crate::words;

/// A file that a call makes: its id follows from the call, its name says what it is in the language of the
/// company's documents, and ends so that no two are alike.
pub(crate) fn named(
    db: &Records,
    call: &Call,
    (tool, about): (&str, &str),
    media_type: &str,
) -> Result<Attached, ToolError> {
    named_for(
        db.organisation().language,
        call,
        (tool, "file", about),
        media_type,
    )
}

/// The same, where the tool's texts name the file under another attribute.
pub(crate) fn named_for(
    language: Language,
    call: &Call,
    (tool, attribute, about): (&str, &str, &str),
    media_type: &str,
) -> Result<Attached, ToolError> {
    let attachment = call.key.derive(call.flow, "file");
    let stem = words(&[tool])?.raw(language, tool, attribute);
    let id = attachment.simple().to_string();
    let end = id.get(id.len() - 6..).unwrap_or_default();
    let extension = match media_type {
        "image/png" => "png",
        _ => "csv",
    };
    Ok(Attached {
        attachment,
        name: format!(
            "{}-{about}-{end}.{extension}",
            stem.as_deref().unwrap_or(tool)
        ),
        media_type: media_type.to_owned(),
    })
}

/// A table as spreadsheets read it (RFC 4180, in UTF-8 with its mark).
#[derive(Debug)]
pub(crate) struct Csv(String);

/// What makes a spreadsheet take a cell for a formula.
const FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

impl Csv {
    /// A table with these titles and no rows.
    pub(crate) fn new(titles: &[String]) -> Self {
        let mut csv = Self("\u{feff}".to_owned());
        csv.0.push_str(&line(titles.iter().map(|it| text(it))));
        csv
    }

    /// Adds a row, unless the table would have more than so many bytes then.
    pub(crate) fn add(&mut self, cells: &[&Value], most: usize) -> bool {
        let line = line(cells.iter().map(|it| cell(it)));
        let fits = self.0.len() + line.len() <= most;
        if fits {
            self.0.push_str(&line);
        }
        fits
    }

    /// The whole table.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.collect();
    format!("{}\r\n", cells.join(","))
}

/// Numbers as they are, amounts with a point and without their currency, and texts quoted where they must
/// be.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(it) => text(it),
        Value::Object(_) => match serde_json::from_value::<domain::money::Money>(value.clone()) {
            Ok(money) => amount(money),
            Err(_) => text(&value.to_string()),
        },
        Value::Array(_) => text(&value.to_string()),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

fn amount(money: domain::money::Money) -> String {
    let digits = money.currency.digits();
    let cents = 10_u64.pow(digits);
    let minor = money.minor.unsigned_abs();
    let sign = if money.minor < 0 { "-" } else { "" };
    match digits {
        0 => format!("{sign}{minor}"),
        _ => format!("{sign}{}.{:02}", minor / cents, minor % cents),
    }
}

/// A text. What a spreadsheet would take for a formula has an apostrophe before it: customers wrote some of
/// it.
fn text(raw: &str) -> String {
    let guarded = match raw.starts_with(FORMULAS) {
        true => format!("'{raw}"),
        false => raw.to_owned(),
    };
    match guarded.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{}\"", guarded.replace('"', "\"\"")),
        false => guarded,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be_and_formulas_are_texts() {
        let mut csv = Csv::new(&["Nome".to_owned(), "Total (BRL)".to_owned()]);
        for (name, minor) in [
            ("Ana, Filhos", 125_090),
            ("=cmd|' /C calc'!A0", 5),
            ("+5511987654321", -5),
            ("diz \"oi\"\nduas linhas", 0),
            ("-1", 100),
            ("@x", 100),
            ("\tx", 100),
        ] {
            let amount = json!({ "minor": minor, "currency": "BRL" });
            assert!(csv.add(&[&json!(name), &amount], 10_000));
        }
        assert!(csv.add(
            &[&Value::Null, &json!({ "minor": 7, "currency": "JPY" })],
            10_000
        ));
        assert_eq!(
            std::str::from_utf8(csv.bytes()).unwrap(),
            "\u{feff}Nome,Total (BRL)\r\n\
             \"Ana, Filhos\",1250.90\r\n\
             '=cmd|' /C calc'!A0,0.05\r\n\
             '+5511987654321,-0.05\r\n\
             \"diz \"\"oi\"\"\nduas linhas\",0.00\r\n\
             '-1,1.00\r\n\
             '@x,1.00\r\n\
             '\tx,1.00\r\n\
             ,7\r\n"
        );
    }

    #[test]
    fn a_table_grows_no_further_than_it_may() {
        let mut csv = Csv::new(&["a".to_owned()]);
        assert!(csv.add(&[&json!("12345")], 13));
        assert!(!csv.add(&[&json!("1")], 13));
        assert!(csv.bytes().ends_with(b"12345\r\n"));
    }
}
