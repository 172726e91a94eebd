//! P12: moving cards while fifty people watch, and opening boards of any size.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value;
use tokio::task::JoinSet;

use super::fan_out::open;
use super::scripts::{fresh_number, write_get, write_post};
use super::{ROUNDS, lines_of};
use crate::Outcome;
use crate::load::{self, Measured, Pace, Script};
use crate::product;
use crate::report::Line;
use crate::wire::Answer;
use crate::world::{Dice, Shape, World, open_database};

/// People who look on.
const WATCHERS: u32 = 50;
/// Connections that move cards.
const MOVERS: u32 = 16;
/// Cards of the board that is moved about on.
const CARDS: u32 = 1_000;
/// Buckets of every board.
const BUCKETS: u32 = 5;
const PEOPLE: Shape = Shape { people: 100, chats: 1, members: 20, messages: 60 };

/// Moves cards, and looks afterwards whether every card is there once and no place twice.
pub(crate) async fn moves() -> Outcome<Vec<Line>> {
    let world = World::build(PEOPLE).await?;
    add_board(world.folder(), CARDS)?;
    let server = product::start(world.folder()).await?;
    let mut watchers: JoinSet<Outcome> = JoinSet::new();
    for person in 0..WATCHERS {
        let mut socket = open(&server, "/ws?names=dot", Some(world.cookie(person))).await?;
        watchers.spawn(async move {
            loop {
                socket.next().await?;
            }
        });
    }
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let scripts = (0..MOVERS).map(|number| Mover::new(&world, number));
        rounds.push(load::run(server.address, scripts, Pace::FULL).await?);
        if let Some(ended) = watchers.try_join_next() {
            ended??;
        }
    }
    watchers.shutdown().await;
    server.stop().await?;
    check_board(world.folder())?;
    let work = format!("moves, {MOVERS} connections, {WATCHERS} watchers");
    Ok(lines_of(&work, &rounds, &[], ["≥ 5,000", "", ""]))
}

/// Opens a board of `cards` on one connection.
pub(crate) async fn board(cards: u32) -> Outcome<Vec<Line>> {
    let world = World::build(PEOPLE).await?;
    add_board(world.folder(), cards)?;
    let server = product::start(world.folder()).await?;
    let mut rounds: Vec<Measured> = Vec::new();
    for _ in 0..ROUNDS {
        let opener = Opener { cookie: world.cookie(0).to_owned(), cards };
        rounds.push(load::run(server.address, [opener], Pace::FULL).await?);
    }
    server.stop().await?;
    Ok(lines_of(&format!("a board of {cards}"), &rounds, &[], ["", "≤ 60 ms", ""]))
}

/// A text that stands where `place` is, as the product makes them.
fn rank(place: u32) -> String {
    let mut number = 36_u64.pow(10) / 2 + u64::from(place) * 36_u64.pow(4);
    let mut digits = vec![b'0'; 10];
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789abcdefghijklmnopqrstuvwxyz"[(number % 36) as usize];
        number /= 36;
    }
    digits.into_iter().map(char::from).collect()
}

/// One project with everyone in it, and `cards` tasks in its buckets.
fn add_board(folder: &Path, cards: u32) -> Outcome {
    let mut connection = open_database(&folder.join("data").join("epop.db"))?;
    let tx = connection.transaction()?;
    let mut dice = Dice(u64::from(cards));
    tx.execute(
        "INSERT INTO projects (id, key, name, description, color, member_count, last_number, created_by, created_at, updated_at)
         VALUES (1, 'LOAD', 'Load', '', '#5b5bd6', ?1, ?2, 1, 1, 1)",
        (PEOPLE.people, cards),
    )?;
    for person in 1..=PEOPLE.people {
        let role = if person == 1 { "owner" } else { "member" };
        tx.execute("INSERT INTO project_members VALUES (1, ?1, ?2, 1)", (person, role))?;
    }
    for bucket in 1..=BUCKETS {
        tx.execute(
            "INSERT INTO task_buckets (id, project_id, name, wip_policy, rank, created_at) VALUES (?1, 1, ?2, 'warn', ?3, 1)",
            (bucket, format!("Bucket {bucket}"), rank(bucket)),
        )?;
    }
    for card in 1..=cards {
        tx.execute(
            "INSERT INTO tasks (id, project_id, bucket_id, number, title, description, priority, status, percent,
                                is_milestone, rank, created_by, created_at, updated_at)
             VALUES (?1, 1, ?2, ?1, ?3, '', 'medium', 'todo', 0, 0, ?4, 1, 1, 1)",
            (card, card % BUCKETS + 1, dice.sentence(), rank(card)),
        )?;
        tx.execute("INSERT INTO task_assignees VALUES (?1, ?2)", (card, card % PEOPLE.people + 1))?;
    }
    Ok(tx.commit()?)
}

fn check_board(folder: &Path) -> Outcome {
    let connection = open_database(&folder.join("data").join("epop.db"))?;
    let mut statement = connection.prepare("SELECT id, bucket_id, rank FROM tasks")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
    })?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    let places: HashSet<_> = rows.iter().map(|(_, bucket, rank)| (bucket, rank)).collect();
    if rows.len() == CARDS as usize && places.len() == rows.len() {
        Ok(())
    } else {
        Err(format!("{} cards at {} places", rows.len(), places.len()).into())
    }
}

/// Moves one card after the other, anywhere.
struct Mover {
    cookie: String,
    dice: Dice,
}

impl Mover {
    fn new(world: &World, number: u32) -> Self {
        Self { cookie: world.cookie(number).to_owned(), dice: Dice(fresh_number()) }
    }
}

impl Script for Mover {
    fn write(&mut self, request: &mut Vec<u8>) {
        let (task, other) = (self.dice.roll(CARDS) + 1, self.dice.roll(CARDS) + 1);
        let bucket = self.dice.roll(BUCKETS) + 1;
        let path = format!("/api/v1/projects/1/tasks/{task}/move");
        let body = format!(r#"{{"bucketId":"{bucket}","afterId":"{other}"}}"#);
        write_post(request, &path, &self.cookie, &format!("move-{}", fresh_number()), &body);
    }

    fn check(&mut self, answer: &Answer<'_>) -> Outcome {
        let moved = answer.status == 200 && answer.body.starts_with(br#"{"success":true,"task":"#);
        if moved { Ok(()) } else { Err(answer.refused("a moved task")) }
    }
}

/// Opens the board again and again.
struct Opener {
    cookie: String,
    cards: u32,
}

impl Script for Opener {
    fn write(&mut self, request: &mut Vec<u8>) {
        write_get(request, "/api/v1/projects/1/board", &self.cookie);
    }

    fn check(&mut self, answer: &Answer<'_>) -> Outcome {
        if answer.status != 200 {
            return Err(answer.refused("a board"));
        }
        let board: Value = serde_json::from_slice(answer.body)?;
        let lanes = board["buckets"].as_array().ok_or("a board has buckets")?;
        let counted: u64 = lanes.iter().filter_map(|lane| lane["taskCount"].as_u64()).sum();
        let shown = lanes[0]["cards"].as_array().map_or(0, Vec::len);
        let expected = (self.cards / BUCKETS).min(50) as usize;
        if counted == u64::from(self.cards) && shown == expected {
            Ok(())
        } else {
            Err(answer.refused("every card counted, and the first of each bucket"))
        }
    }
}
