//! From what a question says to what the index knows: people, places, days.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan as _};

use super::language::{Key, Parsed, Part, Problem, What};
use super::source::{Entity, Named, Reader, SOURCES};
use super::sources::tasks::{assignee_tag, label_tag};
use crate::base::Result;
use crate::base::ids::UserId;
use crate::base::scope::Scope;
use crate::base::time::Timestamp;
use crate::features::directory::{self, finding};
use crate::features::{chat, files, projects};
use crate::infra::db::ReadTx;
use crate::infra::index::{Filter, Question, folded, tag};

/// Unread messages that `is:unread` knows, the newest first.
const UNREAD_MAX: u32 = 10_000;
/// Labelled files that `label:` knows, the newest first.
const LABELLED_MAX: u32 = 10_000;

/// A filter as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub(super) struct Understood {
    /// The word before the colon.
    key: &'static str,
    /// What stood after it.
    value: String,
    /// What that is: names of people or places, or a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    /// Whether it takes away.
    negated: bool,
}

/// A question that the index can be asked.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    pub(super) question: Question,
    /// Kinds that are asked for; empty means all.
    pub(super) kinds: Vec<Entity>,
    /// Kinds that are not.
    pub(super) not_kinds: Vec<Entity>,
    pub(super) filters: Vec<Understood>,
    pub(super) problems: Vec<Problem>,
}

/// Finds out what a question means for its reader.
pub(super) fn understand(
    tx: &ReadTx<'_>,
    reader: Reader<'_>,
    text: &str,
    parsed: Parsed,
) -> Result<Meaning> {
    let mut meaning = Meaning { problems: parsed.problems, ..Meaning::default() };
    let is_open = !text.ends_with(char::is_whitespace);
    let last = parsed.parts.len().saturating_sub(1);
    for (at, part) in parsed.parts.into_iter().enumerate() {
        let Part { is_negated, what, .. } = part;
        let question = &mut meaning.question;
        match (what, is_negated) {
            (What::Words(words), false) => question.words(&words, is_open && at == last),
            (What::Words(words), true) => question.without_words(&words),
            (What::Phrase(words), false) => question.phrase(&words),
            (What::Phrase(words), true) => question.without_phrase(&words),
            (What::Filter(key, value), _) => {
                let asked = Asked { key, value, at: part.at, is_negated };
                asked.understand(tx, reader, &mut meaning)?;
            }
        }
    }
    Ok(meaning)
}

/// A filter as it was asked.
struct Asked {
    key: Key,
    value: String,
    at: usize,
    is_negated: bool,
}

impl Asked {
    fn understand(self, tx: &ReadTx<'_>, reader: Reader<'_>, meaning: &mut Meaning) -> Result<()> {
        let label = match self.key {
            Key::From => {
                let author = |id: UserId| Scope::User(id).to_bits();
                self.of_people(tx, reader, meaning, |ids| {
                    Filter::Authors(ids.map(author).collect())
                })?
            }
            Key::In => self.within(tx, reader, meaning)?,
            Key::Has => self.has(meaning),
            Key::Is => self.is(tx, reader, meaning)?,
            Key::Type => self.of_type(meaning),
            Key::Label => {
                let label = labelled(tx, reader, std::slice::from_ref(&self.value))?;
                self.add(meaning, label);
                None
            }
            Key::Assignee => self.of_people(tx, reader, meaning, |ids| {
                Filter::Tags(ids.map(assignee_tag).collect())
            })?,
            Key::Before | Key::After | Key::On => self.when(tx, reader, meaning)?,
        };
        let Self { key, value, is_negated, .. } = self;
        meaning.filters.push(Understood { key: key.word(), value, label, negated: is_negated });
        Ok(())
    }

    fn add(&self, meaning: &mut Meaning, filter: Filter) {
        meaning.question.filter(self.is_negated, filter);
    }

    /// What is not known is not found: the filter stands, and nothing passes it.
    fn give_up(&self, meaning: &mut Meaning, code: &'static str, message: String) {
        self.add(meaning, Filter::Nothing);
        meaning.problems.push(Problem::new(self.at, code, message));
    }

    /// The people that are meant; where nobody is, that is told.
    fn people(
        &self,
        tx: &ReadTx<'_>,
        reader: Reader<'_>,
        meaning: &mut Meaning,
    ) -> Result<Vec<(UserId, String)>> {
        let name = self.value.trim_start_matches('@');
        let people: Vec<(UserId, String)> = if name.eq_ignore_ascii_case("me") {
            let me = directory::list_refs(tx, reader.presence, &[reader.user])?;
            me.into_iter().map(|me| (me.id, me.display_name)).collect()
        } else {
            let everyone = finding::list_names(tx)?.into_iter();
            let called = everyone.filter(|(id, display_name, email)| {
                id.to_string() == name
                    || is_called(display_name, name)
                    || email.split('@').next().is_some_and(|local| local.eq_ignore_ascii_case(name))
                    || email.eq_ignore_ascii_case(name)
            });
            called.map(|(id, name, _)| (id, name)).collect()
        };
        if people.is_empty() {
            let message = format!("nobody is called {}", self.value);
            self.give_up(meaning, "unknown_person", message);
        }
        Ok(people)
    }

    /// Those who are called so, as `filter` makes of their ids; answers their names.
    fn of_people(
        &self,
        tx: &ReadTx<'_>,
        reader: Reader<'_>,
        meaning: &mut Meaning,
        filter: impl FnOnce(&mut dyn Iterator<Item = UserId>) -> Filter,
    ) -> Result<Option<String>> {
        let people = self.people(tx, reader, meaning)?;
        if people.is_empty() {
            return Ok(None);
        }
        self.add(meaning, filter(&mut people.iter().map(|(id, _)| *id)));
        Ok(Some(names(people.iter().map(|(_, name)| name.as_str()))))
    }

    fn within(
        &self,
        tx: &ReadTx<'_>,
        reader: Reader<'_>,
        meaning: &mut Meaning,
    ) -> Result<Option<String>> {
        let name = self.value.trim_start_matches(['#', '@']);
        let mut places: Vec<Named> = Vec::new();
        for source in SOURCES {
            places.extend(source.places(tx, reader, None)?);
        }
        // A place that is called just so is meant, whatever else begins like it.
        let exactly = |place: &Named| place.id == name || folded(&place.name) == folded(name);
        if places.iter().any(exactly) {
            places.retain(exactly);
        } else {
            places.retain(|place| is_called(&place.name, name));
        }
        if places.is_empty() {
            let message = format!("no place of yours is called {}", self.value);
            self.give_up(meaning, "unknown_place", message);
            return Ok(None);
        }
        self.add(meaning, Filter::Places(places.iter().map(|place| place.number).collect()));
        Ok(Some(names(places.iter().map(|place| place.name.as_str()))))
    }

    fn has(&self, meaning: &mut Meaning) -> Option<String> {
        let value = self.value.to_lowercase();
        let tags: &[&str] = match value.as_str() {
            "file" | "files" | "attachment" => &["has:file"],
            "image" | "images" | "picture" => &["has:image"],
            "link" | "links" => &["has:link"],
            _ => {
                let message = "has: knows file, image and link".to_owned();
                self.give_up(meaning, "unknown_value", message);
                return None;
            }
        };
        let tags = tags.iter().map(ToString::to_string).collect();
        self.add(meaning, Filter::Tags(tags));
        None
    }

    fn is(
        &self,
        tx: &ReadTx<'_>,
        reader: Reader<'_>,
        meaning: &mut Meaning,
    ) -> Result<Option<String>> {
        match self.value.to_lowercase().as_str() {
            "pinned" => self.add(meaning, Filter::Tags(vec!["is:pinned".to_owned()])),
            "mine" => {
                let made = Filter::Authors(vec![Scope::User(reader.user).to_bits()]);
                let on = Filter::Tags(vec![assignee_tag(reader.user)]);
                self.add(meaning, Filter::Any(vec![made, on]));
            }
            "unread" => {
                let unread = chat::finding::list_unread_ids(tx, reader.user, UNREAD_MAX)?;
                let keys = unread.iter().map(|id| Entity::Messages.key(id.get()));
                self.add(meaning, Filter::Keys(keys.collect()));
            }
            _ => {
                let message = "is: knows unread, pinned and mine".to_owned();
                self.give_up(meaning, "unknown_value", message);
            }
        }
        Ok(None)
    }

    fn of_type(&self, meaning: &mut Meaning) -> Option<String> {
        match Entity::find(&self.value) {
            Some(entity) if self.is_negated => meaning.not_kinds.push(entity),
            Some(entity) => meaning.kinds.push(entity),
            // The type of a file.
            None => self.add(meaning, Filter::Tags(vec![tag("type", &self.value)])),
        }
        None
    }

    fn when(
        &self,
        tx: &ReadTx<'_>,
        reader: Reader<'_>,
        meaning: &mut Meaning,
    ) -> Result<Option<String>> {
        let zone = zone_of(tx, reader)?;
        let Some((first, after)) = days(&self.value, reader.presence.now(), &zone) else {
            let message = "a day is written 2026-01-31, a month 2026-01, or today or yesterday";
            self.give_up(meaning, "invalid_date", message.to_owned());
            return Ok(None);
        };
        let filter = match self.key {
            Key::Before => Filter::Between(None, Some(first)),
            Key::After => Filter::Between(Some(after), None),
            _ => Filter::Between(Some(first), Some(after)),
        };
        self.add(meaning, filter);
        Ok(None)
    }
}

/// What carries one of these labels: tasks in the projects the reader may see, and files they labelled themselves.
pub(super) fn labelled(tx: &ReadTx<'_>, reader: Reader<'_>, names: &[String]) -> Result<Filter> {
    let tags = projects::finding::list_labels_called(tx, reader.user, names)?;
    let files = files::finding::list_labelled(tx, reader.user, names, LABELLED_MAX)?;
    let files = files.into_iter().map(|id| Entity::Files.key(id.get()));
    Ok(Filter::Any(vec![
        Filter::Tags(tags.into_iter().map(label_tag).collect()),
        Filter::Keys(files.collect()),
    ]))
}

/// True if a word of `name` begins with `asked`, or the whole of it does.
fn is_called(name: &str, asked: &str) -> bool {
    let (name, asked) = (folded(name), folded(asked));
    !asked.is_empty()
        && (name.starts_with(&asked)
            || name.split_whitespace().any(|word| word.starts_with(&asked)))
}

/// Some of the names, and how many more there are.
fn names<'n>(all: impl ExactSizeIterator<Item = &'n str>) -> String {
    const NAMED: usize = 3;
    let others = all.len().saturating_sub(NAMED);
    let text = all.take(NAMED).collect::<Vec<_>>().join(", ");
    if others > 0 { format!("{text} +{others}") } else { text }
}

/// The reader's time zone, as their profile says.
pub(super) fn zone_of(tx: &ReadTx<'_>, reader: Reader<'_>) -> Result<TimeZone> {
    let person = directory::load_person(tx, reader.presence, reader.user)?;
    let named = person.time_zone.and_then(|name| TimeZone::get(&name).ok());
    Ok(named.unwrap_or(TimeZone::UTC))
}

/// The moment a day, month or year begins, and the moment it is over.
pub(super) fn days(text: &str, now: Timestamp, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    let now = jiff::Timestamp::from_millisecond(now.millis()).ok()?.to_zoned_datetime(zone.clone());
    let (first, span): (Date, Span) = match text.to_lowercase().as_str() {
        "today" => (now.date(), 1.day()),
        "yesterday" => (now.date().yesterday().ok()?, 1.day()),
        text => {
            let well_formed = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            match text.len() {
                10 if well_formed => (text.parse().ok()?, 1.day()),
                7 if well_formed => (format!("{text}-01").parse().ok()?, 1.month()),
                4 if well_formed => (format!("{text}-01-01").parse().ok()?, 1.year()),
                _ => return None,
            }
        }
    };
    let moment = |day: Date| {
        let start = day.to_zoned_datetime(zone.clone()).ok()?;
        Some(Timestamp::from_millis(start.timestamp().as_millisecond()))
    };
    Some((moment(first)?, moment(first.checked_add(span).ok()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_places_are_called_by_the_beginning_of_a_word() {
        assert!(is_called("Ána Sari", "ana") && is_called("Ana Sari", "sar"));
        assert!(is_called("Tim Inti Jakarta", "tim inti"));
        assert!(!is_called("Ana Sari", "na") && !is_called("Ana", ""));
    }

    #[test]
    fn days_begin_at_midnight_of_the_reader() {
        let jakarta = TimeZone::get("Asia/Jakarta").expect("a zone");
        let now = "2026-03-01T18:00:00Z".parse().expect("a moment");
        let shown = |text| {
            let (first, after) = days(text, now, &jakarta)?;
            Some(format!("{first} {after}"))
        };
        let day = |text: &str| Some(text.to_owned());
        assert_eq!(shown("2026-01-31"), day("2026-01-30T17:00:00.000Z 2026-01-31T17:00:00.000Z"));
        assert_eq!(shown("2026-02"), day("2026-01-31T17:00:00.000Z 2026-02-28T17:00:00.000Z"));
        assert_eq!(shown("today"), day("2026-03-01T17:00:00.000Z 2026-03-02T17:00:00.000Z"));
        for wrong in ["", "31.1.2026", "2026-13", "2026-02-30", "soon", "20261", "-2026-01-1"] {
            assert_eq!(shown(wrong), None, "{wrong}");
        }
    }
}
