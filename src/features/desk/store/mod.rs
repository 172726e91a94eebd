//! All SQL of the desk; one function asks one question.

pub(super) mod drafts;
pub(super) mod saved;
pub(super) mod scheduled;
pub(super) mod sidebar;
