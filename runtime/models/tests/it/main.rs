//! The models, at the border of the crate.

#![cfg(test)]

mod evals;
mod offline;
mod openai;
mod prices;
