//! What is true of every endpoint, event and socket.

mod attack;
mod codes;
mod cost;
mod endpoints;
mod events;
mod files;
mod fuzz;
mod fuzz_files;
mod headers;
mod idempotency;
mod log;
mod openapi;
mod project_events;
mod project_replay;
mod projects;
mod realtime;
mod replay;
mod revocation;
mod rows;
mod search;
mod talk;
mod values;
mod workspace;
mod xss;
