//! The embedded engine: the contract, and what it promises beyond it.

mod away;
mod crashes;
mod journals;
mod leases;
mod line;
mod money;
mod neighbours;
mod queue;
mod random;
mod rig;
mod schedules;
mod versions;

use self::rig::Rig;
use crate::contract::contract;

contract!(Rig);
