//! Typed ids: 64-bit integers in the database, decimal strings in JSON, one newtype per kind.
//!
//! A kind is one line in [`for_each_id`]; the SQL conversions are made from the same table in
//! `infra/db`, so a kind cannot exist on one side only.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Calls `$callback!` with every kind of id.
#[macro_export]
macro_rules! for_each_id {
    ($callback:ident) => {
        $callback! {
            /// A person with an account.
            UserId,
            /// One sign-in of one person on one device.
            SessionId,
            /// An invitation to join.
            InvitationId,
            /// A direct, group or channel conversation.
            ChatId,
            /// A message, root or reply, in a chat.
            MessageId,
            /// One kept earlier form of a message.
            RevisionId,
            /// Something a person keeps for later.
            SavedId,
            /// A message to be posted later.
            ScheduledId,
            /// An emoji of the workspace's own.
            EmojiId,
            /// Work that belongs together: its people, buckets and tasks.
            ProjectId,
            /// A column of a project's board.
            BucketId,
            /// A task of a project.
            TaskId,
            /// A label of a project's tasks.
            LabelId,
            /// A field that a project adds to its tasks.
            FieldId,
            /// A line of a task's checklist.
            ChecklistItemId,
            /// A comment on a task.
            CommentId,
            /// That one task begins after another.
            DependencyId,
            /// Something that happened in a project.
            ActivityId,
            /// A file somebody brought.
            FileId,
            /// One form a file had.
            FileVersionId,
            /// A place where a file is used.
            FileLinkId,
        }
    };
}

macro_rules! define_ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// Wraps a row id read from the database.
            pub const fn new(raw: i64) -> Self {
                Self(raw)
            }

            /// The row id, for the database and for ordering.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(itoa::Buffer::new().format(self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(IdVisitor).map(Self)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                id_schema()
            }
        }

        impl utoipa::ToSchema for $name {}
    )*};
}

for_each_id!(define_ids);

/// The text is not a positive decimal 64-bit integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an id: a positive decimal number in a string")]
pub struct InvalidId;

fn parse(text: &str) -> Result<i64, InvalidId> {
    // `i64::from_str` takes a sign and leading zeros; one id must have one spelling.
    let canonical = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    if canonical { text.parse().map_err(|_| InvalidId) } else { Err(InvalidId) }
}

struct IdVisitor;

impl de::Visitor<'_> for IdVisitor {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id: a positive decimal number in a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<i64, E> {
        parse(text).map_err(E::custom)
    }
}

fn id_schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some("^[1-9][0-9]{0,18}$"))
        .examples([serde_json::json!("12")])
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_strings_with_one_spelling() {
        assert_eq!(serde_json::to_string(&ChatId::new(12)).unwrap(), "\"12\"");
        assert_eq!(serde_json::from_str::<ChatId>("\"12\"").unwrap(), ChatId::new(12));
        for bad in ["12", "\"012\"", "\"+1\"", "\"-1\"", "\"\"", "\"0\"", "\"9223372036854775808\""]
        {
            assert!(serde_json::from_str::<ChatId>(bad).is_err(), "{bad}");
        }
    }
}
