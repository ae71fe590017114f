//! The models that answer: one provider a file, and the router that chooses among them.

pub mod defaults;
mod meters;
pub mod offline;
pub mod ollama;
pub mod openai;
pub mod router;
mod tls;

pub use self::{meters::Meters, tls::tls};
