//! The models, at the border of the crate.

#![cfg(test)]

mod evals;
mod offline;
mod ollama;
mod openai;
mod prices;
