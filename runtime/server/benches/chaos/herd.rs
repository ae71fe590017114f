//! Several processes on one database that is somebody else's: each is killed at random, or stopped past its
//! leases and let go on, while the others work.

use std::{
    fmt,
    time::{Duration, Instant},
};

use anyhow::bail;
use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};
use testkit::program::{Program, Serving};
use tokio::time;
use uuid::Uuid;

/// How often the database is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// After so long what was open will not go on by itself any more.
const STUCK: Duration = Duration::from_secs(60);

/// A little longer than a run is held without word of its process, in milliseconds.
const LEASE: u64 = 10_500;

/// How often one may end by itself.
const MOST_ENDED: usize = 10;

/// Several processes, and who kills them.
pub(crate) struct Herd<'p> {
    programs: &'p [Program],
    serving: Vec<Option<Serving<'p>>>,
    database: PgConnection,
    choices: fastrand::Rng,
    /// What was done to them how often.
    pub(crate) cycles: Cycles,
    killed: Vec<Duration>,
    stopped: Vec<Duration>,
}

/// What was done how often.
#[derive(Debug, Default)]
pub(crate) struct Cycles {
    one: usize,
    all: usize,
    stopped: usize,
    ended: usize,
    most_open: usize,
}

impl<'p> Herd<'p> {
    /// Starts all.
    pub(crate) async fn start(
        programs: &'p [Program],
        database: &PgConnectOptions,
        choices: fastrand::Rng,
    ) -> anyhow::Result<Self> {
        let mut herd = Self {
            programs,
            serving: Vec::new(),
            database: PgConnection::connect_with(database).await?,
            choices,
            cycles: Cycles::default(),
            killed: Vec::new(),
            stopped: Vec::new(),
        };
        for program in programs {
            let mut serving = program.start()?;
            serving.ready().await?;
            herd.serving.push(Some(serving));
        }
        Ok(herd)
    }

    /// Lets them work for a moment, and does something to one or to all.
    pub(crate) async fn torment_once(&mut self) -> anyhow::Result<()> {
        self.live()?;
        let pause = self.choices.u64(..800);
        time::sleep(Duration::from_millis(pause)).await;
        let (choice, victim) = (
            self.choices.u8(..100),
            self.choices.usize(..self.serving.len()),
        );
        let open = self.open().await?;
        self.cycles.most_open = self.cycles.most_open.max(open.len());
        let since = Instant::now();
        match choice {
            ..10 => {
                self.cycles.stopped += 1;
                self.stop_and_let_go(victim).await?;
                let took = self.until_closed(&open, since).await?;
                self.stopped.push(took);
                return Ok(());
            }
            10..20 => {
                self.cycles.all += 1;
                for serving in &mut self.serving {
                    if let Some(serving) = serving.take() {
                        serving.kill().await?;
                    }
                }
            }
            _ => {
                self.cycles.one += 1;
                if let Some(serving) = self.serving.get_mut(victim).and_then(Option::take) {
                    serving.kill().await?;
                }
            }
        }
        // One in four is not waited for; the next may meet it while it starts.
        match self.choices.u8(..4) {
            0 => self.live()?,
            _ => {
                let took = self.until_closed(&open, since).await?;
                self.killed.push(took);
            }
        }
        Ok(())
    }

    /// Waits until all is done that is open.
    pub(crate) async fn recover(&mut self) -> anyhow::Result<()> {
        let open = self.open().await?;
        self.until_closed(&open, Instant::now()).await?;
        Ok(())
    }

    /// Ends all in good order.
    pub(crate) async fn end(self) -> anyhow::Result<()> {
        for serving in self.serving.into_iter().flatten() {
            serving.stop().await?;
        }
        Ok(())
    }

    /// How long what was open took at most after so many of a hundred kills, and of a hundred stops.
    pub(crate) fn resumed(&self, percent: usize) -> (Duration, Duration) {
        let place = |all: &[Duration]| {
            let mut all = all.to_vec();
            all.sort_unstable();
            let place = (all.len() * percent).div_ceil(100).saturating_sub(1);
            all.get(place).copied().unwrap_or_default()
        };
        (place(&self.killed), place(&self.stopped))
    }

    /// Stops one until its leases are others', and lets it go on: what it had begun is not its own any more.
    async fn stop_and_let_go(&mut self, victim: usize) -> anyhow::Result<()> {
        let Some(serving) = self.serving.get(victim).and_then(Option::as_ref) else {
            return Ok(());
        };
        serving.freeze()?;
        let longer = self.choices.u64(..2_000);
        time::sleep(Duration::from_millis(LEASE + longer)).await;
        serving.thaw()
    }

    async fn open(&mut self) -> anyhow::Result<Vec<Uuid>> {
        let open = sqlx::query_scalar("select id from turns where status = 'running'");
        Ok(open.fetch_all(&mut self.database).await?)
    }

    async fn until_closed(&mut self, open: &[Uuid], since: Instant) -> anyhow::Result<Duration> {
        const LEFT: &str = "select count(*) from turns where status = 'running' and id = any($1)";
        let begun = Instant::now();
        loop {
            self.live()?;
            let left = sqlx::query_scalar::<_, i64>(LEFT).bind(open);
            let left = left.fetch_one(&mut self.database).await?;
            match left {
                0 => return Ok(since.elapsed()),
                _ if begun.elapsed() > STUCK => {
                    bail!(
                        "{left} of {} turns do not go on after {STUCK:?}",
                        open.len()
                    );
                }
                _ => time::sleep(LOOK).await,
            }
        }
    }

    /// Starts those that do not live, as whatever looks after servers does.
    fn live(&mut self) -> anyhow::Result<()> {
        for (program, serving) in self.programs.iter().zip(&mut self.serving) {
            let ended = match serving {
                None => None,
                Some(it) => match it.ended()? {
                    None => continue,
                    ended => ended,
                },
            };
            if let Some(status) = ended {
                self.cycles.ended += 1;
                let words = program.last_words();
                println!("one ended by itself with {status}: {words}");
                if self.cycles.ended > MOST_ENDED {
                    bail!("one ended by itself with {status}, and not for the first time");
                }
            }
            *serving = Some(program.start()?);
        }
        Ok(())
    }
}

impl fmt::Display for Cycles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "killed: one {}, all at once {}; stopped past its leases {}; ended by itself {}; at most {} turns open",
            self.one, self.all, self.stopped, self.ended, self.most_open
        )
    }
}
