//! Tools for what ours do not do: long answers, and an outside that fails.

use std::{
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use domain::{
    budget::OwnerLimits,
    money::{Currency, Money},
    tool::{Approval, Call, Effect, Fate, Local, Needs, Outside, Spec, Tool, ToolError},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::records::Records;
use testkit::scripted::Hold;

/// A tool that answers at great length.
pub(crate) struct Ramble;

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Length {
    bytes: usize,
}

#[derive(Deserialize, JsonSchema, Serialize)]
pub(crate) struct Words {
    words: String,
}

impl Tool<Records> for Ramble {
    const SPEC: Spec = Spec {
        name: "ramble",
        timeout: Duration::from_secs(5),
        gives_away: false,
    };
    type Args = Length;
    type Plan = usize;
    type Output = Words;

    async fn plan(&self, _: &mut Records, args: Length) -> Result<usize, ToolError> {
        Ok(args.bytes)
    }

    fn effect(&self) -> Effect {
        Effect::Read
    }

    fn needs(&self, _: &OwnerLimits, _: &usize) -> Needs {
        Needs {
            approval: Approval::None,
            authority: None,
        }
    }
}

impl Local<Records> for Ramble {
    async fn apply(&self, _: &mut Records, _: &Call, bytes: &usize) -> Result<Words, ToolError> {
        Ok(Words {
            words: "blah ".repeat(bytes / 5),
        })
    }
}

/// What the world outside does with a parcel.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum World {
    /// It takes it.
    Takes,
    /// It says no.
    Refuses,
    /// It is not reachable; nothing left.
    NotThere,
    /// Nobody hears what it did.
    Silent,
    /// Nobody hears of it, and it is lost on the way.
    Lost,
}

/// What the world says when it is asked whether a parcel came.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Knows {
    /// Whether it did.
    What,
    /// It cannot tell.
    Nothing,
    /// It does not answer.
    Away,
}

/// A world outside that counts what it gets, by key.
#[derive(Clone, Debug)]
pub(crate) struct Outer {
    pub(crate) does: Arc<Mutex<World>>,
    pub(crate) keys: Arc<Mutex<Vec<String>>>,
    pub(crate) hold: Option<Hold>,
    pub(crate) recorded: Arc<AtomicUsize>,
    pub(crate) knows: Arc<Mutex<Knows>>,
    pub(crate) asked: Arc<AtomicUsize>,
}

impl Outer {
    pub(crate) fn new(does: World) -> Self {
        Self {
            does: Arc::new(Mutex::new(does)),
            keys: Arc::default(),
            hold: None,
            recorded: Arc::default(),
            knows: Arc::new(Mutex::new(Knows::Nothing)),
            asked: Arc::default(),
        }
    }

    /// How many parcels came, and how many different ones.
    pub(crate) fn parcels(&self) -> (usize, usize) {
        let mut keys = self.keys.lock().unwrap().clone();
        let all = keys.len();
        keys.sort();
        keys.dedup();
        (all, keys.len())
    }
}

/// Sends a parcel outside. It gives ten reais away.
pub(crate) struct SendParcel {
    pub(crate) world: Outer,
    pub(crate) effect: Effect,
}

#[derive(Deserialize, JsonSchema, Serialize)]
pub(crate) struct Parcel {
    to: String,
}

impl Tool<Records> for SendParcel {
    const SPEC: Spec = Spec {
        name: "send_parcel",
        timeout: Duration::from_secs(5),
        gives_away: true,
    };
    type Args = Parcel;
    type Plan = Parcel;
    type Output = Parcel;

    async fn plan(&self, _: &mut Records, args: Parcel) -> Result<Parcel, ToolError> {
        Ok(args)
    }

    fn effect(&self) -> Effect {
        self.effect
    }

    fn needs(&self, _: &OwnerLimits, _: &Parcel) -> Needs {
        Needs {
            approval: Approval::None,
            authority: Some(Money {
                minor: 1_000,
                currency: Currency::Brl,
            }),
        }
    }
}

impl Outside<Records> for SendParcel {
    async fn prepare(&self, _: &mut Records, _: &Call, _: &Parcel) -> Result<(), ToolError> {
        Ok(())
    }

    async fn send(&self, call: &Call, plan: &Parcel) -> Result<Parcel, ToolError> {
        let does = *self.world.does.lock().unwrap();
        let gone = || Box::new(io::Error::other("the world is silent"));
        if does == World::NotThere {
            return Err(ToolError::NotSent(gone()));
        }
        if does == World::Lost {
            return Err(ToolError::Unknown(gone()));
        }
        let key = call.key.to_string();
        self.world.keys.lock().unwrap().push(key);
        if let Some(hold) = &self.world.hold {
            hold.pass().await;
        }
        match does {
            World::Takes => Ok(Parcel {
                to: plan.to.clone(),
            }),
            World::Refuses => {
                let say = domain::words::Say::of("gate", "not_sent");
                Err(ToolError::Refused(say))
            }
            World::NotThere | World::Silent | World::Lost => Err(ToolError::Unknown(gone())),
        }
    }

    async fn reconcile(&self, call: &Call, plan: &Parcel) -> Result<Fate<Parcel>, ToolError> {
        self.world.asked.fetch_add(1, Ordering::Relaxed);
        let key = call.key.to_string();
        let there = self.world.keys.lock().unwrap().contains(&key);
        let knows = *self.world.knows.lock().unwrap();
        Ok(match knows {
            Knows::Nothing => Fate::CannotTell,
            Knows::What if there => Fate::Happened(Parcel {
                to: plan.to.clone(),
            }),
            Knows::What => Fate::DidNot,
            Knows::Away => {
                let error = io::Error::other("the world is away");
                return Err(ToolError::Unavailable(Box::new(error)));
            }
        })
    }

    fn wants_reference(&self) -> bool {
        true
    }

    fn told(&self, _: &Call, _: &Parcel, reference: Option<&str>) -> Result<Parcel, ToolError> {
        Ok(Parcel {
            to: format!("as {} says", reference.unwrap_or_default()),
        })
    }

    async fn record(
        &self,
        _: &mut Records,
        _: &Call,
        _: &Parcel,
        _: Fate<&Parcel>,
    ) -> Result<(), ToolError> {
        self.world.recorded.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}
