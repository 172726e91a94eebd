//! Files people bring: from the announcement of their bytes to the last copy swept away.
//!
//! * Owns the tables `files`, `file_versions`, `file_links`, `file_labels`, `thumbnails`, `file_texts`,
//!   `uploads` and `file_archives`. The bytes are blobs (`infra::blobs`); rows name them.
//! * Emits the events of `EVENTS`. Facts of a file go to one scope each, so that the log tells them again
//!   to exactly those who may still see it (`telling`).
//! * Rights: see `access`. A file is seen by its owner, and by whoever may see what it is attached to: the
//!   link carries the scope. What something *is*, to which files are attached, only the features above
//!   know: they give a [`Place`] and check who may change it; files know no chats and no tasks.
//! * `jobs` scans, makes small pictures and removes what is past its time; `reading` reads the words inside.
//!
//! Invariants: a file has its bytes or is `pending`. An upload is done once: its row is marked
//! in the transaction that makes the form. A form that is infected or unchecked is never given out, to nobody. A
//! later form takes over when it is ready, not before. Bytes are swept only when no row names them.

mod access;
mod acts;
mod api;
mod events;
pub mod finding;
mod jobs;
mod limits;
mod model;
mod outside;
mod past;
mod policy;
mod reading;
mod showing;
mod store;
mod telling;

pub use acts::linking::{attach, attach_elsewhere, attach_same, detach, detach_all, detach_all_in};
pub use api::routes;
pub use events::EVENTS;
pub use jobs::{prune, prune_unfinished, start_jobs};
pub use limits::Limits;
pub use model::{ATTACHMENTS_MAX, Attachment, FileFacts, FileStatus, Link, Place, RefTable};
pub use outside::{blobs_in_use, count_attached, list_attached};
pub use past::{PastForm, date_links};
pub use reading::read_again;
pub use telling::retell;
