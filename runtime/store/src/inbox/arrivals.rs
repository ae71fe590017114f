//! Group commit at the door: messages of a company that come in while a commit of it runs go together
//! in the next. One that is alone does not wait for company; several wait a moment for more, which saves
//! them statements.
//!
//! There is no task for it: whoever waits for an answer moves the commit on. The commit under way
//! lies where all who wait for it can reach it, so that it goes on when the one who moved it has gone.
//! When all have gone it is broken off, as a single one would be.

use std::{
    collections::{HashMap, VecDeque},
    fmt,
    future::poll_fn,
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use domain::ids::{OrganisationId, TurnId};
use serde_json::Value;
use tokio::{
    sync::{Semaphore, oneshot},
    task, time,
};

use crate::{error::Error, lines::Lines};

/// How many messages may go in one commit.
const MOST: usize = 32;

/// How long several who could commit wait for more, here and at the engine's committer.
pub const MOMENT: Duration = Duration::from_millis(2);

/// How many may stand in line, over all companies; more wait at the door.
const LINE: usize = 1024;

/// Messages that have come in and wait for their commit.
#[derive(Clone)]
pub(crate) struct Arrivals(Arc<Inner>);

/// What may go together: messages of one company, whose runs read equally many messages first.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct Group {
    pub(super) organisation: OrganisationId,
    pub(super) reads: u32,
}

/// What became of a message.
#[derive(Debug)]
pub(super) struct Answer {
    /// The turn that it has.
    pub(super) turn: TurnId,
    /// Whether it is the message that had its name first.
    pub(super) same: bool,
    /// Whether it is new.
    pub(super) fresh: bool,
    /// The lease's epoch, where its run lies in the slot that was given for it.
    pub(super) epoch: Option<i64>,
    /// What its run reads first.
    pub(super) context: Option<Value>,
}

struct Inner {
    room: Semaphore,
    groups: Mutex<HashMap<Group, Visited>>,
}

/// A queue and how many wait in it. The last who leaves closes it.
#[derive(Default)]
struct Visited {
    visitors: usize,
    queue: Arc<Queue>,
}

/// The messages of a group, while anybody waits for one.
#[derive(Default)]
struct Queue {
    waiting: Mutex<VecDeque<Arrival>>,
    under_way: tokio::sync::Mutex<Option<Commit>>,
}

struct Arrival {
    turn: TurnId,
    row: String,
    answer: oneshot::Sender<Result<Answer, Error>>,
}

type Commit = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Somebody's wait in a queue.
struct Visit<'a> {
    arrivals: &'a Arrivals,
    group: Group,
    queue: Arc<Queue>,
}

impl Default for Arrivals {
    fn default() -> Self {
        Self(Arc::new(Inner {
            room: Semaphore::new(LINE),
            groups: Mutex::default(),
        }))
    }
}

impl fmt::Debug for Arrivals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrivals").finish_non_exhaustive()
    }
}

impl Arrivals {
    /// Has the row of a message, of which `turn` is the turn, written with those of others.
    pub(super) async fn commit(
        &self,
        lines: &Lines,
        group: Group,
        (turn, row): (TurnId, String),
    ) -> Result<Answer, Error> {
        let closed = |_| sqlx::Error::PoolClosed;
        let _room = self.0.room.acquire().await.map_err(closed)?;
        let (answer, mut outcome) = oneshot::channel();
        let visit = self.visit(group);
        let arrival = Arrival { turn, row, answer };
        lock(&visit.queue.waiting).push_back(arrival);
        let outcome = tokio::select! {
            biased;
            outcome = &mut outcome => outcome,
            // Whoever finds nothing left to move on has been answered on the way.
            () = visit.queue.move_on(lines, group) => outcome.await,
        };
        outcome.unwrap_or_else(|_| Err(unanswered(turn)))
    }

    fn visit(&self, group: Group) -> Visit<'_> {
        let mut groups = lock(&self.0.groups);
        let visited = groups.entry(group).or_default();
        visited.visitors += 1;
        let queue = Arc::clone(&visited.queue);
        drop(groups);
        Visit {
            arrivals: self,
            group,
            queue,
        }
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        let mut groups = lock(&self.arrivals.0.groups);
        if let Some(visited) = groups.get_mut(&self.group) {
            visited.visitors -= 1;
            if visited.visitors == 0 {
                groups.remove(&self.group);
            }
        }
    }
}

impl Queue {
    /// Moves commits on until nothing waits, one at a time; others wait here meanwhile, and one of
    /// them goes on if this is dropped.
    async fn move_on(&self, lines: &Lines, group: Group) {
        let mut under_way = self.under_way.lock().await;
        loop {
            poll_fn(|context| poll_in_place(&mut under_way, context)).await;
            // Who can get ready without waiting for anything goes along.
            task::yield_now().await;
            if lock(&self.waiting).len() > 1 {
                time::sleep(MOMENT).await;
            }
            let arrivals = self.take();
            if arrivals.is_empty() {
                return;
            }
            *under_way = Some(Box::pin(commit(lines.clone(), group, arrivals)));
        }
    }

    /// Those who go next, without those who have gone home.
    fn take(&self) -> Vec<Arrival> {
        let mut waiting = lock(&self.waiting);
        let mut next = Vec::with_capacity(MOST.min(waiting.len()));
        while next.len() < MOST
            && let Some(arrival) = waiting.pop_front()
        {
            if !arrival.answer.is_closed() {
                next.push(arrival);
            }
        }
        next
    }
}

/// Polls a commit and leaves it where it was until it has ended, be it by a panic.
fn poll_in_place(place: &mut Option<Commit>, context: &mut Context<'_>) -> Poll<()> {
    let Some(mut commit) = place.take() else {
        return Poll::Ready(());
    };
    let polled = commit.as_mut().poll(context);
    if polled.is_pending() {
        *place = Some(commit);
    }
    polled
}

/// Writes messages in one transaction. If those of several cannot be written, each is tried by itself;
/// while the database is away, nobody is.
async fn commit(lines: Lines, group: Group, arrivals: Vec<Arrival>) {
    let rows: Vec<&str> = arrivals.iter().map(|it| it.row.as_str()).collect();
    let mut answers = match accept(&lines, group, &rows).await {
        Ok(answers) => answers,
        Err(Error::Unavailable(error)) if arrivals.len() > 1 => return tell_all(error, arrivals),
        Err(error) => return one_by_one(&lines, group, arrivals, error).await,
    };
    for arrival in arrivals {
        let mine = answers.iter().position(|it| it.0 == arrival.turn);
        let answer = mine.map(|at| answers.swap_remove(at).1);
        let answer = answer.ok_or_else(|| unanswered(arrival.turn));
        // Whoever asked may have gone.
        let _ = arrival.answer.send(answer);
    }
}

async fn one_by_one(lines: &Lines, group: Group, arrivals: Vec<Arrival>, error: Error) {
    let mut arrivals = arrivals;
    if arrivals.len() == 1
        && let Some(arrival) = arrivals.pop()
    {
        let _ = arrival.answer.send(Err(error));
    }
    for arrival in arrivals {
        let answers = accept(lines, group, &[&arrival.row]).await;
        let answer = answers.and_then(|mut it| it.pop().ok_or_else(|| unanswered(arrival.turn)));
        let _ = arrival.answer.send(answer.map(|(_, answer)| answer));
    }
}

fn tell_all(error: sqlx::Error, arrivals: Vec<Arrival>) {
    let error = Arc::new(error);
    for arrival in arrivals {
        let error = io::Error::other(Arc::clone(&error));
        let _ = arrival.answer.send(Err(Error::Unavailable(error.into())));
    }
}

/// What became of messages, by the turns that were given with them.
async fn accept(
    lines: &Lines,
    group: Group,
    rows: &[&str],
) -> Result<Vec<(TurnId, Answer)>, Error> {
    let mut line = lines.get("accept_inbound").await?;
    let answers = sqlx::query!(
        r#"select asked as "asked!", turn as "turn!", same as "same!", fresh as "fresh!", epoch,
            context
        from accept_inbound($1, $2::text::json, $3)"#,
        group.organisation.uuid(),
        format!("[{}]", rows.join(",")),
        i32::try_from(group.reads).unwrap_or(i32::MAX)
    )
    .fetch_all(&mut *line)
    .await;
    let answers = line.done_with(answers)?.into_iter().map(|row| {
        let turn = TurnId::from_uuid;
        let answer = Answer {
            turn: turn(row.turn),
            same: row.same,
            fresh: row.fresh,
            epoch: row.epoch,
            context: row.context,
        };
        (turn(row.asked), answer)
    });
    Ok(answers.collect())
}

fn unanswered(turn: TurnId) -> Error {
    Error::Unreadable(format!("what became of the message of turn {turn}"))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
