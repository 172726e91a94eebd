//! P5 and P6: from the start to ready, and the memory in use, idle and after load.

use std::time::{Duration, Instant};

use super::mix::Mix;
use crate::Outcome;
use crate::load::{self, Pace};
use crate::product;
use crate::report::Line;
use crate::world::{Shape, World};

const STARTS: usize = 10;
const MEBIBYTE: f64 = 1024.0 * 1024.0;

/// Starts the product again and again on the same data.
pub(crate) async fn run(shape: Shape) -> Outcome<Vec<Line>> {
    let world = World::build(shape).await?;
    let (mut times, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let started = Instant::now();
        let server = product::start(world.folder()).await?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
        memory.push(server.memory()? / MEBIBYTE);
        server.stop().await?;
    }
    let empty = shape.messages == 0;
    let data = if empty { "no data".to_owned() } else { format!("{} messages", shape.messages) };
    let targets = if empty { ["≤ 60 ms", "≤ 30 MiB"] } else { ["≤ 150 ms", "≤ 80 MiB"] };
    Ok(vec![
        Line::alone(format!("start to ready, {data}"), "ms", times, targets[0]),
        Line::alone(format!("idle memory, {data}"), "MiB", memory, targets[1]),
    ])
}

/// A minute of everyday work on 32 connections, and what it leaves in memory.
pub(crate) async fn run_mix(shape: Shape) -> Outcome<Vec<Line>> {
    let world = World::build(shape).await?;
    let server = product::start(world.folder()).await?;
    let idle = server.memory()? / MEBIBYTE;
    let pace = Pace { measured: Duration::from_mins(1), ..Pace::FULL };
    let scripts = (0..32).map(|number| Mix::new(&world, number));
    let measured = load::run(server.address, scripts, pace).await?;
    let after = server.memory()? / MEBIBYTE;
    server.stop().await?;
    let mut lines = super::lines_of("mix, 32 connections", &[measured], &[], ["", "", ""]);
    lines.push(Line {
        work: "memory after it, beside idle".into(),
        unit: "MiB",
        product: vec![after],
        limit: vec![idle],
        target: "≤ 1.5× and the caches",
    });
    Ok(lines)
}
