//! The models that answer: one provider a file, and the router that chooses among them.

pub mod defaults;
pub mod offline;
pub mod openai;
pub mod router;
