//! Looks at whom addresses belong to, of several units of work in one statement: those that are asked for while
//! one is under way go together in the next. One that is alone does not wait.

use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ids::{ContactId, LeadId};
use sqlx::PgConnection;
use tokio::sync::oneshot::{self, error::TryRecvError};
use uuid::Uuid;

use super::Known;
use crate::{
    error::Error,
    lines::Lines,
    records::{
        USE_CASE,
        contacts::{Address, AddressKind, Holder},
    },
};

/// The looks that wait for one that is under way.
#[derive(Debug, Default)]
pub(crate) struct Looks {
    waiting: Mutex<Vec<Asked>>,
    under_way: tokio::sync::Mutex<()>,
}

/// What somebody wants to know.
#[derive(Debug)]
pub(super) struct Look {
    /// Whom these belong to.
    pub(super) addresses: Vec<Address>,
    /// Which open lead this would continue.
    pub(super) interest: Option<String>,
}

#[derive(Debug)]
struct Asked {
    look: Look,
    answer: oneshot::Sender<Known>,
}

impl Looks {
    /// Looks, together with others of the company.
    pub(super) async fn look(
        &self,
        lines: &Lines,
        company: Uuid,
        look: Look,
    ) -> Result<Known, Error> {
        let (answer, mut known) = oneshot::channel();
        lock(&self.waiting).push(Asked { look, answer });
        let _turn = tokio::select! {
            biased;
            Ok(known) = &mut known => return Ok(known),
            turn = self.under_way.lock() => turn,
        };
        loop {
            match known.try_recv() {
                Ok(known) => return Ok(known),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Closed) => return Err(Error::Undone),
            }
            let asked: Vec<Asked> = lock(&self.waiting).drain(..).collect();
            let looks: Vec<&Look> = asked.iter().map(|it| &it.look).collect();
            let mut line = lines.get(USE_CASE).await?;
            let found = holders(&mut line, company, &looks).await;
            for (asked, known) in asked.into_iter().zip(line.done_with(found)?) {
                // Whoever asked may have gone.
                let _ = asked.answer.send(known);
            }
        }
    }
}

/// What each look finds. The statement sets the company itself, so that it may stand by itself.
pub(super) async fn holders(
    sql: &mut PgConnection,
    company: Uuid,
    looks: &[&Look],
) -> Result<Vec<Known>, sqlx::Error> {
    let (mut asks, mut kinds, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let mut interests = Vec::new();
    for (ask, look) in (0_i32..).zip(looks) {
        for address in &look.addresses {
            asks.push(ask);
            kinds.push(address.kind.word().to_owned());
            values.push(address.value.clone());
            interests.push(look.interest.clone());
        }
    }
    let rows = sqlx::query!(
        r#"select ask as "ask!", kind as "kind!", contact as "contact!", name as "name!", lead
            from holders_of($1, $2, $3, $4, $5)"#,
        company,
        &asks,
        &kinds,
        &values,
        &interests as _
    )
    .fetch_all(sql)
    .await?;
    let of = |ask| {
        let mut known = Known::default();
        for row in rows.iter().filter(|row| row.ask == ask) {
            if known.holders.is_empty() {
                known.lead = row.lead.map(LeadId::from_uuid);
            }
            known.holders.push(Holder {
                kind: match row.kind.as_str() {
                    "phone" => AddressKind::Phone,
                    _ => AddressKind::Email,
                },
                id: ContactId::from_uuid(row.contact),
                name: row.name.clone(),
            });
        }
        known
    };
    Ok((0_i32..).zip(looks).map(|(ask, _)| of(ask)).collect())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
