//! An answer of a tool that is not what a workflow reads of it.

use std::any;

use super::Ask;

/// An answer that does not fit: whoever looks after the program reads where, and no value of it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "the call of `{tool}` was done, but its answer does not fit `{wants}`, as which the workflow reads it: {wrong}. \
     Once the workflow or the tool is mended, take the run up again: the answer is read again, and the call is not \
     repeated"
)]
pub struct Unfit {
    /// The tool.
    pub tool: &'static str,
    /// The type that the workflow reads.
    pub wants: &'static str,
    /// Where it does not fit, and why.
    pub wrong: String,
}

impl Unfit {
    pub(super) fn of<A: Ask>(error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let (place, why) = (
            error.path().to_string(),
            without_values(&error.inner().to_string()),
        );
        Self {
            tool: A::TOOL,
            wants: any::type_name::<A::Answer>(),
            wrong: match place.as_str() {
                "." => why,
                _ => format!("`{place}`: {why}"),
            },
        }
    }
}

/// What a reader of JSON says is wrong, without the value that it met: what people are called has no place in a
/// journal.
fn without_values(error: &str) -> String {
    let field = ["missing", "duplicate"].map(|it| format!("{it} field `"));
    if field.iter().any(|it| error.starts_with(it)) {
        return error.to_owned();
    }
    // What is wanted is ours to say; before it stands what was met: its kind, and in quotes what it is.
    let met = error
        .split_once(": ")
        .filter(|(wrong, _)| ["invalid type", "invalid value", "invalid length"].contains(wrong));
    match (met, error.rsplit_once(", expected ")) {
        (Some((_, met)), Some((_, wants))) => {
            let kind = met.split([',', '"', '`']).next().unwrap_or_default();
            format!("{} instead of {wants}", kind.trim())
        }
        (None, Some((_, wants))) => format!("something else instead of {wants}"),
        (_, None) => "its value cannot be read".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde::{Deserialize, Serialize};
    use serde_json::{Value, json};

    use super::*;
    use crate::flow::Use;

    #[derive(Serialize)]
    struct List {}

    #[derive(Debug, Deserialize, Serialize)]
    #[serde(deny_unknown_fields)]
    struct Listed {
        rows: Vec<Row>,
    }

    #[derive(Debug, Deserialize, Serialize)]
    struct Row {
        number: i64,
        due: NaiveDate,
        way: Way,
    }

    #[derive(Debug, Deserialize, Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Way {
        Pix,
    }

    impl Ask for List {
        const TOOL: &'static str = "list";
        type Answer = Listed;
    }

    fn wrong(answer: Value) -> String {
        let unfit = Use::of::<List>().keep(answer).unwrap_err();
        assert_eq!(unfit.tool, "list");
        assert!(unfit.wants.ends_with("::Listed"), "{unfit}");
        unfit.wrong
    }

    #[test]
    fn it_is_said_where_an_answer_does_not_fit_and_why_and_no_value_of_it() {
        let row = |number: Value, due: &str, way: &str| json!({ "rows": [{ "number": number, "due": due, "way": way }] });
        for (answer, said) in [
            (json!({}), "missing field `rows`"),
            (json!(null), "null instead of struct Listed"),
            (
                row(json!("Ana, expected"), "2026-01-01", "pix"),
                "`rows[0].number`: string instead of i64",
            ),
            (
                row(json!(1.5), "2026-01-01", "pix"),
                "`rows[0].number`: floating point instead of i64",
            ),
            (
                row(json!(null), "2026-01-01", "pix"),
                "`rows[0].number`: null instead of i64",
            ),
            (
                row(json!(1), "Ana", "pix"),
                "`rows[0].due`: its value cannot be read",
            ),
            (
                row(json!(1), "2026-01-01", "Ana"),
                "`rows[0].way`: something else instead of `pix`",
            ),
            (json!({ "rows": [{}] }), "`rows[0]`: missing field `number`"),
            (
                json!({ "rows": [], "Ana": 1 }),
                "`Ana`: something else instead of `rows`",
            ),
        ] {
            assert_eq!(wrong(answer), said);
        }
        let fits = row(json!(1), "2026-01-01", "pix");
        assert_eq!(Use::of::<List>().keep(fits.clone()).unwrap(), fits);
    }
}
