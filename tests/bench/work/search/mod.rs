//! P7, P8, P13, P15: searching messages, beside SQLite FTS5 and PostgreSQL with the same messages and the same
//! questions. EPOP answers through HTTP, with whole messages, highlights and a second check of every right; the others
//! answer where they are (FTS5 in this process, PostgreSQL through its socket), with ids, texts and highlights.

mod corpus;
mod fresh;
mod fts5;
mod postgres;

use std::path::Path;
use std::time::{Duration, Instant};

use tokio::process::Command;

use self::corpus::{Corpus, Kind, Question};
use super::ROUNDS;
use super::scripts::write_get;
use super::size::size_of;
use crate::Outcome;
use crate::load::{self, Measured, Pace, Script, percentile};
use crate::product;
use crate::report::Line;
use crate::wire::Answer;
use crate::world::{Shape, World};

pub(crate) use fresh::run as fresh;

/// Everyone is in 50 of the chats.
pub(super) const TEAM: Shape = Shape { people: 100, chats: 250, members: 20, messages: 0 };
/// Who asks, by index.
const READER: u32 = 7;
/// How many hits are wanted.
const MOST: u32 = 20;

/// Asks every kind of question in a workspace of so many messages.
pub(crate) async fn run(messages: u32) -> Outcome<Vec<Line>> {
    let world = World::build(TEAM).await?;
    let corpus = Corpus::fill(&world, messages)?;
    let mut lines = index(&world, messages).await?;
    let server = product::start(world.folder()).await?;
    let fts5 = fts5::Database::fill(&world, READER)?;
    let postgres = postgres::Server::fill(&world, READER)?;
    for kind in Kind::ALL {
        let questions = corpus.questions(kind, &world, READER)?;
        let (mut ours, mut fts5s, mut postgreses) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let asker = Asker::new(&questions, world.cookie(READER));
            ours.push(load::run(server.address, [asker], Pace::FULL).await?);
            fts5s.push(times(&questions, |question| fts5.ask(kind, question))?);
            if let Some(postgres) = &postgres {
                postgreses.push(times(&questions, |question| postgres.ask(kind, question))?);
            }
        }
        for (share, what) in [(0.5, "p50"), (0.99, "p99")] {
            for (name, others) in [("FTS5", &fts5s), ("PostgreSQL", &postgreses)] {
                if others.is_empty() {
                    continue;
                }
                lines.push(Line {
                    work: format!("{}, {what}, beside {name}", kind.name()),
                    unit: "ms",
                    product: ours.iter().map(|round| round.within(share)).collect(),
                    limit: others.iter().map(|times| percentile(times, share)).collect(),
                    target: kind.target(share),
                });
            }
        }
        let rates = ours.iter().map(Measured::per_second).collect();
        lines.push(Line::alone(format!("{}, one connection", kind.name()), "/s", rates, ""));
    }
    server.stop().await?;
    Ok(lines)
}

/// Builds the index out of the rows, and says how fast that was and how large it is.
async fn index(world: &World, messages: u32) -> Outcome<Vec<Line>> {
    let data = world.folder().join("data");
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let mut command = Command::new(product::binary());
        command.arg("reindex").arg("--data").arg(&data).kill_on_drop(true);
        let ran = command.output().await?;
        if !ran.status.success() {
            return Err(format!("epop reindex: {}", String::from_utf8_lossy(&ran.stderr)).into());
        }
        rates.push(f64::from(messages) / begun.elapsed().as_secs_f64());
    }
    let size = size_of(&data.join("index"))? as f64 / f64::from(messages);
    Ok(vec![
        Line::alone("messages indexed anew", "/s", rates, "≥ 100,000"),
        Line::alone("a message in the index", "B", vec![size], ""),
    ])
}

/// Asks one question after the other for as long as a round; the times, sorted.
fn times(
    questions: &[Question],
    mut ask: impl FnMut(&Question) -> Outcome<usize>,
) -> Outcome<Vec<Duration>> {
    let (warm, mut times) = (Instant::now(), Vec::new());
    for question in questions.iter().cycle() {
        let since = warm.elapsed();
        if since > Pace::FULL.warm_up + Pace::FULL.measured {
            break;
        }
        let begun = Instant::now();
        let hits = ask(question)?;
        let time = begun.elapsed();
        if hits == 0 {
            return Err(format!("nothing was found for {}", question.words).into());
        }
        if since > Pace::FULL.warm_up {
            times.push(time);
        }
    }
    times.sort_unstable();
    Ok(times)
}

/// One connection that asks EPOP.
struct Asker {
    paths: Vec<String>,
    cookie: String,
    turn: usize,
}

impl Asker {
    fn new(questions: &[Question], cookie: &str) -> Self {
        let paths = questions.iter().map(|question| {
            let (words, sort) = (question.words.replace(' ', "%20"), question.sort());
            let end = if question.is_beginning { "" } else { "%20" };
            format!("/api/v1/search/messages/cursor?q={words}{end}&limit={MOST}&sort={sort}")
        });
        Self { paths: paths.collect(), cookie: cookie.to_owned(), turn: 0 }
    }
}

impl Script for Asker {
    fn write(&mut self, request: &mut Vec<u8>) {
        self.turn = (self.turn + 1) % self.paths.len();
        write_get(request, &self.paths[self.turn], &self.cookie);
    }

    fn check(&mut self, answer: &Answer<'_>) -> Outcome {
        let body = std::str::from_utf8(answer.body)?;
        let found = body.starts_with(r#"{"items":[{"id":""#) && body.contains("<mark>");
        if answer.status == 200 && found {
            Ok(())
        } else {
            Err(answer.refused(&format!("hits for {}", self.paths[self.turn])))
        }
    }
}

/// The database that a workspace is in.
fn database(world: &World) -> std::path::PathBuf {
    Path::new(world.folder()).join("data").join("epop.db")
}
