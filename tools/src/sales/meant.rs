//! The one lead that somebody's words mean.

use domain::{tool::ToolError, words::Say};
use store::records::{Records, leads::MeantLead};

use super::addresses::{self, Home};
use crate::fields;

/// Finds the lead of a name, an e-mail address or a telephone number; asks back where there is none, or
/// several.
pub(super) async fn lead(db: &mut Records, words: &str) -> Result<MeantLead, ToolError> {
    let words = fields::line("lead", words, fields::EMAIL)?;
    // A whole number is looked for in the form in which numbers are kept.
    let home = Home::of(db.organisation());
    let words = addresses::phone(&words, home).unwrap_or(words);
    let mut meant = db.leads().meant_by(&words).await?;
    match (meant.pop(), meant.is_empty()) {
        (None, _) => Err(fields::bad(
            Say::of("leads", "unknown").with("lead", &words),
        )),
        (Some(one), true) => Ok(one),
        (Some(last), false) => {
            meant.push(last);
            let list: Vec<String> = meant.iter().map(told_apart).collect();
            Err(fields::bad(
                Say::of("leads", "several")
                    .with("lead", &words)
                    .with("list", list.join("; ")),
            ))
        }
    }
}

/// A lead by what tells it from others of the same name.
fn told_apart(lead: &MeantLead) -> String {
    let besides = [&lead.address, &lead.interest];
    let besides: Vec<&str> = besides.into_iter().flatten().map(String::as_str).collect();
    match besides.as_slice() {
        [] => lead.name.clone(),
        some => format!("{} ({})", lead.name, some.join(", ")),
    }
}
