//! Who is meant by a customer's name or e-mail address.

use domain::{tool::ToolError, words::Say};
use store::records::{Records, contacts::Meant};

use crate::fields;

/// The one contact that the words fit; else the question that is left.
pub(super) async fn find(db: &mut Records, words: &str) -> Result<Meant, ToolError> {
    let words = fields::line("customer", words, fields::EMAIL)?;
    let mut meant = db.contacts().meant_by(&words).await?;
    let ask = |attribute| Say::of("customers", attribute).with("customer", &words);
    if meant.len() > 1 {
        let names: Vec<String> = meant.iter().map(told_apart).collect();
        return Err(fields::bad(ask("several").with("customers", names)));
    }
    meant.pop().ok_or_else(|| fields::bad(ask("nobody")))
}

fn told_apart(contact: &Meant) -> String {
    match &contact.address {
        None => contact.name.clone(),
        Some(address) => format!("{} ({address})", contact.name),
    }
}
