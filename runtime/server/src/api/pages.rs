//! Pages of lists: an opaque cursor says after what the next begins.

use axum::{
    Json,
    http::{HeaderValue, header::LINK},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::problem::Problem;

/// How many are shown if nobody says how many.
pub(super) const USUAL: i64 = 50;

/// How many are shown at most.
pub(super) const MOST: i64 = 200;

/// The longest cursor that is read.
const LONGEST: usize = 512;

/// A page of a list.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "PageOf{T}")]
pub(super) struct Page<T> {
    /// In order.
    pub(super) items: Vec<T>,
    /// The cursor of the next page; nothing at the end.
    pub(super) next: Option<String>,
}

/// A page whose next is told by a header alone: its list was there before there were pages.
#[derive(Debug)]
pub(super) struct Bare<T>(pub(super) Page<T>, pub(super) String);

impl<T> Page<T> {
    /// Of one more than were asked for, so that it is known whether there is a next.
    pub(super) fn of(mut items: Vec<T>, most: i64, cursor: impl FnOnce(&T) -> String) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let is_more = items.len() > most;
        items.truncate(most);
        let next = items.last().filter(|_| is_more).map(cursor);
        Self { items, next }
    }

    /// With other items.
    pub(super) fn map<U>(self, other: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(other).collect(),
            next: self.next,
        }
    }
}

impl<T: Serialize> IntoResponse for Bare<T> {
    fn into_response(self) -> Response {
        let Self(page, path) = self;
        let mut response = Json(page.items).into_response();
        let link = page
            .next
            .map(|it| format!("<{path}cursor={it}>; rel=\"next\""));
        if let Some(Ok(link)) = link.as_deref().map(HeaderValue::from_str) {
            response.headers_mut().insert(LINK, link);
        }
        response
    }
}

/// How many to show.
pub(super) fn limit(asked: Option<i64>, usual: i64) -> Result<i64, Problem> {
    match asked {
        None => Ok(usual),
        Some(limit @ 1..=MOST) => Ok(limit),
        Some(_) => Err(Problem::bad_limit(MOST)),
    }
}

/// A cursor of a list: what the last item is ordered by.
pub(super) fn cursor(list: &str, place: &[&str]) -> String {
    let text = [&[list], place].concat().join(" ");
    URL_SAFE_NO_PAD.encode(text)
}

/// What a cursor of a list says, in so many words.
pub(super) fn place<const N: usize>(list: &str, cursor: &str) -> Result<[String; N], Problem> {
    let read = || {
        if cursor.len() > LONGEST {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let mut words = text.splitn(N + 1, ' ').map(str::to_owned);
        if words.next()? != list {
            return None;
        }
        words.collect::<Vec<_>>().try_into().ok()
    };
    read().ok_or_else(Problem::bad_cursor)
}

/// A word of a cursor, read.
pub(super) fn word<T: std::str::FromStr>(word: &str) -> Result<T, Problem> {
    word.parse().map_err(|_| Problem::bad_cursor())
}

/// A time as a cursor has it.
pub(super) fn micros(at: DateTime<Utc>) -> String {
    at.timestamp_micros().to_string()
}

/// The time that a word of a cursor says: one that the database knows.
pub(super) fn time(text: &str) -> Result<DateTime<Utc>, Problem> {
    let at = DateTime::from_timestamp_micros(word(text)?);
    let known = at.filter(|it| (1_970..10_000).contains(&chrono::Datelike::year(it)));
    known.ok_or_else(Problem::bad_cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_by_its_own_list_alone() {
        let written = cursor("effects", &["17", "a key/0/1.1"]);
        let [at, key] = place("effects", &written).unwrap();
        assert_eq!((at.as_str(), key.as_str()), ("17", "a key/0/1.1"));
        for (list, cursor) in [
            ("leads", written.as_str()),
            ("effects", ""),
            ("effects", "%"),
            ("effects", "ZWZmZWN0cw"),
            ("effects", &"A".repeat(LONGEST + 1)),
        ] {
            let problem = place::<2>(list, cursor).unwrap_err();
            assert_eq!(problem.code().word(), "bad-cursor", "{list} {cursor}");
        }
        assert!(time("999999999999999999").is_err() && time("-1").is_err());
    }
}
