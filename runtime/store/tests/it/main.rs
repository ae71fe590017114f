//! The store from outside.

#![cfg(test)]

mod demo;
mod external;
mod managed;
