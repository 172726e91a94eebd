//! All SQL of this feature, by what is asked about.

pub(super) mod credentials;
pub(super) mod invitations;
pub(super) mod push;
pub(super) mod resets;
pub(super) mod sessions;
