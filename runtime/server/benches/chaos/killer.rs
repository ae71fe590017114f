//! Kills at random instants, starts again, and measures how long what was open takes.

use std::{
    fmt,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::{Connection as _, PgConnection};
use testkit::program::{Program, Serving};
use tokio::time;
use uuid::Uuid;

use crate::trouble::{Trouble, Troubles};

/// How often the database is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// After so long what was open will not go on by itself any more.
const STUCK: Duration = Duration::from_secs(60);

/// How often it may end by itself.
const MOST_ENDED: usize = 10;

/// Who kills.
#[derive(Debug)]
pub(crate) struct Killer<'p> {
    program: &'p Program,
    /// The program that lives, and the server that it had when it was last looked at.
    serving: Option<Serving<'p>>,
    postmaster: Option<u32>,
    /// Whether something was killed since all was done.
    killed: bool,
    choices: fastrand::Rng,
    both: u32,
    postgres: u32,
    /// What was killed how often.
    pub(crate) cycles: Cycles,
    resumed: Vec<Duration>,
}

/// What was killed how often.
#[derive(Debug, Default)]
pub(crate) struct Cycles {
    firma: usize,
    both: usize,
    postgres: usize,
    /// Kills that met a start or a recovery.
    early: usize,
    /// Troubles that it went through without being killed.
    troubles: usize,
    /// How often it ended by itself.
    ended: usize,
    /// The most turns that were open at once when the database was ready again.
    most_open: usize,
}

enum Victim {
    Firma,
    Both,
    Postgres,
}

impl<'p> Killer<'p> {
    pub(crate) fn new(
        program: &'p Program,
        serving: Serving<'p>,
        choices: fastrand::Rng,
        (both, postgres): (u32, u32),
    ) -> Self {
        Self {
            program,
            serving: Some(serving),
            postmaster: None,
            killed: false,
            choices,
            both,
            postgres,
            cycles: Cycles::default(),
            resumed: Vec::new(),
        }
    }

    /// Lets it work for a moment and kills it. One kill in four does not wait until what the last one left open is done.
    pub(crate) async fn kill_once(&mut self) -> anyhow::Result<()> {
        if self.choices.u8(..4) == 0 {
            self.cycles.early += 1;
            self.live()?;
            self.pause(1_500).await;
        } else {
            self.resume().await?;
            self.pause(800).await;
        }
        self.kill().await
    }

    /// Lets trouble befall it while it works, and waits until all is done that was open after it.
    pub(crate) async fn trouble_once(
        &mut self,
        troubles: &Troubles,
        trouble: Trouble,
    ) -> anyhow::Result<()> {
        self.resume().await?;
        self.pause(800).await;
        let ended = self.cycles.ended;
        troubles.befall(self.program, trouble).await?;
        self.postmaster = None;
        self.resume().await?;
        self.cycles.troubles += 1;
        // On a full disk PostgreSQL ends, and with it who works on it.
        if self.cycles.ended > ended && !matches!(trouble, Trouble::FullDisk) {
            bail!(
                "it ended by itself of {trouble:?}: {}",
                self.program.last_words()
            );
        }
        Ok(())
    }

    /// Starts it for good, and waits until all is done that was open.
    pub(crate) async fn recover(&mut self) -> anyhow::Result<Serving<'p>> {
        self.resume().await?;
        self.serving.take().context("it was not started")
    }

    /// How long what was open took at most after so many of a hundred kills, from the database being ready.
    pub(crate) fn resumed(&self, percent: usize) -> Option<Duration> {
        let mut all = self.resumed.clone();
        all.sort_unstable();
        let place = (all.len() * percent).div_ceil(100).saturating_sub(1);
        all.get(place).copied()
    }

    async fn pause(&mut self, most: u64) {
        time::sleep(Duration::from_millis(self.choices.u64(..most))).await;
    }

    /// Starts it, unless it lives. One that ends by itself is started again, as whatever looks after a server does.
    fn live(&mut self) -> anyhow::Result<()> {
        if let Some(serving) = &mut self.serving {
            let Some(status) = serving.ended()? else {
                return Ok(());
            };
            self.cycles.ended += 1;
            let words = self.program.last_words();
            println!("it ended by itself with {status}: {words}");
            if self.cycles.ended > MOST_ENDED {
                bail!("it ended by itself with {status}, and not for the first time");
            }
        }
        self.serving = Some(self.program.start()?);
        Ok(())
    }

    /// Waits until all is done that was open when the database was ready, and keeps how long it took.
    async fn resume(&mut self) -> anyhow::Result<()> {
        let mut database = self.database().await?;
        let ready = Instant::now();
        let open: Vec<Uuid> = sqlx::query_scalar("select id from turns where status = 'running'")
            .fetch_all(&mut database)
            .await?;
        self.cycles.most_open = self.cycles.most_open.max(open.len());
        const LEFT: &str = "select count(*) from turns where status = 'running' and id = any($1)";
        loop {
            let left = sqlx::query_scalar::<_, i64>(LEFT).bind(&open);
            let left = left.fetch_one(&mut database).await?;
            self.live()?;
            match left {
                0 => break,
                _ if ready.elapsed() > STUCK => {
                    let stuck = stuck(&mut database, &open).await?;
                    bail!(
                        "{left} of {} turns do not go on after {STUCK:?}: {stuck}",
                        open.len()
                    );
                }
                _ => time::sleep(LOOK).await,
            }
        }
        if self.killed {
            self.resumed.push(ready.elapsed());
            self.killed = false;
        }
        Ok(())
    }

    /// A connection to the server as soon as it takes any; not to one that was killed or is about to end.
    async fn database(&mut self) -> anyhow::Result<PgConnection> {
        let begun = Instant::now();
        loop {
            self.live()?;
            let is_new = self.program.postmaster() != self.postmaster;
            if let Some(options) = self.program.database().filter(|_| is_new)
                && let Ok(connection) = PgConnection::connect_with(&options).await
            {
                return Ok(connection);
            }
            if begun.elapsed() > STUCK {
                bail!("its database is not ready after {STUCK:?}");
            }
            time::sleep(LOOK).await;
        }
    }

    async fn kill(&mut self) -> anyhow::Result<()> {
        let choice = self.choices.u32(..100);
        let victim = match choice {
            _ if choice < self.both => Victim::Both,
            _ if choice < self.both + self.postgres => Victim::Postgres,
            _ => Victim::Firma,
        };
        self.killed = true;
        self.postmaster = self.program.postmaster();
        match victim {
            Victim::Firma => self.cycles.firma += 1,
            Victim::Both => self.cycles.both += 1,
            Victim::Postgres => self.cycles.postgres += 1,
        }
        if let Victim::Both | Victim::Postgres = victim {
            self.kill_postgres();
        }
        if let (Victim::Firma | Victim::Both, Some(serving)) = (victim, self.serving.take()) {
            serving.kill().await?;
        }
        Ok(())
    }

    /// That there is none, as at a start, is as good.
    fn kill_postgres(&self) {
        let pid = self.postmaster.and_then(|it| i32::try_from(it).ok());
        if let Some(pid) = pid.and_then(Pid::from_raw) {
            let _gone_already = kill_process(pid, Signal::KILL);
        }
    }
}

/// Where turns stand that do not go on, and their departments' runs.
async fn stuck(database: &mut PgConnection, open: &[Uuid]) -> anyhow::Result<String> {
    const LOOK: &str = "select coalesce(json_agg(json_build_object('run', r, 'lane', t.lane,
            'turn', t.created_at, 'queue', q, 'now', clock_timestamp(),
            'steps', (select json_agg(json_build_object('path', s.path, 'name', s.name, 'state',
                s.state, 'due', s.due, 'at', s.at) order by s.at) from steps s where s.flow = r.id),
            'signals', (select json_agg(g) from signals g where g.flow = r.id)))::text, '')
        from turns t join runs r on r.id = t.id or r.parent = t.id
        left join ready q on q.flow = r.id
        where t.status = 'running' and t.id = any($1)";
    let look = sqlx::query_scalar(LOOK).bind(open);
    Ok(look.fetch_one(database).await?)
}

impl fmt::Display for Cycles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "killed: firma {}, with its PostgreSQL {}, PostgreSQL alone {}; {} of them early; troubles {}; ended by itself {}; \
             at most {} turns open",
            self.firma,
            self.both,
            self.postgres,
            self.early,
            self.troubles,
            self.ended,
            self.most_open
        )
    }
}
