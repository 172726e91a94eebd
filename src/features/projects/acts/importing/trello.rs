//! A board of Trello, as its menu exports it.

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
#[serde(rename_all = "camelCase")]
struct Board {
    id: String,
    name: String,
    lists: Vec<List>,
    cards: Vec<Card>,
    #[serde(default, deserialize_with = "json::or_default")]
    labels: Vec<Label>,
    #[serde(default, deserialize_with = "json::or_default")]
    members: Vec<Member>,
    #[serde(default, deserialize_with = "json::or_default")]
    checklists: Vec<Checklist>,
    #[serde(default, deserialize_with = "json::or_default")]
    actions: Vec<Action>,
    #[serde(default, deserialize_with = "json::or_default")]
    custom_fields: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default, deserialize_with = "json::or_default")]
    name: String,
}

#[derive(Deserialize)]
struct List {
    id: String,
    name: String,
    #[serde(default, deserialize_with = "json::or_default")]
    closed: bool,
    #[serde(default, deserialize_with = "json::or_default")]
    pos: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Card {
    id: String,
    name: String,
    #[serde(default, deserialize_with = "json::or_default")]
    desc: String,
    id_list: String,
    #[serde(default, deserialize_with = "json::or_default")]
    closed: bool,
    #[serde(default, deserialize_with = "json::or_default")]
    pos: f64,
    due: Option<Timestamp>,
    start: Option<Timestamp>,
    #[serde(default, deserialize_with = "json::or_default")]
    due_complete: bool,
    #[serde(default, deserialize_with = "json::or_default")]
    id_labels: Vec<String>,
    #[serde(default, deserialize_with = "json::or_default")]
    id_members: Vec<String>,
    #[serde(default, deserialize_with = "json::or_default")]
    attachments: Vec<Named>,
}

#[derive(Deserialize)]
struct Label {
    id: String,
    #[serde(default, deserialize_with = "json::or_default")]
    name: String,
    color: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Member {
    id: String,
    #[serde(default, deserialize_with = "json::or_default")]
    full_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Checklist {
    id_card: String,
    #[serde(default, deserialize_with = "json::or_default")]
    check_items: Vec<CheckItem>,
}

#[derive(Deserialize)]
struct CheckItem {
    name: String,
    #[serde(default, deserialize_with = "json::or_default")]
    state: String,
    #[serde(default, deserialize_with = "json::or_default")]
    pos: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    date: Option<Timestamp>,
    #[serde(default, deserialize_with = "json::or_default")]
    data: ActionData,
    member_creator: Option<Creator>,
}

#[derive(Deserialize, Default)]
struct ActionData {
    #[serde(default, deserialize_with = "json::or_default")]
    text: String,
    card: Option<CardRef>,
}

#[derive(Deserialize)]
struct CardRef {
    id: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Creator {
    #[serde(default, deserialize_with = "json::or_default")]
    full_name: String,
}

/// Reads a board.
///
/// # Errors
/// `import_unreadable`.
pub(super) fn read(data: &str) -> Result<Outline> {
    let board: Board =
        serde_json::from_str(data).map_err(|error| broken("board of Trello", &error))?;
    let mut outline = Outline { id: Some(board.id), name: board.name, ..Outline::default() };
    let closed = read_lists(board.lists, &mut outline);
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
    let people: HashMap<String, Person> = board
        .members
        .into_iter()
        .map(|member| (member.id, Person::named(&member.full_name)))
        .collect();
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
        let said = comments.remove(&card.id).unwrap_or_default().into_iter();
        let said = said.map(|action| {
            let author = Person::named(&action.member_creator.unwrap_or_default().full_name);
            outline.comment(action.id, author, &action.data.text, action.date)
        });
        let comments = said.collect();
        let people = card.id_members.iter().filter_map(|id| people.get(id).cloned());
        let mut task = OutlineTask {
            archived: card.closed || closed.contains(&card.id_list),
            bucket: Some(card.id_list).filter(|list| !closed.contains(list)),
            labels: card.id_labels,
            people: people.collect(),
            status: card.due_complete.then_some(TaskStatus::Done),
            start_at: card.start,
            due_at: card.due,
            comments,
            ..OutlineTask::new(card.id.clone(), title)
        };
        outline.describe(&mut task, &card.desc);
        outline.tick_off(&mut task, checklists.remove(&card.id).unwrap_or_default());
        outline.tasks.push(task);
    }
    Ok(outline)
}

/// Makes buckets of lists; answers those that are put away.
fn read_lists(mut lists: Vec<List>, outline: &mut Outline) -> HashSet<String> {
    lists.sort_by(|one, other| one.pos.total_cmp(&other.pos));
    let mut closed = HashSet::new();
    for list in lists {
        if list.closed {
            closed.insert(list.id);
        } else if let Some(name) = fitting(&list.name, 120, BucketName::parse) {
            outline.buckets.push(OutlineBucket { id: list.id, name });
        } else {
            outline.lose("lists without a name", "");
        }
    }
    closed
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

/// The comments of cards. The newest come first there.
fn comments_by_card(actions: Vec<Action>) -> HashMap<String, Vec<Action>> {
    let mut comments: HashMap<String, Vec<Action>> = HashMap::new();
    for mut action in actions.into_iter().rev().filter(|action| action.kind == "commentCard") {
        let Some(card) = action.data.card.take() else { continue };
        comments.entry(card.id).or_default().push(action);
    }
    comments
}
