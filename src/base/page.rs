//! Keyset pages: `?limit=1..100&cursor=` in, `{items, nextCursor?, hasMore}` out.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::codes;
use super::{Error, Result};

/// How many rows a page has unless the caller says.
pub const DEFAULT_LIMIT: u32 = 20;
/// The most rows a page can have.
pub const MAX_LIMIT: u32 = 100;

/// The page asked for, as it stands in a query string.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// How many items, 1 to 100; 20 unless given.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before; absent for the first page.
    pub cursor: Option<String>,
}

/// A page to load: how many rows, and after which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageAfter<K> {
    /// How many rows, 1 to 100.
    pub limit: u32,
    /// The key of the last row the caller has.
    pub after: Option<K>,
}

impl PageQuery {
    /// Checks the limit and opens the cursor.
    ///
    /// # Errors
    /// `invalid_request` for a limit outside 1..=100, `invalid_cursor` for a cursor of another make.
    pub fn parse<K: DeserializeOwned>(&self) -> Result<PageAfter<K>> {
        let after = self.cursor.as_deref().map(open_cursor).transpose()?;
        Ok(PageAfter { limit: parse_limit(self.limit, DEFAULT_LIMIT)?, after })
    }
}

/// Checks a `limit` parameter.
///
/// # Errors
/// `invalid_request` outside 1..=100.
pub fn parse_limit(limit: Option<u32>, default: u32) -> Result<u32> {
    match limit {
        None => Ok(default),
        Some(limit @ 1..=MAX_LIMIT) => Ok(limit),
        Some(_) => Err(Error::invalid_field("limit", "out_of_range", "must be 1 to 100")),
    }
}

/// Packs a row's key into an opaque cursor.
pub fn seal_cursor<K: Serialize>(key: &K) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).expect("a key is plain data"))
}

/// Opens a cursor made by [`seal_cursor`].
///
/// # Errors
/// `invalid_cursor` for anything else.
pub fn open_cursor<K: DeserializeOwned>(cursor: &str) -> Result<K> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| codes::INVALID_CURSOR)?;
    Ok(serde_json::from_slice(&bytes).map_err(|_| codes::INVALID_CURSOR)?)
}

/// One page of a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// True if there is a next page.
    pub has_more: bool,
}

impl<T> Page<T> {
    /// Makes a page of rows that were asked for with one row more than `limit`: that row only
    /// tells that there is more, and `key` names the last row kept.
    pub fn cut<K: Serialize>(mut rows: Vec<T>, limit: u32, key: impl Fn(&T) -> K) -> Self {
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next_cursor = rows.last().filter(|_| has_more).map(|row| seal_cursor(&key(row)));
        Self { items: rows, next_cursor, has_more }
    }

    /// The same page with every row turned into something else.
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(convert).collect(),
            next_cursor: self.next_cursor,
            has_more: self.has_more,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_tells_of_the_next_one_only_if_there_is_one() {
        let page = Page::cut(vec![5, 4, 3], 2, |row| *row);
        assert_eq!(page.items, [5, 4]);
        assert!(page.has_more);
        let cursor = page.next_cursor.expect("more rows follow");
        assert_eq!(open_cursor::<i32>(&cursor).expect("our own cursor"), 4);

        let last = Page::cut(vec![2, 1], 2, |row| *row);
        assert!(!last.has_more && last.next_cursor.is_none());
    }

    #[test]
    fn foreign_cursors_and_limits_are_refused() {
        assert_eq!(open_cursor::<i64>("%%%").unwrap_err().code(), codes::INVALID_CURSOR);
        assert_eq!(open_cursor::<i64>("eyJpZCI6IjEifQ").unwrap_err().code(), codes::INVALID_CURSOR);
        for limit in [0, 101] {
            let query = PageQuery { limit: Some(limit), cursor: None };
            assert_eq!(query.parse::<i64>().unwrap_err().code(), codes::INVALID_REQUEST);
        }
    }
}
