//! The API tests: the real application on a temporary folder, over HTTP and sockets.
//!
//! `contract` holds what is true of every endpoint, event and socket; the other folders mirror the
//! features. `support` is the application under test and its people.

mod auth;
mod chat;
mod contract;
mod desk;
mod directory;
mod files;
#[path = "../process/papers.rs"]
mod papers;
mod projects;
mod search;
mod support;
mod workspace;
