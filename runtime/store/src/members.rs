//! The people who work in a company: who comes, who goes, and their tokens.

mod rows;

use std::collections::BTreeSet;

use chrono::Utc;
use domain::{
    digest::Digest,
    ids::{OrganisationId, PersonId, TokenId},
    person::{Actor, MemberView, NewMember, Role},
};
use serde_json::{Value, json};

use crate::{
    database::{Store, Tx},
    error::Error,
    neighbours::{NOBODY, Word},
    runs::note,
    work::Work,
};

/// Somebody who was added.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Added {
    /// She.
    pub member: MemberView,
    /// Whether the same request had added her before. The token that was handed out then holds, and
    /// no other.
    pub before: bool,
}

/// The request that adds somebody, under its sender's own name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MemberRequest {
    /// What its sender calls it.
    pub name: String,
    /// What it says.
    pub digest: Digest,
}

/// Why people stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// Nobody of this id works in the company.
    #[error("there is no such member")]
    Unknown,
    /// Her role does not suffice.
    #[error("her role does not suffice")]
    NotAllowed,
    /// Nobody would be left who may do everything.
    #[error("she is the last owner")]
    LastOwner,
    /// Somebody of this name works there already, and nobody said that she is somebody else.
    #[error("somebody of this name works there already")]
    Namesake(Box<MemberView>),
    /// The name of the request was given to another one.
    #[error("the request is another than the one of this name")]
    OtherRequest,
    /// The request added somebody who has left since.
    #[error("whom the request added has left")]
    HasLeft,
    /// The database did not do it.
    #[error("the people could not be changed")]
    Store(#[from] Error),
}

impl From<sqlx::Error> for MemberError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Store {
    /// Who works in a company, the longest first.
    pub async fn members(&self, organisation: OrganisationId) -> Result<Vec<MemberView>, Error> {
        let mut tx = self.begin("members", organisation).await?;
        let found = rows::members(&mut tx, organisation, None).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// Adds somebody, with the token whose hash this is. The same request adds nobody else, and a name that
    /// somebody has only who is another.
    pub async fn add_member(
        &self,
        (actor, channel): (&Actor, &str),
        new: &NewMember,
        token: Digest,
        request: Option<&MemberRequest>,
    ) -> Result<Added, MemberError> {
        let mut tx = self.begin("add_member", actor.organisation).await?;
        rows::may_manage(&mut tx, actor, new.role).await?;
        if let Some(request) = request
            && let Some(member) = rows::added_before(&mut tx, actor, request).await?
        {
            tx.commit().await?;
            let before = true;
            return Ok(Added { member, before });
        }
        if !new.is_another
            && let Some(member) = rows::namesake(&mut tx, actor.organisation, &new.name).await?
        {
            return Err(MemberError::Namesake(Box::new(member)));
        }
        let at = Utc::now();
        let (person, credential) = (PersonId::new(at), TokenId::new(at));
        rows::write_member(&mut tx, (actor, person), new, request, at).await?;
        rows::write_token(&mut tx, (actor, person), (credential, token), at).await?;
        let detail = json!({ "role": new.role.word(), "credential": credential.short() });
        write_act(&mut tx, actor, (channel, "member.added"), (person, detail)).await?;
        let member = rows::find(&mut tx, actor.organisation, person).await?;
        tx.commit().await?;
        let before = false;
        Ok(Added { member, before })
    }

    /// Gives somebody another token in the place of the one that she has.
    pub async fn rotate_token(
        &self,
        (actor, channel): (&Actor, &str),
        person: PersonId,
        token: Digest,
    ) -> Result<MemberView, MemberError> {
        let mut tx = self.begin("rotate_token", actor.organisation).await?;
        let role = rows::lock(&mut tx, actor.organisation, person).await?;
        rows::may_manage(&mut tx, actor, role).await?;
        let at = Utc::now();
        let credential = TokenId::new(at);
        rows::drop_tokens(&mut tx, actor.organisation, person).await?;
        rows::write_token(&mut tx, (actor, person), (credential, token), at).await?;
        let detail = json!({ "role": role.word(), "credential": credential.short() });
        write_act(
            &mut tx,
            actor,
            (channel, "member.rotated"),
            (person, detail),
        )
        .await?;
        let member = rows::find(&mut tx, actor.organisation, person).await?;
        tx.commit().await?;
        self.tell_gone(person).await;
        Ok(member)
    }

    /// Takes somebody out of the company: her token opens no door any more. What she decided stays
    /// hers; conversations that she had taken over are the agents' again.
    pub async fn remove_member(
        &self,
        (actor, channel): (&Actor, &str),
        person: PersonId,
    ) -> Result<MemberView, MemberError> {
        let organisation = actor.organisation;
        let mut tx = self.begin("remove_member", organisation).await?;
        let owners = rows::lock_owners(&mut tx, organisation).await?;
        let role = rows::lock(&mut tx, organisation, person).await?;
        rows::may_manage(&mut tx, actor, role).await?;
        if owners == [person] {
            return Err(MemberError::LastOwner);
        }
        let member = rows::find(&mut tx, organisation, person).await?;
        rows::write_leaving(&mut tx, organisation, person).await?;
        let detail = json!({ "role": role.word(), "credential": member.credential });
        write_act(
            &mut tx,
            actor,
            (channel, "member.removed"),
            (person, detail),
        )
        .await?;
        tx.commit().await?;
        self.tell_gone(person).await;
        Ok(member)
    }

    /// Tells every process, this one too, that a token serves no more. Who misses it believes a token
    /// for seconds yet.
    async fn tell_gone(&self, person: PersonId) {
        if let Err(error) = self.tell_others(NOBODY, &[Word::Gone(person)]).await {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(
                error,
                "others see only in seconds that a token serves no more"
            );
        }
    }
}

impl Work {
    /// What somebody may do by now; nothing, if she has left.
    pub async fn rights(
        &mut self,
        person: PersonId,
    ) -> Result<Option<(Role, BTreeSet<String>)>, Error> {
        let company = self.company();
        let sql = self.records().sql().await?;
        let row = sqlx::query!(
            "select role, departments from members where organisation = $1 and person = $2",
            company,
            person.uuid()
        )
        .fetch_optional(sql)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let role = Role::from_word(&row.role).ok_or(Error::Unreadable(row.role))?;
        Ok(Some((role, row.departments.into_iter().collect())))
    }
}

/// Writes into the audit what was done with somebody. Her name is not in it: she may be forgotten.
async fn write_act(
    tx: &mut Tx,
    actor: &Actor,
    act: (&str, &str),
    (person, detail): (PersonId, Value),
) -> Result<(), Error> {
    note(tx, actor, act, (&format!("person/{person}"), detail)).await
}
