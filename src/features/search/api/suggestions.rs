//! `GET /search/suggestions`: what somebody may be about to type.

use std::time::Instant;

use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::super::source::Reader;
use super::super::suggesting::{self, Suggestion};
use super::query::{Filters, check};
use crate::access::{Answer, App, Grant, SignedIn};
use crate::base::Result;
use crate::base::page::parse_limit;
use crate::http::extract::Query;

/// Suggestions unless the caller says how many.
const USUAL: u32 = 8;

/// What was typed so far.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SuggestionsQuery {
    /// The question so far; its last word is gone on with. At most 500 characters.
    q: Option<String>,
    /// How many, 1 to 100; 8 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// Ways to go on.
#[derive(Serialize, utoipa::ToSchema)]
struct Suggestions {
    items: Vec<Suggestion>,
}

/// Suggests how to go on with the last word: filters, people, places, and words out of what is the caller's.
#[utoipa::path(
    get,
    path = "/search/suggestions",
    tag = "search",
    params(SuggestionsQuery),
    responses(
        (status = 200, body = Suggestions),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 503, description = "overloaded"),
    )
)]
pub(super) async fn suggest(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Query(query): Query<SuggestionsQuery>,
) -> Result<Answer> {
    let begun = Instant::now();
    let text = query.q.unwrap_or_default();
    check(&text, &Filters::default())?;
    let most = parse_limit(query.limit, USUAL)? as usize;
    let turn = app.index.turn().await?;
    let state = app.clone();
    let answer = grant.show(&app, move |tx, granted| {
        let reader = Reader { user: granted.actor.user, presence: &state.presence };
        let items = suggesting::suggest(tx, &state.index, reader, &text, most)?;
        drop(turn);
        Ok(Suggestions { items })
    });
    let answer = answer.await?;
    super::note(&app, "suggestions", begun);
    Ok(answer)
}
