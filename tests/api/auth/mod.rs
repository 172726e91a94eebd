//! Getting in and being kept in.

mod accounts;
mod invitations;
mod letters;
mod passwords;
mod push;
mod refresh;
mod sessions;
mod setup;
mod sign_in;
