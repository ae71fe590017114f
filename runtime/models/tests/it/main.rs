//! The models, at the border of the crate.

mod offline;
mod openai;
mod prices;
