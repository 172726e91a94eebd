//! The rights of chat, one marker type each.
//!
//! | right | who |
//! |---|---|
//! | [`ReadChat`] | members; everyone, if it is a channel |
//! | [`TakePart`] | members: read marks, preferences, leaving |
//! | [`PostMessage`] | members, unless the chat is archived: everything that is said |
//! | [`ShapeChat`] | members of groups and channels: people and settings; what only an administrator of the chat may do is asked of [`Seat::require_admin`] |
//! | [`JoinChannel`] | everyone, if it is a channel that is not archived |

use crate::access::{Actor, Permission};
use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::infra::db::ReadTx;

use super::model::{Kind, Notify, Role};
use super::store::chats::{self, ChatRow};

/// What a member has in a chat.
#[derive(Debug, Clone)]
pub(crate) struct Membership {
    pub(crate) role: Role,
    pub(crate) is_pinned: bool,
    pub(crate) is_muted: bool,
    /// The end of the muting, if it has one; what is past is over without a write.
    pub(crate) muted_until: Option<Timestamp>,
    pub(crate) notify: Notify,
    /// Everything in the main list up to this message is read; 0 before the first.
    pub(crate) last_read: MessageId,
}

/// A chat and one person's place in it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) chat: ChatRow,
    /// None if they are no member.
    pub(crate) membership: Option<Membership>,
}

/// A chat and a member's place in it.
#[derive(Debug, Clone)]
pub(crate) struct Seat {
    pub(crate) chat: ChatRow,
    pub(crate) membership: Membership,
}

impl Place {
    /// The chat, if the person may see it.
    pub(crate) fn load(tx: &ReadTx<'_>, user: UserId, id: ChatId) -> Result<Self> {
        let place = chats::find_place(tx, id, user)?;
        place.filter(Self::is_visible).ok_or_else(|| codes::CHAT_NOT_FOUND.into())
    }

    /// True if the person may read the chat.
    pub(crate) fn is_visible(&self) -> bool {
        self.membership.is_some() || self.chat.kind == Kind::Channel
    }

    /// The place as a member's.
    fn into_seat(self) -> Result<Seat> {
        let Self { chat, membership } = self;
        let membership = membership.ok_or(codes::CHAT_JOIN_REQUIRED)?;
        Ok(Seat { chat, membership })
    }

    /// The place of a member who may speak there.
    ///
    /// # Errors
    /// `chat_join_required`, `chat_archived`.
    pub(crate) fn into_open_seat(self) -> Result<Seat> {
        let seat = self.into_seat()?;
        seat.require_open()?;
        Ok(seat)
    }
}

impl From<Seat> for Place {
    fn from(seat: Seat) -> Self {
        Self { chat: seat.chat, membership: Some(seat.membership) }
    }
}

impl Seat {
    /// Refuses who does not administer the chat.
    ///
    /// # Errors
    /// `chat_admin_required`.
    pub(crate) fn require_admin(&self) -> Result<()> {
        if self.membership.role >= Role::Admin {
            Ok(())
        } else {
            Err(codes::CHAT_ADMIN_REQUIRED.into())
        }
    }

    /// Refuses to change an archived chat.
    ///
    /// # Errors
    /// `chat_archived`.
    pub(crate) fn require_open(&self) -> Result<()> {
        require_open(&self.chat)
    }
}

fn require_open(chat: &ChatRow) -> Result<()> {
    if chat.archived_at.is_none() { Ok(()) } else { Err(codes::CHAT_ARCHIVED.into()) }
}

/// Makes a right over the chat in the address.
macro_rules! right {
    ($(#[$doc:meta])* $name:ident -> $resource:ty, |$place:ident| $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct $name;

        impl Permission for $name {
            const PARAM: Option<&'static str> = Some("chatId");
            type Id = ChatId;
            type Resource = $resource;

            fn check(tx: &ReadTx<'_>, actor: &Actor, id: ChatId) -> Result<$resource> {
                let $place = Place::load(tx, actor.user, id)?;
                $check
            }
        }
    };
}

right! {
    /// The right to read a chat.
    ReadChat -> Place, |place| Ok(place)
}

right! {
    /// The right of a member to keep their own things in order, also in an archived chat.
    TakePart -> Seat, |place| place.into_seat()
}

right! {
    /// The right to say something.
    PostMessage -> Seat, |place| place.into_open_seat()
}

right! {
    /// The right to bring people in and to change what members may change.
    ShapeChat -> Seat, |place| {
        let seat = place.into_seat()?;
        if seat.chat.kind == Kind::Direct { Err(codes::CHAT_DIRECT_FIXED.into()) } else { Ok(seat) }
    }
}

right! {
    /// The right to join a channel; a member may join again, to no effect.
    JoinChannel -> Place, |place| {
        if place.chat.kind == Kind::Channel {
            require_open(&place.chat)?;
        }
        Ok(place)
    }
}
