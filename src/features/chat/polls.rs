//! Polls: what a new one must be like, and what everyone sees of one.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::polls::{self, PollRow, VoteRow};
use crate::base::ids::{MessageId, UserId};
use crate::base::text::PollOption;
use crate::base::time::Timestamp;
use crate::base::{Error, Result};
use crate::infra::db::{ReadTx, WriteTx};

/// A poll has at least this many options.
const OPTIONS_MIN: usize = 2;
/// A poll has at most this many options.
const OPTIONS_MAX: usize = 10;
/// Up to this many people are named beside an option: every vote is told to every member.
const VOTERS_SHOWN: usize = 100;

/// A poll to post; the message is its question.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewPoll {
    /// What can be chosen: 2 to 10 different texts.
    options: Vec<PollOption>,
    /// Whether one may choose several; one unless given.
    #[serde(default)]
    multiple: bool,
    /// Whether nobody learns who chose what; shown unless given.
    #[serde(default)]
    anonymous: bool,
    /// When it closes by itself; never unless given.
    closes_at: Option<Timestamp>,
}

impl NewPoll {
    /// Checks what can be checked without a clock.
    ///
    /// # Errors
    /// `invalid_request` on `poll.options`.
    pub(crate) fn check(&self) -> Result<()> {
        let refuse = |code, sentence| Err(Error::invalid_field("poll.options", code, sentence));
        if !(OPTIONS_MIN..=OPTIONS_MAX).contains(&self.options.len()) {
            return refuse("out_of_range", "must be 2 to 10 options");
        }
        let folded: std::collections::HashSet<String> =
            self.options.iter().map(|option| option.as_str().to_lowercase()).collect();
        if folded.len() < self.options.len() {
            return refuse("duplicate", "must differ from each other");
        }
        Ok(())
    }

    /// Adds the poll to its message.
    ///
    /// # Errors
    /// `invalid_request` on `poll.closesAt` if that is past.
    pub(crate) fn insert(&self, tx: &mut WriteTx<'_>, message: MessageId) -> Result<()> {
        if self.closes_at.is_some_and(|closes_at| closes_at <= tx.now()) {
            return Err(Error::invalid_field("poll.closesAt", "past", "must be later than now"));
        }
        polls::insert(
            tx,
            &PollRow {
                message,
                is_multiple: self.multiple,
                is_anonymous: self.anonymous,
                options: serde_json::to_string(&self.options)?,
                closes_at: self.closes_at,
                closed_at: None,
            },
        )
    }
}

/// A poll as it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Poll {
    /// Whether one may choose several.
    pub(crate) multiple: bool,
    /// Whether nobody learns who chose what.
    pub(crate) anonymous: bool,
    /// When it closes by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) closes_at: Option<Timestamp>,
    /// When it was closed by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) closed_at: Option<Timestamp>,
    /// How many people chose something.
    pub(crate) voter_count: u32,
    /// What can be chosen, with the votes.
    pub(crate) options: Vec<PollChoice>,
    /// The places of what the caller chose, from 0; absent in events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mine: Option<Vec<u32>>,
}

/// One option of a poll.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PollChoice {
    /// What it says.
    pub(crate) text: String,
    /// Its votes.
    #[serde(flatten)]
    pub(crate) votes: Votes,
}

/// Who chose one option.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Votes {
    /// How many people.
    pub(crate) count: u32,
    /// Who; null where nobody is to know, and where they are more than a hundred.
    pub(crate) user_ids: Option<Vec<UserId>>,
}

/// What changed in a poll: everything but its texts.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PollPatch {
    voter_count: u32,
    closed_at: Option<Timestamp>,
    votes: Vec<Votes>,
}

impl PollPatch {
    /// What events tell of a poll.
    pub(crate) fn of(poll: &Poll) -> Self {
        let votes = poll.options.iter().map(|option| option.votes.clone()).collect();
        Self { voter_count: poll.voter_count, closed_at: poll.closed_at, votes }
    }
}

/// The polls of messages, as a person sees them, or as everyone does.
pub(crate) fn show(
    tx: &ReadTx<'_>,
    viewer: Option<UserId>,
    messages: &[MessageId],
) -> Result<HashMap<MessageId, Poll>> {
    if messages.is_empty() {
        return Ok(HashMap::new());
    }
    let mut votes: HashMap<MessageId, Vec<VoteRow>> = HashMap::new();
    for vote in polls::list_votes(tx, messages)? {
        votes.entry(vote.message).or_default().push(vote);
    }
    let shown = polls::list(tx, messages)?.into_iter().map(|row| {
        let votes = votes.remove(&row.message).unwrap_or_default();
        Ok((row.message, Poll::new(row, &votes, viewer)?))
    });
    shown.collect()
}

impl Poll {
    fn new(row: PollRow, votes: &[VoteRow], viewer: Option<UserId>) -> Result<Self> {
        let texts: Vec<String> = serde_json::from_str(&row.options)?;
        let options = texts.into_iter().zip(0_u32..).map(|(text, place)| {
            let people = votes.iter().filter(|vote| vote.choice == place).map(|vote| vote.user);
            let people: Vec<UserId> = people.collect();
            let count = u32::try_from(people.len()).unwrap_or(u32::MAX);
            let named = !row.is_anonymous && people.len() <= VOTERS_SHOWN;
            let user_ids = named.then_some(people);
            PollChoice { text, votes: Votes { count, user_ids } }
        });
        let options = options.collect();
        let people = votes.chunk_by(|one, next| one.user == next.user).count();
        let mine = viewer.map(|viewer| {
            votes.iter().filter(|vote| vote.user == viewer).map(|vote| vote.choice).collect()
        });
        Ok(Self {
            multiple: row.is_multiple,
            anonymous: row.is_anonymous,
            closes_at: row.closes_at,
            closed_at: row.closed_at,
            voter_count: u32::try_from(people).unwrap_or(u32::MAX),
            options,
            mine,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll_with(people: i64, is_anonymous: bool) -> Poll {
        let message = MessageId::new(1);
        let row = PollRow {
            message,
            is_multiple: false,
            is_anonymous,
            options: r#"["yes","no"]"#.to_owned(),
            closes_at: None,
            closed_at: None,
        };
        let vote = |user| VoteRow { message, user: UserId::new(user), choice: 0 };
        let votes: Vec<VoteRow> = (1..=people).map(vote).collect();
        Poll::new(row, &votes, Some(UserId::new(people))).expect("a poll")
    }

    #[test]
    fn a_hundred_are_named_and_more_are_counted() {
        let named = |poll: &Poll| poll.options[0].votes.user_ids.as_ref().map(Vec::len);
        assert_eq!(named(&poll_with(100, false)), Some(100));
        let crowd = poll_with(101, false);
        assert_eq!((named(&crowd), crowd.options[0].votes.count), (None, 101));
        assert_eq!((crowd.voter_count, crowd.mine.as_deref()), (101, Some(&[0][..])));
        assert_eq!(named(&poll_with(3, true)), None);
    }
}
