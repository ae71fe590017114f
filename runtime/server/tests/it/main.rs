//! The server from outside: its HTTP door on a real database.

#![cfg(test)]

mod api;
mod calls;
mod commands;
mod cut;
mod decisions;
mod doctor;
mod door;
mod effects;
mod events;
mod examples;
mod files;
mod guarantees;
mod house;
mod lenders;
mod looks;
mod mcp;
mod messages;
mod metrics;
mod ollama;
mod people;
mod processes;
mod readme;
mod schedules;
mod schemas;
mod terminal;
mod tool;
mod traces;
mod workflows;
