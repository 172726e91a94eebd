//! People.

mod me;
mod people;
mod presence;
mod status;
