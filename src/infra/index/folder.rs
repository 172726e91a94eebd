//! The folder of the index: one folder for each generation, and a file that names the live one.
//!
//! A rebuild writes the next generation; then the name changes, at once. What is not named is removed at
//! the next start, or when it has been replaced.

use std::path::{Path, PathBuf};

use tantivy::indexer::IndexWriterOptions;
use tantivy::{IndexReader, IndexSettings, IndexWriter, ReloadPolicy};

use super::columns::Opened;
use super::disk::Disk;
use super::schema::{Fields, VERSION};
use super::{Changes, Position, internal};
use crate::base::Result;

/// The file that names the live generation.
const LIVE: &str = "live";

/// One index on disk.
pub(super) struct Generation {
    pub(super) folder: PathBuf,
    pub(super) index: tantivy::Index,
    pub(super) reader: IndexReader,
    pub(super) fields: Fields,
    pub(super) columns: Opened,
}

impl Generation {
    fn new(folder: PathBuf, mut index: tantivy::Index, fields: Fields) -> Result<Self> {
        index.set_tokenizers(Fields::tokenizers());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader = reader.doc_store_cache_num_blocks(1).try_into().map_err(internal)?;
        Ok(Self { folder, index, reader, fields, columns: Opened::default() })
    }

    /// Makes the generation after every one that is there.
    #[expect(clippy::disallowed_methods, reason = "the folder of the index is this module's own")]
    pub(super) fn create(parent: &Path) -> Result<Self> {
        let newest = generations(parent)?.into_iter().map(|(number, _)| number).max().unwrap_or(0);
        let folder = parent.join((newest + 1).to_string());
        std::fs::create_dir_all(&folder)?;
        let (schema, fields) = Fields::schema();
        let directory = Disk::open(&folder)?;
        let settings = IndexSettings::default();
        let index = tantivy::Index::create(directory, schema, settings).map_err(internal)?;
        Self::new(folder, index, fields)
    }

    fn open(folder: PathBuf) -> Result<Self> {
        let index = tantivy::Index::open(Disk::open(&folder)?).map_err(internal)?;
        let (schema, fields) = Fields::schema();
        if index.schema() != schema {
            return Err(crate::base::Error::internal("the index has other fields"));
        }
        Self::new(folder, index, fields)
    }

    /// A writer with one thread that buffers up to `memory` bytes.
    pub(super) fn writer(&self, memory: usize) -> Result<IndexWriter> {
        let options = IndexWriterOptions::builder()
            .memory_budget_per_thread(memory)
            .num_worker_threads(1)
            .num_merge_threads(1)
            .build();
        self.index.writer_with_options(options).map_err(internal)
    }

    /// Removes what changed and adds it as it is now.
    pub(super) fn apply(&self, writer: &IndexWriter, changes: &Changes) -> Result<()> {
        for key in &changes.touched {
            writer.delete_term(self.fields.term_of(*key));
        }
        for document in &changes.documents {
            writer.add_document(self.fields.document(document)).map_err(internal)?;
        }
        Ok(())
    }

    /// Commits with the position it has come to, and shows it.
    pub(super) fn commit(&self, writer: &mut IndexWriter, position: Position) -> Result<()> {
        let payload = serde_json::to_string(&position)?;
        let mut commit = writer.prepare_commit().map_err(internal)?;
        commit.set_payload(&payload);
        commit.commit().map_err(internal)?;
        self.reader.reload().map_err(internal)
    }

    /// The position of the last commit, if it is one of this version.
    fn position(&self) -> Option<Position> {
        let payload = self.index.load_metas().ok()?.payload?;
        let position: Position = serde_json::from_str(&payload).ok()?;
        (position.version == VERSION).then_some(position)
    }

    /// Bytes on disk.
    pub(super) fn bytes(&self) -> u64 {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.metadata().ok()).map(|facts| facts.len()).sum()
    }

    /// Names this generation the live one and removes every other.
    #[expect(clippy::disallowed_methods, reason = "the folder of the index is this module's own")]
    pub(super) fn make_live(&self, parent: &Path) -> Result<()> {
        let name = self.folder.file_name().unwrap_or_default();
        let beside = parent.join("live.new");
        std::fs::write(&beside, name.as_encoded_bytes())?;
        std::fs::File::open(&beside)?.sync_all()?;
        std::fs::rename(&beside, parent.join(LIVE))?;
        std::fs::File::open(parent)?.sync_all()?;
        remove_others(parent, &self.folder)
    }
}

impl Position {
    /// A position of this version.
    pub(super) fn new(seq: i64, is_whole: bool) -> Self {
        Self { version: VERSION, seq, is_whole }
    }
}

/// The live generation; a new one, at `seq`, if there is none that can be used. One that begins with the
/// first event has seen everything.
pub(super) fn open_or_create(parent: &Path, seq: i64) -> Result<(Generation, Position)> {
    match find(parent) {
        Ok(Some((generation, position))) if position.seq <= seq => {
            remove_others(parent, &generation.folder)?;
            return Ok((generation, position));
        }
        Ok(Some(_)) => tracing::warn!("the index is ahead of the database; it starts anew"),
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "the index cannot be read; it starts anew"),
    }
    let generation = Generation::create(parent)?;
    let position = Position::new(seq, seq == 0);
    let mut writer = generation.writer(super::writer::MEMORY)?;
    generation.commit(&mut writer, position)?;
    generation.make_live(parent)?;
    Ok((generation, position))
}

fn find(parent: &Path) -> Result<Option<(Generation, Position)>> {
    let name = match std::fs::read_to_string(parent.join(LIVE)) {
        Ok(name) => name,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let Ok(number) = name.parse::<u32>() else { return Ok(None) };
    let generation = Generation::open(parent.join(number.to_string()))?;
    let position = generation.position();
    Ok(position.map(|position| (generation, position)))
}

/// Every generation on disk, with its number.
fn generations(parent: &Path) -> Result<Vec<(u32, PathBuf)>> {
    let entries = match std::fs::read_dir(parent) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let paths = entries.flatten().map(|entry| entry.path());
    let numbered = paths.filter_map(|path| {
        let number = path.file_name()?.to_str()?.parse().ok()?;
        Some((number, path))
    });
    Ok(numbered.collect())
}

#[expect(clippy::disallowed_methods, reason = "the folder of the index is this module's own")]
fn remove_others(parent: &Path, live: &Path) -> Result<()> {
    for (_, folder) in generations(parent)?.into_iter().filter(|(_, folder)| folder != live) {
        std::fs::remove_dir_all(folder)?;
    }
    Ok(())
}
