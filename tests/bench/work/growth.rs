//! P13: the same work with ten times the messages, people and chats.

use super::ROUNDS;
use super::scripts::{List, Post};
use crate::Outcome;
use crate::load::{self, Measured, Pace};
use crate::product;
use crate::report::Line;
use crate::world::{Shape, World};

const SMALL: Shape = Shape { people: 100, chats: 500, members: 20, messages: 100_000 };
const LARGE: Shape = Shape { people: 1_000, chats: 5_000, members: 20, messages: 1_000_000 };
const CONNECTIONS: u32 = 16;

/// Posts and lists in a small and in a large workspace, in turns.
pub(crate) async fn run() -> Outcome<Vec<Line>> {
    let (small_world, large_world) = (World::build(SMALL).await?, World::build(LARGE).await?);
    let small = product::start(small_world.folder()).await?;
    let large = product::start(large_world.folder()).await?;
    let (mut posts, mut lists) = (Pair::default(), Pair::default());
    for _ in 0..ROUNDS {
        let sides = [(&small, &small_world), (&large, &large_world)];
        for (place, (server, world)) in sides.into_iter().enumerate() {
            let scripts = (0..CONNECTIONS).map(|number| List::of_chats(world, number));
            lists.0[place].push(load::run(server.address, scripts, Pace::FULL).await?);
            let scripts = (0..CONNECTIONS).map(|number| Post::into_chats(world, number));
            posts.0[place].push(load::run(server.address, scripts, Pace::FULL).await?);
        }
    }
    small.stop().await?;
    large.stop().await?;
    Ok(vec![
        posts.line("post, p50: 1 M beside 100 k messages", 0.5),
        posts.line("post, p99", 0.99),
        lists.line("list, p50", 0.5),
        lists.line("list, p99", 0.99),
    ])
}

/// The rounds of the small and of the large workspace.
#[derive(Default)]
struct Pair([Vec<Measured>; 2]);

impl Pair {
    fn line(&self, work: &str, share: f64) -> Line {
        let [small, large] = &self.0;
        let times = |rounds: &[Measured]| rounds.iter().map(|round| round.within(share)).collect();
        Line {
            work: work.into(),
            unit: "ms",
            product: times(large),
            limit: times(small),
            target: "≤ 1.5×",
        }
    }
}
