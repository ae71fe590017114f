//! Departments that work on one turn at the same time: each in a child of the turn's run, with an
//! allowance that the turn holds for it. What they say is put together in the order in which they were
//! given work.

use std::sync::Arc;

use domain::{
    agent,
    flow::{Action, ChildEnd, Flow, FlowError, Path, Workflow},
    ids::{FlowId, RowId},
    money::Micros,
    tool::{Call, ToolError},
    turn::TurnStatus,
    words::Say,
};
use serde::{Deserialize, Serialize};
use store::{SpendRow, Work};

use crate::{
    agent_loop::{self, Desk},
    close::Spent,
    house::House,
    open::Ready,
    progress::Progress,
    supervisor::{Beside, Delegated, Delegating, Delegation, Slice, known, no_department_budget},
    think::{CallRef, Wanted},
    turn::{End, surely},
};

/// How many departments work on a turn at once.
const AT_ONCE: usize = 4;

/// Whether work is given to several departments: what one is given several times it does in order,
/// and without a child.
pub(crate) fn are_several(calls: &[Wanted], ready: &Ready) -> bool {
    let mut departments = calls.iter().filter_map(|it| known(it, ready));
    let first = departments.next();
    first.is_some_and(|(first, _)| departments.any(|(name, _)| name != first))
}

/// Work that a department was given.
struct Given {
    call: CallRef,
    wanted: Wanted,
    /// The step at which its child stands.
    place: Path,
    child: FlowId,
}

/// Has departments work side by side, and puts together what they say.
pub(crate) async fn work_together(
    flow: &Flow<'_>,
    (at, calls): (Path, Vec<Wanted>),
    ready: &Ready,
    spent: &mut Spent,
) -> Result<End, FlowError> {
    // Each delegation has the step after the answer that transcripts know it by; then come they all.
    let count = u32::try_from(calls.len()).unwrap_or(u32::MAX);
    let (given, lanes) = lay_out(flow, (&at, calls), ready, &at.following(count + 1));
    let mut shares = u32::try_from(lanes.iter().map(Vec::len).sum::<usize>()).unwrap_or(1);
    let mut granted = Vec::new();
    for given in &given {
        granted.push(grant(&flow.inside(), given, ready, shares).await?);
        if known(&given.wanted, ready).is_some() {
            shares = shares.saturating_sub(1);
        }
    }
    let branches = lanes.iter().map(|lane| {
        let (given, granted) = (&given, &granted);
        async move |flow: Flow<'_>| work_in_order(&flow, lane, (given, granted), ready).await
    });
    let lanes = flow.join(branches.collect()).await;
    let mut came: Vec<(usize, Came)> = Vec::new();
    for lane in lanes {
        came.extend(lane?);
    }
    came.sort_by_key(|(index, _)| *index);
    let mut ends = Vec::new();
    for (index, given) in given.iter().enumerate() {
        let Some((name, _)) = known(&given.wanted, ready) else {
            continue;
        };
        let mine = came.iter().position(|(it, _)| *it == index);
        match (granted.get(index), mine.map(|at| came.remove(at).1)) {
            (Some(Delegated::Granted(slice)), Some(came)) => {
                spent.department(name, slice, came.cost);
                ends.push(came.end.of_department(name));
            }
            (Some(Delegated::Refused(say)), _) => {
                ends.push(End::refused(say.clone()).of_department(name));
            }
            (Some(Delegated::Granted(_) | Delegated::Unknown) | None, _) => {}
        }
    }
    let whole = ends.into_iter().reduce(End::and);
    let nobody = || End::failed(Say::of("turn", "no_department"));
    Ok(whole.unwrap_or_else(nobody).once())
}

/// What one department's part came to.
struct Came {
    end: End,
    cost: Micros,
}

/// Which delegation is done in which lane: those of one department in one, in order. Each lane is a
/// branch, and each delegation in it a step of three: where its child stands follows from that.
fn lay_out(
    flow: &Flow<'_>,
    (at, calls): (&Path, Vec<Wanted>),
    ready: &Ready,
    join: &Path,
) -> (Vec<Given>, Vec<Vec<usize>>) {
    let mut departments: Vec<String> = Vec::new();
    let mut lanes: Vec<Vec<usize>> = Vec::new();
    let mut all = Vec::new();
    for (index, wanted) in calls.into_iter().enumerate() {
        let mut place = Path::default();
        if let Some((name, _)) = known(&wanted, ready) {
            let seen = departments.iter().position(|it| it == name);
            let lane = seen.unwrap_or_else(|| {
                departments.push(name.clone());
                departments.len() - 1
            }) % AT_ONCE;
            if lanes.len() <= lane {
                lanes.push(Vec::new());
            }
            if let Some(lane_of) = lanes.get_mut(lane) {
                let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
                let step = join.then(number(lane)).then(number(lane_of.len()));
                place = step.then(0);
                lane_of.push(index);
            }
        }
        all.push(Given {
            call: CallRef {
                answer: at.clone(),
                index: u32::try_from(index).unwrap_or(u32::MAX),
            },
            wanted,
            child: flow.child_at(&place),
            place,
        });
    }
    (all, lanes)
}

/// Takes a department's slice and what the turn holds for it.
async fn grant(
    flow: &Flow<'_>,
    given: &Given,
    ready: &Ready,
    shares: u32,
) -> Result<Delegated, FlowError> {
    let known = known(&given.wanted, ready);
    let child = given.child;
    let input = Delegation {
        call: given.call.clone(),
        department: known.map(|(name, _)| name.clone()),
        want: known.map_or(Micros(0), |(_, limits)| limits.micros.min(ready.allowance)),
        beside: Some(Beside { child, shares }),
    };
    flow.call::<Delegating, Work>(&input).await
}

/// Has what stands in one lane done, one after the other. After a request to stop nothing begins.
async fn work_in_order(
    flow: &Flow<'_>,
    lane: &[usize],
    (given, granted): (&[Given], &[Delegated]),
    ready: &Ready,
) -> Result<Vec<(usize, Came)>, FlowError> {
    let mut came = Vec::new();
    let mut stopped = false;
    for index in lane {
        let flow = flow.inside();
        let (Some(given), Some(Delegated::Granted(slice))) =
            (given.get(*index), granted.get(*index))
        else {
            continue;
        };
        let Some((name, limits)) = known(&given.wanted, ready) else {
            continue;
        };
        let input = Task {
            department: name.clone(),
            call: given.call.clone(),
            place: given.place.clone(),
            limits: agent::Limits {
                micros: slice.granted,
                ..limits
            },
            no_money: no_money(ready, name, slice),
        };
        let ended = match stopped {
            false => flow.child::<Working>(&input).await,
            true => Err(FlowError::Cancelled),
        };
        let end = match ended {
            Err(error @ FlowError::Journal(_)) => return Err(error),
            Err(
                FlowError::Cancelled
                | FlowError::Child {
                    end: ChildEnd::Cancelled,
                    ..
                },
            ) => End::of(&FlowError::Cancelled),
            Err(FlowError::Child { .. } | FlowError::Action { .. }) => {
                End::failed(Say::of("turn", "part_broke").with("department", name))
            }
            Ok(end) => end,
        };
        let joined = Joined {
            child: given.child,
            department: name.clone(),
        };
        let (cost, heard) = surely::<Joining>(&flow, &joined).await?;
        stopped |= heard || end.status == TurnStatus::Cancelled;
        let end = match heard && end.status != TurnStatus::Cancelled {
            true => end.and(End::of(&FlowError::Cancelled)),
            false => end,
        };
        came.push((*index, Came { end, cost }));
    }
    Ok(came)
}

fn no_money(ready: &Ready, name: &str, slice: &Slice) -> Say {
    match slice.whole {
        true => ready.no_money(),
        false => no_department_budget(name),
    }
}

/// The workflow of a department that works beside others. It works in the turn's name: its rows, keys
/// and requests to people are the turn's.
#[derive(Debug)]
pub(crate) struct Working;

/// What a department was given that works beside others.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Task {
    department: String,
    call: CallRef,
    /// Where in the turn it stands.
    place: Path,
    limits: agent::Limits,
    no_money: Say,
}

impl Workflow for Working {
    const NAME: &'static str = "turn.part";
    const VERSION: u32 = 1;
    const DEPARTMENT: &'static str = agent::SUPERVISOR;
    type Input = Task;
    type Output = End;
    const IN_PARENTS_NAME: bool = true;

    async fn run(&self, flow: &Flow<'_>, task: Task) -> Result<End, FlowError> {
        let desk = Desk {
            department: task.department,
            place: task.place,
            task: Some(task.call),
            limits: task.limits,
            no_money: task.no_money,
        };
        let mut cost = Micros(0);
        let end = agent_loop::work_on(flow, &desk, &mut cost).await;
        let end = end.unwrap_or_else(|error| End::of(&error));
        let ((), heard) = surely::<Leaving>(flow, &end.status).await?;
        Ok(match heard && end.status != TurnStatus::Cancelled {
            true => end.and(End::of(&FlowError::Cancelled)),
            false => end,
        })
    }
}

/// Ends a department's part.
pub(crate) struct Leaving(pub(crate) Arc<House>);

impl Action<Work> for Leaving {
    const NAME: &'static str = "part.leave";
    type Input = TurnStatus;
    type Output = ();

    async fn run(&self, work: &mut Work, call: &Call, _: TurnStatus) -> Result<(), ToolError> {
        work.turn(call.flow).lane = Some("closed");
        let (house, turn, run) = (Arc::clone(&self.0), call.flow, call.run);
        work.then(move || {
            house.transcripts.forget(run);
            // Others may wait for a person: whoever watches looks.
            let status = TurnStatus::Waiting;
            let news = Progress::Settled { status, view: None };
            house.feed.tell(turn.into(), &news);
        });
        Ok(())
    }
}

/// Settles a department's part with the turn, once its child has ended.
pub(crate) struct Joining;

/// A part that has ended.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Joined {
    child: FlowId,
    department: String,
}

impl Action<Work> for Joining {
    const NAME: &'static str = "turn.join";
    type Input = Joined;
    type Output = Micros;

    async fn run(&self, work: &mut Work, call: &Call, joined: Joined) -> Result<Micros, ToolError> {
        let part = work.settle_part(joined.child).await?;
        if part.lost > Micros(0) {
            let lost = SpendRow {
                organisation: call.organisation,
                id: RowId::new(call.now),
                turn: call.flow,
                department: joined.department,
                kind: "lost",
                name: "model".to_owned(),
                micros: part.lost,
                at: call.now,
                run: None,
            };
            work.writes().spend.push(lost);
        }
        Ok(part.spent + part.lost)
    }
}
