//! The server from outside: its HTTP door on a real database.

#![cfg(test)]

mod api;
mod commands;
mod decisions;
mod door;
mod effects;
mod events;
mod examples;
mod guarantees;
mod house;
mod messages;
mod metrics;
mod processes;
mod schedules;
mod schemas;
mod traces;
