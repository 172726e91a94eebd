//! `GET /search/{entity}/cursor`: one kind, page after page.

use std::time::Instant;

use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::super::answer::{self, Wanted};
use super::super::source::{Entity, Reader};
use super::answer::{FlatHit, HitPage, Sort};
use super::query::{check, query, read};
use super::search::millis;
use crate::access::{Answer, App, Grant, SignedIn};
use crate::base::page::{Page, PageQuery};
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::http::extract::{Path, Query};
use crate::infra::index::{Order, Rank};

query! {
    /// What to look for, and which page of it to show.
    PagesQuery {
        /// How many, 1 to 100; 20 unless given.
        #[param(minimum = 1, maximum = 100)]
        limit: Option<u32>,
        /// `nextCursor` of the page before; absent for the first page.
        cursor: Option<String>,
    }
}

/// Where a page begins. The moment goes along: what is younger counts more, at the moment of the first page.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bookmark {
    rank: Rank,
    /// None where the newest come first.
    at: Option<i64>,
}

/// Finds things of one kind that are the caller's to read, page after page.
#[utoipa::path(
    get,
    path = "/search/{entity}/cursor",
    tag = "search",
    params(
        ("entity" = String, Path, description = "messages, mail_messages, files, tasks, users, chats, projects or comments."),
        PagesQuery,
    ),
    responses(
        (status = 200, body = HitPage),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "not_found"),
        (status = 503, description = "overloaded"),
    )
)]
pub(super) async fn search_pages(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path(entity): Path<String>,
    Query(mut query): Query<PagesQuery>,
) -> Result<Answer> {
    let begun = Instant::now();
    let entity = Entity::ALL.into_iter().find(|known| known.name() == entity);
    let entity = entity.ok_or(codes::NOT_FOUND)?;
    let (text, filters) = query.asked();
    check(&text, &filters)?;
    let page = PageQuery { limit: query.limit, cursor: query.cursor }.parse::<Bookmark>()?;
    if page.after.is_some_and(|mark| mark.at.is_none() != (query.sort == Sort::Date)) {
        return Err(codes::INVALID_CURSOR.into());
    }
    let turn = app.index.turn().await?;
    let state = app.clone();
    let answer = grant.show(&app, move |tx, granted| {
        let reader = Reader { user: granted.actor.user, presence: &state.presence };
        let meaning = read(tx, reader, &text, &filters)?;
        let now = page.after.and_then(|mark| mark.at).map(Timestamp::from_millis);
        let now = now.unwrap_or_else(|| reader.presence.now());
        let (order, at) = match query.sort {
            Sort::Relevance => (Order::Relevance(now), Some(now.millis())),
            Sort::Date => (Order::Newest, None),
        };
        let wanted = Wanted {
            listed: vec![entity],
            most: page.limit as u16 + 1,
            facets: false,
            order,
            after: page.after.map(|mark| mark.rank),
        };
        let mut answered = answer::ask(tx, &state.index, reader, &meaning, &wanted)?;
        let hits = answered.show(tx, reader, entity, 0, page.limit as usize + 1)?;
        drop(turn);
        let cut = Page::cut(hits, page.limit, |hit| Bookmark { rank: hit.rank, at });
        Ok(HitPage {
            items: cut.items.into_iter().map(FlatHit).collect(),
            next_cursor: cut.next_cursor,
            has_more: cut.has_more,
            total: answered.total(entity),
            took: millis(begun),
        })
    });
    let answer = answer.await?;
    super::note(&app, "cursor", begun);
    Ok(answer)
}
