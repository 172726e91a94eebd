//! Getting in and being kept in: setup, sign-in, sessions, passwords, invitations, accounts.
//!
//! * Owns the tables `sessions`, `invitations`, `password_resets` and `push_subscriptions`, and the
//!   column `users.password_hash`.
//! * Emits `auth.session.revoked` and `auth.password.changed`, to the person alone. Mails links to set a
//!   new password, and tells by mail that a password was changed.
//! * Defines the rights `OwnSession` (end a session of one's own) and `ManageAccount` (an administrator
//!   changes somebody's account).
//!
//! Invariants:
//! * A password is hashed or checked before the write, never on the writer's thread; the write then
//!   decides on what is true at that moment: the hash that was checked is still the hash, the link is
//!   still unused, nobody has an account yet.
//! * Ending a session is one write: the row, the event, and, before the caller is answered, the
//!   session cache and the open sockets.
//! * A refresh token is good once. One of an older generation was copied: its session ends.
//! * Links carry 256 random bits; only their hash is stored. A wrong guess uses nothing up.
//! * Who asks learns nothing about who has an account: not by words, not by time.

mod access;
mod accounts;
mod api;
mod cookies;
mod device;
mod events;
mod jobs;
mod links;
mod mailing;
mod model;
mod notices;
mod revoke;
mod sign_in;
mod store;

pub use accounts::{create_user, ensure_configured_admin, set_password, user_count};
pub use api::routes;
pub use events::{EVENTS, PasswordChanged, SessionRevoked};
pub use jobs::prune;
pub use notices::start_notices;
