//! People: who works here, how they are called and reached, and whether they are here now.
//!
//! * Owns the table `users`, but for its column `password_hash`: a new row is given one, and from then
//!   on `auth` alone reads and writes it. No view of a person carries it.
//! * Emits `user.created` to everyone, `user.updated` to everyone (what others see of a person) or to
//!   the person alone (their settings), and `user.status.updated` to everyone. Whether someone is here
//!   is told by the sockets, unkept.
//! * Defines no right: everyone with an account sees everyone. Only administrators list disabled accounts.
//!
//! Presence is no column: it is asked of the board ([`Presence`](crate::access::Presence)) when a person
//! is shown. Only the state somebody set by hand (`busy`, `away`) is stored. A status that is over, and
//! whether the quiet hours run, is found out when a person is shown: time passing writes nothing.

mod accounts;
mod api;
mod avatar;
mod events;
mod model;
pub mod naming;
mod quiet;
mod retelling;
mod status;
mod store;

pub use accounts::{list_all, set_disabled, set_role};
pub use api::routes;
pub use avatar::blobs_in_use;
pub use events::{EVENTS, StatusUpdated, UserCreated, UserPatch, UserUpdated};
pub use model::{Locale, Me, NewPerson, Person, PersonRef, TimeZone};
pub use quiet::{ClockTime, DoNotDisturb, QuietHours, Weekday};
pub use retelling::retell;
pub use status::Status;
pub use store::findable as finding;
pub use store::{
    Accounts, NameKey, count_people, find_manual_presence, find_person, insert_person, list_people,
    list_people_by_ids, list_refs, load_me, load_person, person_exists,
};
