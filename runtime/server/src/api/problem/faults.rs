//! What cannot be read of a body or a query: which field, and why, taken out of what those say who read them.

/// Something that cannot be read.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Fault {
    /// The way to the field, as far as it is known.
    pub(super) field: Option<String>,
    /// Why.
    pub(super) wrong: Wrong,
}

/// Why something cannot be read.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Wrong {
    /// It is no JSON, from here on.
    Syntax {
        /// The line.
        line: String,
        /// The column.
        column: String,
    },
    /// The field may not be left out.
    Missing,
    /// There is no such field.
    Unknown {
        /// Those that there are.
        known: String,
    },
    /// The field is there twice.
    Twice,
    /// The field takes one of a few words.
    Choice {
        /// Which.
        known: String,
    },
    /// The value is of another kind; which one it takes.
    Kind(&'static str),
    /// The number in the field is too large or too small.
    Range,
    /// The value of the field is none that it takes.
    Value,
    /// All of it is of another kind.
    Whole,
}

impl Wrong {
    /// The word for it in the texts.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "syntax",
            Self::Missing => "missing",
            Self::Unknown { .. } => "unknown",
            Self::Twice => "twice",
            Self::Choice { .. } => "choice",
            Self::Kind(_) => "kind",
            Self::Range => "range",
            Self::Value => "value",
            Self::Whole => "whole",
        }
    }
}

impl Fault {
    /// What somebody says who reads JSON or a query: the place, what is wrong, and of JSON where that stands.
    pub(super) fn of(said: &str) -> Self {
        let (said, at) = match said.rsplit_once(" at line ") {
            Some((said, at)) => (said, at.split_once(" column ")),
            None => (said, None),
        };
        let is_place = |it: &str| !it.is_empty() && !it.contains(char::is_whitespace);
        let (place, said) = match said.split_once(": ") {
            Some((place, rest)) if is_place(place) => (Some(place), rest),
            _ => (None, said),
        };
        // A field that is too many or missing is named by the fault.
        let named = said.split_once(" field `").and_then(|(what, rest)| {
            let is_one = ["unknown", "missing", "duplicate"].contains(&what);
            let (name, _) = rest.split_once('`')?;
            is_one.then_some(name)
        });
        let field = match (place, named) {
            (Some(place), Some(name)) if place.rsplit('.').next() != Some(name) => {
                Some(format!("{place}.{name}"))
            }
            (place, name) => place.or(name).map(str::to_owned),
        };
        let wrong = match (wrong(said, at), &field) {
            (None, Some(_)) => Wrong::Value,
            (None | Some(Wrong::Kind(_) | Wrong::Range | Wrong::Choice { .. }), None) => {
                Wrong::Whole
            }
            (Some(wrong), _) => wrong,
        };
        // What is no JSON has no fields yet.
        let field = field.filter(|_| !matches!(wrong, Wrong::Syntax { .. }));
        Self { field, wrong }
    }
}

fn wrong(said: &str, at: Option<(&str, &str)>) -> Option<Wrong> {
    let starts = |with: &[&str]| with.iter().any(|it| said.starts_with(it));
    if starts(&["missing field"]) {
        return Some(Wrong::Missing);
    }
    if starts(&["duplicate field"]) {
        return Some(Wrong::Twice);
    }
    let wants = said.rsplit_once(", expected ").map(|(_, wants)| wants);
    if starts(&["unknown field"]) {
        return Some(Wrong::Unknown {
            known: words(wants.unwrap_or_default()),
        });
    }
    if starts(&["unknown variant"]) {
        return Some(Wrong::Choice {
            known: words(wants?),
        });
    }
    if starts(&["invalid type", "invalid value", "invalid length"]) {
        // A whole number is wanted and there: it is not one of those that fit.
        return match kind(wants?)? {
            "integer" if starts(&["invalid value: integer"]) => Some(Wrong::Range),
            kind => Some(Wrong::Kind(kind)),
        };
    }
    // Queries are texts: what is wanted of them is said by what did not succeed.
    if said.contains("too large to fit") || said.contains("too small to fit") {
        return Some(Wrong::Range);
    }
    if said.contains("digit found in string") || said.contains("parse integer") {
        return Some(Wrong::Kind("integer"));
    }
    if said.starts_with("UUID parsing failed") {
        return Some(Wrong::Kind("id"));
    }
    let (line, column) = at?;
    let is_syntax = [
        "EOF while",
        "expected ",
        "trailing ",
        "key must be",
        "control character",
        "invalid escape",
        "invalid number",
        "number out of range",
        "invalid unicode",
        "unexpected end",
        "lone leading surrogate",
        "recursion limit",
    ];
    starts(&is_syntax).then(|| Wrong::Syntax {
        line: line.to_owned(),
        column: column.to_owned(),
    })
}

/// The words in backticks, as they are listed.
fn words(listed: &str) -> String {
    let words: Vec<&str> = listed.split('`').skip(1).step_by(2).collect();
    words.join(", ")
}

/// The kind of value that is wanted; nothing, if no word of ours says it.
fn kind(wants: &str) -> Option<&'static str> {
    let is_integer = |it: &str| {
        let bits = it.strip_prefix(['i', 'u']);
        bits.is_some_and(|it| it == "size" || it.parse::<u8>().is_ok())
    };
    match wants {
        "a string" | "a borrowed string" | "string" => Some("text"),
        "a boolean" => Some("boolean"),
        "a sequence" => Some("list"),
        "a map" => Some("object"),
        "f32" | "f64" => Some("number"),
        it if it.starts_with("a UUID") => Some("id"),
        it if is_integer(it) => Some("integer"),
        it if it.starts_with("struct ") => Some("object"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        Json,
        extract::{Query, rejection::JsonRejection},
    };
    use serde::Deserialize;

    use super::{super::Problem, *};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it can be read is looked at")]
    struct Asked {
        limit: Option<i64>,
        by: Option<By>,
        after: Option<uuid::Uuid>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum By {
        Day,
        Month,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it can be read is looked at")]
    struct Sent {
        text: String,
        #[serde(default)]
        part: Option<Part>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it can be read is looked at")]
    struct Part {
        count: u32,
        on: bool,
    }

    fn shown(problem: &Problem) -> (&str, Option<&str>) {
        let wrong = problem.args.iter().find(|(name, _)| *name == "wrong");
        let wrong = wrong.map_or("", |(_, wrong)| wrong);
        (wrong, problem.field.as_deref())
    }

    #[test]
    fn a_query_that_cannot_be_read_names_its_field_and_why() {
        for (query, wrong, field) in [
            ("limit=soon", "kind", "limit"),
            ("limit=", "kind", "limit"),
            ("limit=99999999999999999999", "range", "limit"),
            ("limit=-99999999999999999999", "range", "limit"),
            ("limit=1&limit=2", "twice", "limit"),
            ("limti=1", "unknown", "limti"),
            ("by=week", "choice", "by"),
            ("after=x", "kind", "after"),
        ] {
            let uri = format!("http://firma/?{query}").parse().unwrap();
            let rejection = Query::<Asked>::try_from_uri(&uri).unwrap_err();
            let problem = Problem::from(rejection);
            assert_eq!(
                shown(&problem),
                (wrong, Some(field)),
                "{query}: {problem:?}"
            );
        }
    }

    #[test]
    fn a_body_that_cannot_be_read_names_its_field_and_why() {
        for (body, wrong, field) in [
            ("", "syntax", None),
            ("{", "syntax", None),
            ("{\"text\": }", "syntax", None),
            ("{\"text\": \"a\"} x", "syntax", None),
            ("[]", "whole", None),
            ("[1]", "kind", Some("[0]")),
            ("5", "whole", None),
            ("{}", "missing", Some("text")),
            ("{\"text\": 5}", "kind", Some("text")),
            ("{\"text\": \"a\", \"text\": \"b\"}", "twice", Some("text")),
            ("{\"txet\": \"a\"}", "unknown", Some("txet")),
            (
                "{\"text\": \"a\", \"part\": {}}",
                "missing",
                Some("part.count"),
            ),
            (
                "{\"text\": \"a\", \"part\": {\"count\": -1}}",
                "range",
                Some("part.count"),
            ),
            (
                "{\"text\": \"a\", \"part\": {\"on\": 1}}",
                "kind",
                Some("part.on"),
            ),
        ] {
            let read = Json::<Sent>::from_bytes(body.as_bytes());
            let rejection: JsonRejection = read.unwrap_err();
            let problem = Problem::from(rejection);
            assert_eq!(shown(&problem), (wrong, field), "{body}: {problem:?}");
        }
    }

    #[test]
    fn what_is_wanted_is_listed() {
        let fault = Fault::of("by: unknown variant `week`, expected one of `day`, `month`");
        let known = "day, month".to_owned();
        assert_eq!(fault.wrong, Wrong::Choice { known });
        let fault =
            Fault::of("invalid length 0, expected struct Sent with 2 elements at line 1 column 2");
        assert_eq!((fault.field, fault.wrong), (None, Wrong::Whole));
        let fault = Fault::of("body: no idea at line 1 column 2");
        assert_eq!(fault.wrong, Wrong::Value);
    }
}
