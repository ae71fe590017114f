//! Running workflows: one engine a file.

mod embedded;

pub use embedded::{Embedded, Join, Meters, Settings, StartError};
