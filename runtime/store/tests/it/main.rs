//! The store from outside.

#![cfg(test)]

mod demo;
mod managed;
