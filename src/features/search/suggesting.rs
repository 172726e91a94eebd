//! What somebody may be about to type: made of what they may read and of nothing else.

use std::collections::BTreeMap;

use serde::Serialize;

use super::answer::{Wanted, ask};
use super::language::{Key, What, parse};
use super::names::understand;
use super::source::{Entity, Reader};
use crate::base::Result;
use crate::base::time::Timestamp;
use crate::infra::db::ReadTx;
use crate::infra::index::{Index, Marker, Order, Question, folded};

/// The newest things whose words are looked through.
const LOOKED_THROUGH: u16 = 50;

/// What a suggestion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum SuggestionKind {
    /// A word.
    Term,
    /// A person.
    Person,
    /// A group or channel.
    Chat,
    /// A file.
    File,
    /// A project.
    Project,
    /// The beginning of a filter.
    Operator,
}

/// Something to go on with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(super) struct Suggestion {
    /// What would stand in the place of the last word.
    text: String,
    kind: SuggestionKind,
    /// Whose or what it is; absent for words and operators.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

/// Suggestions for what was typed, at most `most`: filters, people and places by name, words.
pub(super) fn suggest(
    tx: &ReadTx<'_>,
    index: &Index,
    reader: Reader<'_>,
    text: &str,
    most: usize,
) -> Result<Vec<Suggestion>> {
    let parsed = parse(text);
    let last = parsed.parts.last().filter(|_| !text.ends_with(char::is_whitespace)).cloned();
    let (word, listed): (String, &[Entity]) = match last.map(|part| part.what) {
        Some(What::Words(word)) => {
            (word, &[Entity::Users, Entity::Chats, Entity::Projects, Entity::Files])
        }
        Some(What::Filter(Key::From, name)) => (name, &[Entity::Users]),
        Some(What::Filter(Key::In, name)) => (name, &[Entity::Chats, Entity::Projects]),
        _ => return Ok(Vec::new()),
    };
    let mut suggestions = Vec::new();
    if listed.len() > 2 {
        let begins = |key: &Key| key.word().starts_with(&word.to_lowercase());
        suggestions.extend(Key::ALL.into_iter().filter(begins).map(|key| Suggestion {
            text: format!("{}:", key.word()),
            kind: SuggestionKind::Operator,
            id: None,
        }));
    }
    let now = reader.presence.now();
    for entity in listed {
        suggestions.extend(by_name(tx, index, reader, &word, *entity, now)?);
    }
    if listed.len() > 2 {
        suggestions.extend(words(tx, index, reader, text, &word)?);
    }
    suggestions.truncate(most);
    Ok(suggestions)
}

/// People and things that are called so.
fn by_name(
    tx: &ReadTx<'_>,
    index: &Index,
    reader: Reader<'_>,
    word: &str,
    entity: Entity,
    now: Timestamp,
) -> Result<Vec<Suggestion>> {
    const MOST: u16 = 4;
    let (kind, field) = match entity {
        Entity::Users => (SuggestionKind::Person, "displayName"),
        Entity::Files => (SuggestionKind::File, "fileName"),
        Entity::Projects => (SuggestionKind::Project, "name"),
        _ => (SuggestionKind::Chat, "name"),
    };
    let meaning = understand(tx, reader, word, parse(word))?;
    let wanted = Wanted {
        listed: vec![entity],
        most: MOST,
        facets: false,
        order: Order::Relevance(now),
        after: None,
    };
    let mut answered = ask(tx, index, reader, &meaning, &wanted)?;
    let shown = answered.texts(tx, reader, entity)?.into_iter().filter_map(|shown| {
        let name = shown.texts.iter().find(|(name, _)| *name == field).map(|(_, text)| text)?;
        // What was found by something else, such as an address, is not called so.
        let marker = Marker::new(&answered.question);
        (!marker.find(name).is_empty()).then(|| Suggestion {
            text: name.clone(),
            kind,
            id: Some(shown.id.to_string()),
        })
    });
    Ok(shown.take(usize::from(MOST)).collect())
}

/// Words that begin so, out of the newest things of the reader that fit everything that was typed.
fn words(
    tx: &ReadTx<'_>,
    index: &Index,
    reader: Reader<'_>,
    text: &str,
    word: &str,
) -> Result<Vec<Suggestion>> {
    let meaning = understand(tx, reader, text, parse(text))?;
    let listed = vec![Entity::Messages, Entity::Files, Entity::Tasks];
    let wanted = Wanted {
        listed: listed.clone(),
        most: LOOKED_THROUGH,
        facets: false,
        order: Order::Newest,
        after: None,
    };
    let mut answered = ask(tx, index, reader, &meaning, &wanted)?;
    let mut beginning = Question::default();
    beginning.words(word, true);
    let (marker, start) = (Marker::new(&beginning), folded(word));
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for entity in listed {
        for shown in answered.texts(tx, reader, entity)? {
            for (_, text) in &shown.texts {
                for range in marker.find(text) {
                    let found = text[range].to_lowercase();
                    let goes_on = folded(&found).starts_with(&start) && folded(&found) != start;
                    if goes_on && !found.contains(char::is_whitespace) {
                        *counts.entry(found).or_default() += 1;
                    }
                }
            }
        }
    }
    let mut counts: Vec<(String, u32)> = counts.into_iter().collect();
    // The order of the alphabet among words that are as frequent.
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let words = counts.into_iter().map(|(text, _)| Suggestion {
        text,
        kind: SuggestionKind::Term,
        id: None,
    });
    Ok(words.collect())
}
