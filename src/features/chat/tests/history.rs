//! A history lived naively: what was said and who read what, counted one by one.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::ids::{MessageId, UserId};

/// A message as the naive count knows it.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) sender: UserId,
    pub(super) root: Option<MessageId>,
    pub(super) named: BTreeSet<UserId>,
    pub(super) everyone: bool,
    pub(super) deleted: bool,
}

/// Everything that happened, and who has read which message.
#[derive(Debug, Default)]
pub(super) struct History {
    pub(super) said: BTreeMap<MessageId, Said>,
    pub(super) read: BTreeSet<(UserId, MessageId)>,
    pub(super) members: BTreeSet<UserId>,
}

impl History {
    /// The list a message stands in: the main one, or its thread.
    pub(super) fn list_of(&self, id: MessageId) -> Vec<MessageId> {
        let root = self.said[&id].root;
        self.said.iter().filter(|(_, said)| said.root == root).map(|(id, _)| *id).collect()
    }

    pub(super) fn read_up_to(&mut self, user: UserId, id: MessageId) {
        let list = self.list_of(id);
        self.read.extend(list.into_iter().filter(|other| *other <= id).map(|other| (user, other)));
    }

    pub(super) fn say(&mut self, id: MessageId, said: Said) {
        let sender = said.sender;
        self.said.insert(id, said);
        self.read_up_to(sender, id);
    }

    /// Unread messages and unread mentions, counted one by one.
    pub(super) fn count(&self, user: UserId) -> (u32, u32) {
        let (mut messages, mut mentions) = (0, 0);
        for (id, said) in &self.said {
            if said.deleted || said.sender == user || self.read.contains(&(user, *id)) {
                continue;
            }
            messages += u32::from(said.root.is_none());
            let mentioned = said.named.contains(&user) || (said.everyone && said.root.is_none());
            mentions += u32::from(mentioned);
        }
        (messages, mentions)
    }

    pub(super) fn replies(&self, root: MessageId) -> usize {
        self.said.values().filter(|said| said.root == Some(root) && !said.deleted).count()
    }

    pub(super) fn listed(&self) -> Vec<MessageId> {
        let roots = self.said.iter().filter(|(_, said)| said.root.is_none());
        roots
            .filter(|(id, said)| !said.deleted || self.replies(**id) > 0)
            .map(|(id, _)| *id)
            .collect()
    }

    pub(super) fn newest(&self) -> Option<MessageId> {
        let roots = self.said.iter().filter(|(_, said)| said.root.is_none() && !said.deleted);
        roots.map(|(id, _)| *id).max()
    }
}
