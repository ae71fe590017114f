//! Every workflow, action and activity of the deployment, by name, with its types erased.

use std::{any::Any, collections::BTreeMap, fmt, marker::PhantomData, pin::Pin};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Action, Activity, Caller, Flow, FlowError, Intent, Rules, Workflow};
use crate::tool::{Call, ToolError};

/// What an activity's `send` brought, between the engine's two transactions.
pub type Sent = Box<dyn Any + Send>;

/// A boxed future that may move between threads.
type Running<'a, T> = Pin<Box<dyn Future<Output = Result<T, ToolError>> + Send + 'a>>;

/// A boxed workflow, which stays on its engine's thread.
type Flowing<'a> = Pin<Box<dyn Future<Output = Result<Value, FlowError>> + 'a>>;

/// Two entries share a name.
#[derive(Debug, thiserror::Error)]
#[error("two entries of the registry are called `{0}`")]
pub struct Taken(pub &'static str);

/// Every workflow, action and activity of the deployment.
pub struct Registry<Db> {
    workflows: BTreeMap<(&'static str, u32), Box<dyn AnyWorkflow>>,
    actions: BTreeMap<&'static str, Box<dyn AnyAction<Db>>>,
    activities: BTreeMap<&'static str, Box<dyn AnyActivity<Db>>>,
}

impl<Db> Default for Registry<Db> {
    fn default() -> Self {
        Self {
            workflows: BTreeMap::new(),
            actions: BTreeMap::new(),
            activities: BTreeMap::new(),
        }
    }
}

impl<Db> fmt::Debug for Registry<Db> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("workflows", &self.workflows.keys())
            .field("actions", &self.actions.keys())
            .field("activities", &self.activities.keys())
            .finish()
    }
}

impl<Db: Send + 'static> Registry<Db> {
    /// Adds a workflow.
    pub fn workflow<W: Workflow>(mut self, workflow: W) -> Result<Self, Taken> {
        let key = (W::NAME, W::VERSION);
        match self
            .workflows
            .insert(key, Box::new(Of(workflow, PhantomData)))
        {
            None => Ok(self),
            Some(_) => Err(Taken(W::NAME)),
        }
    }

    /// Adds an action over what the engine's transaction can lend.
    pub fn action<A, D>(mut self, action: A) -> Result<Self, Taken>
    where
        A: Action<D>,
        D: Send + 'static,
        Db: AsMut<D>,
    {
        let entry: Of<A, D> = Of(action, PhantomData);
        match self.actions.insert(A::NAME, Box::new(entry)) {
            None => Ok(self),
            Some(_) => Err(Taken(A::NAME)),
        }
    }

    /// Adds an activity.
    pub fn activity<A: Activity<Db>>(mut self, activity: A) -> Result<Self, Taken> {
        let entry: Of<A, Db> = Of(activity, PhantomData);
        match self.activities.insert(A::NAME, Box::new(entry)) {
            None => Ok(self),
            Some(_) => Err(Taken(A::NAME)),
        }
    }

    /// The workflow of a name and version, if it is compiled in.
    pub fn find_workflow(&self, name: &str, version: u32) -> Option<&dyn AnyWorkflow> {
        let mut entries = self.workflows.iter();
        let found = entries.find(|((it, of), _)| *it == name && *of == version);
        found.map(|(_, workflow)| workflow.as_ref())
    }

    /// The versions of all workflows, each as [`label`] writes it.
    pub fn labels(&self) -> Vec<String> {
        let labels = self.workflows();
        labels.map(|(name, version)| label(name, version)).collect()
    }

    /// Each workflow as one that calls tools.
    pub fn callers(&self) -> impl Iterator<Item = Caller> {
        self.workflows.values().map(|it| it.caller())
    }

    /// The names and versions of all workflows.
    pub fn workflows(&self) -> impl Iterator<Item = (&'static str, u32)> {
        self.workflows.keys().copied()
    }

    /// The action of a name.
    pub fn find_action(&self, name: &str) -> Option<&dyn AnyAction<Db>> {
        self.actions.get(name).map(AsRef::as_ref)
    }

    /// The activity of a name.
    pub fn find_activity(&self, name: &str) -> Option<&dyn AnyActivity<Db>> {
        self.activities.get(name).map(AsRef::as_ref)
    }
}

/// A version of a workflow in one word.
pub fn label(workflow: &str, version: u32) -> String {
    format!("{workflow}.v{version}")
}

/// A workflow with its types erased.
pub trait AnyWorkflow: Send + Sync {
    /// Runs it.
    fn run<'a>(&'a self, flow: Flow<'a>, input: Value) -> Flowing<'a>;
    /// As what it calls tools.
    fn caller(&self) -> Caller;
    /// Whether it works in its parent's name.
    fn in_parents_name(&self) -> bool;
    /// Whether its runs are turns.
    fn is_turn(&self) -> bool;
}

/// An action with its types erased.
pub trait AnyAction<Db>: Send + Sync {
    /// Runs it.
    fn run<'a>(&'a self, db: &'a mut Db, call: &'a Call, input: Value) -> Running<'a, Value>;
}

/// An activity with its types erased.
pub trait AnyActivity<Db>: Send + Sync {
    /// How it is sent.
    fn rules(&self, input: &Value) -> Result<Rules, ToolError>;
    /// See [`Activity::intend`].
    fn intend<'a>(
        &'a self,
        db: &'a mut Db,
        call: &'a Call,
        input: Value,
    ) -> Running<'a, Intent<Value>>;
    /// See [`Activity::send`].
    fn send<'a>(&'a self, call: &'a Call, input: Value) -> Running<'a, Sent>;
    /// See [`Activity::record`].
    fn record<'a>(
        &'a self,
        db: &'a mut Db,
        call: &'a Call,
        input: Value,
        sent: Result<Sent, ToolError>,
    ) -> Running<'a, Value>;
}

struct Of<T, D>(T, PhantomData<fn() -> D>);

impl<W: Workflow> AnyWorkflow for Of<W, ()> {
    fn run<'a>(&'a self, flow: Flow<'a>, input: Value) -> Flowing<'a> {
        Box::pin(async move {
            let output = self.0.run(&flow, serde_json::from_value(input)?).await?;
            Ok(serde_json::to_value(output)?)
        })
    }

    fn caller(&self) -> Caller {
        Caller {
            workflow: W::NAME,
            version: W::VERSION,
            department: W::DEPARTMENT,
            tools: W::TOOLS,
        }
    }

    fn in_parents_name(&self) -> bool {
        W::IN_PARENTS_NAME
    }

    fn is_turn(&self) -> bool {
        W::IS_TURN
    }
}

impl<Db, D, A> AnyAction<Db> for Of<A, D>
where
    Db: AsMut<D> + Send,
    D: Send + 'static,
    A: Action<D>,
{
    fn run<'a>(&'a self, db: &'a mut Db, call: &'a Call, input: Value) -> Running<'a, Value> {
        Box::pin(async move {
            let output = self.0.run(db.as_mut(), call, decode(input)?).await?;
            encode(output)
        })
    }
}

impl<Db: Send + 'static, A: Activity<Db>> AnyActivity<Db> for Of<A, Db> {
    fn rules(&self, input: &Value) -> Result<Rules, ToolError> {
        Ok(self.0.rules(&decode(input.clone())?))
    }

    fn intend<'a>(
        &'a self,
        db: &'a mut Db,
        call: &'a Call,
        input: Value,
    ) -> Running<'a, Intent<Value>> {
        Box::pin(async move {
            match self.0.intend(db, call, &decode(input)?).await? {
                Intent::Send => Ok(Intent::Send),
                Intent::Settled(output) => Ok(Intent::Settled(encode(output)?)),
            }
        })
    }

    fn send<'a>(&'a self, call: &'a Call, input: Value) -> Running<'a, Sent> {
        Box::pin(async move {
            let input = decode(input)?;
            let sent: Sent = Box::new(self.0.send(call, &input).await?);
            Ok(sent)
        })
    }

    fn record<'a>(
        &'a self,
        db: &'a mut Db,
        call: &'a Call,
        input: Value,
        sent: Result<Sent, ToolError>,
    ) -> Running<'a, Value> {
        Box::pin(async move {
            let sent = match sent.map(|it| it.downcast::<A::Sent>()) {
                Ok(Ok(it)) => Ok(*it),
                Ok(Err(_)) => {
                    return Err(ToolError::internal(
                        "an activity was given another's answer",
                    ));
                }
                Err(error) => Err(error),
            };
            encode(self.0.record(db, call, &decode(input)?, sent).await?)
        })
    }
}

fn decode<T: DeserializeOwned>(value: Value) -> Result<T, ToolError> {
    serde_json::from_value(value).map_err(ToolError::internal)
}

fn encode<T: Serialize>(value: T) -> Result<Value, ToolError> {
    serde_json::to_value(value).map_err(ToolError::internal)
}
