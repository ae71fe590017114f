//! The words of the system: ids, records, policies and ports. No input or output happens here.

pub mod agent;
pub mod approval;
pub mod budget;
pub mod channel;
pub mod configuration;
pub mod digest;
pub mod effect;
pub mod flow;
pub mod foreign;
pub mod ids;
pub mod language;
pub mod message;
pub mod model;
pub mod money;
pub mod organisation;
pub mod person;
pub mod policy;
pub mod run;
pub mod schedule;
pub mod spend;
pub mod tool;
pub mod trace;
pub mod turn;
pub mod words;
