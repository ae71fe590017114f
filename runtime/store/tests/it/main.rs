//! The store from outside.

mod managed;
