//! The rows of members and of their tokens.

use chrono::{DateTime, Utc};
use domain::{
    digest::Digest,
    ids::{OrganisationId, PersonId, TokenId},
    person::{Actor, MemberView, NewMember, Role},
    policy,
};

use super::{MemberError, MemberRequest};
use crate::{database::Tx, error::Error};

/// Who works in a company, the longest first; only one of them, if she is named.
pub(super) async fn members(
    tx: &mut Tx,
    organisation: OrganisationId,
    only: Option<PersonId>,
) -> Result<Vec<MemberView>, Error> {
    let rows = sqlx::query!(
        r#"select m.person, p.name, m.role, m.departments, m.created_at,
            (select t.id from tokens t where t.organisation = $1 and t.person = m.person
                and t.revoked_at is null order by t.id desc limit 1) as token
        from members m join persons p on p.id = m.person
        where m.organisation = $1 and ($2::uuid is null or m.person = $2)
        order by m.created_at, m.person"#,
        organisation.uuid(),
        only.map(PersonId::uuid)
    )
    .fetch_all(&mut **tx)
    .await?;
    let members = rows.into_iter().map(|row| {
        let role = Role::from_word(&row.role).ok_or(Error::Unreadable(row.role))?;
        Ok(MemberView {
            id: PersonId::from_uuid(row.person),
            name: row.name,
            role,
            departments: row.departments.into_iter().collect(),
            credential: row.token.map(|it| TokenId::from_uuid(it).short()),
            since: row.created_at,
        })
    });
    members.collect()
}

/// Whether the actor, as she stands now, may add, change or remove somebody of this role.
pub(super) async fn may_manage(tx: &mut Tx, actor: &Actor, other: Role) -> Result<(), MemberError> {
    let role = sqlx::query_scalar!(
        "select role from members where organisation = $1 and person = $2 for share",
        actor.organisation.uuid(),
        actor.person.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?;
    let role = role.as_deref().and_then(Role::from_word);
    match role.is_some_and(|role| policy::may_manage(role, other)) {
        true => Ok(()),
        false => Err(MemberError::NotAllowed),
    }
}

/// Whom a request added before, if it is the same.
pub(super) async fn added_before(
    tx: &mut Tx,
    actor: &Actor,
    request: &MemberRequest,
) -> Result<Option<MemberView>, MemberError> {
    let organisation = actor.organisation;
    one_at_a_time(tx, format!("member/{organisation}/{}", request.name)).await?;
    let row = sqlx::query!(
        r#"select person as "person!", request_digest, left_already as "left_already!" from (
            select person, request_digest, false as left_already from members
                where organisation = $1 and request = $2
            union all
            select person, null, true from former_members
                where organisation = $1 and request = $2
        ) added"#,
        organisation.uuid(),
        request.name
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if row.left_already {
        return Err(MemberError::HasLeft);
    }
    if row.request_digest.as_deref() != Some(request.digest.as_bytes().as_slice()) {
        return Err(MemberError::OtherRequest);
    }
    let person = PersonId::from_uuid(row.person);
    find(tx, organisation, person).await.map(Some)
}

/// Who has a name already, however its letters are written.
pub(super) async fn namesake(
    tx: &mut Tx,
    organisation: OrganisationId,
    name: &str,
) -> Result<Option<MemberView>, Error> {
    let folded = name.to_lowercase();
    one_at_a_time(tx, format!("member-name/{organisation}/{folded}")).await?;
    let members = members(tx, organisation, None).await?;
    let mut members = members.into_iter();
    Ok(members.find(|it| it.name.to_lowercase() == folded))
}

/// Of two at once the second finds what the first has written.
async fn one_at_a_time(tx: &mut Tx, what: String) -> Result<(), Error> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
        what
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn write_member(
    tx: &mut Tx,
    (actor, person): (&Actor, PersonId),
    new: &NewMember,
    request: Option<&MemberRequest>,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let departments: Vec<String> = new.departments.iter().cloned().collect();
    sqlx::query!(
        "insert into persons (id, name, language, zone, created_at)
            select $2, $3, language, zone, $4 from organisations where id = $1",
        actor.organisation.uuid(),
        person.uuid(),
        new.name,
        at
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into members (organisation, person, role, departments, language, zone, created_at,
                request, request_digest)
            select id, $2, $3, $4, language, zone, $5, $6, $7 from organisations where id = $1",
        actor.organisation.uuid(),
        person.uuid(),
        new.role.word(),
        &departments,
        at,
        request.map(|it| it.name.as_str()),
        request.map(|it| it.digest.as_bytes().as_slice())
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn write_token(
    tx: &mut Tx,
    (actor, person): (&Actor, PersonId),
    (id, hash): (TokenId, Digest),
    at: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into tokens values ($1, $2, $3, $4, 'personal', $5)",
        actor.organisation.uuid(),
        id.uuid(),
        person.uuid(),
        hash.as_bytes().as_slice(),
        at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn drop_tokens(
    tx: &mut Tx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<(), Error> {
    sqlx::query!(
        "delete from tokens where organisation = $1 and person = $2",
        organisation.uuid(),
        person.uuid()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn write_leaving(
    tx: &mut Tx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<(), Error> {
    let (company, person_id) = (organisation.uuid(), person.uuid());
    sqlx::query!(
        "insert into former_members (organisation, person, role, departments, request, left_at)
            select organisation, person, role, departments, request, clock_timestamp()
            from members where organisation = $1 and person = $2",
        company,
        person_id
    )
    .execute(&mut **tx)
    .await?;
    drop_tokens(tx, organisation, person).await?;
    sqlx::query!(
        "update conversations set owner = null, owner_epoch = owner_epoch + 1
            where organisation = $1 and owner = $2",
        company,
        person_id
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from members where organisation = $1 and person = $2",
        company,
        person_id
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The owners, whom nobody else takes away meanwhile.
pub(super) async fn lock_owners(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<PersonId>, Error> {
    let owners = sqlx::query_scalar!(
        "select person from members where organisation = $1 and role = 'owner'
            order by person for update",
        organisation.uuid()
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(owners.into_iter().map(PersonId::from_uuid).collect())
}

/// Somebody's role, whom nobody else changes meanwhile.
pub(super) async fn lock(
    tx: &mut Tx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Role, MemberError> {
    let role = sqlx::query_scalar!(
        "select role from members where organisation = $1 and person = $2 for update",
        organisation.uuid(),
        person.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?;
    let role = role.ok_or(MemberError::Unknown)?;
    Ok(Role::from_word(&role).ok_or(Error::Unreadable(role))?)
}

pub(super) async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<MemberView, MemberError> {
    let found = members(tx, organisation, Some(person)).await?;
    found.into_iter().next().ok_or(MemberError::Unknown)
}
