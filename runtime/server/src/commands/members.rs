//! `firma members`: who works here, and with which tokens.

use domain::{
    agent::SUPERVISOR,
    person::{Actor, BadMember, MemberView, NewMember, Role},
    policy,
    words::{Say, show_time},
};
use serde::Serialize;
use store::{MemberError, Store};

use super::{CHANNEL, Exit, ask::Asking, table};
use crate::{
    cli::{Add, MembersTask},
    home::Home,
    tokens::{self, Token},
    trouble::Trouble,
    words::Voice,
};

/// Somebody with the token that she has from now on.
#[derive(Debug, Serialize)]
struct Given<'a> {
    #[serde(flatten)]
    member: &'a MemberView,
    token: &'a Token,
}

/// Lists, shows, adds, removes, or gives another token.
pub(crate) async fn run(
    asking: &Asking<'_>,
    home: &Home,
    task: &MembersTask,
) -> anyhow::Result<Exit> {
    let (store, actor) = (&asking.counter.store, &asking.counter.actor);
    if !policy::may_manage(actor.role, Role::Staff) {
        return Err(stays(MemberError::NotAllowed).into());
    }
    match task {
        MembersTask::List(look) => list(asking, look.json).await?,
        MembersTask::Show { member, json } => {
            let member = find(store, actor, member).await?;
            match json {
                true => asking.terminal.line(&serde_json::to_string(&member)?),
                false => show(asking, &member),
            }
        }
        MembersTask::Add(wanted) => add(asking, wanted).await?,
        MembersTask::Rotate { member, json } => {
            let member = find(store, actor, member).await?;
            let (member, token) = rotate(asking, home, &member).await?;
            give(asking, (&member, &token), ("rotated", *json))?;
        }
        MembersTask::Remove { member } => {
            let member = find(store, actor, member).await?;
            // Who runs Firma here would lock herself out.
            if member.id == actor.person {
                return Err(Trouble(Say::of("members", "yourself")).into());
            }
            let removed = store.remove_member((actor, CHANNEL), member.id).await;
            let removed = removed.map_err(stays)?;
            let say = Say::of("members", "removed").with("name", removed.name);
            asking.terminal.line(&asking.voice.say(&say));
        }
    }
    Ok(Exit::Done)
}

async fn list(asking: &Asking<'_>, json: bool) -> anyhow::Result<()> {
    let organisation = asking.counter.actor.organisation;
    let members = asking.counter.store.members(organisation).await?;
    if json {
        asking.terminal.line(&serde_json::to_string(&members)?);
        return Ok(());
    }
    let rows: Vec<[String; 5]> = members.iter().map(|it| row(asking, it)).collect();
    for line in table::lines(&rows, &[]) {
        asking.terminal.line(&line);
    }
    Ok(())
}

fn row(asking: &Asking<'_>, member: &MemberView) -> [String; 5] {
    [
        member.name.clone(),
        role(asking.voice, member.role),
        departments(asking, member),
        member.credential.clone().unwrap_or_default(),
        member.id.to_string(),
    ]
}

fn show(asking: &Asking<'_>, member: &MemberView) {
    let voice = asking.voice;
    let none = || voice.text("members", "none");
    let say = Say::of("members", "shown")
        .with("name", &member.name)
        .with("role", role(voice, member.role))
        .with("departments", departments(asking, member))
        .with("credential", member.credential.clone().unwrap_or_else(none))
        .with("since", show_time(voice.reader(), member.since))
        .with("id", member.id.to_string());
    asking.terminal.line(&voice.say(&say));
}

async fn add(asking: &Asking<'_>, wanted: &Add) -> anyhow::Result<()> {
    let known: Vec<&String> = asking.titles.names().collect();
    let known = known.into_iter().filter(|it| *it != SUPERVISOR);
    let departments = wanted.departments.iter().cloned();
    let new = NewMember::check(&wanted.name, wanted.role, departments, known);
    let new = new.map_err(|bad| Trouble(cannot_be(&bad)))?;
    let new = new.another(wanted.another);
    let token = tokens::new()?;
    let (store, actor) = (&asking.counter.store, &asking.counter.actor);
    let added = store.add_member((actor, CHANNEL), &new, token.hash(), None);
    let added = added.await.map_err(|error| match error {
        MemberError::Namesake(member) => is_there(asking, &member),
        other => stays(other),
    })?;
    give(asking, (&added.member, &token), ("added", wanted.json))
}

/// Somebody has the name that was given.
fn is_there(asking: &Asking<'_>, member: &MemberView) -> Trouble {
    let none = || asking.voice.text("members", "none");
    let say = Say::of("members", "namesake")
        .with("name", &member.name)
        .with("role", role(asking.voice, member.role))
        .with("credential", member.credential.clone().unwrap_or_else(none));
    Trouble(say)
}

/// Another token. Where it is the one of this home, the home keeps it.
async fn rotate(
    asking: &Asking<'_>,
    home: &Home,
    member: &MemberView,
) -> anyhow::Result<(MemberView, Token)> {
    let (store, actor) = (&asking.counter.store, &asking.counter.actor);
    let token = tokens::new()?;
    let is_ours = member.id == actor.person;
    if is_ours {
        home.keep_unproven_token(token.reveal())?;
    }
    let rotated = store.rotate_token((actor, CHANNEL), member.id, token.hash());
    let rotated = rotated.await.map_err(stays)?;
    if is_ours {
        home.prove_token()?;
    }
    Ok((rotated, token))
}

/// Says to whom the token belongs, and prints it, this once.
fn give(
    asking: &Asking<'_>,
    (member, token): (&MemberView, &Token),
    (what, json): (&str, bool),
) -> anyhow::Result<()> {
    if json {
        let given = Given { member, token };
        asking.terminal.line(&serde_json::to_string(&given)?);
        return Ok(());
    }
    let say = Say::of("members", what)
        .with("name", &member.name)
        .with("role", role(asking.voice, member.role))
        .with("credential", member.credential.clone());
    asking.terminal.note(&asking.voice.say(&say));
    asking.terminal.line(token.reveal());
    Ok(())
}

/// Who is meant by a name or an id.
async fn find(store: &Store, actor: &Actor, wanted: &str) -> anyhow::Result<MemberView> {
    let members = store.members(actor.organisation).await?;
    if let Some(member) = members.iter().find(|it| it.id.to_string() == wanted) {
        return Ok(member.clone());
    }
    let folded = wanted.trim().to_lowercase();
    let named = members.iter().filter(|it| it.name.to_lowercase() == folded);
    let mut named = named.cloned();
    match (named.next(), named.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => {
            let say = Say::of("members", "ambiguous").with("name", wanted);
            Err(Trouble(say).into())
        }
        (None, _) => {
            let likeness =
                |it: &&MemberView| strsim::jaro_winkler(&it.name.to_lowercase(), &folded);
            let nearest = members
                .iter()
                .max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
            let say = Say::of("members", "unknown")
                .with("name", wanted)
                .with("nearest", nearest.map(|it| it.name.clone()));
            Err(Trouble(say).into())
        }
    }
}

fn role(voice: &Voice, role: Role) -> String {
    voice.text("members", &format!("role-{}", role.word()))
}

fn departments(asking: &Asking<'_>, member: &MemberView) -> String {
    let language = asking.voice.reader().language;
    match member.role {
        Role::Owner | Role::Admin => asking.voice.text("members", "everywhere"),
        Role::Manager | Role::Staff => {
            let titles = member.departments.iter();
            let titles = titles.map(|it| asking.titles.title(language, it));
            titles.collect::<Vec<_>>().join(", ")
        }
    }
}

fn cannot_be(bad: &BadMember) -> Say {
    match bad {
        BadMember::Name => Say::of("members", "bad-name"),
        BadMember::NoDepartment => Say::of("members", "no-department"),
        BadMember::Everywhere => Say::of("members", "no-departments"),
        BadMember::UnknownDepartment { name, known } => Say::of("members", "unknown-department")
            .with("name", name)
            .with("known", known.join(", ")),
    }
}

fn stays(error: MemberError) -> Trouble {
    Trouble(match error {
        MemberError::Unknown | MemberError::HasLeft => Say::of("members", "gone"),
        MemberError::NotAllowed => Say::of("members", "not-allowed"),
        MemberError::LastOwner => Say::of("members", "last-owner"),
        // Nobody names a request here, and whose name it is was said.
        MemberError::OtherRequest | MemberError::Namesake(_) => Say::of("members", "gone"),
        MemberError::Store(store::Error::Unavailable(_)) => Say::of("trouble", "database_away"),
        MemberError::Store(error) => {
            Say::of("trouble", "unexpected").with("error", error.to_string())
        }
    })
}
