//! Tools of other programs, over the Model Context Protocol: what they say of themselves, and
//! calling what the owner allows of it.
//!
//! What such a program says is text that anybody could have written. Models see a description only
//! as the owner saw it, and whatever they read of a result makes their turn an untrusted one.

mod bounded;
mod child;
mod connection;
mod fault;
mod lent;
mod source;
#[cfg(test)]
mod tests;

pub use self::{
    fault::{Fault, is_address},
    lent::{Lent, validator},
    source::{Found, Held, Source, SourceSettings, Unlisted, Way},
};
