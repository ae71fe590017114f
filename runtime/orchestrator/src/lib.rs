//! One turn: route, think, gate, act, answer, deliver.

mod desk;
mod progress;

pub use self::{
    desk::{Desk, NewMessage, SubmitError, Submitted, Wake},
    progress::{Feed, Progress},
};
