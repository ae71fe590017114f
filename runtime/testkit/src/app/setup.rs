//! What a test's program is made of.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::{
    agent::Department,
    budget::{ModelPrice, OwnerLimits, Prices},
    flow::{Registry, Taken},
    ids::OrganisationId,
    language::Language,
    model::{Candidate, TokenPrice},
    money::{Currency, Micros},
    tool::Toolbox,
    words::Words,
};
use durable::Settings;
use store::{Work, records::Records};
use tools::{Clients, Payments, Stripe, StripeSettings};

use super::{TestApp, program::Parts};
use crate::{
    scripted::{Asked, Reply, Scripted},
    stripe::{FakeStripe, KEY},
};

/// The currency of the company.
pub(super) const CURRENCY: Currency = Currency::Brl;

/// The zone of the company.
pub(super) const ZONE: Tz = Tz::America__Sao_Paulo;

/// Adds workflows of the test's own to ours.
pub type Workflows =
    Arc<dyn Fn(Registry<Work>) -> Result<Registry<Work>, Taken> + Send + Sync + 'static>;

/// What a test's program is made of.
pub struct Setup {
    /// The models.
    pub models: Arc<Scripted>,
    /// What things cost.
    pub prices: Prices,
    /// What the owner has set.
    pub limits: OwnerLimits,
    /// The departments.
    pub departments: BTreeMap<String, Department>,
    /// The tools.
    pub toolbox: Toolbox<Records>,
    /// The payment provider.
    payments: Payments,
    /// The owner's language.
    pub language: Language,
    /// Channels to which answers are pushed.
    pub pushes: Vec<&'static str>,
    /// Within how long a call leaves once the ledger says that it may.
    pub send_within: Duration,
    /// Workflows of the test's own, beside ours.
    pub workflows: Workflows,
    /// How the engine works.
    pub settings: Settings,
    /// Whether the program reaches the database over a wire that counts and can be cut.
    pub wired: bool,
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup").finish_non_exhaustive()
    }
}

impl Setup {
    /// The usual parts: our departments and tools, a model with a price, and an English owner.
    pub fn new(mind: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let candidate = Candidate {
            provider: "openai".to_owned(),
            model: "scripted".to_owned(),
        };
        let toolbox = tools::toolbox(&Clients::alone()).expect("each tool has its name");
        let mut departments = agents::built_in(&toolbox).expect("our departments");
        for (name, department) in &mut departments {
            // So that the models know who asks.
            department.agent.model.clone_from(name);
        }
        Self {
            models: Arc::new(Scripted::new(candidate, mind)),
            prices: prices(Micros(1_000_000), Micros(4_000_000)),
            limits: OwnerLimits::defaults(CURRENCY),
            departments,
            toolbox,
            payments: Payments::Book,
            language: Language::En,
            pushes: Vec::new(),
            send_within: orchestrator::SEND_WITHIN,
            workflows: Arc::new(Ok),
            settings: Settings {
                poll: Duration::from_millis(100),
                drain: Duration::from_secs(5),
                ..Settings::default()
            },
            wired: false,
        }
    }

    /// With a payment provider: Stripe, as this fake plays it.
    #[must_use]
    pub fn with_stripe(mut self, fake: &FakeStripe) -> Self {
        let settings = StripeSettings {
            key: KEY.to_owned(),
            base: Some(fake.base().to_owned()),
            live: false,
        };
        let stripe = Stripe::new(&settings).expect("the fake's key");
        self.payments = Payments::Stripe(stripe);
        let clients = Clients {
            payments: self.payments.clone(),
            ..Clients::alone()
        };
        self.toolbox = tools::toolbox(&clients).expect("each tool has its name");
        self
    }

    /// A department, to change it.
    pub fn department(&mut self, name: &str) -> &mut Department {
        self.departments.get_mut(name).expect("a department")
    }

    /// Starts the program.
    pub async fn start(self) -> TestApp {
        TestApp::open(self).await
    }

    pub(super) fn parts(self, organisation: OrganisationId) -> Parts {
        let words = [tools::WORDS, &orchestrator::WORDS, &workflows::WORDS];
        let words = Words::new(words.into_iter().flatten().copied());
        Parts {
            organisation,
            models: self.models,
            prices: self.prices,
            departments: self.departments,
            toolbox: Arc::new(self.toolbox),
            payments: self.payments,
            words: Arc::new(words.expect("our words")),
            pushes: self.pushes,
            send_within: self.send_within,
            workflows: self.workflows,
            settings: self.settings,
        }
    }
}

/// Prices of the scripted models, in the company's currency, for a million tokens.
#[must_use]
pub fn prices(input: Micros, output: Micros) -> Prices {
    Prices {
        models: vec![ModelPrice {
            provider: "openai".to_owned(),
            model: "*".to_owned(),
            from: NaiveDate::MIN,
            currency: CURRENCY,
            price: TokenPrice {
                input,
                cached: input,
                output,
            },
        }],
        ..Prices::default()
    }
}
