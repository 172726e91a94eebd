//! P3: from a post to the last of many sockets, while people type in the same chat.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::try_join_all;
use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, Interval, interval_at, timeout};

use super::scripts::{fresh_number, write_post};
use crate::child::Server;
use crate::limits::Limit;
use crate::load::percentile;
use crate::product;
use crate::report::Line;
use crate::socket::Socket;
use crate::wire::Wire;
use crate::world::{Shape, World};
use crate::{Outcome, work::ROUNDS};

/// Every frame of a post arrives within this, or the run fails.
const PATIENCE: Duration = Duration::from_secs(30);
/// A client says again that its person is typing after this.
const TYPING: Duration = Duration::from_secs(3);
/// The time from one post to the next.
const EVERY: Duration = Duration::from_millis(200);
/// Posts sent at once for the deliveries in each second.
const BURST: usize = 20;
const CREATED: &str = r#"{"event":"chat.message.created","seq":"#;

/// How many listen, how often somebody posts, how many type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FanOut {
    /// Sockets, each of a person of their own, all in one chat.
    pub(crate) sockets: u32,
    /// Posts measured in each round.
    pub(crate) posts: u32,
    /// People who type all the time.
    pub(crate) typists: u32,
}

/// Measures the product in silence and beside typists, and the bare broadcast of frames as long.
pub(crate) async fn run(shape: FanOut) -> Outcome<Vec<Line>> {
    let people = Shape { people: shape.sockets, chats: 1, members: shape.sockets, messages: 100 };
    let world = World::build(people).await?;
    let server = product::start(world.folder()).await?;
    let (quiet, frame_length) = product_side(&server, &world, shape, 0).await?;
    let (typing, _) = product_side(&server, &world, shape, shape.typists).await?;
    server.stop().await?;
    let bare = bare_side(&world, shape, frame_length).await?;
    let target = match shape.sockets {
        ..=100 => "≤ 3 ms",
        101..=1000 => "≤ 15 ms",
        _ => "≤ 110 ms",
    };
    let title = format!("post to the last of {} sockets", shape.sockets);
    let line = |work, unit, product: &[Round], figure: fn(&Round) -> f64, target| Line {
        work,
        unit,
        product: product.iter().map(figure).collect(),
        limit: bare.iter().map(figure).collect(),
        target,
    };
    let beside = format!("{title}, {} typing", shape.typists);
    Ok(vec![
        line(format!("{title}, p50"), "ms", &quiet, |round| round.median, target),
        line(format!("{title}, p99"), "ms", &quiet, |round| round.worst, ""),
        line(format!("{beside}, p50"), "ms", &typing, |round| round.median, target),
        line(format!("{beside}, p99"), "ms", &typing, |round| round.worst, ""),
        line(
            format!("{BURST} posts at once, deliveries"),
            "/s",
            &quiet,
            |round| round.deliveries,
            "",
        ),
        line(
            format!("the same, {} typing", shape.typists),
            "/s",
            &typing,
            |round| round.deliveries,
            "≥ 0.7×",
        ),
    ])
}

struct Round {
    /// Milliseconds to the last socket.
    median: f64,
    worst: f64,
    /// Deliveries in each second of a burst.
    deliveries: f64,
}

async fn product_side(
    server: &Server,
    world: &World,
    shape: FanOut,
    typists: u32,
) -> Outcome<(Vec<Round>, usize)> {
    let board = Arc::new(Board::default());
    let mut listeners = JoinSet::new();
    for person in 0..shape.sockets {
        let cookie = Some(world.member_cookie(0, person));
        let socket = open(server, "/ws?names=dot", cookie).await?;
        // Spread over the time between two of them, as people are.
        let first = Instant::now() + TYPING * person / typists.max(1);
        let ticks = (person < typists).then(|| interval_at(first, TYPING));
        listeners.spawn(listen(socket, ticks, Arc::clone(&board)));
    }
    let mut posters = Vec::new();
    for _ in 0..BURST {
        posters.push(Poster { wire: Wire::connect(server.address).await? });
    }
    let cookie = world.member_cookie(0, 0);
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let mut times = Vec::new();
        let mut ticks = interval_at(Instant::now(), EVERY);
        for _ in 0..shape.posts {
            ticks.tick().await;
            let post = posters[0].post(cookie);
            times.push(board.time(shape.sockets as usize, &mut listeners, post).await?);
        }
        let posts = posters.iter_mut().map(|poster| poster.post(cookie));
        let all = async { try_join_all(posts).await.map(drop) };
        let burst = board.time(shape.sockets as usize * BURST, &mut listeners, all).await?;
        rounds.push(round(times, shape, burst));
    }
    Ok((rounds, board.frame_length()))
}

async fn bare_side(world: &World, shape: FanOut, frame_length: usize) -> Outcome<Vec<Round>> {
    let server = Limit::Broadcast.start(world.folder()).await?;
    let board = Arc::new(Board::default());
    let mut listeners = JoinSet::new();
    for _ in 1..shape.sockets {
        listeners.spawn(listen(open(&server, "/", None).await?, None, Arc::clone(&board)));
    }
    let (say, said) = mpsc::channel(BURST);
    listeners.spawn(speak(open(&server, "/", None).await?, said, Arc::clone(&board)));
    let mut sequence = 0;
    let mut frame = || {
        sequence += 1;
        let empty = format!(r#"{CREATED}{sequence},"data":{{"patch":{{"content":""}}}}}}"#);
        let padding = "x".repeat(frame_length.saturating_sub(empty.len()));
        format!(r#"{CREATED}{sequence},"data":{{"patch":{{"content":"{padding}"}}}}}}"#)
    };
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let mut times = Vec::new();
        let mut ticks = interval_at(Instant::now(), EVERY);
        for _ in 0..shape.posts {
            ticks.tick().await;
            let frame = frame();
            let run = async { Ok(say.send(frame).await?) };
            times.push(board.time(shape.sockets as usize, &mut listeners, run).await?);
        }
        let frames: Vec<String> = (0..BURST).map(|_| frame()).collect();
        let all = async {
            for frame in frames {
                say.send(frame).await?;
            }
            Ok(())
        };
        let burst = board.time(shape.sockets as usize * BURST, &mut listeners, all).await?;
        rounds.push(round(times, shape, burst));
    }
    listeners.shutdown().await;
    server.stop().await?;
    Ok(rounds)
}

fn round(mut times: Vec<Duration>, shape: FanOut, burst: Duration) -> Round {
    times.sort_unstable();
    let deliveries = f64::from(shape.sockets) * BURST as f64 / burst.as_secs_f64();
    Round { median: percentile(&times, 0.5), worst: percentile(&times, 0.99), deliveries }
}

/// Opens a socket and waits until the server says that it listens.
pub(crate) async fn open(server: &Server, path: &str, cookie: Option<&str>) -> Outcome<Socket> {
    let mut socket = Socket::open(server.address, path, cookie).await?;
    let first = String::from_utf8(timeout(PATIENCE, socket.next()).await??.to_vec())?;
    if first.contains(r#""event":"connection.ready""#) {
        Ok(socket)
    } else {
        Err(format!("the first frame was {first}").into())
    }
}

/// Listens for ever, and types if the person does.
async fn listen(mut socket: Socket, mut typing: Option<Interval>, board: Arc<Board>) -> Outcome {
    loop {
        let tick = async {
            match &mut typing {
                Some(ticks) => ticks.tick().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            frame = socket.next() => board.take(frame?)?,
            _ = tick => {
                socket.send_text(r#"{"event":"chat.typing.start","data":{"chatId":"1"}}"#).await?;
            }
        }
    }
}

/// Listens, and says what it is given.
async fn speak(mut socket: Socket, mut said: mpsc::Receiver<String>, board: Arc<Board>) -> Outcome {
    loop {
        tokio::select! {
            frame = socket.next() => board.take(frame?)?,
            Some(frame) = said.recv() => socket.send_text(&frame).await?,
        }
    }
}

struct Poster {
    wire: Wire,
}

impl Poster {
    async fn post(&mut self, cookie: &str) -> Outcome {
        let key = format!("fan-out-{}", fresh_number());
        let body = format!(r#"{{"content":"who can look at the plan before noon? {key}"}}"#);
        let mut request = Vec::new();
        write_post(&mut request, "/api/v1/chats/1/messages", cookie, &key, &body);
        let answer = self.wire.exchange(&request).await?;
        if answer.status == 201 { Ok(()) } else { Err(answer.refused("201")) }
    }
}

/// Counts what arrives, and checks that all sockets get the same.
#[derive(Default)]
struct Board {
    arrived: AtomicUsize,
    awaited: AtomicUsize,
    last: Mutex<Option<Instant>>,
    reached: Notify,
    /// The first copy of each frame, by its number.
    known: Mutex<HashMap<u64, Vec<u8>>>,
}

impl Board {
    fn take(&self, frame: &[u8]) -> Outcome {
        let Some(rest) = frame.strip_prefix(CREATED.as_bytes()) else { return Ok(()) };
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit());
        let sequence = digits.fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        let mut known = self.known.lock();
        match known.get(&sequence) {
            Some(first) if first == frame => {}
            Some(_) => return Err(format!("two sockets got different frames {sequence}").into()),
            None => {
                let parsed: Value = serde_json::from_slice(frame)?;
                if !parsed["data"]["patch"]["content"].is_string() {
                    return Err(format!("frame {sequence} has no message").into());
                }
                known.insert(sequence, frame.to_vec());
            }
        }
        drop(known);
        if self.arrived.fetch_add(1, Ordering::Relaxed) + 1 == self.awaited.load(Ordering::Relaxed)
        {
            *self.last.lock() = Some(Instant::now());
            self.reached.notify_one();
        }
        Ok(())
    }

    /// The time until `count` more frames than now have arrived, `cause` being what brings them.
    async fn time(
        &self,
        count: usize,
        listeners: &mut JoinSet<Outcome>,
        cause: impl Future<Output = Outcome>,
    ) -> Outcome<Duration> {
        self.awaited.store(self.arrived.load(Ordering::Relaxed) + count, Ordering::Relaxed);
        let started = Instant::now();
        cause.await?;
        tokio::select! {
            reached = timeout(PATIENCE, self.reached.notified()) => reached.map_err(|_| {
                let missing = self.awaited.load(Ordering::Relaxed) - self.arrived.load(Ordering::Relaxed);
                format!("{missing} of {count} frames did not arrive")
            })?,
            Some(ended) = listeners.join_next() => ended??,
        }
        let last = self.last.lock().ok_or("a listener ended")?;
        Ok(last.duration_since(started))
    }

    fn frame_length(&self) -> usize {
        self.known.lock().values().map(Vec::len).max().unwrap_or(0)
    }
}
