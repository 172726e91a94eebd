//! What is done with files: one function per act, with its rules, its rows and its events.

pub(super) mod changing;
pub(super) mod linking;
pub(super) mod purging;
pub(super) mod settling;
pub(super) mod uploading;
