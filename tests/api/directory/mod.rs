//! People and presence.
