//! P8: how long after its sender was answered a message is found, while others post.

use std::time::{Duration, Instant};

use super::super::ROUNDS;
use super::super::scripts::{Post, fresh_number, write_get, write_post};
use super::TEAM;
use crate::Outcome;
use crate::load::{self, Pace, percentile};
use crate::product;
use crate::report::Line;
use crate::wire::Wire;
use crate::world::{Shape, World};

/// Connections that post beside, and how many messages they post a second altogether.
const POSTERS: u32 = 10;
const RATE: u32 = 500;
/// Messages that are looked for in a round.
const PROBES: u32 = 100;
/// After how long it is looked again.
const AGAIN: Duration = Duration::from_millis(1);

/// Posts, and looks for each message until it is found.
pub(crate) async fn run() -> Outcome<Vec<Line>> {
    let world = World::build(Shape { messages: 20_000, ..TEAM }).await?;
    let server = product::start(world.folder()).await?;
    let (mut quiet, mut busy) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        quiet.push(probe(&server, &world).await?);
        let every = Duration::from_secs(1) * POSTERS / RATE;
        let pace = Pace {
            warm_up: Duration::from_secs(1),
            measured: Duration::from_secs(15),
            every: Some(every),
        };
        let posters = (0..POSTERS).map(|number| Post::into_chats(&world, number));
        let (posted, times) =
            tokio::join!(load::run(server.address, posters, pace), probe(&server, &world));
        let rate = posted?.per_second();
        if rate < f64::from(RATE) * 0.95 {
            return Err(format!("only {rate:.0} messages were posted a second").into());
        }
        busy.push(times?);
    }
    server.stop().await?;
    let line = |work: &str, rounds: &[Vec<Duration>], share, target| {
        let figures = rounds.iter().map(|times| percentile(times, share)).collect();
        Line::alone(work, "ms", figures, target)
    };
    Ok(vec![
        line("answered → found, p50", &quiet, 0.5, "≤ 60"),
        line("answered → found, p99", &quiet, 0.99, ""),
        line("the same while 500 a second arrive, p50", &busy, 0.5, "≤ 60"),
        line("the same while 500 a second arrive, p99", &busy, 0.99, "≤ 150"),
    ])
}

/// The times from the answer to a post until it is found, sorted.
async fn probe(server: &crate::child::Server, world: &World) -> Outcome<Vec<Duration>> {
    let mut wire = Wire::connect(server.address).await?;
    let cookie = world.member_cookie(0, 0);
    let (mut request, mut times) = (Vec::new(), Vec::new());
    for _ in 0..PROBES {
        let unique = format!("probe{}x", fresh_number());
        request.clear();
        let body = format!(r#"{{"content":"{unique}"}}"#);
        write_post(&mut request, "/api/v1/chats/1/messages", cookie, &unique, &body);
        let answer = wire.exchange(&request).await?;
        if answer.status != 201 {
            return Err(answer.refused("a message"));
        }
        let answered = Instant::now();
        loop {
            request.clear();
            let path = format!("/api/v1/search/messages/cursor?q={unique}&limit=1&sort=date");
            write_get(&mut request, &path, cookie);
            let answer = wire.exchange(&request).await?;
            // What comes close is found as well.
            if std::str::from_utf8(answer.body)?.contains(&unique) {
                break;
            }
            if answered.elapsed() > Duration::from_secs(10) {
                return Err(answer.refused("a message that is found"));
            }
            tokio::time::sleep(AGAIN).await;
        }
        times.push(answered.elapsed());
    }
    times.sort_unstable();
    Ok(times)
}
