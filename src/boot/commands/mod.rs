//! One file for each command.

pub(super) mod check_config;
pub(super) mod demo;
pub(super) mod doctor;
pub(super) mod extract;
pub(super) mod healthcheck;
pub(super) mod reindex;
pub(super) mod serve;
pub(super) mod user;

use std::io;

use tokio::runtime::Runtime;

use super::cli::Outcome;

/// The threads that work on requests: one for each core.
fn runtime() -> io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("epop").build()
}

/// Runs something short on this thread.
fn block_on<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}
