//! A workspace to measure in: people with sessions, chats and messages, put into the database
//! through the library, because a million posts through the front door would be a run of their own.
//! What is measured later all goes through the front door.

use std::path::Path;
use std::time::Duration;

use epop::access::tokens::Tokens;
use epop::base::Result as EpopResult;
use epop::base::ids::SessionId;
use epop::infra::clock::Clock;
use epop::infra::db::{Db, DbOptions, WriteTx};
use epop::infra::password;
use epop::infra::secrets::Secrets;
use epop::infra::telemetry::Metrics;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::Outcome;

/// The password of everyone.
pub(crate) const PASSWORD: &str = "correct-horse-battery-staple";

/// Rows written in one transaction.
const BATCH: u32 = 10_000;
/// Messages that even the quietest chat has, if there are so many.
const PAGE: u32 = 60;

/// How big a workspace is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// People, each with one session.
    pub(crate) people: u32,
    /// Group chats.
    pub(crate) chats: u32,
    /// Members of each chat, at most as many as there are people.
    pub(crate) members: u32,
    /// Messages, most of them in few chats, as in life (Zipf).
    pub(crate) messages: u32,
}

impl Shape {
    /// A team of a hundred.
    pub(crate) const TEAM: Self = Self { people: 100, chats: 50, members: 20, messages: 20_000 };

    /// The `place`th member of a chat, as an index into the people.
    pub(crate) fn member(&self, chat: u32, place: u32) -> u32 {
        (chat * self.members + place) % self.people
    }
}

/// A workspace on disk, gone when it is dropped.
pub(crate) struct World {
    folder: TempDir,
    shape: Shape,
    cookies: Vec<String>,
}

impl World {
    /// Builds a workspace.
    pub(crate) async fn build(shape: Shape) -> Outcome<Self> {
        let folder = temporary_folder()?;
        let data = folder.path().join("data");
        std::fs::create_dir(&data)?;
        let metrics = Metrics::new();
        let clock = Clock::system();
        let options = DbOptions::new(1, clock.clone(), metrics.db.clone());
        let db = Db::open(&data, &options)?;
        let hash = password::hash(PASSWORD)?;
        add_people(&db, shape, hash).await?;
        add_chats(&db, shape).await?;
        add_messages(&db, shape).await?;
        db.close();
        let tokens = Tokens::new(Secrets::open(&data)?);
        let expires = clock.now().after(Duration::from_hours(24));
        let cookie =
            |session| format!("accessToken={}", tokens.access(SessionId::new(session), expires));
        let cookies = (1..=i64::from(shape.people)).map(cookie).collect();
        Ok(Self { folder, shape, cookies })
    }

    /// The folder for everything of this run; the data are in `data` below it.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The cookie of a person, by index.
    pub(crate) fn cookie(&self, person: u32) -> &str {
        &self.cookies[person as usize]
    }

    /// The cookie of the `place`th member of a chat.
    pub(crate) fn member_cookie(&self, chat: u32, place: u32) -> &str {
        self.cookie(self.shape.member(chat, place))
    }

    /// Its shape.
    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }
}

/// A fresh folder on the disk that also holds the build; `/tmp` may be memory.
pub(crate) fn temporary_folder() -> Outcome<TempDir> {
    Ok(tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?)
}

/// Opens a database without the product's settings: for the bare programs, and to count afterwards.
#[expect(clippy::disallowed_methods, reason = "the product's settings are what is not wanted here")]
pub(crate) fn open_database(file: &Path) -> rusqlite::Result<Connection> {
    Connection::open(file)
}

/// The address that the person with `index` signs in with.
pub(crate) fn email(index: u32) -> String {
    format!("person{index}@example.org")
}

/// Numbers that look random and are the same in each run (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % u64::from(sides)) as u32
    }

    /// A number below `count` by Zipf's law: small ones often, large ones seldom.
    pub(crate) fn zipf(&mut self, count: u32) -> u32 {
        let share = f64::from(self.roll(1 << 30)) / f64::from(1 << 30);
        (f64::from(count).powf(share) as u32).clamp(1, count) - 1
    }

    /// A short message of the kind that people write.
    pub(crate) fn sentence(&mut self) -> String {
        const WORDS: &[&str] = &[
            "besok", "rapat", "jam", "the", "plan", "is", "ready", "tolong", "review", "before",
            "noon", "sudah", "dikirim", "to", "client", "thanks", "budget", "kantor", "we", "ship",
            "on", "Friday",
        ];
        let count = 5 + self.roll(9);
        let words: Vec<&str> =
            (0..count).map(|_| WORDS[self.roll(WORDS.len() as u32) as usize]).collect();
        words.join(" ")
    }
}

/// Runs `insert` for every number below `count`, many to a transaction.
async fn in_batches(
    db: &Db,
    count: u32,
    insert: impl Fn(&mut WriteTx<'_>, u32) -> EpopResult<()> + Clone + Send + 'static,
) -> Outcome {
    let mut from = 0;
    while from < count {
        let until = count.min(from + BATCH);
        let insert = insert.clone();
        db.write(move |tx| (from..until).try_for_each(|number| insert(tx, number))).await?;
        from = until;
    }
    Ok(())
}

async fn add_people(db: &Db, shape: Shape, hash: String) -> Outcome {
    in_batches(db, shape.people, move |tx, index| {
        let now = tx.now();
        let user = tx.insert(
            "INSERT INTO users (email, password_hash, display_name, is_admin, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
            (email(index), &hash, format!("Person {index}"), index == 0, now),
        )?;
        tx.insert(
            "INSERT INTO sessions (user_id, device_name, device_type, ip_address, user_agent, created_at,
                                   last_active_at, expires_at)
             VALUES (?1, 'Load', 'desktop', '127.0.0.1', 'load', ?2, ?2, ?3)",
            (user, now, now.after(Duration::from_hours(720))),
        )?;
        Ok(())
    })
    .await
}

async fn add_chats(db: &Db, shape: Shape) -> Outcome {
    in_batches(db, shape.chats, move |tx, chat| {
        let now = tx.now();
        let id = tx.insert(
            "INSERT INTO chats (kind, title, created_by, created_at, updated_at, last_active_at, member_count)
             VALUES ('group', ?1, 1, ?2, ?2, ?2, ?3)",
            (format!("Group {chat}"), now, shape.members),
        )?;
        for place in 0..shape.members {
            tx.execute(
                "INSERT INTO chat_members (chat_id, user_id, role, joined_at) VALUES (?1, ?2, ?3, ?4)",
                (id, shape.member(chat, place) + 1, if place == 0 { "owner" } else { "member" }, now),
            )?;
        }
        Ok(())
    })
    .await
}

async fn add_messages(db: &Db, shape: Shape) -> Outcome {
    in_batches(db, shape.messages, move |tx, number| {
        let mut dice = Dice(u64::from(number) << 16);
        // Every chat has a page of messages; the rest goes where people talk.
        let chat = if number < shape.chats.saturating_mul(PAGE) {
            number % shape.chats
        } else {
            dice.zipf(shape.chats)
        };
        let sender = shape.member(chat, dice.roll(shape.members)) + 1;
        let created_at = tx.now().before(Duration::from_secs(u64::from(shape.messages - number)));
        let text = dice.sentence();
        let (html, plain, body) = if number % 4 == 0 {
            (Some(format!("<p><strong>{text}</strong></p>\n")), Some(text.clone()), format!("**{text}**"))
        } else {
            (None, None, text)
        };
        let message = tx.insert(
            "INSERT INTO messages (chat_id, sender_id, format, body, html, plain, delivery, listed, created_at)
             VALUES (?1, ?2, 'markdown', ?3, ?4, ?5, 'normal', 1, ?6)",
            (chat + 1, sender, body, html, plain, created_at),
        )?;
        if number % 4 == 1 {
            add_reaction(tx, message, sender)?;
        }
        if number % 10 == 3 {
            add_reply(tx, message, chat + 1, sender)?;
        }
        Ok(())
    })
    .await?;
    db.write(|tx| {
        tx.execute(
            "UPDATE chats SET last_message_id =
                 (SELECT max(id) FROM messages WHERE chat_id = chats.id AND listed = 1)",
            [],
        )
    })
    .await?;
    Ok(())
}

fn add_reaction(tx: &mut WriteTx<'_>, message: i64, user: u32) -> EpopResult<()> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO message_reactions (message_id, emoji, user_id, created_at) VALUES (?1, '👍', ?2, ?3)",
        (message, user, now),
    )?;
    tx.execute("UPDATE messages SET reactions = 1 WHERE id = ?1", [message])?;
    Ok(())
}

fn add_reply(tx: &mut WriteTx<'_>, root: i64, chat: u32, sender: u32) -> EpopResult<()> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO messages (chat_id, sender_id, root_id, format, body, delivery, listed, created_at)
         VALUES (?1, ?2, ?3, 'markdown', 'siap, will do', 'normal', 0, ?4)",
        (chat, sender, root, now),
    )?;
    tx.execute(
        "UPDATE messages SET reply_count = 1, last_reply_at = ?2, last_repliers = ?3 WHERE id = ?1",
        (root, now, sender.to_string()),
    )?;
    Ok(())
}
