//! Personal tokens, while somebody holds one in plain text.

use std::fmt;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::digest::Digest;
use serde::{Serialize, Serializer};

/// A token that nobody can guess. The database keeps its hash alone: it is shown once.
pub(crate) struct Token(String);

/// A new one.
pub(crate) fn new() -> Result<Token, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    let text = BASE64_URL_SAFE_NO_PAD.encode(bytes);
    Ok(Token(format!("firma_{text}")))
}

impl Token {
    /// What the database keeps of it.
    pub(crate) fn hash(&self) -> Digest {
        store::hash_token(&self.0)
    }

    /// The token, for its person.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Serialize for Token {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_and_its_own_and_no_log_has_it() {
        let token = new().unwrap();
        let text = token.reveal();
        assert!(text.starts_with("firma_") && text.len() == 6 + 43, "{text}");
        assert_ne!(text, new().unwrap().reveal());
        assert_eq!(format!("{token:?}"), "Token(..)");
    }
}
