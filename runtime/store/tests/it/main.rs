//! The store from outside.

mod demo;
mod managed;
