//! The HTTP kit, without any feature: server, stack of middleware, extractors, answers, the page.

pub mod answer;
pub mod extract;
mod json_fault;
pub mod limits;
pub mod meta;
