//! The store from outside.

#![cfg(test)]

mod audit;
mod commits;
mod demo;
mod external;
mod eyes;
mod inbox;
mod isolation;
mod keys;
mod later;
mod lines;
mod managed;
mod notices;
mod retention;
mod together;
