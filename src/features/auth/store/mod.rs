//! All SQL of this feature, by what is asked about.

pub mod credentials;
pub mod invitations;
pub mod push;
pub mod resets;
pub mod sessions;
pub mod settings;
