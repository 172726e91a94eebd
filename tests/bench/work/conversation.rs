//! P1 and P2: posting and listing, each beside the bare program that does the same.

use std::path::Path;

use super::scripts::{List, Post};
use super::{ROUNDS, lines_of};
use crate::Outcome;
use crate::limits::Limit;
use crate::load::{self, Pace, Script};
use crate::product;
use crate::report::Line;
use crate::world::{Shape, World, open_database};

/// Posts on `connections` at once, and counts afterwards whether every post is there once.
pub(crate) async fn post(connections: u32) -> Outcome<Vec<Line>> {
    let world = World::build(Shape::TEAM).await?;
    let before = count_messages(world.folder())?;
    let targets = match connections {
        1 => ["≥ 3,500; ≥ 0.45×", "", ""],
        16 => ["≥ 18,000; ≥ 0.45×", "", ""],
        _ => ["≥ 25,000; ≥ 0.45×", "", "≤ 8 ms"],
    };
    let sides = Sides { work: "post", connections, limit: Limit::Path, targets };
    let (lines, answered) =
        sides.measure(&world, |number| Post::into_chats(&world, number), Post::rows).await?;
    let stored = count_messages(world.folder())? - before;
    if stored == answered {
        Ok(lines)
    } else {
        Err(format!("{answered} posts were acknowledged, but {stored} are stored").into())
    }
}

/// Lists on `connections` at once.
pub(crate) async fn list(connections: u32) -> Outcome<Vec<Line>> {
    let world = World::build(Shape::TEAM).await?;
    let targets = match connections {
        1 => ["≥ 5,000; ≥ 0.55×", "", ""],
        16 => ["≥ 15,000; ≥ 0.55×", "", ""],
        _ => ["≥ 18,000; ≥ 0.55×", "", ""],
    };
    let sides = Sides { work: "list", connections, limit: Limit::List, targets };
    let (lines, _) =
        sides.measure(&world, |number| List::of_chats(&world, number), |_| List::of_rows()).await?;
    Ok(lines)
}

struct Sides {
    work: &'static str,
    connections: u32,
    limit: Limit,
    targets: [&'static str; 3],
}

impl Sides {
    /// Loads the product and its limit in turns. Tells also how many requests the product answered.
    async fn measure<P: Script, L: Script>(
        self,
        world: &World,
        product_script: impl Fn(u32) -> P,
        limit_script: impl Fn(u32) -> L,
    ) -> Outcome<(Vec<Line>, usize)> {
        let product = product::start(world.folder()).await?;
        let limit = self.limit.start(world.folder()).await?;
        let (mut of_product, mut of_limit) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let numbers = 0..self.connections;
            let scripts = numbers.clone().map(&limit_script);
            of_limit.push(load::run(limit.address, scripts, Pace::FULL).await?);
            let scripts = numbers.map(&product_script);
            of_product.push(load::run(product.address, scripts, Pace::FULL).await?);
        }
        limit.stop().await?;
        product.stop().await?;
        let plural = if self.connections == 1 { "" } else { "s" };
        let work = format!("{}, {} connection{plural}", self.work, self.connections);
        let answered = of_product.iter().map(|round| round.answered).sum();
        Ok((lines_of(&work, &of_product, &of_limit, self.targets), answered))
    }
}

/// The messages in the database.
fn count_messages(folder: &Path) -> Outcome<usize> {
    let file = folder.join("data").join("epop.db");
    let connection = open_database(&file)?;
    let count: i64 = connection.query_row("SELECT count(*) FROM messages", [], |row| row.get(0))?;
    Ok(usize::try_from(count)?)
}
