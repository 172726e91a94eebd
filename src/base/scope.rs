//! Who may see a thing: an audience is a set of scopes, a person holds a set of scopes, and
//! *you see it if and only if the sets meet*. Sockets, search and downloads all use this one rule.

use std::collections::HashMap;
use std::fmt;

use super::ids::{ChatId, ProjectId, UserId};
use super::time::Timestamp;

/// One group of readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// One person alone.
    User(UserId),
    /// The members of a chat.
    Chat(ChatId),
    /// Who may see a project: its members, and everyone if it is open.
    Project(ProjectId),
    /// Everyone with an active account.
    Org,
    /// Administrators.
    Admins,
}

const KIND_SHIFT: u32 = 56;

impl Scope {
    /// A number that no other scope has: the kind in the top byte, the id below.
    pub fn to_bits(self) -> u64 {
        let (kind, id) = match self {
            Self::User(id) => (1, id.get()),
            Self::Chat(id) => (2, id.get()),
            Self::Org => (3, 0),
            Self::Admins => (4, 0),
            Self::Project(id) => (5, id.get()),
        };
        (kind << KIND_SHIFT) | (id.cast_unsigned() & ((1 << KIND_SHIFT) - 1))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Chat(id) => write!(f, "chat:{id}"),
            Self::Project(id) => write!(f, "project:{id}"),
            Self::Org => f.write_str("org"),
            Self::Admins => f.write_str("admins"),
        }
    }
}

impl std::str::FromStr for Scope {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text.split_once(':') {
            None if text == "org" => Ok(Self::Org),
            None if text == "admins" => Ok(Self::Admins),
            Some(("user", id)) => id.parse().map(Self::User).map_err(|_| ()),
            Some(("chat", id)) => id.parse().map(Self::Chat).map_err(|_| ()),
            Some(("project", id)) => id.parse().map(Self::Project).map_err(|_| ()),
            _ => Err(()),
        }
    }
}

/// The scopes that may see one thing. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience(Vec<Scope>);

impl Audience {
    /// An audience of one scope.
    pub fn of(scope: Scope) -> Self {
        Self(vec![scope])
    }

    /// This audience and `scope`.
    #[must_use]
    pub fn and(mut self, scope: Scope) -> Self {
        if !self.0.contains(&scope) {
            self.0.push(scope);
        }
        self
    }

    /// The scopes, in the order they were named.
    pub fn scopes(&self) -> &[Scope] {
        &self.0
    }
}

impl fmt::Display for Audience {
    /// Comma separated, as stored in the outbox.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, scope) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(",")?;
            }
            scope.fmt(f)?;
        }
        Ok(())
    }
}

impl std::str::FromStr for Audience {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let scopes = text.split(',').map(str::parse).collect::<Result<Vec<_>, ()>>()?;
        Ok(Self(scopes))
    }
}

/// What one person may see, and since when they hold each scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScopeSet(HashMap<Scope, Timestamp>);

impl ScopeSet {
    /// True if the person may see what `audience` may see.
    pub fn meets(&self, audience: &Audience) -> bool {
        audience.scopes().iter().any(|scope| self.0.contains_key(scope))
    }

    /// True if the person could see what `audience` saw at that moment: what was said before they came
    /// is read where it stands now, not as it was said then.
    pub fn met(&self, audience: &Audience, at: Timestamp) -> bool {
        audience.scopes().iter().any(|scope| self.0.get(scope).is_some_and(|since| *since <= at))
    }

    /// True if the person holds `scope`.
    pub fn contains(&self, scope: Scope) -> bool {
        self.0.contains_key(&scope)
    }

    /// Every scope the person holds as a list in JSON, as SQL takes it. Nothing in a scope needs escaping.
    pub fn to_json(&self) -> String {
        let scopes: Vec<String> = self.0.keys().map(|scope| format!("\"{scope}\"")).collect();
        format!("[{}]", scopes.join(","))
    }

    /// Every scope the person holds, in no order.
    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        self.0.keys().copied()
    }
}

impl FromIterator<(Scope, Timestamp)> for ScopeSet {
    /// A scope that is held in two ways is held since the earlier one.
    fn from_iter<I: IntoIterator<Item = (Scope, Timestamp)>>(scopes: I) -> Self {
        let mut held = HashMap::new();
        for (scope, since) in scopes {
            held.entry(scope)
                .and_modify(|earlier: &mut Timestamp| *earlier = (*earlier).min(since))
                .or_insert(since);
        }
        Self(held)
    }
}

impl FromIterator<Scope> for ScopeSet {
    /// Scopes held since ever.
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        scopes.into_iter().map(|scope| (scope, Timestamp::from_millis(0))).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn audiences_survive_the_database_and_meet_only_their_people() {
        let audience = Audience::of(Scope::Chat(ChatId::new(7))).and(Scope::User(UserId::new(3)));
        assert_eq!(audience.to_string(), "chat:7,user:3");
        assert_eq!("chat:7,user:3".parse::<Audience>(), Ok(audience.clone()));
        assert!("chat:7,nobody".parse::<Audience>().is_err());

        let member: ScopeSet = [Scope::Org, Scope::Chat(ChatId::new(7))].into_iter().collect();
        let stranger: ScopeSet = [Scope::Org, Scope::User(UserId::new(7))].into_iter().collect();
        assert!(member.meets(&audience));
        assert!(!stranger.meets(&audience));
    }

    #[test]
    fn what_was_said_before_one_came_is_not_told_again() {
        let room = Scope::Chat(ChatId::new(7));
        let joined = Timestamp::from_millis(100);
        let member: ScopeSet = [(room, joined)].into_iter().collect();
        let audience = Audience::of(room);
        assert!(member.meets(&audience) && member.met(&audience, joined));
        assert!(!member.met(&audience, Timestamp::from_millis(99)));
    }

    #[test]
    fn bits_and_words_tell_kinds_with_the_same_id_apart() {
        let same_id = [
            Scope::User(UserId::new(7)),
            Scope::Chat(ChatId::new(7)),
            Scope::Project(ProjectId::new(7)),
            Scope::Org,
            Scope::Admins,
        ];
        for scope in same_id {
            assert_eq!(scope.to_string().parse(), Ok(scope));
        }
        let bits: HashSet<u64> = same_id.iter().map(|scope| scope.to_bits()).collect();
        assert_eq!(bits.len(), same_id.len());
    }
}
