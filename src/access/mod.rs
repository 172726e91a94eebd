//! Who is calling, what they may do, and who is here.
//!
//! * A signed token names a session; the session cache tells whose it is ([`Actor`]). A session that
//!   is revoked, or whose person is disabled, leaves the cache before the revoker is answered.
//! * [`Grant`] is the only way to a protected resource: the right is checked in the same snapshot as
//!   the read, and in the same transaction as the write. Not visible is `not found`; visible but not
//!   allowed is `forbidden`. A public endpoint says [`Public`].
//! * [`Call`] carries a change's body and its `Idempotency-Key`; the answer is kept with the change.
//! * [`ScopeSet`](crate::base::scope::ScopeSet)s are loaded in the snapshot that uses them.
//!
//! Reads the tables `users`, `sessions`, `chat_members`, `projects` and `project_members`; owns none.

mod actor;
mod app;
mod call;
mod gate;
mod grant;
mod link;
pub mod presence;
mod sessions;
mod setup;
pub mod store;
pub mod tokens;

pub use actor::{Actor, Public};
pub use app::{App, Parts};
pub use call::{Answer, Call, FileBody, Intent, NoBody, Upload, created_if};
pub use gate::{ACCESS_COOKIE, Limits, admit, cookie, identify_session, identify_token};
pub use grant::{Admin, Grant, Granted, Permission, SignedIn, Whole};
pub use link::{Linked, signed_path};
pub use presence::Presence;
pub use sessions::Sessions;
pub use setup::SetupSecret;
