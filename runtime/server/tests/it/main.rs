//! The server from outside: its HTTP door on a real database.

#![cfg(test)]

mod commands;
mod decisions;
mod door;
mod effects;
mod guarantees;
mod house;
mod lenders;
mod mcp;
mod messages;
mod metrics;
mod ollama;
mod processes;
mod schedules;
mod traces;
