//! What processes on one database tell each other. It saves waiting, and nothing depends on it: what
//! is not heard is seen at the next look.

use domain::ids::{FlowId, PersonId, TurnId};
use sqlx::{
    PgExecutor,
    postgres::{PgListener, PgPoolOptions},
};
use uuid::Uuid;

use crate::{database::Store, error::Error};

/// The first half of the locks by which processes see each other. They are of the kind with two
/// numbers; the second half is the process's own.
const LISTENS: i32 = 0x6669_726d;

/// Where it is told.
const CHANNEL: &str = "firma";

/// The number of whoever tells and hears nothing itself.
pub(crate) const NOBODY: i64 = 0;

/// How many words go into one notification: PostgreSQL takes less than 8,000 bytes.
const MOST: usize = 200;

/// Something that other processes want to know.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Word {
    /// Somebody new listens.
    Here,
    /// There is work that whoever tells has no room for.
    Ready,
    /// Something happened to a run that another process may be at.
    Happened(FlowId),
    /// A turn waits for a person or has ended; a person may wait for that at another process's door.
    Settled(TurnId),
    /// A token of somebody serves no more.
    Gone(PersonId),
}

/// What others tell is heard here. For as long as it lives, others see that somebody listens.
#[derive(Debug)]
pub struct Ear {
    /// Whether another process listened when this one began.
    pub has_company: bool,
    listener: PgListener,
    process: i64,
}

impl Store {
    /// Listens to other processes from now on, on a connection of its own.
    pub async fn listen(&self, process: i64) -> Result<Ear, Error> {
        // It listens and holds a lock: no role is needed for that.
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(self.engine.options().clone());
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.ignore_pool_close_event(true);
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        // One that was lost on the way may still have it; then others see us by that one.
        sqlx::query!(
            "select pg_try_advisory_lock($1, $2)",
            LISTENS,
            half(process)
        )
        .fetch_one(&mut listener)
        .await?;
        // Of two that come at once, the second sees the first.
        let has_company = has_company(&mut listener, process).await?;
        if has_company {
            self.tell_others(process, &[Word::Here]).await?;
        }
        Ok(Ear {
            listener,
            process,
            has_company,
        })
    }

    /// Tells the engines of other processes that there is work for them, from a process that has none.
    pub async fn tell_ready(&self) -> Result<(), Error> {
        self.tell_others(NOBODY, &[Word::Ready]).await
    }

    /// Tells other processes, outside of any other transaction: a notification takes a lock of the
    /// whole server until its transaction ends.
    pub async fn tell_others(&self, process: i64, words: &[Word]) -> Result<(), Error> {
        let told: Vec<String> = words.chunks(MOST).map(|it| write(process, it)).collect();
        let mut line = self.engine.get("tell_others").await?;
        // Nobody waits for the disk: what a crash of the server loses is seen at the next look.
        let sent = sqlx::query!(
            "select set_config('synchronous_commit', 'off', true), pg_notify($1, told)
                from unnest($2::text[]) told",
            CHANNEL,
            &told
        )
        .fetch_all(&mut *line)
        .await;
        line.done_with(sent)?;
        Ok(())
    }
}

impl Ear {
    /// What another process tells next. Once it fails, nothing more is heard.
    pub async fn hear(&mut self) -> Result<Vec<Word>, Error> {
        loop {
            let Some(said) = self.listener.try_recv().await? else {
                return Err(sqlx::Error::WorkerCrashed.into());
            };
            if let Some(words) = read(said.payload(), self.process) {
                return Ok(words);
            }
        }
    }
}

/// Whether a process other than this one listens.
pub(crate) async fn has_company(
    connection: impl PgExecutor<'_>,
    process: i64,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from pg_locks l
            join pg_database d on d.oid = l.database and d.datname = current_database()
            where l.locktype = 'advisory' and l.objsubid = 2 and l.classid::bigint = $1
                and l.objid::bigint <> $2) as "has_company!""#,
        i64::from(LISTENS),
        i64::from(half(process).cast_unsigned())
    )
    .fetch_one(connection)
    .await
}

/// The half of a process's number that tells it from others.
fn half(process: i64) -> i32 {
    let [a, b, c, d, ..] = process.to_le_bytes();
    i32::from_le_bytes([a, b, c, d])
}

fn write(process: i64, words: &[Word]) -> String {
    let mut text = process.to_string();
    for word in words {
        match word {
            Word::Here => text.push_str(" n"),
            Word::Ready => text.push_str(" r"),
            Word::Happened(flow) => text.push_str(&format!(" h{}", flow.uuid().simple())),
            Word::Settled(turn) => text.push_str(&format!(" s{}", turn.uuid().simple())),
            Word::Gone(person) => text.push_str(&format!(" g{}", person.uuid().simple())),
        }
    }
    text
}

/// What somebody else said. A later version may say more than we understand.
fn read(text: &str, process: i64) -> Option<Vec<Word>> {
    let (from, words) = text.split_once(' ')?;
    if from.parse() == Ok(process) {
        return None;
    }
    let words = words.split(' ').filter_map(|word| {
        let id = |rest: &str| Uuid::try_parse(rest).ok();
        Some(match (word.split_at_checked(1)?, word) {
            (_, "n") => Word::Here,
            (_, "r") => Word::Ready,
            (("h", rest), _) => Word::Happened(FlowId::from_uuid(id(rest)?)),
            (("s", rest), _) => Word::Settled(TurnId::from_uuid(id(rest)?)),
            (("g", rest), _) => Word::Gone(PersonId::from_uuid(id(rest)?)),
            _ => return None,
        })
    });
    Some(words.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_understood_by_others_and_not_by_oneself() {
        let id = Uuid::now_v7();
        let words = [
            Word::Here,
            Word::Ready,
            Word::Happened(FlowId::from_uuid(id)),
            Word::Settled(TurnId::from_uuid(id)),
            Word::Gone(PersonId::from_uuid(id)),
        ];
        let said = write(-7, &words);
        assert_eq!(read(&said, 7), Some(words.to_vec()));
        assert_eq!(read(&said, -7), None);
        assert_eq!(read("1 z hello r s1", 7), Some(vec![Word::Ready]));
        assert_eq!(read("", 7), None);
    }

    #[test]
    fn a_notification_has_room_for_as_many_words_as_go_into_one() {
        let words = [Word::Settled(TurnId::from_uuid(Uuid::now_v7())); MOST];
        assert!(write(i64::MIN, &words).len() < 8_000);
    }
}
