//! `GET /search`: everything at once.

use std::time::Instant;

use axum::extract::State;
use serde::Deserialize;

use super::super::answer::{self, Answered, Wanted};
use super::super::source::{Entity, Reader};
use super::answer::{Facets, Hits, QueryView, RawHit, SearchAnswer, Sort};
use super::query::{Filters, check, query, read};
use crate::access::{Answer, App, Grant, SignedIn};
use crate::base::page::{DEFAULT_LIMIT, parse_limit};
use crate::base::{Error, Result};
use crate::http::extract::Query;
use crate::infra::db::ReadTx;
use crate::infra::index::Order;

/// How far into an answer one can leap; beyond it there are pages with cursors.
const OFFSET_MAX: u32 = 1_000;

/// The kinds a tab shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum Tab {
    /// Every kind.
    #[default]
    All,
    /// Messages.
    Messages,
    /// Files.
    Files,
    /// The same as `users`.
    People,
    /// People.
    Users,
    /// Groups and channels.
    Chats,
    /// Projects.
    Projects,
    /// Tasks.
    Tasks,
    /// Comments on tasks.
    Comments,
}

impl Tab {
    fn listed(self) -> Vec<Entity> {
        match self {
            Self::All => Entity::ALL.to_vec(),
            Self::Messages => vec![Entity::Messages],
            Self::Files => vec![Entity::Files],
            Self::People | Self::Users => vec![Entity::Users],
            Self::Chats => vec![Entity::Chats],
            Self::Projects => vec![Entity::Projects],
            Self::Tasks => vec![Entity::Tasks],
            Self::Comments => vec![Entity::Comments],
        }
    }
}

query! {
    /// What to look for, and how much of it to show.
    SearchQuery {
        /// Which kinds are shown; all are counted. `all` unless given.
        #[serde(default)]
        #[param(inline)]
        tab: Tab,
        /// How many of each kind, 1 to 100; 20 unless given.
        #[param(minimum = 1, maximum = 100)]
        limit: Option<u32>,
        /// How many of each kind to leave out first, at most 1,000.
        #[param(maximum = 1000)]
        offset: Option<u32>,
    }
}

/// Finds what is the caller's to read: messages, people, chats and whatever else has words.
#[utoipa::path(
    get,
    path = "/search",
    tag = "search",
    params(SearchQuery),
    responses(
        (status = 200, body = SearchAnswer),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 503, description = "overloaded"),
    )
)]
pub(super) async fn search(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Query(mut query): Query<SearchQuery>,
) -> Result<Answer> {
    let begun = Instant::now();
    let (text, filters) = query.asked();
    check(&text, &filters)?;
    let limit = parse_limit(query.limit, DEFAULT_LIMIT)?;
    let offset = query.offset.unwrap_or(0);
    if offset > OFFSET_MAX {
        return Err(Error::invalid_field("offset", "out_of_range", "must be at most 1000"));
    }
    let asked = Asked { text, filters, tab: query.tab, sort: query.sort, limit, offset };
    let turn = app.index.turn().await?;
    let state = app.clone();
    let answer = grant.show(&app, move |tx, granted| {
        let reader = Reader { user: granted.actor.user, presence: &state.presence };
        let answer = asked.answer(tx, &state, reader, begun);
        drop(turn);
        answer
    });
    let answer = answer.await?;
    super::note(&app, "all", begun);
    Ok(answer)
}

struct Asked {
    text: String,
    filters: Filters,
    tab: Tab,
    sort: Sort,
    limit: u32,
    offset: u32,
}

impl Asked {
    fn answer(
        self,
        tx: &ReadTx<'_>,
        app: &App,
        reader: Reader<'_>,
        begun: Instant,
    ) -> Result<SearchAnswer> {
        let meaning = read(tx, reader, &self.text, &self.filters)?;
        let order = match self.sort {
            Sort::Relevance => Order::Relevance(reader.presence.now()),
            Sort::Date => Order::Newest,
        };
        let listed = self.tab.listed();
        let most = u16::try_from(self.limit + self.offset).unwrap_or(u16::MAX);
        let wanted = Wanted { listed: listed.clone(), most, facets: true, order, after: None };
        let mut answered = answer::ask(tx, &app.index, reader, &meaning, &wanted)?;
        let mut hits = Hits::default();
        for entity in &listed {
            let (skip, most) = (self.offset as usize, self.limit as usize);
            let shown = answered.show(tx, reader, *entity, skip, most)?;
            *hits.of(*entity) = shown.into_iter().map(RawHit::from).collect();
        }
        let totals = totals(&answered);
        let facets = Facets {
            kinds: totals.clone(),
            from: answer::authors(tx, reader, &answered.found.authors)?,
            places: answer::places(tx, reader, &answered.found.places)?,
        };
        Ok(SearchAnswer {
            hits,
            total: listed.iter().map(|entity| answered.total(*entity)).sum(),
            totals,
            facets,
            query: QueryView {
                text: self.text,
                filters: meaning.filters,
                problems: meaning.problems,
                corrected: answered.forgave,
            },
            took: millis(begun),
        })
    }
}

/// How many there are of each kind, by its name.
fn totals(answered: &Answered) -> std::collections::BTreeMap<&'static str, u64> {
    Entity::ALL.into_iter().map(|entity| (entity.name(), answered.total(entity))).collect()
}

impl Hits {
    /// The list of a kind.
    fn of(&mut self, entity: Entity) -> &mut Vec<RawHit> {
        match entity {
            Entity::Messages => &mut self.messages,
            Entity::Users => &mut self.users,
            Entity::Chats => &mut self.chats,
            Entity::Files => &mut self.files,
            Entity::Projects => &mut self.projects,
            Entity::Tasks => &mut self.tasks,
            Entity::Comments => &mut self.comments,
            Entity::MailMessages => &mut self.mail_messages,
        }
    }
}

/// Milliseconds since `begun`, to the hundredth.
pub(super) fn millis(begun: Instant) -> f64 {
    (begun.elapsed().as_secs_f64() * 100_000.0).round() / 100.0
}
