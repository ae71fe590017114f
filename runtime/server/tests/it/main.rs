//! The server from outside: its HTTP door on a real database.

mod decisions;
mod door;
mod house;
mod messages;
