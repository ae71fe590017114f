//! Units of work of one company in one transaction: their bodies run one after the other, and what
//! they wrote commits together. Nobody waits for company: a unit commits once those who stood in line
//! when it was ready have been let in.
//!
//! If one of them fails after others have done their work, the transaction is rolled back and each of
//! the others is done again by itself ([`Error::Undone`]).

use std::{
    collections::HashMap,
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::ids::OrganisationId;
use sqlx::PgConnection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::{
    database,
    error::Error,
    journal::{self, Committed},
    lines::{Line, Lines},
    records::{USE_CASE, leads::Looks},
    writes::Writes,
};

/// How many transactions a company has open at once. One alone would wait for each of its round
/// trips.
const OPEN: usize = 3;

/// How many units go in one transaction.
const MOST: usize = 32;

/// Who waits longer for a lock goes on in a transaction of its own, so that others need not wait.
const PATIENCE: &str = "SET LOCAL lock_timeout = '500ms'";

/// The shared transactions of all companies.
#[derive(Clone, Debug, Default)]
pub(crate) struct Together(Arc<Mutex<HashMap<OrganisationId, Arc<Shared>>>>);

/// The shared transactions of a company.
#[derive(Debug)]
pub(crate) struct Shared {
    lines: Lines,
    organisation: OrganisationId,
    places: Arc<Semaphore>,
    stands: Mutex<Stands>,
    /// Looks that need no transaction.
    pub(crate) looks: Looks,
}

#[derive(Debug, Default)]
struct Stands {
    /// Transactions on which nobody works at the moment, the newest last.
    free: Vec<Carriage>,
    /// Those that somebody works on, and whether they shall commit as soon as he is done.
    busy: Vec<(u64, bool)>,
    made: u64,
}

/// A transaction, and the units that have done their work in it. Unless it commits, it is rolled back
/// and they are undone.
#[derive(Debug)]
struct Carriage {
    number: u64,
    line: Line,
    parts: Vec<Part>,
}

/// A unit that has done its work, and waits for the commit.
#[derive(Debug)]
struct Part {
    writes: Writes,
    answer: oneshot::Sender<Result<Committed, Error>>,
}

/// A transaction, for one unit.
#[derive(Debug)]
pub(crate) struct Seat {
    carriage: Carriage,
    place: Place,
}

/// The right to work on a transaction.
#[derive(Debug)]
struct Place {
    shared: Arc<Shared>,
    number: u64,
    /// Whether the transaction was given on: by now another may work on it.
    left: bool,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.left {
            self.shared.stands().leave(self.number);
        }
    }
}

impl Stands {
    /// The newest transaction that nobody works on, to work on.
    fn take_free(&mut self) -> Option<Carriage> {
        let carriage = self.free.pop()?;
        self.busy.push((carriage.number, false));
        Some(carriage)
    }

    /// A transaction that has begun, to work on.
    fn make(&mut self, line: Line) -> Carriage {
        self.made += 1;
        self.busy.push((self.made, false));
        Carriage {
            number: self.made,
            line,
            parts: Vec::new(),
        }
    }

    /// Nobody works on a transaction any more. Whether it shall commit.
    fn leave(&mut self, number: u64) -> bool {
        let at = self.busy.iter().position(|it| it.0 == number);
        at.is_some_and(|at| self.busy.swap_remove(at).1)
    }
}

impl Together {
    /// The shared transactions of a company, over these lines.
    pub(crate) fn of(&self, organisation: OrganisationId, lines: &Lines) -> Arc<Shared> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = all.entry(organisation).or_insert_with(|| {
            Arc::new(Shared {
                lines: lines.clone(),
                organisation,
                places: Arc::new(Semaphore::new(OPEN)),
                stands: Mutex::default(),
                looks: Looks::default(),
            })
        });
        Arc::clone(shared)
    }
}

impl Shared {
    /// Lets a unit in, in order of arrival.
    pub(crate) async fn board(self: &Arc<Self>) -> Result<Seat, Error> {
        let permit = self.permit().await?;
        let free = self.stands().take_free();
        let carriage = match free {
            Some(carriage) => carriage,
            None => {
                let line =
                    database::begun(&self.lines, USE_CASE, self.organisation, PATIENCE).await?;
                self.stands().make(line)
            }
        };
        let place = Place {
            shared: Arc::clone(self),
            number: carriage.number,
            left: false,
            _permit: permit,
        };
        Ok(Seat { carriage, place })
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, Error> {
        let permit = Arc::clone(&self.places).acquire_owned().await;
        permit.map_err(|_| Error::Unavailable(sqlx::Error::PoolClosed))
    }

    fn stands(&self) -> MutexGuard<'_, Stands> {
        self.stands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Commits a transaction once those who stand in line now have been let in.
    async fn commit_in_turn(&self, number: u64) {
        let Ok(_permit) = self.permit().await else {
            return;
        };
        let carriage = {
            let mut stands = self.stands();
            let busy = stands.busy.iter_mut().find(|it| it.0 == number);
            if let Some((_, is_due)) = busy {
                *is_due = true;
            }
            let at = stands.free.iter().position(|it| it.number == number);
            at.map(|at| stands.free.remove(at))
        };
        if let Some(carriage) = carriage {
            carriage.commit().await;
        }
    }
}

impl Seat {
    /// Leaves a unit's rows with the transaction, and waits until it has committed.
    pub(crate) async fn hand_in(self, writes: Writes) -> Result<Committed, Error> {
        let (answer, outcome) = oneshot::channel();
        self.leave(Part { writes, answer });
        outcome.await.unwrap_or(Err(Error::Undone))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the engine waits for its runs, and each of them for its commit"
    )]
    fn leave(self, part: Part) {
        let Self {
            mut carriage,
            mut place,
        } = self;
        carriage.parts.push(part);
        let (shared, number) = (Arc::clone(&place.shared), carriage.number);
        let mut stands = shared.stands();
        place.left = true;
        let is_due = stands.leave(number) || carriage.parts.len() >= MOST;
        // In tasks of their own: they end well also when whoever waits is gone.
        if is_due {
            drop(stands);
            tokio::spawn(async move {
                carriage.commit().await;
                drop(place);
            });
        } else {
            stands.free.push(carriage);
            drop(stands);
            drop(place);
            tokio::spawn(async move { shared.commit_in_turn(number).await });
        }
    }

    /// Rolls back what this unit did, and with it what those before it did.
    pub(crate) async fn roll_back(self) -> Result<(), Error> {
        self.carriage.line.end("ROLLBACK").await
    }
}

impl Deref for Seat {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.carriage.line
    }
}

impl DerefMut for Seat {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.carriage.line
    }
}

impl Carriage {
    async fn commit(self) {
        let (writes, answers): (Vec<_>, Vec<_>) = self
            .parts
            .into_iter()
            .map(|it| (it.writes, it.answer))
            .unzip();
        let outcomes = commit_all(self.line, &writes).await;
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // Whoever waited may have lost its lease and gone.
            let _ = answer.send(outcome);
        }
    }
}

async fn commit_all(mut line: Line, writes: &[Writes]) -> Vec<Result<Committed, Error>> {
    let parts: Vec<&Writes> = writes.iter().collect();
    let outcomes = match journal::commit_steps(&mut line, &parts).await {
        Ok(outcomes) => journal::in_order(outcomes, &parts),
        // Which one it was shows when each is done by itself.
        Err(_) if parts.len() > 1 => return parts.iter().map(|_| Err(Error::Undone)).collect(),
        Err(error) => return vec![Err(error)],
    };
    if outcomes.iter().any(Result::is_err) {
        let rolled_back = line.end("ROLLBACK").await;
        let undone = outcomes.into_iter().map(|it| it.and(Err(Error::Undone)));
        return match rolled_back {
            Ok(()) => undone.collect(),
            Err(error) => broken(error, parts.len()),
        };
    }
    match line.end("COMMIT").await {
        Ok(()) => outcomes,
        Err(error) => broken(error, parts.len()),
    }
}

/// The transaction broke off: each unit finds in the journal what came of it.
fn broken(error: Error, units: usize) -> Vec<Result<Committed, Error>> {
    let other = || Error::Unavailable(sqlx::Error::Protocol("a shared transaction broke".into()));
    let others = std::iter::repeat_with(other).map(Err);
    std::iter::once(Err(error))
        .chain(others)
        .take(units)
        .collect()
}
