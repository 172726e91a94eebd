//! The columns of a segment: what is known of each of its documents while a question is answered.
//!
//! They are opened once for each segment. A segment never changes, and opening reads every block of a column.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tantivy::columnar::{Cardinality, Column, ColumnValues};
use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SegmentReader};

use super::schema::{AT, AUTHOR, CLASS, Class, KEY, PLACES};

/// The columns of one segment.
pub(super) struct Columns {
    pub(super) keys: Arc<dyn ColumnValues<u64>>,
    pub(super) at: Arc<dyn ColumnValues<i64>>,
    pub(super) author: Column<u64>,
    pub(super) places: Column<u64>,
    /// Which of `classes` a document is of.
    class: Arc<dyn ColumnValues<u64>>,
    classes: Vec<Class>,
}

impl Columns {
    fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        let mut classes = Vec::new();
        // A segment of which nothing is left has no such column.
        let class = match columns.bytes(CLASS)? {
            Some(column) => {
                let mut names = column.dictionary().stream()?;
                while names.advance() {
                    classes.push(Class::from_bytes(names.key()));
                }
                dense(column.ords().clone())
            }
            None => dense(Column::build_empty_column(segment.max_doc())),
        };
        Ok(Self {
            keys: dense(columns.u64(KEY)?),
            at: dense(columns.i64(AT)?),
            author: columns.u64(AUTHOR)?,
            places: columns.u64(PLACES)?,
            class,
            classes,
        })
    }

    /// What `judge` says of each class, for [`judged`](Self::judged).
    pub(super) fn judge<T>(&self, judge: impl Fn(&Class) -> T) -> Vec<T> {
        self.classes.iter().map(judge).collect()
    }

    /// What was said of the class of a document; none if it has no class.
    pub(super) fn judged<T: Copy>(&self, judged: &[T], doc: DocId) -> Option<T> {
        judged.get(self.class.get_val(doc) as usize).copied()
    }
}

/// A column of which each document has one value.
fn dense<T>(column: Column<T>) -> Arc<dyn ColumnValues<T>>
where
    T: PartialOrd + Copy + std::fmt::Debug + Default + Send + Sync + 'static,
{
    match column.get_cardinality() {
        Cardinality::Full => column.values,
        _ => column.first_or_default_col(T::default()),
    }
}

/// The columns of the segments that questions go to.
#[derive(Default)]
pub(super) struct Opened(Mutex<HashMap<SegmentId, Arc<Columns>>>);

impl Opened {
    /// The columns of every segment of a searcher, in its order. Those of segments it does not have are closed.
    pub(super) fn of(&self, searcher: &Searcher) -> tantivy::Result<Vec<Arc<Columns>>> {
        let mut opened = self.0.lock();
        let mut columns = Vec::with_capacity(searcher.segment_readers().len());
        for segment in searcher.segment_readers() {
            let id = segment.segment_id();
            let known = if let Some(known) = opened.get(&id) {
                Arc::clone(known)
            } else {
                let new = Arc::new(Columns::open(segment)?);
                opened.insert(id, Arc::clone(&new));
                new
            };
            columns.push(known);
        }
        if opened.len() > columns.len() {
            let ids: Vec<_> =
                searcher.segment_readers().iter().map(SegmentReader::segment_id).collect();
            opened.retain(|id, _| ids.contains(id));
        }
        Ok(columns)
    }
}
