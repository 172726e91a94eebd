//! A board of Planka, as its API answers `GET /api/boards/ID`.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::broken;
use super::outline::{
    Outline, OutlineBucket, OutlineLabel, OutlineTask, Person, colour_of, fitting,
};
use crate::base::Result;
use crate::base::json;
use crate::base::text::{BucketName, ChecklistText, LabelName, TaskTitle};
use crate::base::time::Timestamp;
use crate::features::projects::model::TaskStatus;

#[derive(Deserialize)]
struct Export {
    item: Item,
    included: Included,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Included {
    lists: Vec<List>,
    cards: Vec<Card>,
    #[serde(default, deserialize_with = "json::or_default")]
    labels: Vec<Label>,
    #[serde(default, deserialize_with = "json::or_default")]
    card_labels: Vec<CardLabel>,
    #[serde(default, deserialize_with = "json::or_default")]
    card_memberships: Vec<CardMembership>,
    #[serde(default, deserialize_with = "json::or_default")]
    users: Vec<User>,
    #[serde(default, deserialize_with = "json::or_default")]
    task_lists: Vec<TaskList>,
    #[serde(default, deserialize_with = "json::or_default")]
    tasks: Vec<Line>,
    #[serde(default, deserialize_with = "json::or_default")]
    comments: Vec<Comment>,
    #[serde(default, deserialize_with = "json::or_default")]
    attachments: Vec<Attachment>,
    #[serde(default, deserialize_with = "json::or_default")]
    custom_fields: Vec<Attachment>,
}

#[derive(Deserialize)]
struct List {
    id: String,
    #[serde(default, deserialize_with = "json::or_default")]
    name: String,
    #[serde(default, deserialize_with = "json::or_default")]
    position: f64,
    #[serde(rename = "type", default)]
    kind: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Card {
    id: String,
    name: String,
    #[serde(default, deserialize_with = "json::or_default")]
    description: String,
    list_id: String,
    #[serde(default, deserialize_with = "json::or_default")]
    position: f64,
    due_date: Option<Timestamp>,
    /// As the first version says that it is done; the second says both that follow.
    #[serde(default, deserialize_with = "json::or_default")]
    is_due_date_completed: bool,
    #[serde(default, deserialize_with = "json::or_default")]
    is_due_completed: bool,
    #[serde(default, deserialize_with = "json::or_default")]
    is_closed: bool,
}

#[derive(Deserialize)]
struct Label {
    id: String,
    name: Option<String>,
    #[serde(default, deserialize_with = "json::or_default")]
    color: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CardLabel {
    card_id: String,
    label_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CardMembership {
    card_id: String,
    user_id: String,
}

#[derive(Deserialize)]
struct User {
    id: String,
    #[serde(default, deserialize_with = "json::or_default")]
    name: String,
    email: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TaskList {
    id: String,
    card_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    name: String,
    #[serde(default, deserialize_with = "json::or_default")]
    is_completed: bool,
    card_id: Option<String>,
    task_list_id: Option<String>,
    #[serde(default, deserialize_with = "json::or_default")]
    position: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Comment {
    id: String,
    card_id: String,
    user_id: Option<String>,
    text: String,
    created_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Attachment {
    #[serde(default, deserialize_with = "json::or_default")]
    name: String,
}

/// Reads a board.
///
/// # Errors
/// `import_unreadable`.
pub(super) fn read(data: &str) -> Result<Outline> {
    let Export { item, included } =
        serde_json::from_str(data).map_err(|error| broken("board of Planka", &error))?;
    let mut outline = Outline { id: Some(item.id), name: item.name, ..Outline::default() };
    for attachment in &included.attachments {
        outline.lose("attachments", &attachment.name);
    }
    for field in &included.custom_fields {
        outline.lose("custom fields", &field.name);
    }
    let archive = read_lists(included.lists, &mut outline);
    read_labels(included.labels, &mut outline);
    let people: HashMap<String, Person> = included
        .users
        .into_iter()
        .map(|user| (user.id, Person { email: user.email, ..Person::named(&user.name) }))
        .collect();
    let mut labels =
        grouped(included.card_labels.into_iter().map(|link| (link.card_id, link.label_id)));
    let on = included.card_memberships.into_iter();
    let mut on =
        grouped(on.filter_map(|link| Some((link.card_id, people.get(&link.user_id)?.clone()))));
    let mut lines = lines_by_card(included.task_lists, included.tasks);
    let comments = included.comments.into_iter();
    let mut comments = grouped(comments.map(|comment| (comment.card_id.clone(), comment)));
    let mut cards = included.cards;
    cards.sort_by(|one, other| one.position.total_cmp(&other.position));
    for card in cards {
        let Some(title) = fitting(&card.name, 300, TaskTitle::parse) else {
            outline.lose("cards without a title", "");
            continue;
        };
        let said = comments.remove(&card.id).unwrap_or_default().into_iter();
        let said = said.map(|comment| {
            let author = comment.user_id.and_then(|id| people.get(&id).cloned());
            outline.comment(
                comment.id,
                author.unwrap_or_default(),
                &comment.text,
                comment.created_at,
            )
        });
        let comments = said.collect();
        let archived = archive.contains(&card.list_id);
        let done = card.is_closed || card.is_due_completed || card.is_due_date_completed;
        let mut task = OutlineTask {
            bucket: Some(card.list_id).filter(|_| !archived),
            archived,
            labels: labels.remove(&card.id).unwrap_or_default(),
            people: on.remove(&card.id).unwrap_or_default(),
            status: done.then_some(TaskStatus::Done),
            due_at: card.due_date,
            comments,
            ..OutlineTask::new(card.id.clone(), title)
        };
        outline.describe(&mut task, &card.description);
        outline.tick_off(&mut task, lines.remove(&card.id).unwrap_or_default());
        outline.tasks.push(task);
    }
    Ok(outline)
}

/// Makes buckets of lists; answers those that are put away.
fn read_lists(mut lists: Vec<List>, outline: &mut Outline) -> HashSet<String> {
    lists.sort_by(|one, other| one.position.total_cmp(&other.position));
    let mut archive = HashSet::new();
    for list in lists {
        if matches!(list.kind.as_deref(), Some("archive" | "trash")) {
            archive.insert(list.id);
        } else if let Some(name) = fitting(&list.name, 120, BucketName::parse) {
            outline.buckets.push(OutlineBucket { id: list.id, name });
        } else {
            outline.lose("lists without a name", "");
        }
    }
    archive
}

fn read_labels(labels: Vec<Label>, outline: &mut Outline) {
    for label in labels {
        let name =
            label.name.filter(|name| !name.is_empty()).unwrap_or_else(|| label.color.clone());
        if let Some(name) = fitting(&name, 50, LabelName::parse) {
            outline.labels.push(OutlineLabel {
                id: label.id,
                name,
                color: colour_of(&label.color),
            });
        }
    }
}

fn lines_by_card(
    lists: Vec<TaskList>,
    mut lines: Vec<Line>,
) -> HashMap<String, Vec<(ChecklistText, bool)>> {
    let cards: HashMap<String, String> =
        lists.into_iter().map(|list| (list.id, list.card_id)).collect();
    lines.sort_by(|one, other| one.position.total_cmp(&other.position));
    grouped(lines.into_iter().filter_map(|line| {
        let list = line.task_list_id.and_then(|list| cards.get(&list).cloned());
        let text = fitting(&line.name, 500, ChecklistText::parse)?;
        Some((line.card_id.or(list)?, (text, line.is_completed)))
    }))
}

fn grouped<V>(pairs: impl Iterator<Item = (String, V)>) -> HashMap<String, Vec<V>> {
    let mut groups: HashMap<String, Vec<V>> = HashMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}
