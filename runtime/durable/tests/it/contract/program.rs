//! A workflow that does what its input says, and answers what each part came to. So a case of the
//! contract is a program and what comes of it.

use std::{pin::Pin, time::Duration};

use domain::{
    flow::{Action, Answer, Ask, Asked, Caller, Flow, FlowError, Registry, Tools, Workflow},
    tool::Effect,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Work, records::Records};

use super::world::{
    Break, Parcel, Ramble, Refuse, Send, SignalItself, Spend, Think, Want, World, Write,
};

/// A day: nobody waits for it, tests let it pass.
pub(crate) const DAY: Duration = Duration::from_secs(24 * 3600);

/// A part of a program.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Op {
    Write(String),
    Think(String),
    Refuse(String),
    Ramble(String),
    Break(String),
    Spend(Want),
    SignalItself(String),
    Send(String, Effect),
    SendSettled(String),
    Tool(String),
    Sleep(Duration),
    Signal(String),
    SignalOr(String, Duration),
    Join(Vec<Vec<Op>>),
    /// Another run of the same workflow.
    Child(Vec<Op>),
    /// The rest of the program is another one.
    Anew(Vec<Op>),
    AnewTooLarge,
    ChildTooLarge,
    /// What is too large to be an answer.
    SayMuch,
    Generation,
    Now(String),
    Uuid(String),
    Status(String),
    Say(Value),
    Fail(String),
    /// What comes next is not done if this was cancelled.
    Must(Box<Op>),
    Panic,
    WaitForNothing,
}

pub(crate) fn write(label: &str) -> Op {
    Op::Write(label.to_owned())
}

pub(crate) fn think(label: &str) -> Op {
    Op::Think(label.to_owned())
}

pub(crate) fn signal(name: &str) -> Op {
    Op::Signal(name.to_owned())
}

pub(crate) fn signal_or(name: &str, time: Duration) -> Op {
    Op::SignalOr(name.to_owned(), time)
}

pub(crate) fn send(label: &str, effect: Effect) -> Op {
    Op::Send(label.to_owned(), effect)
}

/// Runs its input.
pub(crate) struct Program(World);

impl Workflow for Program {
    const NAME: &'static str = "contract.program";
    const VERSION: u32 = 1;
    const DEPARTMENT: &'static str = "contract";
    type Input = Vec<Op>;
    type Output = Vec<Value>;

    async fn run(&self, flow: &Flow<'_>, ops: Vec<Op>) -> Result<Vec<Value>, FlowError> {
        self.0.note("program");
        run(flow.clone(), self.0.clone(), ops).await
    }
}

/// Runs the code that was deployed last.
pub(crate) struct Changing(World);

impl Workflow for Changing {
    const NAME: &'static str = "contract.changing";
    const VERSION: u32 = 1;
    const DEPARTMENT: &'static str = "contract";
    type Input = ();
    type Output = Vec<Value>;

    async fn run(&self, flow: &Flow<'_>, (): ()) -> Result<Vec<Value>, FlowError> {
        run(flow.clone(), self.0.clone(), self.0.code()).await
    }
}

/// Is compiled in later.
pub(crate) struct Late(World);

impl Workflow for Late {
    const NAME: &'static str = "contract.late";
    const VERSION: u32 = 1;
    const DEPARTMENT: &'static str = "contract";
    type Input = ();
    type Output = String;

    async fn run(&self, flow: &Flow<'_>, (): ()) -> Result<String, FlowError> {
        self.0.note("late");
        match flow.call::<Write, Records>(&"late".to_owned()).await {
            Err(FlowError::Cancelled) => Ok("cancelled".to_owned()),
            answer => answer,
        }
    }
}

/// Waits for a signal and says which version it is.
pub(crate) struct Versioned<const V: u32>;

impl<const V: u32> Workflow for Versioned<V> {
    const NAME: &'static str = "contract.versioned";
    const VERSION: u32 = V;
    const DEPARTMENT: &'static str = "contract";
    type Input = ();
    type Output = u32;

    async fn run(&self, flow: &Flow<'_>, (): ()) -> Result<u32, FlowError> {
        flow.signal::<Value>("go").await?;
        Ok(V)
    }
}

/// All of the contract's code.
pub(crate) fn registry(world: &World) -> Registry<Work> {
    let registry = Registry::default()
        .workflow(Program(world.clone()))
        .and_then(|it| it.workflow(Changing(world.clone())))
        .and_then(|it| it.action::<_, Records>(Write(world.clone())))
        .and_then(|it| it.action::<_, Work>(Think(world.clone())))
        .and_then(|it| it.action::<_, Records>(Refuse(world.clone())))
        .and_then(|it| it.action::<_, Records>(Ramble))
        .and_then(|it| it.action::<_, Records>(Break(world.clone())))
        .and_then(|it| it.action::<_, Work>(Spend(world.clone())))
        .and_then(|it| it.action::<_, Work>(SignalItself))
        .and_then(|it| it.activity(Send(world.clone())))
        .unwrap();
    let registry = match world.has_version(1) {
        true => registry.workflow(Versioned::<1>).unwrap(),
        false => registry,
    };
    let registry = match world.has_version(2) {
        true => registry.workflow(Versioned::<2>).unwrap(),
        false => registry,
    };
    match world.has_late() {
        true => registry.workflow(Late(world.clone())).unwrap(),
        false => registry,
    }
}

/// What a program asks of a tool.
#[derive(Serialize)]
struct ContractTool(String);

impl Ask for ContractTool {
    const TOOL: &'static str = "contract_tool";
    type Answer = Value;
}

/// Tools that are two actions each.
pub(crate) struct TwoSteps;

impl Tools for TwoSteps {
    fn call<'a>(
        &'a self,
        flow: Flow<'a>,
        caller: Caller,
        name: &'static str,
        args: Value,
    ) -> Answer<'a> {
        Box::pin(async move {
            let label = args.as_str().unwrap_or_default().to_owned();
            let one = flow.call::<Write, Records>(&label).await?;
            let other = flow
                .call::<Think, Work>(&format!("thought {label}"))
                .await?;
            let came = Asked::Done(json!([caller.department, name, one, other]));
            Ok(json!(came))
        })
    }
}

type Running<'a> = Pin<Box<dyn Future<Output = Result<Vec<Value>, FlowError>> + 'a>>;

/// Runs parts one after the other.
fn run(flow: Flow<'_>, world: World, ops: Vec<Op>) -> Running<'_> {
    Box::pin(async move {
        let mut parts = Vec::new();
        for op in ops {
            if let Op::Fail(why) = op {
                let action = "the program".to_owned();
                return Err(FlowError::Action {
                    action,
                    message: why,
                });
            }
            let (op, must) = match op {
                Op::Must(op) => (*op, true),
                op => (op, false),
            };
            let part = match one(&flow, &world, op).await {
                Err(FlowError::Cancelled) if !must => json!("cancelled"),
                Err(FlowError::Action { message, .. }) => json!({ "failed": message }),
                Err(FlowError::Child { end, message, .. }) => {
                    json!({ "child": end.word(), "said": message })
                }
                part => part?,
            };
            parts.push(part);
        }
        Ok(parts)
    })
}

async fn one(flow: &Flow<'_>, world: &World, op: Op) -> Result<Value, FlowError> {
    Ok(match op {
        Op::Write(label) => json!(flow.call::<Write, Records>(&label).await?),
        Op::Think(label) => json!(flow.call::<Think, Work>(&label).await?),
        Op::Refuse(label) => json!(flow.call::<Refuse, Records>(&label).await?),
        Op::Ramble(label) => json!(flow.call::<Ramble, Records>(&label).await?),
        Op::Break(label) => json!(flow.call::<Break, Records>(&label).await?),
        Op::Spend(want) => json!(flow.call::<Spend, Work>(&want).await?),
        Op::SignalItself(name) => json!(flow.call::<SignalItself, Work>(&name).await?),
        Op::Send(label, effect) => {
            let settled = false;
            let parcel = Parcel {
                label,
                effect,
                settled,
            };
            json!(flow.activity::<Send, Work>(&parcel).await?)
        }
        Op::SendSettled(label) => {
            let parcel = Parcel {
                label,
                effect: Effect::WriteAtMostOnce,
                settled: true,
            };
            json!(flow.activity::<Send, Work>(&parcel).await?)
        }
        Op::Tool(label) => flow.tool(&ContractTool(label)).await??,
        Op::Sleep(time) => json!(flow.sleep(time).await?),
        Op::Signal(name) => flow.signal(&name).await?,
        Op::SignalOr(name, time) => {
            let came: Option<Value> = flow.signal_or_timeout(&name, time).await?;
            came.unwrap_or(json!("timed out"))
        }
        Op::Join(branches) => {
            let branch = |ops| async |flow| run(flow, world.clone(), ops).await;
            let results = flow.join(branches.into_iter().map(branch).collect()).await;
            json!(results.into_iter().collect::<Result<Vec<_>, _>>()?)
        }
        Op::Child(ops) => json!(flow.child::<Program>(&ops).await?),
        Op::Anew(ops) => json!(flow.continue_as_new::<Program>(&ops).await?),
        Op::AnewTooLarge => json!(flow.continue_as_new::<Program>(&much()).await?),
        Op::ChildTooLarge => json!(flow.child::<Program>(&much()).await?),
        Op::SayMuch => json!("x".repeat(64 * 1024)),
        Op::Generation => json!(flow.generation()),
        Op::Now(label) => see(world, &label, json!(flow.now())),
        Op::Uuid(label) => see(world, &label, json!(flow.uuid())),
        Op::Status(text) => json!(flow.status(&text)),
        Op::Say(value) => value,
        Op::Panic => panic!("as the test says"),
        Op::WaitForNothing => std::future::pending().await,
        Op::Must(_) | Op::Fail(_) => Value::Null,
    })
}

/// A program that is too large to be an input.
fn much() -> Vec<Op> {
    vec![write(&"x".repeat(64 * 1024))]
}

fn see(world: &World, label: &str, value: Value) -> Value {
    world.saw(label, value.clone());
    value
}

/// The name in the journal of the action that thinks.
pub(crate) const THINK: &str = <Think as Action<Work>>::NAME;
