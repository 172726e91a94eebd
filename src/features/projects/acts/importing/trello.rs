//! A board of Trello, as its menu exports it.

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
#[serde(rename_all = "camelCase")]
struct Board {
    id: String,
    name: String,
    lists: Vec<List>,
    cards: Vec<Card>,
    #[serde(default)]
    labels: Vec<Label>,
    #[serde(default)]
    members: Vec<Member>,
    #[serde(default)]
    checklists: Vec<Checklist>,
    #[serde(default)]
    actions: Vec<Action>,
    #[serde(default)]
    custom_fields: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct List {
    id: String,
    name: String,
    #[serde(default)]
    closed: bool,
    #[serde(default)]
    pos: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Card {
    id: String,
    name: String,
    #[serde(default)]
    desc: String,
    id_list: String,
    #[serde(default)]
    closed: bool,
    #[serde(default)]
    pos: f64,
    due: Option<Timestamp>,
    start: Option<Timestamp>,
    #[serde(default)]
    due_complete: bool,
    #[serde(default)]
    id_labels: Vec<String>,
    #[serde(default)]
    id_members: Vec<String>,
    #[serde(default)]
    attachments: Vec<Named>,
}

#[derive(Deserialize)]
struct Label {
    id: String,
    #[serde(default)]
    name: String,
    color: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Member {
    id: String,
    full_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Checklist {
    id_card: String,
    #[serde(default)]
    check_items: Vec<CheckItem>,
}

#[derive(Deserialize)]
struct CheckItem {
    name: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    pos: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    date: Option<Timestamp>,
    #[serde(default)]
    data: ActionData,
    member_creator: Option<Creator>,
}

#[derive(Deserialize, Default)]
struct ActionData {
    #[serde(default)]
    text: String,
    card: Option<CardRef>,
}

#[derive(Deserialize)]
struct CardRef {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Creator {
    #[serde(default)]
    full_name: String,
}

/// Reads a board.
///
/// # Errors
/// `import_unreadable`.
pub(super) fn read(data: &str) -> Result<Outline> {
    let board: Board = serde_json::from_str(data)
        .map_err(|error| unreadable(format!("is no board of Trello: {error}")))?;
    let mut outline = Outline { id: Some(board.id), name: board.name, ..Outline::default() };
    let mut lists = board.lists;
    lists.sort_by(|one, other| one.pos.total_cmp(&other.pos));
    let closed: Vec<String> =
        lists.iter().filter(|list| list.closed).map(|list| list.id.clone()).collect();
    for list in lists.into_iter().filter(|list| !list.closed) {
        match fitting(&list.name, 120, BucketName::parse) {
            Some(name) => outline.buckets.push(OutlineBucket { id: list.id, name }),
            None => outline.lose("lists without a name", ""),
        }
    }
    for label in board.labels {
        let colour = label.color.unwrap_or_default();
        let name = if label.name.is_empty() { &colour } else { &label.name };
        if let Some(name) = fitting(name, 50, LabelName::parse) {
            outline.labels.push(OutlineLabel { id: label.id, name, color: colour_of(&colour) });
        }
    }
    for field in board.custom_fields {
        outline.lose("custom fields", &field.name);
    }
    let people: HashMap<String, String> =
        board.members.into_iter().map(|member| (member.id, member.full_name)).collect();
    let mut checklists = lines_by_card(board.checklists);
    let mut comments = comments_by_card(board.actions);
    let mut cards = board.cards;
    cards.sort_by(|one, other| one.pos.total_cmp(&other.pos));
    for card in cards {
        for attachment in &card.attachments {
            outline.lose("attachments", &attachment.name);
        }
        let Some(title) = fitting(&card.name, 300, TaskTitle::parse) else {
            outline.lose("cards without a title", "");
            continue;
        };
        let mut checklist = checklists.remove(&card.id).unwrap_or_default();
        for (line, _) in checklist.drain((CHECKLIST_MAX as usize).min(checklist.len())..) {
            outline.lose("lines of long checklists", line.as_str());
        }
        let people = card.id_members.iter().filter_map(|id| people.get(id).cloned());
        outline.tasks.push(OutlineTask {
            description: card.desc,
            archived: card.closed || closed.contains(&card.id_list),
            bucket: Some(card.id_list).filter(|list| !closed.contains(list)),
            labels: card.id_labels,
            people: people.collect(),
            status: card.due_complete.then_some(TaskStatus::Done),
            start_at: card.start,
            due_at: card.due,
            checklist,
            comments: comments.remove(&card.id).unwrap_or_default(),
            ..OutlineTask::new(card.id, title)
        });
    }
    Ok(outline)
}

fn lines_by_card(checklists: Vec<Checklist>) -> HashMap<String, Vec<(ChecklistText, bool)>> {
    let mut lines: HashMap<String, Vec<_>> = HashMap::new();
    for checklist in checklists {
        let mut items = checklist.check_items;
        items.sort_by(|one, other| one.pos.total_cmp(&other.pos));
        let items = items.into_iter().filter_map(|item| {
            Some((fitting(&item.name, 500, ChecklistText::parse)?, item.state == "complete"))
        });
        lines.entry(checklist.id_card).or_default().extend(items);
    }
    lines
}

fn comments_by_card(actions: Vec<Action>) -> HashMap<String, Vec<OutlineComment>> {
    let mut comments: HashMap<String, Vec<OutlineComment>> = HashMap::new();
    // The newest come first there.
    for action in actions.into_iter().rev().filter(|action| action.kind == "commentCard") {
        let Some(card) = action.data.card else { continue };
        comments.entry(card.id).or_default().push(OutlineComment {
            id: action.id,
            author: action.member_creator.map(|creator| creator.full_name).unwrap_or_default(),
            text: action.data.text,
            at: action.date,
        });
    }
    comments
}
