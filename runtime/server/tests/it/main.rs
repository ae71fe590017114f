//! The server from outside: its HTTP door on a real database.

#![cfg(test)]

mod commands;
mod decisions;
mod door;
mod effects;
mod files;
mod guarantees;
mod house;
mod looks;
mod messages;
mod metrics;
mod people;
mod processes;
mod schedules;
mod tool;
mod traces;
