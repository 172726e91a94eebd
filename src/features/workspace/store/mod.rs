//! All SQL of this feature, by what is asked about.

pub(super) mod branding;
pub(super) mod emoji;
