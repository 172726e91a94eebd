//! Search: everything that is somebody's to read, by its words; nothing else is found, counted or hinted at.
//!
//! * Owns no table: the index (`infra/index`) is derived from the rows of the features, and follows the event
//!   log. Emits nothing. Everyone with an account searches what is theirs; administrators rebuild.
//! * What can be found is what has a [`Source`](source::Source). **To add one**: a file in `sources/` that
//!   implements the trait with what the feature gives out, a line in [`source::SOURCES`], and the list of hits
//!   in `api/answer.rs`. An event of the feature must tell of every change of a row or of its audience.
//! * What is inside files is read by `files` and found as their text; a highlight looks into so much of it.
//! * A question is read by `language` (words, phrases, `from:ana`, `-word`), its names are looked up by
//!   `names`, `answer` asks the index and then the features: one snapshot of the database holds the reader's
//!   scopes, the rows, and the rights to each of them.
//! * `indexing` follows the log and rebuilds.
//!
//! Invariants: a hit is shown only by its feature's own access check, in the snapshot of the answer. Totals,
//! facets and suggestions are made of what the reader may see. A score never depends on what others have.

mod answer;
mod api;
mod highlights;
mod indexing;
mod language;
mod names;
mod source;
mod sources;
mod suggesting;

pub use api::routes;
pub use indexing::{Rebuilt, is_sound, rebuild, start_indexing};
