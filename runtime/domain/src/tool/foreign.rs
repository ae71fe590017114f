//! A tool of another program in the toolbox. Its name, texts and schema are known only at run time.

use std::{future::Future, marker::PhantomData, time::Duration};

use schemars::Schema;
use serde_json::{Value, json};

use super::{
    Approval, Call, Effect, Fate, Kind, Needs, Spec, ToolError,
    toolbox::{Erased, Running, wrong_kind},
};
use crate::budget::OwnerLimits;

/// A tool of another program, as the owner allows it.
pub trait Foreign: Send + Sync + 'static {
    /// After this long an answer is no longer waited for.
    fn timeout(&self) -> Duration;

    /// The JSON schema of its arguments.
    fn schema(&self) -> Schema;

    /// Whether a repeat changes nothing.
    fn reads(&self) -> bool;

    /// Whether a person agrees to each call.
    fn asks(&self) -> bool;

    /// What exactly would happen, or why the arguments do not fit. Asks nobody.
    fn plan(&self, arguments: Value) -> Result<Value, ToolError>;

    /// Asks the other program to do it.
    fn send(
        &self,
        call: &Call,
        plan: Value,
    ) -> impl Future<Output = Result<Value, ToolError>> + Send;
}

/// The longest that a call to a program may be on its way of which nobody knows any more how long it was
/// given.
const ON_THE_WAY: Duration = Duration::from_secs(10 * 60);

/// In place of a tool that is lent no more: what was sent before is still settled and asked about, and
/// nothing new is planned or sent.
pub(super) struct Gone;

impl Foreign for Gone {
    fn timeout(&self) -> Duration {
        ON_THE_WAY
    }

    fn schema(&self) -> Schema {
        Schema::from(false)
    }

    fn reads(&self) -> bool {
        false
    }

    fn asks(&self) -> bool {
        true
    }

    fn plan(&self, _: Value) -> Result<Value, ToolError> {
        Err(ToolError::internal("a tool that is lent no more"))
    }

    async fn send(&self, _: &Call, _: Value) -> Result<Value, ToolError> {
        Err(ToolError::internal("a tool that is lent no more"))
    }
}

pub(super) struct Theirs<T, Db>(pub(super) T, pub(super) PhantomData<fn() -> Db>);

impl<Db: Send + 'static, T: Foreign> Erased<Db> for Theirs<T, Db> {
    fn spec(&self) -> Option<Spec> {
        None
    }

    fn timeout(&self) -> Duration {
        self.0.timeout()
    }

    fn kind(&self) -> Kind {
        Kind::Outside
    }

    fn effect(&self) -> Effect {
        match self.0.reads() {
            true => Effect::Read,
            false => Effect::WriteAtMostOnce,
        }
    }

    fn schema(&self) -> Schema {
        self.0.schema()
    }

    fn takes(&self, args: Value) -> Result<(), ToolError> {
        self.0.plan(args).map(drop)
    }

    fn plan<'a>(&'a self, _: &'a mut Db, args: Value) -> Running<'a, Value> {
        Box::pin(std::future::ready(self.0.plan(args)))
    }

    fn needs(&self, _: &OwnerLimits, _: &Value) -> Result<Needs, ToolError> {
        Ok(Needs {
            approval: match self.0.asks() {
                true => Approval::Foreign,
                false => Approval::None,
            },
            authority: None,
        })
    }

    fn apply<'a>(&'a self, _: &'a mut Db, _: &'a Call, _: Value) -> Running<'a, Value> {
        wrong_kind()
    }

    fn prepare<'a>(&'a self, _: &'a mut Db, _: &'a Call, _: Value) -> Running<'a, ()> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn send<'a>(&'a self, call: &'a Call, plan: Value) -> Running<'a, Value> {
        Box::pin(self.0.send(call, plan))
    }

    /// Their protocol has no question for it.
    fn reconcile<'a>(&'a self, _: &'a Call, _: Value) -> Running<'a, Fate<Value>> {
        Box::pin(std::future::ready(Ok(Fate::CannotTell)))
    }

    fn wants_reference(&self) -> bool {
        false
    }

    fn told(&self, _: &Call, _: Value, reference: Option<&str>) -> Result<Value, ToolError> {
        Ok(json!({ "told_by_a_person": true, "reference": reference }))
    }

    fn record<'a>(
        &'a self,
        _: &'a mut Db,
        _: &'a Call,
        _: Value,
        _: Fate<Value>,
    ) -> Running<'a, ()> {
        Box::pin(std::future::ready(Ok(())))
    }
}
