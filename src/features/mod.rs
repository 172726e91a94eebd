//! What people can do. Each folder is complete: tables, rights, events, endpoints, jobs.
//!
//! `directory`, `workspace`, `auth` and `files` are used by those below them; `chat` and `projects` stand side
//! by side and never import each other; `desk`, `realtime`, `search`, `dashboard` and `ops` use what is above
//! them.

pub mod directory;
pub mod workspace;

pub mod auth;
pub mod files;

pub mod chat;
pub mod projects;

pub mod dashboard;
pub mod desk;
pub mod ops;
pub mod realtime;
pub mod search;
