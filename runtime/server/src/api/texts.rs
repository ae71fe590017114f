//! Texts that can be kept: the database knows no character of the number zero.

use serde_json::Value;

use super::problem::Problem;

/// What somebody said, if it says anything.
pub(super) fn said(field: &str, text: Option<String>) -> Result<Option<String>, Problem> {
    match text {
        Some(text) if text.contains('\0') => Err(Problem::bad_text(field)),
        text => Ok(text.filter(|it| !it.trim().is_empty())),
    }
}

/// Whether all texts in a value can be kept.
pub(super) fn keepable(field: &str, value: &Value) -> Result<(), Problem> {
    let is_fine = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => !text.contains('\0'),
        Value::Array(values) => return values.iter().try_for_each(|it| keepable(field, it)),
        Value::Object(fields) => {
            fields.values().try_for_each(|it| keepable(field, it))?;
            !fields.keys().any(|it| it.contains('\0'))
        }
    };
    is_fine
        .then_some(())
        .ok_or_else(|| Problem::bad_text(field))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_zero_is_found_wherever_it_is() {
        assert!(keepable("input", &json!({ "a": [1, "b", { "c": null }] })).is_ok());
        for value in [json!("\0"), json!([["a\0"]]), json!({ "a": { "b\0": 1 } })] {
            assert!(keepable("input", &value).is_err(), "{value}");
        }
        assert_eq!(said("reason", Some(" ".to_owned())).unwrap(), None);
        assert!(said("reason", Some("a\0".to_owned())).is_err());
    }
}
