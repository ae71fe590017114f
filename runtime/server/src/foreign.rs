//! What the owner allows of other programs' tools, as this process knows it: the toolbox has those
//! and no others.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use domain::{foreign::Foreign, ids::OrganisationId, tool::Toolbox};
use store::{ForeignTools, Store, records::Records};
use tools::mcp::{Lent, Source};

/// Which programs lend tools, and who says which.
#[derive(Clone, Debug, Default)]
pub struct Lenders {
    /// The company that runs this Firma. Its owner allows for all of it.
    pub operator: Option<OrganisationId>,
    /// The programs.
    pub sources: Vec<Source>,
}

/// What is allowed today.
#[derive(Clone, Default)]
pub struct Allowance(Arc<Inner>);

#[derive(Default)]
struct Inner {
    lenders: Lenders,
    toolbox: Arc<Toolbox<Records>>,
    today: RwLock<Arc<ForeignTools>>,
}

impl fmt::Debug for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Allowance").field(&self.0.lenders).finish()
    }
}

impl Allowance {
    /// Looks at what is allowed, and lends it to a toolbox.
    pub async fn open(
        store: &Store,
        lenders: Lenders,
        toolbox: Arc<Toolbox<Records>>,
    ) -> Result<Self, store::Error> {
        let allowance = Self(Arc::new(Inner {
            lenders,
            toolbox,
            today: RwLock::default(),
        }));
        allowance.refresh(store).await?;
        Ok(allowance)
    }

    /// What is allowed today.
    pub fn today(&self) -> Foreign {
        let today = self.0.today.read();
        today.unwrap_or_else(PoisonError::into_inner).tools.clone()
    }

    /// Looks at what the owner has allowed since.
    pub async fn refresh(&self, store: &Store) -> Result<(), store::Error> {
        let lenders = &self.0.lenders;
        let Some(operator) = lenders.operator.filter(|_| !lenders.sources.is_empty()) else {
            return Ok(());
        };
        let mut newest = store.foreign_tools(operator).await?;
        {
            let today = self.0.today.read();
            let today = today.unwrap_or_else(PoisonError::into_inner);
            if today.version == newest.version {
                return Ok(());
            }
        }
        let mut lent = Vec::new();
        for (name, allowed) in &newest.tools {
            let mut sources = lenders.sources.iter();
            let from = |it: &&Source| it.settings().name == allowed.definition.source;
            let Some(source) = sources.find(from) else {
                continue;
            };
            match Lent::new(source.clone(), allowed.clone()) {
                Ok(tool) => lent.push((name.clone(), tool)),
                Err(error) => tracing::warn!(tool.name = name, %error, "a tool is held back"),
            }
        }
        // Nobody takes the place of a tool of ours, nor its card.
        let toolbox = &self.0.toolbox;
        let is_lent =
            |name: &String| toolbox.is_foreign(name) && lent.iter().any(|(it, _)| it == name);
        newest.tools.retain(|name, _| is_lent(name));
        toolbox.lend(lent);
        let today = self.0.today.write();
        *today.unwrap_or_else(PoisonError::into_inner) = Arc::new(newest);
        Ok(())
    }

    /// Ends the programs.
    pub async fn close(&self) {
        for source in &self.0.lenders.sources {
            source.close().await;
        }
    }
}
