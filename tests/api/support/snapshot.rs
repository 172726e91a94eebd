//! Texts that are kept in the repository: a change is a change of the contract, and is reviewed as one.

use std::path::Path;

/// Compares a text with the file at `path` (from the root of the repository). With the variable
/// `UPDATE_SNAPSHOTS=1` it writes the file instead.
#[track_caller]
pub(crate) fn assert_snapshot(path: &str, actual: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    #[expect(clippy::disallowed_methods, reason = "a switch of the test run, not of the product")]
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    if update {
        std::fs::write(&file, actual).expect("the snapshot is written");
        return;
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = kept.lines().zip(actual.lines()).position(|(kept, actual)| kept != actual);
    let line = differs.unwrap_or_else(|| kept.lines().count().min(actual.lines().count()));
    assert!(
        kept == actual,
        "{path} is no longer true from line {} on:\n  kept: {}\n  now:  {}\n\
         if that is meant, run the tests once with UPDATE_SNAPSHOTS=1",
        line + 1,
        kept.lines().nth(line).unwrap_or("(end)"),
        actual.lines().nth(line).unwrap_or("(end)"),
    );
}
