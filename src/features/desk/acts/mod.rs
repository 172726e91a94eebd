//! What people do with what lies on their desk.

pub(super) mod drafting;
pub(super) mod ordering;
pub(super) mod saving;
pub(super) mod scheduling;
