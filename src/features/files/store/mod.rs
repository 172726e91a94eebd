//! All SQL of files; one function asks one question.

pub(super) mod archives;
pub(super) mod files;
pub(super) mod labels;
pub(super) mod links;
pub(super) mod listing;
pub(super) mod texts;
pub(super) mod thumbnails;
pub(super) mod uploads;
pub(super) mod usage;
pub(super) mod versions;

use super::model::{FileStatus, RefTable, Retention};
use crate::base::kind::FileKind;
use crate::infra::db::sql_words;

sql_words!(FileStatus, RefTable, Retention, FileKind);
