//! What every step of a turn needs, built once by the server.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock},
    time::{Duration, Instant},
};

use chrono::NaiveDate;
use domain::{
    agent::{Department, SUPERVISOR},
    budget::{OwnerLimits, Prices},
    configuration::Snapshot,
    digest::Digest,
    foreign::Foreign,
    ids::OrganisationId,
    language::Language,
    model::{Models, ToolCard},
    organisation::Organisation,
    tool::{Effect, Toolbox},
    words::{Reader, Say, Words},
};
use serde_json::Value;
use store::{Configured, Store, Work, records::Records};

use crate::{
    instructions::{Facts, delegate_card, instructions},
    progress::Feed,
    transcript::{self, Transcripts},
    workflow_call::Callers,
};

/// How many configurations are kept in memory.
const KEPT: usize = 64;

/// How old the owner's limits may be where nothing is given away.
const MOMENT: Duration = Duration::from_secs(2);

/// Within how long a call leaves once the ledger says that it may. Whoever cannot is stuck, and
/// does not send it any more.
pub const SEND_WITHIN: Duration = Duration::from_secs(10);

/// What every step of a turn needs.
pub struct House {
    pub(crate) store: Store,
    pub(crate) toolbox: Arc<Toolbox<Records>>,
    pub(crate) models: Arc<dyn Models>,
    pub(crate) words: Arc<Words>,
    pub(crate) feed: Feed,
    pub(crate) transcripts: Transcripts,
    today: RwLock<Arc<Today>>,
    /// Channels to which answers are pushed; the others read the finished turn.
    pub(crate) pushes: Vec<&'static str>,
    /// Within how long a call leaves once the ledger says that it may.
    pub(crate) send_within: Duration,
    /// What workflows keep of the answers of tools; nobody calls any before that is known.
    pub(crate) callers: OnceLock<Callers>,
    limits: Mutex<HashMap<OrganisationId, (Instant, Arc<OwnerLimits>)>>,
    desks: Mutex<HashMap<Digest, Arc<Furnished>>>,
}

impl fmt::Debug for House {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("House").finish_non_exhaustive()
    }
}

/// The departments and prices that hold today; a turn's own are those it began under, and the
/// stricter wins.
#[derive(Debug)]
pub(crate) struct Today {
    pub(crate) departments: BTreeMap<String, Department>,
    pub(crate) prices: Prices,
}

/// A configuration with what is derived from it.
#[derive(Debug)]
pub(crate) struct Furnished {
    pub(crate) snapshot: Arc<Snapshot>,
    /// With how many tokens they take.
    cards: HashMap<String, (Arc<[ToolCard]>, usize)>,
    prompts: Mutex<HashMap<(String, NaiveDate), Arc<str>>>,
}

/// The parts of a house.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// What departments can do.
    pub toolbox: Arc<Toolbox<Records>>,
    /// Who thinks.
    pub models: Arc<dyn Models>,
    /// What Firma says.
    pub words: Arc<Words>,
    /// Who watches.
    pub feed: Feed,
    /// The departments that hold today.
    pub departments: BTreeMap<String, Department>,
    /// The prices that hold today.
    pub prices: Prices,
    /// Channels to which answers are pushed.
    pub pushes: Vec<&'static str>,
    /// Within how long a call leaves once the ledger says that it may: [`SEND_WITHIN`].
    pub send_within: Duration,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").finish_non_exhaustive()
    }
}

impl House {
    /// A house of its parts.
    pub fn new(parts: Parts) -> Self {
        Self {
            store: parts.store,
            toolbox: parts.toolbox,
            models: parts.models,
            words: parts.words,
            feed: parts.feed,
            transcripts: Transcripts::default(),
            today: RwLock::new(Arc::new(Today {
                departments: parts.departments,
                prices: parts.prices,
            })),
            pushes: parts.pushes,
            send_within: parts.send_within,
            callers: OnceLock::new(),
            limits: Mutex::default(),
            desks: Mutex::default(),
        }
    }

    /// Has other departments and prices hold from now on. Turns that run keep what they began under.
    pub fn hold(&self, departments: BTreeMap<String, Department>, prices: Prices) {
        let today = self.today.write();
        let mut today = today.unwrap_or_else(PoisonError::into_inner);
        *today = Arc::new(Today {
            departments,
            prices,
        });
    }

    /// What holds today.
    pub(crate) fn today(&self) -> Arc<Today> {
        let today = self.today.read();
        Arc::clone(&today.unwrap_or_else(PoisonError::into_inner))
    }

    /// A sentence for a person.
    pub(crate) fn say(&self, reader: Reader, say: &Say) -> String {
        let say = titled(&self.today().departments, reader.language, say);
        self.words.say(reader, &say)
    }

    /// How long a tool's answer is waited for.
    pub(crate) fn timeout(&self, tool: &str) -> Duration {
        self.toolbox.timeout(tool)
    }

    /// What a repeat of a tool's call would do. One that is gone is never repeated.
    pub(crate) fn effect(&self, tool: &str) -> Effect {
        let kind = self.toolbox.kind(tool);
        kind.map_or(Effect::WriteAtMostOnce, |(_, effect)| effect)
    }

    /// What the owner has set, as it held a moment ago.
    pub(crate) async fn limits(&self, work: &Work) -> Result<Arc<OwnerLimits>, store::Error> {
        if let Ok(limits) = self.limits.lock()
            && let Some((read, known)) = limits.get(&work.organisation_id())
            && read.elapsed() < MOMENT
        {
            return Ok(Arc::clone(known));
        }
        self.limits_now(work).await
    }

    /// What the owner has set, as it holds now: before anything is given away.
    pub(crate) async fn limits_now(&self, work: &Work) -> Result<Arc<OwnerLimits>, store::Error> {
        let organisation = work.organisation_id();
        let read = Arc::new(work.store().limits(organisation).await?.limits);
        if let Ok(mut limits) = self.limits.lock() {
            limits.insert(organisation, (Instant::now(), Arc::clone(&read)));
        }
        Ok(read)
    }

    /// What holds now, kept so that a turn can name it which no door begins.
    pub(crate) async fn configured(&self, work: &Work) -> Result<Digest, store::Error> {
        let (today, limits) = (self.today(), self.limits_now(work).await?);
        let snapshot = Snapshot {
            departments: today.departments.clone(),
            limits: OwnerLimits::clone(&limits),
            prices: today.prices.clone(),
            // No model reads of them in such a turn.
            foreign: Foreign::new(),
        };
        let organisation = work.organisation_id();
        let kept = work
            .store()
            .keep_configuration(organisation, snapshot, None, work.now());
        Ok(kept.await?.digest)
    }

    /// A configuration that was kept, with what is derived from it.
    pub(crate) async fn furnished(
        &self,
        work: &Work,
        digest: Digest,
    ) -> Result<Arc<Furnished>, store::Error> {
        if let Ok(desks) = self.desks.lock()
            && let Some(known) = desks.get(&digest)
        {
            return Ok(Arc::clone(known));
        }
        let (store, organisation) = (work.store(), work.organisation_id());
        let configured = store.configuration(organisation, digest).await?;
        Ok(self.furnish(configured))
    }

    pub(crate) fn furnish(&self, configured: Configured) -> Arc<Furnished> {
        let snapshot = configured.snapshot;
        let cards = snapshot.departments.iter().map(|(name, department)| {
            let cards: Vec<ToolCard> = match name.as_str() {
                SUPERVISOR => vec![delegate_card(&snapshot.departments)],
                _ => self.cards(department, &snapshot.foreign),
            };
            let size = cards.iter().map(size).sum();
            (name.clone(), (cards.into(), size))
        });
        let furnished = Arc::new(Furnished {
            cards: cards.collect(),
            prompts: Mutex::default(),
            snapshot,
        });
        if let Ok(mut desks) = self.desks.lock() {
            if desks.len() >= KEPT {
                desks.clear();
            }
            desks.insert(configured.digest, Arc::clone(&furnished));
        }
        furnished
    }

    /// Of a tool of another program what the owner saw when she allowed it, never what it says now.
    fn cards(&self, department: &Department, foreign: &Foreign) -> Vec<ToolCard> {
        let tools = department.agent.tools.iter();
        let cards = tools.filter_map(|name| {
            if let Some(allowed) = foreign.get(name) {
                return Some(ToolCard {
                    name: name.clone(),
                    description: allowed.definition.description.clone(),
                    schema: allowed.definition.schema.clone(),
                });
            }
            if self.toolbox.is_foreign(name) {
                return None;
            }
            let description = self.words.raw(Language::En, name, "");
            Some(ToolCard {
                name: name.clone(),
                description: description.unwrap_or_default(),
                schema: self.toolbox.schema(name)?.to_value(),
            })
        });
        cards.collect()
    }
}

impl Furnished {
    /// What an agent may call.
    pub(crate) fn cards(&self, agent: &str) -> Arc<[ToolCard]> {
        let cards = self.cards.get(agent).map(|(cards, _)| Arc::clone(cards));
        cards.unwrap_or_default()
    }

    /// How many tokens that takes, from above.
    pub(crate) fn cards_size(&self, agent: &str) -> usize {
        self.cards.get(agent).map_or(0, |(_, size)| *size)
    }

    /// A department; the supervisor is one.
    pub(crate) fn department(&self, name: &str) -> Option<&Department> {
        self.snapshot.departments.get(name)
    }

    /// What an agent is told, with today's facts.
    pub(crate) fn prompt(
        &self,
        agent: &str,
        organisation: &Organisation,
        today: NaiveDate,
    ) -> Result<Arc<str>, minijinja::Error> {
        let key = (agent.to_owned(), today);
        if let Ok(prompts) = self.prompts.lock()
            && let Some(prompt) = prompts.get(&key)
        {
            return Ok(Arc::clone(prompt));
        }
        let facts = Facts {
            company: &organisation.name,
            today,
            currency: organisation.currency,
            language: organisation.language,
            zone: organisation.zone,
        };
        let prompt: Arc<str> = instructions(&self.snapshot.departments, agent, facts)?.into();
        if let Ok(mut prompts) = self.prompts.lock() {
            if prompts.len() >= KEPT {
                prompts.clear();
            }
            prompts.insert(key, Arc::clone(&prompt));
        }
        Ok(prompt)
    }
}

/// A sentence with what a department is called where it names one.
pub fn titled(departments: &BTreeMap<String, Department>, language: Language, say: &Say) -> Say {
    let mut say = say.clone();
    if let Some(Value::String(name)) = say.args.get_mut("department") {
        let department = departments.get(name);
        let title = department.and_then(|it| it.agent.title.get(language.tag()));
        if let Some(title) = title {
            name.clone_from(title);
        }
    }
    say
}

fn size(card: &ToolCard) -> usize {
    let texts = [&card.name, &card.description, &card.schema.to_string()];
    texts.into_iter().map(|it| transcript::tokens(it)).sum()
}
