//! What is asked of the table `users`.

pub mod findable;
pub(super) mod looks;

use crate::access::presence::{ManualPresence, Presence, PresenceState};
use crate::base::ids::UserId;
use crate::base::page::{Page, PageAfter};
use crate::base::{Result, codes};
use crate::features::directory::avatar::avatar_url;
use crate::features::directory::model::{Locale, Me, NewPerson, Person, PersonRef, TimeZone};
use crate::features::directory::quiet::DoNotDisturb;
use crate::features::directory::status::Status;
use crate::infra::db::{ReadTx, Row, WriteTx};

macro_rules! person_columns {
    () => {
        "id, display_name, email, title, phone_ext, is_admin, disabled_at IS NOT NULL, created_at,
         time_zone, status_emoji, status_text, status_until, quiet_until, quiet_hours, avatar_large"
    };
}

/// How many columns `person_columns` has: the next column's place.
const PERSON_COLUMNS: usize = 15;

fn read_person(row: &Row<'_>, presence: &Presence) -> rusqlite::Result<Person> {
    let id = row.get(0)?;
    let disabled = row.get(6)?;
    let now = presence.now();
    let time_zone: Option<String> = row.get(8)?;
    let quiet = read_quiet(row)?;
    let avatar: Option<String> = row.get(14)?;
    Ok(Person {
        id,
        display_name: row.get(1)?,
        email: row.get(2)?,
        title: row.get(3)?,
        phone_ext: row.get(4)?,
        avatar_url: avatar.map(|name| avatar_url(id, &name)),
        status: read_status(row)?.seen(now),
        do_not_disturb_until: quiet.in_force(time_zone.as_deref(), now),
        time_zone,
        presence: if disabled { PresenceState::Offline } else { presence.state_of(id) },
        is_admin: row.get(5)?,
        disabled,
        created_at: row.get(7)?,
    })
}

fn read_status(row: &Row<'_>) -> rusqlite::Result<Status> {
    Ok(Status { emoji: row.get(9)?, text: row.get(10)?, until: row.get(11)? })
}

fn read_quiet(row: &Row<'_>) -> rusqlite::Result<DoNotDisturb> {
    let hours: Option<String> = row.get(13)?;
    // What the column holds was written by `update_quiet`.
    let schedule = hours.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    Ok(DoNotDisturb { until: row.get(12)?, schedule })
}

/// The person, disabled or not.
pub fn find_person(tx: &ReadTx<'_>, presence: &Presence, id: UserId) -> Result<Option<Person>> {
    tx.find(concat!("SELECT ", person_columns!(), " FROM users WHERE id = ?1"), [id], |row| {
        read_person(row, presence)
    })
}

/// The person, disabled or not.
///
/// # Errors
/// `user_not_found`.
pub fn load_person(tx: &ReadTx<'_>, presence: &Presence, id: UserId) -> Result<Person> {
    find_person(tx, presence, id)?.ok_or_else(|| codes::USER_NOT_FOUND.into())
}

/// The person as they see themselves.
///
/// # Errors
/// `user_not_found`.
pub fn load_me(tx: &ReadTx<'_>, presence: &Presence, id: UserId) -> Result<Me> {
    let me = tx.find(
        concat!(
            "SELECT ",
            person_columns!(),
            ", locale, manual_presence, is_new FROM users WHERE id = ?1"
        ),
        [id],
        |row| {
            Ok(Me {
                person: read_person(row, presence)?,
                org_unit: (),
                locale: row.get::<_, Option<String>>(PERSON_COLUMNS)?.and_then(parse_locale),
                do_not_disturb: read_quiet(row)?,
                is_new: row.get(PERSON_COLUMNS + 2)?,
                manual_presence: row
                    .get::<_, Option<String>>(PERSON_COLUMNS + 1)?
                    .and_then(parse_manual),
            })
        },
    )?;
    me.ok_or_else(|| codes::USER_NOT_FOUND.into())
}

/// Which accounts a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accounts {
    /// Those that can sign in.
    Active,
    /// Every account.
    All,
}

/// The key of a person in the list by name: the name and the row id.
pub type NameKey = (String, i64);

/// People by name, whose name, e-mail address or extension contains `search`.
pub fn list_people(
    tx: &ReadTx<'_>,
    presence: &Presence,
    search: &str,
    accounts: Accounts,
    page: PageAfter<NameKey>,
) -> Result<Page<Person>> {
    let pattern = format!("%{}%", escape_like(search));
    // Nobody has an empty name, so this is before everyone.
    let (name, id) = page.after.unwrap_or_default();
    let all = accounts == Accounts::All;
    let people = tx.list(
        concat!(
            "SELECT ",
            person_columns!(),
            " FROM users
              WHERE (display_name COLLATE NOCASE, id) > (?1, ?2)
                AND (?3 OR disabled_at IS NULL)
                AND (display_name LIKE ?4 ESCAPE '\\' OR email LIKE ?4 ESCAPE '\\'
                     OR phone_ext LIKE ?4 ESCAPE '\\')
              ORDER BY display_name COLLATE NOCASE, id LIMIT ?5"
        ),
        (name, id, all, pattern, page.limit + 1),
        |row| read_person(row, presence),
    )?;
    Ok(Page::cut(people, page.limit, |person| (person.display_name.clone(), person.id.get())))
}

fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Every account, oldest first. For the command line.
pub(super) fn list_accounts(tx: &ReadTx<'_>, presence: &Presence) -> Result<Vec<Person>> {
    tx.list(concat!("SELECT ", person_columns!(), " FROM users ORDER BY id"), [], |row| {
        read_person(row, presence)
    })
}

/// The people with these ids, in the order of their ids, in one query; ids of nobody are left out.
pub fn list_people_by_ids(
    tx: &ReadTx<'_>,
    presence: &Presence,
    ids: &[UserId],
) -> Result<Vec<Person>> {
    tx.list(
        concat!(
            "SELECT ",
            person_columns!(),
            " FROM users WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id"
        ),
        [json_ids(ids)],
        |row| read_person(row, presence),
    )
}

/// The people with these ids as their messages show them, in the order of their ids, in one query.
pub fn list_refs(tx: &ReadTx<'_>, presence: &Presence, ids: &[UserId]) -> Result<Vec<PersonRef>> {
    tx.list(
        "SELECT id, display_name FROM users WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id",
        [json_ids(ids)],
        |row| {
            let id = row.get(0)?;
            Ok(PersonRef { id, display_name: row.get(1)?, presence: presence.state_of(id) })
        },
    )
}

fn json_ids(ids: &[UserId]) -> String {
    let numbers: Vec<String> = ids.iter().map(ToString::to_string).collect();
    format!("[{}]", numbers.join(","))
}

/// True if there is an account with this id, disabled or not.
pub fn person_exists(tx: &ReadTx<'_>, id: UserId) -> Result<bool> {
    tx.exists("SELECT 1 FROM users WHERE id = ?1", [id])
}

/// How many accounts there are, disabled ones included.
pub fn count_people(tx: &ReadTx<'_>) -> Result<i64> {
    tx.one("SELECT count(*) FROM users", [], |row| row.get(0))
}

/// How many people other than `user` can administer the workspace.
pub(super) fn count_other_admins(tx: &ReadTx<'_>, user: UserId) -> Result<i64> {
    tx.one(
        "SELECT count(*) FROM users WHERE is_admin = 1 AND disabled_at IS NULL AND id <> ?1",
        [user],
        |row| row.get(0),
    )
}

/// Adds an account. Tell it with [`UserCreated`](super::UserCreated).
///
/// # Errors
/// `email_taken`.
pub fn insert_person(tx: &mut WriteTx<'_>, new: &NewPerson) -> Result<UserId> {
    let now = tx.now();
    let id = tx.insert_unique(
        "INSERT INTO users (email, display_name, title, phone_ext, password_hash, is_admin, created_at, updated_at,
                            locale, time_zone, is_new)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9, ?10)",
        (
            new.email.as_str(),
            new.display_name.as_str(),
            new.title.as_ref().map_or("", |title| title.as_str()),
            new.phone_ext.as_ref().map_or("", |extension| extension.as_str()),
            &new.password_hash,
            new.is_admin,
            now,
            new.locale.map(locale_word),
            new.time_zone.as_ref().map(TimeZone::as_str),
            new.is_new,
        ),
        "users.email",
        codes::EMAIL_TAKEN,
    )?;
    Ok(UserId::new(id))
}

/// Stores what a person says of themselves.
pub(super) fn update_profile(tx: &mut WriteTx<'_>, me: &Me) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE users SET display_name = ?2, title = ?3, phone_ext = ?4, locale = ?5, time_zone = ?6,
                          updated_at = ?7, is_new = ?8 WHERE id = ?1",
        (
            me.person.id,
            &me.person.display_name,
            &me.person.title,
            &me.person.phone_ext,
            me.locale.map(locale_word),
            &me.person.time_zone,
            now,
            me.is_new,
        ),
    )?;
    Ok(())
}

/// Stores a role.
pub(super) fn update_role(tx: &mut WriteTx<'_>, user: UserId, is_admin: bool) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE users SET is_admin = ?2, updated_at = ?3 WHERE id = ?1",
        (user, is_admin, now),
    )?;
    Ok(())
}

/// Switches an account off or on.
pub(super) fn update_disabled(tx: &mut WriteTx<'_>, user: UserId, disabled: bool) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE users SET disabled_at = ?2, updated_at = ?3 WHERE id = ?1",
        (user, disabled.then_some(now), now),
    )?;
    Ok(())
}

/// The state a person set by hand, if one holds.
pub fn find_manual_presence(tx: &ReadTx<'_>, user: UserId) -> Result<Option<ManualPresence>> {
    let word: Option<Option<String>> =
        tx.find("SELECT manual_presence FROM users WHERE id = ?1", [user], |row| row.get(0))?;
    Ok(word.flatten().and_then(parse_manual))
}

/// Stores the state a person sets by hand, or takes it back.
pub(super) fn update_manual_presence(
    tx: &mut WriteTx<'_>,
    user: UserId,
    manual: Option<ManualPresence>,
) -> Result<()> {
    let now = tx.now();
    let word = manual.map(|manual| match manual {
        ManualPresence::Busy => "busy",
        ManualPresence::Away => "away",
    });
    tx.execute(
        "UPDATE users SET manual_presence = ?2, updated_at = ?3 WHERE id = ?1",
        (user, word, now),
    )?;
    Ok(())
}

fn parse_manual(word: String) -> Option<ManualPresence> {
    match word.as_str() {
        "busy" => Some(ManualPresence::Busy),
        "away" => Some(ManualPresence::Away),
        _ => None,
    }
}

fn parse_locale(word: String) -> Option<Locale> {
    match word.as_str() {
        "en" => Some(Locale::En),
        "id" => Some(Locale::Id),
        _ => None,
    }
}

fn locale_word(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "en",
        Locale::Id => "id",
    }
}
