//! The embedded engine: the contract, and what it promises beyond it.

mod away;
mod crashes;
mod leases;
mod line;
mod money;
mod neighbours;
mod queue;
mod rig;

use self::rig::Rig;
use crate::contract::contract;

contract!(Rig);
