//! `/projects/{projectId}/board`, `cards` and `buckets`: tasks as the board shows them.

use std::collections::HashMap;

use axum::extract::State;
use serde::Serialize;

use super::query::TaskQuery;
use crate::access::{Answer, App, Grant, Presence};
use crate::base::ids::{BucketId, ProjectId};
use crate::base::page::{Page, seal_cursor};
use crate::base::{Error, Result};
use crate::features::projects::access::ViewProject;
use crate::features::projects::acts::placing::NOBODY;
use crate::features::projects::model::CARDS_SHOWN;
use crate::features::projects::showing;
use crate::features::projects::store::board as places;
use crate::features::projects::store::cards::{self, Among, Filter, Order, SortKey};
use crate::features::projects::store::tasks::TaskRow;
use crate::features::projects::views::{Bucket, Card};
use crate::http::extract::Query;
use crate::infra::db::{ReadTx, outbox};

/// The order of the board.
const BY_RANK: [Order; 1] = [Order { key: SortKey::Rank, descending: false }];

/// The first cards of a column.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ColumnCards {
    /// The first 50 in their order.
    cards: Vec<Card>,
    /// How many cards the filter lets through.
    matching: u32,
    /// Where the next page begins, for `cards?bucketId=…&sort=rank`; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Whether there are more.
    has_more: bool,
}

/// A bucket with its first cards.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BucketColumn {
    /// The bucket.
    #[serde(flatten)]
    bucket: Bucket,
    /// Its cards.
    #[serde(flatten)]
    column: ColumnCards,
}

/// The tasks that are in no bucket.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UnsortedColumn {
    /// How many there are.
    task_count: u32,
    /// The first of them.
    #[serde(flatten)]
    column: ColumnCards,
}

/// A board as it opens.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Board {
    /// The buckets in their order.
    buckets: Vec<BucketColumn>,
    /// What is in none of them.
    unsorted: UnsortedColumn,
    /// The newest event that this contains.
    seq: String,
}

/// The first rows of one column.
struct Column {
    rows: Vec<TaskRow>,
    next_cursor: Option<String>,
    has_more: bool,
}

fn load_column(
    tx: &ReadTx<'_>,
    project: ProjectId,
    filter: &Filter,
    bucket: Option<BucketId>,
) -> Result<Column> {
    let asked = filter.buckets.as_ref();
    let wanted = asked.is_none_or(|among| match bucket {
        Some(bucket) => among.ids.contains(&bucket),
        None => among.or_none,
    });
    if !wanted {
        return Ok(Column { rows: Vec::new(), next_cursor: None, has_more: false });
    }
    let among = Among { ids: bucket.into_iter().collect(), or_none: bucket.is_none() };
    let filter = Filter { buckets: Some(among), ..filter.clone() };
    let mut rows = cards::list(tx, project, &filter, &BY_RANK, None, CARDS_SHOWN + 1)?;
    let has_more = rows.len() > CARDS_SHOWN as usize;
    rows.truncate(CARDS_SHOWN as usize);
    let last = rows.last().filter(|_| has_more);
    let next_cursor = last.map(|row| seal_cursor(&cards::mark_of(row, &BY_RANK)));
    Ok(Column { rows, next_cursor, has_more })
}

/// The columns of a board, those of the buckets first, and the tasks without one.
struct Columns {
    lanes: Vec<BucketColumn>,
    unsorted: ColumnCards,
}

fn load_columns(
    tx: &ReadTx<'_>,
    presence: &Presence,
    project: ProjectId,
    filter: &Filter,
) -> Result<Columns> {
    let matching = cards::count_by_bucket(tx, project, filter)?;
    let matching: HashMap<_, _> = matching.into_iter().collect();
    let count = |bucket| matching.get(&bucket).copied().unwrap_or(0);
    let buckets = showing::buckets(tx, project)?;
    let ids = buckets.iter().map(|bucket| Some(bucket.id)).chain([None]);
    let columns = ids.map(|bucket| Ok((bucket, load_column(tx, project, filter, bucket)?)));
    let columns = columns.collect::<Result<Vec<_>>>()?;
    // The cards of all columns at once, so that more buckets cost no more questions about them.
    let all: Vec<TaskRow> = columns.iter().flat_map(|(_, column)| column.rows.clone()).collect();
    let mut cards = showing::cards(tx, presence, &all)?.into_iter();
    let mut lanes = Vec::new();
    let mut buckets = buckets.into_iter();
    for (id, column) in columns {
        let shown = ColumnCards {
            cards: cards.by_ref().take(column.rows.len()).collect(),
            matching: count(id),
            next_cursor: column.next_cursor,
            has_more: column.has_more,
        };
        match buckets.next() {
            Some(bucket) => lanes.push(BucketColumn { bucket, column: shown }),
            None => return Ok(Columns { lanes, unsorted: shown }),
        }
    }
    Err(Error::internal("a board without its last column"))
}

/// Opens the board: every bucket with its first 50 cards and how many there are.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/board",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), TaskQuery),
    responses(
        (status = 200, body = Board),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn get_board(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Query(query): Query<TaskQuery>,
) -> Result<Answer> {
    let filter = query.filter(grant.actor().user)?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let project = granted.resource.project.id;
        let Columns { lanes, unsorted } = load_columns(tx, &presence, project, &filter)?;
        let column = places::Column { project, bucket: None };
        let task_count = places::count(tx, column, NOBODY)?;
        Ok(Board {
            buckets: lanes,
            unsorted: UnsortedColumn { task_count, column: unsorted },
            seq: outbox::newest_seq(tx)?.to_string(),
        })
    });
    shown.await
}

/// A page of cards.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CardPage {
    /// The page.
    #[serde(flatten)]
    page: Page<Card>,
    /// How many cards the filter lets through; on the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u32>,
}

/// Lists cards: more of a bucket, or any that the filter lets through.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/cards",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), TaskQuery),
    responses(
        (status = 200, body = CardPage),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn list_cards(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Query(query): Query<TaskQuery>,
) -> Result<Answer> {
    let filter = query.filter(grant.actor().user)?;
    let orders = query.orders()?;
    let page = query.page(&orders)?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let project = granted.resource.project.id;
        let is_first = page.after.is_none();
        let rows = cards::list(tx, project, &filter, &orders, page.after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |row| cards::mark_of(row, &orders));
        let total = is_first.then(|| cards::count(tx, project, &filter)).transpose()?;
        let items = showing::cards(tx, &presence, &rows.items)?;
        let page = Page { items, next_cursor: rows.next_cursor, has_more: rows.has_more };
        Ok(CardPage { page, total })
    });
    shown.await
}

/// A card and its place in its bucket.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct PlacedCard {
    /// The card.
    #[serde(flatten)]
    card: Card,
    /// Its place, counted from 0.
    position: u32,
}

/// A bucket and its first tasks.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct BucketWithTasks {
    /// The bucket.
    #[serde(flatten)]
    bucket: Bucket,
    /// Its first 50 tasks in their order.
    tasks: Vec<PlacedCard>,
}

/// Lists the buckets of a project in their order, each with its first 50 tasks.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/buckets",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    responses(
        (status = 200, body = Vec<BucketWithTasks>),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn list_buckets(
    State(app): State<App>,
    grant: Grant<ViewProject>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let project = granted.resource.project.id;
        let columns = load_columns(tx, &presence, project, &Filter::default())?;
        let shown = columns.lanes.into_iter().map(|BucketColumn { bucket, column }| {
            let cards = column.cards.into_iter().zip(0..);
            let tasks = cards.map(|(card, position)| PlacedCard { card, position });
            BucketWithTasks { bucket, tasks: tasks.collect() }
        });
        Ok(shown.collect::<Vec<_>>())
    });
    shown.await
}
