//! P15: the binary, and what a short message takes on disk, everything included.

use std::path::Path;

use super::scripts::Post;
use crate::Outcome;
use crate::load::{self, Pace};
use crate::product;
use crate::report::Line;
use crate::world::{Shape, World, open_database};

/// Posts for a while and compares the data folder before and after, each time when nothing runs.
pub(crate) async fn run() -> Outcome<Vec<Line>> {
    let world = World::build(Shape { messages: 0, ..Shape::TEAM }).await?;
    let data = world.folder().join("data");
    product::start(world.folder()).await?.stop().await?;
    let before = size_of(&data)?;
    let server = product::start(world.folder()).await?;
    let scripts = (0..16).map(|number| Post::into_chats(&world, number));
    let posted = load::run(server.address, scripts, Pace::FULL).await?.answered;
    server.stop().await?;
    let each = (size_of(&data)? - before) as f64 / posted as f64;
    let rows = open_database(&data.join("epop.db"))?;
    let kept = |table: &str| -> rusqlite::Result<f64> {
        let sql = "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name LIKE ?1";
        Ok(rows.query_row(sql, [format!("{table}%")], |row| row.get::<_, f64>(0))? / posted as f64)
    };
    let binary = std::fs::metadata(product::binary())?.len() as f64 / 1e6;
    let mut lines = vec![
        Line::alone("the binary", "MB", vec![binary], "≤ 30 MB"),
        Line::alone("a short message on disk, everything included", "B", vec![each], "≤ 400 B"),
    ];
    for table in ["messages", "outbox", "idempotency"] {
        lines.push(Line::alone(format!("of it in `{table}`"), "B", vec![kept(table)?], ""));
    }
    Ok(lines)
}

pub(super) fn size_of(folder: &Path) -> Outcome<i64> {
    let mut sum = 0;
    for entry in folder.read_dir()? {
        let entry = entry?;
        sum += if entry.file_type()?.is_dir() {
            size_of(&entry.path())?
        } else {
            i64::try_from(entry.metadata()?.len())?
        };
    }
    Ok(sum)
}
