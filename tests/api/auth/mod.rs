//! Sign-in, sessions, invitations and passwords.
