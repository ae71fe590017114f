//! What the toolbox holds tools to.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::*;
use crate::{
    money::{Currency, Money},
    tool::{Approval, Tool},
};

/// A tool that gives money away, and says so or not.
struct Gift<const SAYS_SO: bool>;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    #[expect(dead_code, reason = "only whether it can be read is looked at")]
    minor: i64,
}

impl<const SAYS_SO: bool> Tool<()> for Gift<SAYS_SO> {
    const SPEC: Spec = Spec {
        name: "gift",
        timeout: Duration::from_secs(1),
        gives_away: SAYS_SO,
    };
    type Args = Wanted;
    type Plan = i64;
    type Output = i64;

    async fn plan(&self, (): &mut (), _: Wanted) -> Result<i64, ToolError> {
        Ok(1)
    }

    fn effect(&self) -> Effect {
        Effect::Local
    }

    fn needs(&self, _: &OwnerLimits, minor: &i64) -> Needs {
        Needs {
            approval: Approval::None,
            authority: Some(Money {
                minor: *minor,
                currency: Currency::Brl,
            }),
        }
    }
}

impl<const SAYS_SO: bool> Local<()> for Gift<SAYS_SO> {
    async fn apply(&self, (): &mut (), _: &Call, plan: &i64) -> Result<i64, ToolError> {
        Ok(*plan)
    }
}

#[test]
fn a_tool_that_does_not_say_that_it_gives_money_away_gives_none_away() {
    let limits = OwnerLimits::defaults(Currency::Brl);
    let says = Toolbox::default().local(Gift::<true>).unwrap();
    let needs = says.needs(&limits, "gift", &json!(7)).unwrap();
    assert_eq!(needs.authority.unwrap().minor, 7);
    let silent = Toolbox::default().local(Gift::<false>).unwrap();
    let refused = silent.needs(&limits, "gift", &json!(7));
    assert!(
        matches!(refused, Err(ToolError::Internal(_))),
        "{refused:?}"
    );
}

#[test]
fn arguments_are_read_before_anything_is_planned() {
    let toolbox = Toolbox::default().local(Gift::<true>).unwrap();
    assert!(toolbox.takes("gift", json!({ "minor": 1 })).is_ok());
    for args in [json!({}), json!({ "minor": 0.5 }), json!({ "minro": 1 })] {
        let refused = toolbox.takes("gift", args);
        assert!(
            matches!(refused, Err(ToolError::Arguments(_))),
            "{refused:?}"
        );
    }
    assert!(toolbox.takes("coffee", json!({})).is_err());
}
