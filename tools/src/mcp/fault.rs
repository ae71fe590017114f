//! What went wrong with a program, in words that may be shown and logged: short, and without what may
//! be secret of its address.

use std::{error::Error, fmt};

use domain::foreign::is_unseen;
use reqwest::Url;
use rmcp::service::{ClientInitializeError, ServiceError};

use super::source::Way;

/// The longest of others' sentences that is kept, in characters.
pub(super) const SENTENCE: usize = 300;

/// The shortest value in an address that is taken for a secret, in bytes: shorter ones are words of any
/// sentence.
const SHORTEST_SECRET: usize = 6;

/// What a library says of a failure.
#[derive(Debug)]
pub struct Fault(String);

impl Fault {
    pub(super) fn of(error: &(dyn Error + 'static), way: &Way) -> Self {
        let Some(error) = worth_saying(error) else {
            return Self("what it answers first is something else".to_owned());
        };
        let mut said = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !said.contains(&text) {
                said = format!("{said}: {text}");
            }
            cause = error.source();
        }
        Self(sentence(&said, way))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Fault {}

/// The error without what the library says around it: names of its own types, and whole messages.
fn worth_saying<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    match error.downcast_ref::<ClientInitializeError>() {
        Some(ClientInitializeError::TransportError { error, .. }) => {
            return Some(error.error.as_ref());
        }
        Some(
            ClientInitializeError::ExpectedInitResponse(_)
            | ClientInitializeError::ExpectedInitResult(_),
        ) => return None,
        _ => {}
    }
    match error.downcast_ref::<ServiceError>() {
        Some(ServiceError::TransportSend(error)) => Some(error.error.as_ref()),
        _ => Some(error),
    }
}

/// The beginning of what a program or a library says.
pub(super) fn sentence(said: &str, way: &Way) -> String {
    let mut said = said.to_owned();
    for secret in secrets(way) {
        said = said.replace(&secret, "…");
    }
    let seen = without_queries(&said);
    let seen = seen.chars().filter(|it| !is_unseen(*it));
    seen.take(SENTENCE).collect()
}

/// Whether a text is an address at which a program can lend tools.
pub fn is_address(url: &str) -> bool {
    let url = Url::parse(url);
    url.is_ok_and(|it| matches!(it.scheme(), "http" | "https") && it.has_host())
}

/// An address without its user, its query and its fragment.
pub(super) fn plain(url: &str) -> String {
    let Ok(mut url) = Url::parse(url) else {
        return "(no address)".to_owned();
    };
    url.set_query(None);
    url.set_fragment(None);
    // An address that can have no user has none.
    let _none = (url.set_username(""), url.set_password(None));
    url.into()
}

/// What of an address and its token may be secret, the longest first.
fn secrets(way: &Way) -> Vec<String> {
    let Way::Http { url, token } = way else {
        return Vec::new();
    };
    let mut secrets: Vec<String> = token.iter().flatten().cloned().collect();
    if let Ok(url) = Url::parse(url) {
        let parts = [Some(url.username()), url.password(), url.query()];
        secrets.extend(parts.into_iter().flatten().map(str::to_owned));
        secrets.extend(url.query_pairs().map(|(_, value)| value.into_owned()));
        let pairs = url.query().unwrap_or_default().split('&');
        secrets.extend(pairs.filter_map(|it| Some(it.split_once('=')?.1.to_owned())));
    }
    let raw = url.split_once('?').map(|(_, query)| query.to_owned());
    secrets.extend(raw);
    secrets.retain(|it| it.len() >= SHORTEST_SECRET);
    secrets.sort_by_key(|it| std::cmp::Reverse(it.len()));
    secrets
}

/// A text with the addresses in it cut to where they lead.
fn without_queries(text: &str) -> String {
    let ends = |it: char| it.is_whitespace() || matches!(it, ')' | '"' | '\'' | '<' | '>');
    let (mut kept, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("://") {
        let (address, later) = after.split_at(after.find(ends).unwrap_or(after.len()));
        let address = address.split(['?', '#']).next().unwrap_or_default();
        let host = address.split('/').next().unwrap_or_default();
        let user = host.rfind('@').map_or(0, |it| it + 1);
        kept = kept + before + "://" + address.get(user..).unwrap_or_default();
        rest = later;
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_fault_is_short_and_holds_no_secret_of_the_address() {
        let url = "https://ana:hunter22@example.com/mcp?api_key=s3cr3t%20key&v=1#x";
        let way = Way::Http {
            url: url.to_owned(),
            token: Ok(Some("bearer-of-all".to_owned())),
        };
        let debug = format!("{way:?}");
        assert_eq!(debug, r#"Http("https://example.com/mcp")"#);
        for said in [
            format!("error for url ({url})"),
            "Cannot POST /mcp?api_key=s3cr3t%20key&v=1".to_owned(),
            "no such key: s3cr3t key".to_owned(),
            "bearer-of-all and hunter22 are not known".to_owned(),
            "see HTTPS://bob:other@example.org/a?session=other#other".to_owned(),
        ] {
            let kept = sentence(&said, &way);
            for secret in ["s3cr3t", "hunter22", "bearer-of-all", "other"] {
                assert!(!kept.contains(secret), "{kept}");
            }
        }
        let kept = sentence("see https://example.org/a, \u{1b}[2Jplease", &way);
        assert_eq!(kept, "see https://example.org/a, [2Jplease");
        assert_eq!(sentence(&"ж".repeat(1_000), &way).chars().count(), SENTENCE);
    }
}
