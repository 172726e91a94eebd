//! A board of Planka, as its API answers `GET /api/boards/ID`.

use std::collections::HashMap;

use serde::Deserialize;

use super::outline::{
    Outline, OutlineBucket, OutlineComment, OutlineLabel, OutlineTask, colour_of, fitting,
};
use super::unreadable;
use crate::base::Result;
use crate::base::text::{BucketName, ChecklistText, LabelName, TaskTitle};
use crate::base::time::Timestamp;
use crate::features::projects::model::{CHECKLIST_MAX, TaskStatus};

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
    #[serde(default)]
    labels: Vec<Label>,
    #[serde(default)]
    card_labels: Vec<CardLabel>,
    #[serde(default)]
    card_memberships: Vec<CardMembership>,
    #[serde(default)]
    users: Vec<User>,
    #[serde(default)]
    task_lists: Vec<TaskList>,
    #[serde(default)]
    tasks: Vec<Line>,
    #[serde(default)]
    comments: Vec<Comment>,
    #[serde(default)]
    attachments: Vec<Attachment>,
    #[serde(default)]
    custom_fields: Vec<Attachment>,
}

#[derive(Deserialize)]
struct List {
    id: String,
    name: Option<String>,
    #[serde(default)]
    position: Option<f64>,
    #[serde(rename = "type", default)]
    kind: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Card {
    id: String,
    name: String,
    description: Option<String>,
    list_id: String,
    #[serde(default)]
    position: Option<f64>,
    due_date: Option<Timestamp>,
    #[serde(alias = "isDueCompleted", alias = "isDueDateCompleted", default)]
    is_closed: Option<bool>,
}

#[derive(Deserialize)]
struct Label {
    id: String,
    name: Option<String>,
    #[serde(default)]
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
    #[serde(default)]
    is_completed: bool,
    card_id: Option<String>,
    task_list_id: Option<String>,
    #[serde(default)]
    position: Option<f64>,
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
    #[serde(default)]
    name: String,
}

/// Reads a board.
///
/// # Errors
/// `import_unreadable`.
pub(super) fn read(data: &str) -> Result<Outline> {
    let Export { item, included } = serde_json::from_str(data)
        .map_err(|error| unreadable(format!("is no board of Planka: {error}")))?;
    let mut outline = Outline { id: Some(item.id), name: item.name, ..Outline::default() };
    for attachment in &included.attachments {
        outline.lose("attachments", &attachment.name);
    }
    for field in &included.custom_fields {
        outline.lose("custom fields", &field.name);
    }
    let archive = read_lists(included.lists, &mut outline);
    read_labels(included.labels, &mut outline);
    let people: HashMap<String, String> =
        included.users.into_iter().map(|user| (user.id, user.email.unwrap_or(user.name))).collect();
    let mut labels =
        grouped(included.card_labels.into_iter().map(|link| (link.card_id, link.label_id)));
    let on = included.card_memberships.into_iter();
    let mut on =
        grouped(on.filter_map(|link| Some((link.card_id, people.get(&link.user_id)?.clone()))));
    let mut lines = lines_by_card(included.task_lists, included.tasks);
    let comments = included.comments.into_iter().map(|comment| {
        let author = comment.user_id.and_then(|id| people.get(&id).cloned()).unwrap_or_default();
        let (id, text, at) = (comment.id, comment.text, comment.created_at);
        (comment.card_id, OutlineComment { id, author, text, at })
    });
    let mut comments = grouped(comments);
    let mut cards = included.cards;
    cards.sort_by(|one, other| {
        one.position.unwrap_or(0.0).total_cmp(&other.position.unwrap_or(0.0))
    });
    for card in cards {
        let Some(title) = fitting(&card.name, 300, TaskTitle::parse) else {
            outline.lose("cards without a title", "");
            continue;
        };
        let archived = archive.contains(&card.list_id);
        outline.tasks.push(OutlineTask {
            description: card.description.unwrap_or_default(),
            bucket: Some(card.list_id).filter(|_| !archived),
            archived,
            labels: labels.remove(&card.id).unwrap_or_default(),
            people: on.remove(&card.id).unwrap_or_default(),
            status: card.is_closed.unwrap_or(false).then_some(TaskStatus::Done),
            due_at: card.due_date,
            checklist: lines.remove(&card.id).unwrap_or_default(),
            comments: comments.remove(&card.id).unwrap_or_default(),
            ..OutlineTask::new(card.id, title)
        });
    }
    Ok(outline)
}

/// Makes buckets of lists; answers those that are put away.
fn read_lists(mut lists: Vec<List>, outline: &mut Outline) -> Vec<String> {
    lists.sort_by(|one, other| {
        one.position.unwrap_or(0.0).total_cmp(&other.position.unwrap_or(0.0))
    });
    let mut archive = Vec::new();
    for list in lists {
        if matches!(list.kind.as_deref(), Some("archive" | "trash")) {
            archive.push(list.id);
            continue;
        }
        if let Some(name) = fitting(&list.name.unwrap_or_default(), 120, BucketName::parse) {
            outline.buckets.push(OutlineBucket { id: list.id, name });
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
    lines.sort_by(|one, other| {
        one.position.unwrap_or(0.0).total_cmp(&other.position.unwrap_or(0.0))
    });
    let mut grouped = grouped(lines.into_iter().filter_map(|line| {
        let list = line.task_list_id.and_then(|list| cards.get(&list).cloned());
        let text = fitting(&line.name, 500, ChecklistText::parse)?;
        Some((line.card_id.or(list)?, (text, line.is_completed)))
    }));
    for lines in grouped.values_mut() {
        lines.truncate(CHECKLIST_MAX as usize);
    }
    grouped
}

fn grouped<V>(pairs: impl Iterator<Item = (String, V)>) -> HashMap<String, Vec<V>> {
    let mut groups: HashMap<String, Vec<V>> = HashMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}
