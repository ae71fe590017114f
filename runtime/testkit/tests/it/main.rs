//! The kit from outside.

mod database;
