//! The program as an operator meets it: started, asked, signalled, killed, started again.
//!
//! Every test runs the real binary in a folder of its own and waits for what it waits for: a line, a
//! frame, an exit. Nothing sleeps.
#![expect(clippy::disallowed_methods, reason = "these tests start their own clients and logs")]

mod account;
mod commands;
mod configuration;
mod crash;
mod extract;
mod index;
mod papers;
mod program;
mod reading;
mod scanner;
mod scanning;
mod signals;
mod starting;
mod storage;
