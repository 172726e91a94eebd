//! The answers kept for retries: written with the change, so that a retry gets the first answer,
//! also after a crash between the commit and the answer, also when two copies race.

use std::time::Duration;

use super::tx::{ReadTx, WriteTx};
use crate::base::{Result, codes};

/// How long an answer is kept.
pub const KEEP: Duration = Duration::from_hours(24);

/// A hash of who asked for what under which key.
pub type RequestDigest = [u8; 16];
/// A hash of the body.
pub type BodyDigest = [u8; 16];

/// An answer given before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The hash of the body it answered.
    pub body_hash: BodyDigest,
    /// Its status.
    pub status: u16,
    /// Its JSON.
    pub answer: Vec<u8>,
}

impl KeptAnswer {
    /// This answer, if it answered the same body.
    ///
    /// # Errors
    /// `idempotency_key_reused` if it answered another.
    pub fn for_body(self, body_hash: &BodyDigest) -> Result<Self> {
        if self.body_hash == *body_hash {
            Ok(self)
        } else {
            Err(codes::IDEMPOTENCY_KEY_REUSED.into())
        }
    }
}

/// The answer kept for `request`.
pub fn find(tx: &ReadTx<'_>, request: &RequestDigest) -> Result<Option<KeptAnswer>> {
    tx.find(
        "SELECT body_hash, status, answer FROM idempotency WHERE request = ?1",
        [request],
        |row| Ok(KeptAnswer { body_hash: row.get(0)?, status: row.get(1)?, answer: row.get(2)? }),
    )
}

/// Keeps the answer of `request`.
pub fn keep(tx: &mut WriteTx<'_>, request: &RequestDigest, kept: &KeptAnswer) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO idempotency (request, body_hash, status, answer, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        (request, kept.body_hash, kept.status, &kept.answer, now),
    )?;
    Ok(())
}

/// Removes up to `batch` answers past their time and tells how many there were.
pub fn prune(tx: &mut WriteTx<'_>, batch: u32) -> Result<usize> {
    let horizon = tx.now().before(KEEP);
    tx.execute(
        "DELETE FROM idempotency WHERE id IN (SELECT id FROM idempotency ORDER BY id LIMIT ?1) AND created_at < ?2",
        (batch, horizon),
    )
}
