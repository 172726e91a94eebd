//! The counts of chat hold for any history: they are what counting from nothing gives.

mod history;

use proptest::prelude::*;

use self::history::{History, Said};
use super::access::{Place, Seat};
use super::acts::chats::NewChat;
use super::acts::membership::PreferencesChange;
use super::acts::posting::{self, Draft};
use super::acts::{chats, editing, membership, reading, reading_all};
use super::content::{Content, NewContent};
use super::mentions::Mentions;
use super::model::Kind;
use super::store;
use crate::access::Presence;
use crate::access::presence::PresenceState;
use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::text::{ChatTitle, DisplayName, EmailAddress};
use crate::base::time::Timestamp;
use crate::features::directory::{self, NewPerson, PersonRef};
use crate::infra::clock::Clock;
use crate::infra::db::{Db, DbOptions, WriteTx};
use crate::infra::telemetry::Metrics;

const PEOPLE: usize = 3;

/// Something one of the people does; messages are named by their place in the history.
#[derive(Debug, Clone)]
enum Deed {
    Post {
        mentions: Named,
    },
    Reply {
        to: usize,
        mentions: Named,
    },
    Edit {
        message: usize,
        mentions: Named,
    },
    Delete {
        message: usize,
    },
    Read {
        message: usize,
        only: bool,
    },
    Unread {
        message: usize,
    },
    /// Reads everything, everywhere, and takes it back.
    ReadAllAndBack,
    Mute,
    Leave,
    Join,
}

/// Whom a message names.
#[derive(Debug, Clone, Default)]
struct Named {
    people: Vec<usize>,
    everyone: bool,
}

fn named() -> impl Strategy<Value = Named> {
    (prop::collection::vec(0..PEOPLE, 0..3), prop::bool::weighted(0.2))
        .prop_map(|(people, everyone)| Named { people, everyone })
}

fn deed() -> impl Strategy<Value = (usize, Deed)> {
    let message = 0..40_usize;
    let deed = prop_oneof![
        4 => named().prop_map(|mentions| Deed::Post { mentions }),
        3 => (message.clone(), named()).prop_map(|(to, mentions)| Deed::Reply { to, mentions }),
        1 => (message.clone(), named()).prop_map(|(message, mentions)| Deed::Edit { message, mentions }),
        2 => message.clone().prop_map(|message| Deed::Delete { message }),
        3 => (message.clone(), any::<bool>()).prop_map(|(message, only)| Deed::Read { message, only }),
        2 => message.prop_map(|message| Deed::Unread { message }),
        1 => Just(Deed::ReadAllAndBack),
        1 => Just(Deed::Mute),
        1 => Just(Deed::Leave),
        1 => Just(Deed::Join),
    ];
    (0..PEOPLE, deed)
}

/// A chat with its people, lived twice: in the database and naively.
struct World<'w> {
    chat: ChatId,
    people: &'w [UserId],
    presence: &'w Presence,
    history: History,
    moment: i64,
}

impl World<'_> {
    fn seat(&self, tx: &WriteTx<'_>, user: UserId) -> Option<Seat> {
        let Place { chat, membership } =
            store::chats::find_place(tx, self.chat, user).expect("a look").expect("the chat");
        Some(Seat { chat, membership: membership? })
    }

    /// The message a deed names, if there are any; and only one that is not deleted if `alive`.
    fn pick(&self, number: usize, alive: bool) -> Option<MessageId> {
        let ids: Vec<_> =
            self.history.said.iter().filter(|(_, said)| !(alive && said.deleted)).collect();
        (!ids.is_empty()).then(|| *ids[number % ids.len()].0)
    }

    fn mentions(&self, named: &Named, in_thread: bool) -> Mentions {
        let mut people: Vec<UserId> =
            named.people.iter().map(|number| self.people[*number]).collect();
        people.dedup();
        people.sort_unstable();
        people.dedup();
        Mentions { people, everyone: named.everyone && !in_thread }
    }

    fn said(&self, sender: UserId, root: Option<MessageId>, mentions: &Mentions) -> Said {
        let member = |user: &UserId| *user != sender && self.history.members.contains(user);
        Said {
            sender,
            root,
            named: mentions.people.iter().copied().filter(member).collect(),
            everyone: mentions.everyone,
            deleted: false,
        }
    }

    fn live(&mut self, tx: &mut WriteTx<'_>, person: usize, deed: &Deed) {
        let user = self.people[person];
        self.moment += 1000;
        let at = Timestamp::from_millis(self.moment);
        let Some(seat) = self.seat(tx, user) else {
            if matches!(deed, Deed::Join) {
                self.join(tx, user, at);
            }
            return;
        };
        match deed {
            Deed::Post { mentions } => self.post(tx, &seat, user, None, mentions),
            Deed::Reply { to, mentions } => {
                let root = self.pick(*to, true).map(|id| self.history.said[&id].root.unwrap_or(id));
                if let Some(root) = root.filter(|root| !self.history.said[root].deleted) {
                    self.post(tx, &seat, user, Some(root), mentions);
                }
            }
            Deed::Edit { message, mentions } => self.edit(tx, &seat, user, *message, mentions),
            Deed::Delete { message } => {
                let mine =
                    self.pick(*message, true).filter(|id| self.history.said[id].sender == user);
                if let Some(id) = mine {
                    editing::delete(tx, &seat.chat, self.presence, user, id).expect("deleted");
                    self.history.said.get_mut(&id).expect("said").deleted = true;
                }
            }
            Deed::Read { message, only } => self.read(tx, &seat, user, *message, *only),
            Deed::Unread { message } => {
                if let Some(id) = self.pick(*message, true) {
                    reading::unread(tx, &seat.chat, user, id).expect("unread");
                    let list = self.history.list_of(id);
                    for later in list.into_iter().filter(|later| *later >= id) {
                        self.history.read.remove(&(user, later));
                    }
                }
            }
            Deed::ReadAllAndBack => read_all_and_back(tx, user),
            Deed::Mute => {
                let is_muted = Some(!seat.membership.is_muted);
                let change = PreferencesChange { is_muted, ..PreferencesChange::default() };
                membership::set_preferences(tx, &seat, user, change).expect("muted");
            }
            Deed::Leave => {
                if membership::leave(tx, &seat, user).is_ok() {
                    self.history.members.remove(&user);
                    for said in self.history.said.values_mut() {
                        said.named.remove(&user);
                    }
                }
            }
            Deed::Join => {}
        }
    }

    fn join(&mut self, tx: &mut WriteTx<'_>, user: UserId, at: Timestamp) {
        let place =
            store::chats::find_place(tx, self.chat, user).expect("a look").expect("the chat");
        assert!(membership::join(tx, &place, user, at).expect("joined"));
        self.history.members.insert(user);
        let roots: Vec<_> =
            self.history.said.iter().filter(|(_, said)| said.root.is_none()).collect();
        let read: Vec<_> = roots.into_iter().map(|(id, _)| (user, *id)).collect();
        self.history.read.extend(read);
    }

    fn post(
        &mut self,
        tx: &mut WriteTx<'_>,
        seat: &Seat,
        user: UserId,
        root: Option<MessageId>,
        named: &Named,
    ) {
        let mentions = self.mentions(named, root.is_some());
        let said = self.said(user, root, &mentions);
        let content =
            Content::prepare(NewContent::Text(format!("word {}", self.moment))).expect("content");
        let draft = Draft::plain(content, mentions, root);
        let sender = PersonRef {
            id: user,
            display_name: "Somebody".to_owned(),
            presence: PresenceState::Offline,
        };
        let at = Timestamp::from_millis(self.moment);
        let message = posting::post(tx, &seat.chat, sender, draft, at).expect("posted");
        self.history.say(message.id, said);
    }

    fn edit(
        &mut self,
        tx: &mut WriteTx<'_>,
        seat: &Seat,
        user: UserId,
        number: usize,
        named: &Named,
    ) {
        let mine = self.pick(number, true).filter(|id| self.history.said[id].sender == user);
        let Some(id) = mine else { return };
        let root = self.history.said[&id].root;
        let mentions = self.mentions(named, root.is_some());
        let said = self.said(user, root, &mentions);
        let content =
            Content::prepare(NewContent::Text(format!("other {}", self.moment))).expect("content");
        editing::edit(tx, &seat.chat, self.presence, user, id, (content, mentions))
            .expect("edited");
        self.history.said.insert(id, said);
    }

    fn read(&mut self, tx: &mut WriteTx<'_>, seat: &Seat, user: UserId, number: usize, only: bool) {
        let Some(id) = self.pick(number, true) else { return };
        let at = Timestamp::from_millis(self.moment);
        reading::read(tx, &seat.chat, user, id, only, at).expect("read");
        if only && self.history.said[&id].root.is_none() {
            self.history.read.insert((user, id));
        } else {
            self.history.read_up_to(user, id);
        }
    }

    fn check(&self, tx: &WriteTx<'_>) {
        for user in &self.history.members {
            let counted = store::reads::count_unread(tx, self.chat, *user).expect("a count");
            assert_eq!(
                (counted.messages, counted.mentions),
                self.history.count(*user),
                "of {user}"
            );
            let why = (
                store::unread::list_messages(tx, self.chat, *user, 1000).expect("a list").len(),
                store::unread::list_mentions(tx, self.chat, *user, 1000).expect("a list").len(),
            );
            assert_eq!(why, (counted.messages as usize, counted.mentions as usize), "why");
            let everywhere = store::reads::list_unread(tx, *user).expect("counts");
            assert!(everywhere.contains(&(self.chat, counted)), "the list agrees");
        }
        let rows = store::messages::list_before(tx, self.chat, None, 1000).expect("a list");
        let mut listed: Vec<_> = rows.iter().map(|row| row.id).collect();
        listed.reverse();
        assert_eq!(listed, self.history.listed());
        for row in rows {
            assert_eq!(row.thread, store::messages::count_thread(tx, row.id).expect("a count"));
            assert_eq!(row.thread.reply_count as usize, self.history.replies(row.id));
        }
        assert_eq!(store::health::examine(tx).expect("a look"), []);
        assert_eq!(
            store::chats::find_last_message(tx, self.chat).expect("a look"),
            self.history.newest()
        );
    }
}

fn read_all_and_back(tx: &mut WriteTx<'_>, user: UserId) {
    let everything = |tx: &WriteTx<'_>| store::reads::list_unread(tx, user).expect("counts");
    let before = everything(tx);
    let concerned = reading_all::read_all(tx, user, "token").expect("read");
    let left = everything(tx);
    assert!(left.iter().all(|(_, left)| (left.messages, left.mentions) == (0, 0)), "{left:?}");
    assert_eq!(store::follows::count_unread(tx, user).expect("counts"), (0, 0));
    if concerned > 0 {
        reading_all::undo(tx, user, "token").expect("taken back");
    }
    assert_eq!(everything(tx), before);
}

fn add_person(tx: &mut WriteTx<'_>, number: usize) -> UserId {
    let person = NewPerson {
        email: EmailAddress::parse(&format!("p{number}@example.org")).expect("an address"),
        display_name: DisplayName::parse(&format!("Person {number}")).expect("a name"),
        title: None,
        phone_ext: None,
        password_hash: "none".to_owned(),
        is_admin: false,
        locale: None,
        time_zone: None,
        is_new: false,
    };
    directory::insert_person(tx, &person).expect("a person")
}

fn live_through(
    tx: &mut WriteTx<'_>,
    presence: &Presence,
    people: &[UserId],
    name: &str,
    deeds: &[(usize, Deed)],
) {
    let new = NewChat {
        kind: Kind::Channel,
        title: Some(ChatTitle::parse(name).expect("a title")),
        topic: None,
        people: people.to_vec(),
    };
    let at = Timestamp::from_millis(0);
    let made = chats::create(tx, presence, people[0], new, at).expect("a channel");
    let history = History { members: people.iter().copied().collect(), ..History::default() };
    let mut world = World { chat: made.chat.facts.id, people, presence, history, moment: 0 };
    for (person, deed) in deeds {
        world.live(tx, *person, deed);
        world.check(tx);
    }
}

#[test]
fn any_history_counts_as_if_counted_from_nothing() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let options = DbOptions::new(1, Clock::system(), Metrics::new().db);
    let db = Db::open(folder.path(), &options).expect("a database");
    let presence = Presence::new(Clock::system());
    let people = runtime
        .block_on(db.write(|tx| Ok((0..PEOPLE).map(|number| add_person(tx, number)).collect())));
    let people: Vec<UserId> = people.expect("people");
    let tries = std::cell::Cell::new(0);
    let config =
        ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(deeds in prop::collection::vec(deed(), 1..40))| {
        tries.set(tries.get() + 1);
        let (presence, people) = (presence.clone(), people.clone());
        let name = format!("Life {}", tries.get());
        let lived = runtime.block_on(db.write(move |tx| {
            live_through(tx, &presence, &people, &name, &deeds);
            Ok(())
        }));
        prop_assert!(lived.is_ok(), "see the panic above");
    });
}
