//! What an answer looks like on the wire.

use std::collections::BTreeMap;

use serde::ser::{Error as _, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::super::answer::{FacetCount, Hit};
use super::super::language::Problem;
use super::super::names::Understood;
use crate::features::chat::{Chat, Message};
use crate::features::directory::Person;
use crate::features::files::finding;
use crate::features::projects::finding as found;

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HitView<T> {
    /// The thing itself, as everywhere else.
    item: T,
    /// How well it fits; 0 where the newest come first.
    score: f32,
    /// The parts of its texts that answer, by field: escaped, with `<mark>` around the answers.
    highlights: BTreeMap<&'static str, String>,
}

/// A hit whose thing is written already.
pub(super) type RawHit = HitView<Box<RawValue>>;

impl From<Hit> for RawHit {
    fn from(hit: Hit) -> Self {
        Self { item: hit.item, score: hit.score, highlights: hit.highlights }
    }
}

/// What was found, by kind.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Hits {
    #[schema(value_type = Vec<HitView<Message>>)]
    pub(super) messages: Vec<RawHit>,
    #[schema(value_type = Vec<HitView<finding::File>>)]
    pub(super) files: Vec<RawHit>,
    #[schema(value_type = Vec<HitView<Person>>)]
    pub(super) users: Vec<RawHit>,
    #[schema(value_type = Vec<HitView<Chat>>)]
    pub(super) chats: Vec<RawHit>,
    #[schema(value_type = Vec<HitView<found::Project>>)]
    pub(super) projects: Vec<RawHit>,
    #[schema(value_type = Vec<HitView<found::FoundTask>>)]
    pub(super) tasks: Vec<RawHit>,
    #[schema(value_type = Vec<HitView<found::FoundComment>>)]
    pub(super) comments: Vec<RawHit>,
    #[schema(value_type = Vec<HitView<Object>>)]
    pub(super) mail_messages: Vec<RawHit>,
}

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SearchAnswer {
    #[serde(flatten)]
    pub(super) hits: Hits,
    /// How many there are of the kinds of this tab.
    pub(super) total: u64,
    /// How many there are of each kind.
    #[schema(value_type = BTreeMap<String, u64>)]
    pub(super) totals: BTreeMap<&'static str, u64>,
    pub(super) facets: Facets,
    /// How long it took, in milliseconds.
    pub(super) took: f64,
    pub(super) query: QueryView,
}

/// Where what was found comes from, over the kinds of this tab.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct Facets {
    /// How many there are of each kind.
    #[serde(rename = "type")]
    #[schema(value_type = BTreeMap<String, u64>)]
    pub(super) kinds: BTreeMap<&'static str, u64>,
    /// The ten people with the most.
    pub(super) from: Vec<FacetCount>,
    /// The ten places with the most.
    #[serde(rename = "in")]
    pub(super) places: Vec<FacetCount>,
}

/// The question as it was understood.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QueryView {
    /// What was asked.
    pub(super) text: String,
    /// The filters in it.
    pub(super) filters: Vec<Understood>,
    /// What was not understood.
    pub(super) problems: Vec<Problem>,
    /// True if nothing was found as it is written, and words of five letters and more were taken for
    /// mistyped ones.
    pub(super) corrected: bool,
}

/// A page of one kind.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct HitPage {
    /// Whole things of the kind, each with `score` and `highlights` as in `GET /search`.
    #[schema(value_type = Vec<HashMap<String, serde_json::Value>>)]
    pub(super) items: Vec<FlatHit>,
    /// Where the next page begins; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_cursor: Option<String>,
    /// True if there is a next page.
    pub(super) has_more: bool,
    /// How many there are.
    pub(super) total: u64,
    /// How long it took, in milliseconds.
    pub(super) took: f64,
}

/// A hit whose keys are those of the thing, and two more.
#[derive(Debug)]
pub(super) struct FlatHit(pub(super) Hit);

impl Serialize for FlatHit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Hit { item, score, highlights, .. } = &self.0;
        let keys = item.get().trim_end();
        let keys =
            keys.strip_suffix('}').ok_or_else(|| S::Error::custom("a thing is an object"))?;
        let highlights = serde_json::to_string(highlights).map_err(S::Error::custom)?;
        let score = serde_json::to_string(score).map_err(S::Error::custom)?;
        let whole = format!("{keys},\"score\":{score},\"highlights\":{highlights}}}");
        RawValue::from_string(whole).map_err(S::Error::custom)?.serialize(serializer)
    }
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SearchSort)]
pub(super) enum Sort {
    /// What fits best, the younger first among equals.
    #[default]
    Relevance,
    /// The newest.
    Date,
}
