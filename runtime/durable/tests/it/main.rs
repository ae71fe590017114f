//! Engines, each held to the one contract.

#![cfg(test)]

mod contract;
mod embedded;
