//! The workspace as a whole.

mod branding;
mod emoji;
mod general;
mod status;
