//! What two ends of PostgreSQL's protocol say to each other, as far as counting needs it.

use std::collections::HashMap;

/// Cuts a stream of bytes into messages.
pub(crate) struct Messages {
    bytes: Vec<u8>,
    /// The first message of a client has no type.
    begins: bool,
}

/// A message, with all of its bytes.
pub(crate) struct Message {
    kind: u8,
    head: usize,
    pub(crate) bytes: Vec<u8>,
}

impl Messages {
    pub(crate) const fn of_a_client() -> Self {
        Self {
            bytes: Vec::new(),
            begins: true,
        }
    }

    pub(crate) const fn of_a_server() -> Self {
        Self {
            bytes: Vec::new(),
            begins: false,
        }
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next message, once it is here in whole.
    pub(crate) fn next(&mut self) -> Option<Message> {
        let typed = usize::from(!self.begins);
        let length = self.bytes.get(typed..typed + 4)?;
        let length = length
            .iter()
            .fold(0, |sum, it| sum * 256 + usize::from(*it));
        if self.bytes.len() < typed + length {
            return None;
        }
        let rest = self.bytes.split_off(typed + length);
        let bytes = std::mem::replace(&mut self.bytes, rest);
        self.begins = false;
        let kind = match typed {
            0 => 0,
            _ => bytes.first().copied()?,
        };
        Some(Message {
            kind,
            head: typed + 4,
            bytes,
        })
    }
}

impl Message {
    /// Its texts, each of which ends with a zero.
    fn texts(&self) -> impl Iterator<Item = String> {
        let body = self.bytes.get(self.head..).unwrap_or_default();
        let texts = body.split(|it| *it == 0);
        texts.map(|it| String::from_utf8_lossy(it).into_owned())
    }
}

/// One connection.
#[derive(Default)]
pub(super) struct Session {
    /// The text of each prepared statement.
    prepared: HashMap<String, String>,
    /// What was asked since the last time that somebody waited.
    asked: Vec<String>,
    /// What was asked and is not committed, with the server's words.
    open: Vec<String>,
    /// Whether something was done that is not committed.
    worked: bool,
}

/// What a server's answer means.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Heard {
    /// A transaction is committed that did this.
    Commit(String),
    /// Anything else.
    Other,
}

impl Session {
    /// Hears a client. The statements of a round trip that begins.
    pub(super) fn asks(&mut self, message: &Message) -> Option<String> {
        let mut texts = message.texts();
        match message.kind {
            b'P' => {
                let name = texts.next().unwrap_or_default();
                let statement = texts.next().unwrap_or_default();
                self.asked.push(format!("(prepares) {statement}"));
                self.prepared.insert(name, statement);
                None
            }
            b'B' => {
                let name = texts.nth(1).unwrap_or_default();
                let known = self.prepared.get(&name);
                self.asked.push(known.cloned().unwrap_or_default());
                None
            }
            b'Q' => self.waits(texts.next().unwrap_or_default()),
            b'S' => {
                let asked = std::mem::take(&mut self.asked);
                self.waits(asked.join("; "))
            }
            _ => None,
        }
    }

    fn waits(&mut self, statement: String) -> Option<String> {
        self.open.push(statement.clone());
        Some(statement)
    }

    /// Hears the server.
    pub(super) fn hears(&mut self, message: &Message) -> Heard {
        match message.kind {
            b'C' => {
                let tag = message.texts().next().unwrap_or_default();
                self.worked = tag != "ROLLBACK";
                self.open.push(tag);
            }
            b'Z' if message.bytes.last() == Some(&b'I') => {
                let what = std::mem::take(&mut self.open).join("; ");
                if std::mem::take(&mut self.worked) {
                    return Heard::Commit(what);
                }
            }
            _ => {}
        }
        Heard::Other
    }
}
