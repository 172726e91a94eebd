//! The vocabulary every floor speaks: ids, errors, scopes, time, bounded text, safe HTML, pages. No I/O.

pub mod codes;
pub mod error;
pub mod html;
pub mod ids;
pub mod json;
pub mod kind;
pub mod page;
pub mod scope;
pub mod text;
pub mod time;
pub mod words;

pub use error::{Error, FieldError, Result};
