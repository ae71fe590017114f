//! Where Ollama is: `OLLAMA_HOST`, read as Ollama itself reads it.

use std::fmt;

use reqwest::Url;

/// Where it listens if nobody says.
const DEFAULT: &str = "127.0.0.1";

/// On which port.
const PORT: u16 = 11_434;

/// Where Ollama is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Host(Url);

impl Host {
    /// Reads what Ollama's own variable may hold: a host, a port, both, each with a scheme or
    /// without, in quotes or without. An address that a server listens on everywhere is reached
    /// here, and an empty one is its default.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_matches(['"', '\'']).trim();
        let (scheme, rest, port) = match text.split_once("://") {
            Some(("http", rest)) => ("http", rest, 80),
            Some(("https", rest)) => ("https", rest, 443),
            Some(_) => return None,
            None => ("http", text, PORT),
        };
        let (place, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, given) = apart(place);
        let port = given.and_then(|it| it.parse().ok()).unwrap_or(port);
        Self::of(scheme, host, port, path)
    }

    fn of(scheme: &str, host: &str, port: u16, path: &str) -> Option<Self> {
        let host = match host.trim_matches(['[', ']']) {
            "" | "0.0.0.0" => DEFAULT.to_owned(),
            "::" => "[::1]".to_owned(),
            host if host.contains(':') => format!("[{host}]"),
            host => host.to_owned(),
        };
        let path = path.trim_matches('/');
        let url = format!("{scheme}://{host}:{port}/{path}").parse().ok()?;
        Some(Self(url))
    }

    /// The address of its chat, as OpenAI's protocol has it.
    pub fn chat(&self) -> String {
        self.below(&["v1"]).to_string()
    }

    /// An address of its own protocol.
    pub(super) fn api(&self, name: &str) -> Url {
        self.below(&["api", name])
    }

    pub(super) const fn url(&self) -> &Url {
        &self.0
    }

    fn below(&self, names: &[&str]) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(names);
        }
        url
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// Host and port; an IPv6 address without brackets has no port.
fn apart(place: &str) -> (&str, Option<&str>) {
    match place.rsplit_once(':') {
        Some((host, _)) if host.contains(':') && !host.ends_with(']') => (place, None),
        Some((host, port)) => (host, Some(port)),
        None => (place, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_ollama_reads_it() {
        for (text, url) in [
            ("", "http://127.0.0.1:11434"),
            ("1.2.3.4", "http://1.2.3.4:11434"),
            (":1234", "http://127.0.0.1:1234"),
            ("1.2.3.4:1234", "http://1.2.3.4:1234"),
            ("0.0.0.0", "http://127.0.0.1:11434"),
            ("0.0.0.0:8080", "http://127.0.0.1:8080"),
            ("example.com", "http://example.com:11434"),
            ("http://example.com", "http://example.com"),
            ("http://example.com:90/", "http://example.com:90"),
            ("https://example.com", "https://example.com"),
            ("https://example.com/ollama/", "https://example.com/ollama"),
            ("example.com:66000", "http://example.com:11434"),
            ("[::1]", "http://[::1]:11434"),
            ("[::]:5", "http://[::1]:5"),
            ("::1", "http://[::1]:11434"),
            ("[2001:db8::1]:1337", "http://[2001:db8::1]:1337"),
            (" \"1.2.3.4:5\" ", "http://1.2.3.4:5"),
        ] {
            let host = Host::parse(text).unwrap();
            assert_eq!(host.to_string(), url, "{text}");
        }
        assert_eq!(Host::parse("ftp://example.com"), None);
        assert_eq!(Host::parse("a b"), None);
    }

    #[test]
    fn its_doors_lie_below_its_address() {
        let host = Host::parse("https://example.com/ollama").unwrap();
        assert_eq!(host.chat(), "https://example.com/ollama/v1");
        assert_eq!(
            host.api("tags").as_str(),
            "https://example.com/ollama/api/tags"
        );
        assert_eq!(Host::parse("").unwrap().chat(), "http://127.0.0.1:11434/v1");
    }
}
