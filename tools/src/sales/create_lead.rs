//! Records a lead; a contact that an address leads to is taken, else made.

use std::time::Duration;

use domain::{
    budget::OwnerLimits,
    ids::{ContactId, LeadId},
    tool::{Approval, Call, Effect, Local, Needs, Spec, Tool, ToolError},
    words::Say,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::records::{
    Records,
    contacts::{Address, AddressKind, Holder},
    leads::{Act, LeadWrite, Stage, Written},
};

use super::addresses::{self, Home, NoPhone};
use crate::fields;

pub(crate) struct CreateLead;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Args {
    /// The name of the person or company.
    name: String,
    /// The e-mail address.
    email: Option<String>,
    /// The telephone number, with its area code.
    phone: Option<String>,
    /// What they are interested in.
    interest: Option<String>,
    /// Anything else worth remembering.
    note: Option<String>,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Plan {
    name: String,
    email: Option<String>,
    phone: Option<String>,
    interest: Option<String>,
    note: Option<String>,
    known: Option<Known>,
}

/// A contact that an address leads to.
#[derive(Deserialize, Serialize)]
struct Known {
    contact: ContactId,
    name: String,
    /// An open lead with the same interest, or none yet.
    lead: Option<LeadId>,
}

#[derive(Deserialize, JsonSchema, Serialize)]
pub(crate) struct Recorded {
    lead: LeadId,
    contact: ContactId,
    /// The name that the contact is known by.
    name: String,
    /// The name that was given.
    given: String,
    interest: Option<String>,
    stage: Stage,
    act: Act,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Note>,
}

/// What the answer adds.
#[derive(Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
enum Note {
    /// The contact has no address.
    Unreachable,
    /// The contact is known by another name, which stays.
    KnownAs,
}

impl Tool<Records> for CreateLead {
    const SPEC: Spec = Spec {
        name: "create_lead",
        timeout: Duration::from_secs(20),
        gives_away: false,
    };

    type Args = Args;
    type Plan = Plan;
    type Output = Recorded;

    async fn plan(&self, db: &mut Records, args: Args) -> Result<Plan, ToolError> {
        let mut plan = Plan {
            name: fields::line("name", &args.name, fields::NAME)?,
            email: fields::optional_line("email", args.email.as_deref(), fields::EMAIL)?
                .map(|it| email(&it))
                .transpose()?,
            phone: fields::optional_line("phone", args.phone.as_deref(), fields::NAME)?
                .map(|it| phone(&it, Home::of(db.organisation())))
                .transpose()?,
            interest: fields::optional_line("interest", args.interest.as_deref(), fields::SUBJECT)?,
            note: fields::optional_text("note", args.note.as_deref(), fields::NOTE)?,
            known: None,
        };
        plan.known = plan.find(db).await?;
        Ok(plan)
    }

    fn effect(&self) -> Effect {
        Effect::Local
    }

    fn needs(&self, _: &OwnerLimits, _: &Plan) -> Needs {
        Needs {
            approval: Approval::None,
            authority: None,
        }
    }
}

impl Local<Records> for CreateLead {
    async fn apply(
        &self,
        db: &mut Records,
        call: &Call,
        plan: &Plan,
    ) -> Result<Recorded, ToolError> {
        let write = plan.write(call, plan.known.as_ref());
        if let Written::Lead { interest, stage } = db.leads().write(&write).await? {
            return Ok(plan.recorded(&write, plan.known.as_ref(), (interest, stage)));
        }
        // Since the plan was made, somebody else has written one of the addresses.
        if plan.known.is_none() {
            db.leads().take_back(write.contact).await?;
        }
        let known = plan.find(db).await?;
        let write = plan.write(call, known.as_ref());
        match db.leads().write(&write).await? {
            Written::Lead { interest, stage } => {
                Ok(plan.recorded(&write, known.as_ref(), (interest, stage)))
            }
            Written::Taken => Err(ToolError::Refused(Say::of("create_lead", "changed"))),
        }
    }
}

impl Plan {
    fn addresses(&self) -> Vec<Address> {
        let of = |kind, value: &Option<String>| value.clone().map(|value| Address { kind, value });
        let all = [
            of(AddressKind::Email, &self.email),
            of(AddressKind::Phone, &self.phone),
        ];
        all.into_iter().flatten().collect()
    }

    /// The one contact that the addresses belong to, if to any.
    async fn find(&self, db: &mut Records) -> Result<Option<Known>, ToolError> {
        let addresses = self.addresses();
        let found = db
            .leads()
            .known(&addresses, self.interest.as_deref())
            .await?;
        match found.holders.as_slice() {
            [] => Ok(None),
            [one, rest @ ..] if rest.iter().all(|it| it.id == one.id) => Ok(Some(Known {
                contact: one.id,
                name: one.name.clone(),
                lead: found.lead,
            })),
            holders => Err(self.belongs_to_two(holders)),
        }
    }

    fn belongs_to_two(&self, holders: &[Holder]) -> ToolError {
        let holder = |kind| holders.iter().find(|it| it.kind == kind).map(|it| &it.name);
        fields::bad(
            Say::of("create_lead", "two_contacts")
                .with("email", &self.email)
                .with("email_of", holder(AddressKind::Email))
                .with("phone", &self.phone)
                .with("phone_of", holder(AddressKind::Phone)),
        )
    }

    fn write(&self, call: &Call, known: Option<&Known>) -> LeadWrite {
        let id = |what| call.key.derive(call.flow, what);
        let lead = known.and_then(|it| it.lead);
        LeadWrite {
            contact: known.map_or_else(|| ContactId::from_uuid(id("contact")), |it| it.contact),
            is_new: known.is_none(),
            name: self.name.clone(),
            addresses: self.addresses(),
            lead: lead.unwrap_or_else(|| LeadId::from_uuid(id("lead"))),
            interest: self.interest.clone(),
            act: match lead {
                None => Act::Created,
                Some(_) => Act::Updated,
            },
            activity: id("activity"),
            note: self.note.clone(),
        }
    }

    fn recorded(
        &self,
        write: &LeadWrite,
        known: Option<&Known>,
        (interest, stage): (Option<String>, Stage),
    ) -> Recorded {
        let name = known.map_or(&self.name, |it| &it.name);
        let note = match known {
            None if write.addresses.is_empty() => Some(Note::Unreachable),
            Some(it) if it.name.to_lowercase() != self.name.to_lowercase() => Some(Note::KnownAs),
            None | Some(_) => None,
        };
        Recorded {
            lead: write.lead,
            contact: write.contact,
            name: name.clone(),
            given: self.name.clone(),
            interest,
            stage,
            act: write.act,
            note,
        }
    }
}

fn email(line: &str) -> Result<String, ToolError> {
    let no_email = || fields::bad(Say::of("create_lead", "no_email").with("email", line));
    addresses::email(line).ok_or_else(no_email)
}

fn phone(line: &str, home: Home) -> Result<String, ToolError> {
    addresses::phone(line, home).map_err(|why| {
        let attribute = match why {
            NoPhone::Malformed => "no_phone",
            NoPhone::AreaMissing => "no_area_code",
            NoPhone::CountryMissing => "no_country_code",
        };
        fields::bad(Say::of("create_lead", attribute).with("phone", line))
    })
}

#[cfg(test)]
mod tests;
