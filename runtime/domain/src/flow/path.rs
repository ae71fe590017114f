//! Where a step stands in its program.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where a step stands in the program: `3`, or `3.1.0` for the first step of branch 1 of step 3.
/// It depends on the code alone, never on which branch was faster.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Path(Vec<u32>);

/// Text that is not a path.
#[derive(Debug, thiserror::Error)]
#[error("a path is numbers with dots between them")]
pub struct NotAPath;

impl Path {
    /// The step `index` of the scope that stands here.
    #[must_use]
    pub fn then(&self, index: u32) -> Self {
        Self(self.0.iter().copied().chain([index]).collect())
    }

    /// The step that stands at `inner`, seen from this scope.
    #[must_use]
    pub fn join(&self, inner: &Self) -> Self {
        Self(self.0.iter().chain(&inner.0).copied().collect())
    }

    /// The step that comes `count` after this one in its scope.
    #[must_use]
    pub fn following(&self, count: u32) -> Self {
        let mut parts = self.0.clone();
        if let Some(last) = parts.last_mut() {
            *last += count;
        }
        Self(parts)
    }

    /// The scope in which the step stands.
    #[must_use]
    pub fn parent(&self) -> Self {
        let mut parts = self.0.clone();
        parts.pop();
        Self(parts)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            fmt::Display::fmt(part, f)?;
        }
        Ok(())
    }
}

impl FromStr for Path {
    type Err = NotAPath;

    fn from_str(raw: &str) -> Result<Self, NotAPath> {
        if raw.is_empty() {
            return Ok(Self::default());
        }
        let parts = raw
            .split('.')
            .map(|part| part.parse().map_err(|_| NotAPath));
        parts.collect::<Result<_, _>>().map(Self)
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        raw.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_sort_as_the_program_runs_not_as_text() {
        let mut paths: Vec<Path> = ["10", "2", "2.0", "2.0.11", "2.0.9"]
            .map(|raw| raw.parse().unwrap())
            .into();
        paths.sort();
        let sorted: Vec<String> = paths.iter().map(Path::to_string).collect();
        assert_eq!(sorted, ["2", "2.0", "2.0.9", "2.0.11", "10"]);
    }

    #[test]
    fn text_that_is_no_path_is_refused() {
        assert!("1..2".parse::<Path>().is_err());
        assert!("1.x".parse::<Path>().is_err());
    }
}
