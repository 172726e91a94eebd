//! Machinery without product words: database, events, cache, tasks, passwords, mail, telemetry.

pub mod blobs;
pub mod cache;
pub mod clock;
pub mod db;
pub mod events;
pub mod extract;
pub mod filetype;
pub mod hub;
pub mod index;
pub mod mailer;
pub mod password;
pub mod pictures;
pub mod scanner;
pub mod secrets;
pub mod tasks;
pub mod telemetry;
