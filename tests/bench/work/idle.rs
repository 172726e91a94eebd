//! P4: what an open socket costs while nobody says anything.

use super::fan_out::open;
use crate::Outcome;
use crate::child::Server;
use crate::limits::Limit;
use crate::product;
use crate::report::Line;
use crate::socket::Socket;
use crate::world::{Shape, World};

/// Opens `count` sockets, each of a person of their own, on the product and on the bare broadcast.
pub(crate) async fn run(count: u32) -> Outcome<Vec<Line>> {
    let shape = Shape { people: count, chats: count / 50, members: 50, messages: 1_000 };
    let world = World::build(shape).await?;
    let server = product::start(world.folder()).await?;
    let of_product = measure(&server, count, |person| Some(world.cookie(person))).await?;
    server.stop().await?;
    let server = Limit::Broadcast.start(world.folder()).await?;
    let of_limit = measure(&server, count, |_| None).await?;
    server.stop().await?;
    Ok(vec![Line {
        work: format!("memory of each of {count} idle sockets"),
        unit: "KiB",
        product: vec![of_product / 1024.0],
        limit: vec![of_limit / 1024.0],
        target: "≤ 12 KiB",
    }])
}

/// Bytes for each socket.
async fn measure<'c>(
    server: &Server,
    count: u32,
    cookie: impl Fn(u32) -> Option<&'c str>,
) -> Outcome<f64> {
    // The first sockets warm what belongs to no socket.
    let mut sockets: Vec<Socket> = Vec::new();
    for person in 0..100 {
        sockets.push(open(server, "/ws?names=dot", cookie(person)).await?);
    }
    let before = server.memory()?;
    for person in 100..count {
        sockets.push(open(server, "/ws?names=dot", cookie(person)).await?);
    }
    Ok((server.memory()? - before) / f64::from(count - 100))
}
