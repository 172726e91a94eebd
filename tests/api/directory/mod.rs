//! People.

mod avatar;
mod me;
mod people;
mod presence;
mod status;
