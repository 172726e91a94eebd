//! `epop openapi`: prints the API's document, without opening any data.

use super::super::cli::{Outcome, say};
use crate::http::docs;

pub(in crate::boot) fn run() -> Outcome {
    let document = docs::to_json(&crate::boot::openapi())?;
    say(format_args!("{document}"));
    Ok(())
}
