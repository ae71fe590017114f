//! Turns, end to end on real parts; only the models say what a test lets them say.

#![cfg(test)]

mod approvals;
mod aside;
mod budgets;
mod cancel;
mod clerks;
mod crash;
mod cut;
mod decisions;
mod deliveries;
mod direct;
mod faults;
mod figures;
mod flows;
mod journals;
mod lanes;
mod lead;
mod lent;
mod mistakes;
mod outside;
mod parts;
mod shop;
mod stripe;
mod taint;
mod tools;
mod trips;
mod twice;
mod unknown;
mod workflow_calls;
