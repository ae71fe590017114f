//! Every tool of the deployment, by name, with its types erased.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    marker::PhantomData,
    pin::Pin,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use schemars::{Schema, schema_for};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Call, Effect, Fate, Foreign, Local, Needs, Outside, Spec, ToolError,
    foreign::{Gone, Theirs},
};
use crate::{budget::OwnerLimits, words::Say};

/// Two tools share a name.
#[derive(Debug, thiserror::Error)]
#[error("two tools are called `{0}`")]
pub struct Duplicate(pub &'static str);

/// How a tool runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// In the transaction of its step ([`Local`]).
    Local,
    /// Outside, with intent and result in transactions of their own ([`Outside`]).
    Outside,
}

/// Every tool of the deployment, by name.
pub struct Toolbox<Db> {
    ours: BTreeMap<&'static str, Arc<dyn Erased<Db>>>,
    /// Those of other programs that the owner allows today.
    theirs: RwLock<BTreeMap<String, Arc<dyn Erased<Db>>>>,
    /// The programs that may lend tools, by the first word of their tools' names.
    sources: BTreeSet<String>,
}

impl<Db> Default for Toolbox<Db> {
    fn default() -> Self {
        Self {
            ours: BTreeMap::new(),
            theirs: RwLock::default(),
            sources: BTreeSet::new(),
        }
    }
}

impl<Db> fmt::Debug for Toolbox<Db> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.ours.keys()).finish()
    }
}

impl<Db: Send + 'static> Toolbox<Db> {
    /// Adds a tool that works in our own tables.
    pub fn local<T: Local<Db>>(self, tool: T) -> Result<Self, Duplicate> {
        self.insert(T::SPEC.name, InOurTables(tool, PhantomData))
    }

    /// Adds a tool that reaches outside.
    pub fn outside<T: Outside<Db>>(self, tool: T) -> Result<Self, Duplicate> {
        self.insert(T::SPEC.name, Beyond(tool, PhantomData))
    }

    /// The names of all tools, sorted.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.ours.keys().copied()
    }

    /// Expects tools of other programs, whose names begin with these words and `_`.
    #[must_use]
    pub fn expecting(mut self, sources: impl IntoIterator<Item = String>) -> Self {
        self.sources.extend(sources);
        self
    }

    /// Whether a name is one that a tool of another program may have, be it there or not.
    pub fn is_foreign(&self, name: &str) -> bool {
        let of = |source: &String| {
            let rest = name.strip_prefix(source.as_str());
            rest.is_some_and(|it| it.starts_with('_'))
        };
        !self.ours.contains_key(name) && self.sources.iter().any(of)
    }

    /// Has these tools of other programs from now on, and no others. What is none of theirs is left
    /// out: nobody takes the place of a tool of ours.
    pub fn lend<T: Foreign>(&self, tools: impl IntoIterator<Item = (String, T)>) {
        let tools = tools.into_iter().filter(|(name, _)| self.is_foreign(name));
        let tools = tools.map(|(name, tool)| {
            let tool: Arc<dyn Erased<Db>> = Arc::new(Theirs(tool, PhantomData));
            (name, tool)
        });
        let tools = tools.collect();
        *self.theirs.write().unwrap_or_else(PoisonError::into_inner) = tools;
    }

    /// Whether there is a tool of that name.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_ok()
    }

    /// The facts about a tool of ours; `None` if there is none of that name.
    pub fn spec(&self, name: &str) -> Option<Spec> {
        self.ours.get(name)?.spec()
    }

    /// How long a tool's answer is waited for.
    pub fn timeout(&self, name: &str) -> Duration {
        self.known(name).timeout()
    }

    /// The JSON schema of a tool's arguments; `None` if there is none of that name.
    pub fn schema(&self, name: &str) -> Option<Schema> {
        Some(self.get(name).ok()?.schema())
    }

    /// Whether a tool can read these arguments; what they say it decides when it plans.
    pub fn takes(&self, name: &str, args: Value) -> Result<(), ToolError> {
        self.get(name)?.takes(args)
    }

    /// How a tool runs, and what a repeat would do.
    pub fn kind(&self, name: &str) -> Result<(Kind, Effect), ToolError> {
        self.get(name).map(|tool| (tool.kind(), tool.effect()))
    }

    /// What exactly a call would do, and what it needs first.
    pub async fn plan(
        &self,
        db: &mut Db,
        limits: &OwnerLimits,
        name: &str,
        args: Value,
    ) -> Result<(Value, Needs), ToolError> {
        let tool = self.get(name)?;
        let plan = tool.plan(db, args).await?;
        let needs = tool.needs(limits, &plan)?;
        Ok((plan, needs))
    }

    /// What a plan needs under today's limits.
    pub fn needs(
        &self,
        limits: &OwnerLimits,
        name: &str,
        plan: &Value,
    ) -> Result<Needs, ToolError> {
        self.known(name).needs(limits, plan)
    }

    /// Does a planned call of a [`Local`] tool.
    pub async fn apply(
        &self,
        db: &mut Db,
        name: &str,
        call: &Call,
        plan: Value,
    ) -> Result<Value, ToolError> {
        self.get(name)?.apply(db, call, plan).await
    }

    /// See [`Outside::prepare`].
    pub async fn prepare(
        &self,
        db: &mut Db,
        name: &str,
        call: &Call,
        plan: Value,
    ) -> Result<(), ToolError> {
        self.get(name)?.prepare(db, call, plan).await
    }

    /// See [`Outside::send`].
    pub async fn send(&self, name: &str, call: &Call, plan: Value) -> Result<Value, ToolError> {
        self.get(name)?.send(call, plan).await
    }

    /// See [`Outside::reconcile`].
    pub async fn reconcile(
        &self,
        name: &str,
        call: &Call,
        plan: Value,
    ) -> Result<Fate<Value>, ToolError> {
        self.known(name).reconcile(call, plan).await
    }

    /// See [`Outside::wants_reference`].
    pub fn wants_reference(&self, name: &str) -> bool {
        self.known(name).wants_reference()
    }

    /// See [`Outside::told`].
    pub fn told(
        &self,
        name: &str,
        call: &Call,
        plan: Value,
        reference: Option<&str>,
    ) -> Result<Value, ToolError> {
        self.known(name).told(call, plan, reference)
    }

    /// See [`Outside::record`].
    pub async fn record(
        &self,
        db: &mut Db,
        name: &str,
        call: &Call,
        (plan, fate): (Value, Fate<Value>),
    ) -> Result<(), ToolError> {
        self.known(name).record(db, call, plan, fate).await
    }

    fn insert(
        mut self,
        name: &'static str,
        tool: impl Erased<Db> + 'static,
    ) -> Result<Self, Duplicate> {
        match self.ours.insert(name, Arc::new(tool)) {
            None => Ok(self),
            Some(_) => Err(Duplicate(name)),
        }
    }

    /// A tool, or what stands for one that was lent when it was called: the owner may hold it back while
    /// a call is on its way.
    fn known(&self, name: &str) -> Arc<dyn Erased<Db>> {
        self.get(name)
            .unwrap_or_else(|_| Arc::new(Theirs(Gone, PhantomData)))
    }

    fn get(&self, name: &str) -> Result<Arc<dyn Erased<Db>>, ToolError> {
        if let Some(tool) = self.ours.get(name) {
            return Ok(Arc::clone(tool));
        }
        let theirs = self.theirs.read().unwrap_or_else(PoisonError::into_inner);
        match theirs.get(name) {
            Some(tool) => Ok(Arc::clone(tool)),
            None => Err(ToolError::Arguments(
                Say::of("gate", "unknown_tool").with("tool", name),
            )),
        }
    }
}

pub(super) type Running<'a, T> = Pin<Box<dyn Future<Output = Result<T, ToolError>> + Send + 'a>>;

/// A tool of either kind with its types erased, for the registry alone. What only one kind can do
/// is an error for the other.
pub(super) trait Erased<Db>: Send + Sync {
    fn spec(&self) -> Option<Spec>;
    fn timeout(&self) -> Duration;
    fn kind(&self) -> Kind;
    fn effect(&self) -> Effect;
    fn schema(&self) -> Schema;
    fn takes(&self, args: Value) -> Result<(), ToolError>;
    fn plan<'a>(&'a self, db: &'a mut Db, args: Value) -> Running<'a, Value>;
    fn needs(&self, limits: &OwnerLimits, plan: &Value) -> Result<Needs, ToolError>;
    fn apply<'a>(&'a self, db: &'a mut Db, call: &'a Call, plan: Value) -> Running<'a, Value>;
    fn prepare<'a>(&'a self, db: &'a mut Db, call: &'a Call, plan: Value) -> Running<'a, ()>;
    fn send<'a>(&'a self, call: &'a Call, plan: Value) -> Running<'a, Value>;
    fn reconcile<'a>(&'a self, call: &'a Call, plan: Value) -> Running<'a, Fate<Value>>;
    fn wants_reference(&self) -> bool;
    fn told(&self, call: &Call, plan: Value, reference: Option<&str>) -> Result<Value, ToolError>;
    fn record<'a>(
        &'a self,
        db: &'a mut Db,
        call: &'a Call,
        plan: Value,
        fate: Fate<Value>,
    ) -> Running<'a, ()>;
}

struct InOurTables<T, Db>(T, PhantomData<fn() -> Db>);

struct Beyond<T, Db>(T, PhantomData<fn() -> Db>);

/// What both kinds answer alike.
macro_rules! alike {
    ($kind:expr) => {
        fn spec(&self) -> Option<Spec> {
            Some(T::SPEC)
        }

        fn timeout(&self) -> Duration {
            T::SPEC.timeout
        }

        fn kind(&self) -> Kind {
            $kind
        }

        fn effect(&self) -> Effect {
            self.0.effect()
        }

        fn schema(&self) -> Schema {
            schema_for!(T::Args)
        }

        fn takes(&self, args: Value) -> Result<(), ToolError> {
            arguments::<T::Args>(args).map(drop)
        }

        fn plan<'a>(&'a self, db: &'a mut Db, args: Value) -> Running<'a, Value> {
            Box::pin(async move { encode(self.0.plan(db, arguments(args)?).await?) })
        }

        fn needs(&self, limits: &OwnerLimits, plan: &Value) -> Result<Needs, ToolError> {
            let needs = self.0.needs(limits, &stored(plan.clone())?);
            match needs.authority {
                // The owner could set no limit for it.
                Some(_) if !T::SPEC.gives_away => Err(ToolError::internal(
                    "it gives money away, and its facts say that it does not",
                )),
                _ => Ok(needs),
            }
        }
    };
}

impl<Db: Send + 'static, T: Local<Db>> Erased<Db> for InOurTables<T, Db> {
    alike!(Kind::Local);

    fn apply<'a>(&'a self, db: &'a mut Db, call: &'a Call, plan: Value) -> Running<'a, Value> {
        Box::pin(async move { encode(self.0.apply(db, call, &stored(plan)?).await?) })
    }

    fn prepare<'a>(&'a self, _: &'a mut Db, _: &'a Call, _: Value) -> Running<'a, ()> {
        wrong_kind()
    }

    fn send<'a>(&'a self, _: &'a Call, _: Value) -> Running<'a, Value> {
        wrong_kind()
    }

    fn reconcile<'a>(&'a self, _: &'a Call, _: Value) -> Running<'a, Fate<Value>> {
        wrong_kind()
    }

    fn wants_reference(&self) -> bool {
        false
    }

    fn told(&self, _: &Call, _: Value, _: Option<&str>) -> Result<Value, ToolError> {
        Err(wrong())
    }

    fn record<'a>(
        &'a self,
        _: &'a mut Db,
        _: &'a Call,
        _: Value,
        _: Fate<Value>,
    ) -> Running<'a, ()> {
        wrong_kind()
    }
}

impl<Db: Send + 'static, T: Outside<Db>> Erased<Db> for Beyond<T, Db> {
    alike!(Kind::Outside);

    fn apply<'a>(&'a self, _: &'a mut Db, _: &'a Call, _: Value) -> Running<'a, Value> {
        wrong_kind()
    }

    fn prepare<'a>(&'a self, db: &'a mut Db, call: &'a Call, plan: Value) -> Running<'a, ()> {
        Box::pin(async move { self.0.prepare(db, call, &stored(plan)?).await })
    }

    fn send<'a>(&'a self, call: &'a Call, plan: Value) -> Running<'a, Value> {
        Box::pin(async move { encode(self.0.send(call, &stored(plan)?).await?) })
    }

    fn reconcile<'a>(&'a self, call: &'a Call, plan: Value) -> Running<'a, Fate<Value>> {
        Box::pin(async move {
            Ok(match self.0.reconcile(call, &stored(plan)?).await? {
                Fate::Happened(output) => Fate::Happened(encode(output)?),
                Fate::DidNot => Fate::DidNot,
                Fate::CannotTell => Fate::CannotTell,
            })
        })
    }

    fn wants_reference(&self) -> bool {
        self.0.wants_reference()
    }

    fn told(&self, call: &Call, plan: Value, reference: Option<&str>) -> Result<Value, ToolError> {
        encode(self.0.told(call, &stored(plan)?, reference)?)
    }

    fn record<'a>(
        &'a self,
        db: &'a mut Db,
        call: &'a Call,
        plan: Value,
        fate: Fate<Value>,
    ) -> Running<'a, ()> {
        Box::pin(async move {
            let output: T::Output;
            let fate = match fate {
                Fate::Happened(value) => {
                    output = stored(value)?;
                    Fate::Happened(&output)
                }
                Fate::DidNot => Fate::DidNot,
                Fate::CannotTell => Fate::CannotTell,
            };
            self.0.record(db, call, &stored(plan)?, fate).await
        })
    }
}

pub(super) fn wrong_kind<'a, T: Send + 'a>() -> Running<'a, T> {
    Box::pin(std::future::ready(Err(wrong())))
}

fn wrong() -> ToolError {
    ToolError::internal("a tool was run as one of the other kind")
}

fn arguments<T: DeserializeOwned>(value: Value) -> Result<T, ToolError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let say = Say::of("gate", "bad_arguments")
            .with("error", error.inner().to_string())
            .with("at", error.path().to_string());
        ToolError::Arguments(say)
    })
}

fn stored<T: DeserializeOwned>(value: Value) -> Result<T, ToolError> {
    serde_json::from_value(value).map_err(ToolError::internal)
}

fn encode<T: Serialize>(value: T) -> Result<Value, ToolError> {
    serde_json::to_value(value).map_err(ToolError::internal)
}

#[cfg(test)]
mod tests;
