//! What a script lets the fake do.

use std::time::Duration;

use serde_json::{Value, json};

/// What the fake does with a request.
#[derive(Clone, Debug)]
pub struct Reply {
    /// What it says.
    pub what: What,
    /// How it comes over the network.
    pub way: Way,
    /// How the answer ends; `None` for what fits it.
    pub finish: Option<&'static str>,
    /// Whether it counts tokens. Some servers forget to.
    pub counts: bool,
}

/// What the fake says.
#[derive(Clone, Debug)]
pub enum What {
    /// Words.
    Text(String),
    /// Calls.
    Calls(Vec<Call>),
    /// An answer without success, or with a body that is not the protocol.
    Raw {
        /// The status.
        status: u16,
        /// Headers, the content type among them.
        headers: Vec<(&'static str, String)>,
        /// The body.
        body: Vec<u8>,
    },
}

/// A call that the model asks for.
#[derive(Clone, Debug)]
pub struct Call {
    /// The tool, which need not exist.
    pub name: String,
    /// The arguments, which need not be JSON.
    pub arguments: String,
}

/// How an answer comes over the network.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// In one piece.
    Whole,
    /// Each byte alone.
    EachByte,
    /// So many bytes at a time, with a pause before each piece.
    Slow(usize, Duration),
    /// The connection breaks after so many bytes.
    Break(usize),
    /// The answer ends after so many bytes, as if that were all.
    End(usize),
    /// Nothing comes after so many bytes.
    Stall(usize),
}

impl Reply {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::from(What::Text(text.into()))
    }

    /// A call.
    pub fn call(name: &str, arguments: &Value) -> Self {
        Self::calls(vec![Call {
            name: name.to_owned(),
            arguments: arguments.to_string(),
        }])
    }

    /// Calls.
    pub fn calls(calls: Vec<Call>) -> Self {
        Self::from(What::Calls(calls))
    }

    /// An error in OpenAI's shape.
    pub fn error(status: u16, kind: &str, code: &str, message: &str) -> Self {
        let body = json!({ "error": {
            "message": message,
            "type": kind,
            "param": null,
            "code": code,
        } });
        Self::raw(status, "application/json", &body.to_string())
    }

    /// A body as it is.
    pub fn raw(status: u16, content_type: &str, body: &str) -> Self {
        Self::from(What::Raw {
            status,
            headers: vec![("content-type", content_type.to_owned())],
            body: body.as_bytes().to_vec(),
        })
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        if let What::Raw { headers, .. } = &mut self.what {
            headers.push((name, value.to_owned()));
        }
        self
    }

    /// Over the network in another way.
    #[must_use]
    pub const fn way(mut self, way: Way) -> Self {
        self.way = way;
        self
    }

    /// With another end.
    #[must_use]
    pub const fn finish(mut self, finish: &'static str) -> Self {
        self.finish = Some(finish);
        self
    }

    /// Without counting tokens.
    #[must_use]
    pub const fn uncounted(mut self) -> Self {
        self.counts = false;
        self
    }
}

impl From<What> for Reply {
    fn from(what: What) -> Self {
        Self {
            what,
            way: Way::Whole,
            finish: None,
            counts: true,
        }
    }
}
