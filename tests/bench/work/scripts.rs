//! What one connection asks: posting, listing, fetching. Every answer is judged.

use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use crate::Outcome;
use crate::load::Script;
use crate::wire::Answer;
use crate::world::{Dice, World};

/// How many chats one connection goes about in.
const CHATS: u32 = 8;

/// A number that no other call in this run gets, for keys.
pub(crate) fn fresh_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The chats of the connection `number`: for each its path, and the cookie of a member.
pub(crate) fn targets(world: &World, number: u32) -> Vec<(String, String)> {
    let mut dice = Dice(u64::from(number));
    let target = |_| {
        let chat = dice.zipf(world.shape().chats);
        let cookie = world.member_cookie(chat, number % world.shape().members);
        (format!("/api/v1/chats/{}/messages", chat + 1), cookie.to_owned())
    };
    (0..CHATS).map(target).collect()
}

/// Posts short messages, one of four with Markdown, each under a key of its own.
pub(crate) struct Post {
    targets: Vec<(String, String)>,
    dice: Dice,
    script: u64,
    count: u64,
    client_id: String,
}

impl Post {
    /// Posts into the chats of a workspace.
    pub(crate) fn into_chats(world: &World, number: u32) -> Self {
        Self::new(targets(world, number), number)
    }

    /// Posts rows to the bare path.
    pub(crate) fn rows(number: u32) -> Self {
        Self::new(vec![("/rows".to_owned(), String::new())], number)
    }

    fn new(targets: Vec<(String, String)>, number: u32) -> Self {
        let script = fresh_number();
        Self { targets, dice: Dice(u64::from(number)), script, count: 0, client_id: String::new() }
    }
}

impl Script for Post {
    fn write(&mut self, request: &mut Vec<u8>) {
        self.count += 1;
        self.client_id = format!("load-{}-{}", self.script, self.count);
        let (path, cookie) = &self.targets[self.dice.roll(self.targets.len() as u32) as usize];
        let text = self.dice.sentence();
        let mark = if self.count.is_multiple_of(4) { "**" } else { "" };
        let client_id = &self.client_id;
        let body = format!(r#"{{"content":"{mark}{text}{mark}","clientId":"{client_id}"}}"#);
        write_post(request, path, cookie, client_id, &body);
    }

    fn check(&mut self, answer: &Answer<'_>) -> Outcome {
        let expected = format!(r#""clientId":"{}""#, self.client_id);
        let body = std::str::from_utf8(answer.body)?;
        if answer.status == 201 && body.starts_with(r#"{"id":""#) && body.contains(&expected) {
            Ok(())
        } else {
            Err(answer.refused(&expected))
        }
    }
}

/// Writes a POST with a JSON body under an idempotency key.
pub(crate) fn write_post(request: &mut Vec<u8>, path: &str, cookie: &str, key: &str, body: &str) {
    let written = write!(
        request,
        "POST {path} HTTP/1.1\r\nHost: epop\r\nCookie: {cookie}\r\nContent-Type: application/json\r\n\
         Idempotency-Key: {key}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len(),
    );
    debug_assert!(written.is_ok(), "writing to memory does not fail");
}

/// Writes a GET.
pub(crate) fn write_get(request: &mut Vec<u8>, path: &str, cookie: &str) {
    let written = write!(request, "GET {path} HTTP/1.1\r\nHost: epop\r\nCookie: {cookie}\r\n\r\n");
    debug_assert!(written.is_ok(), "writing to memory does not fail");
}

/// Lists the newest 50 messages of one chat after the other.
pub(crate) struct List {
    targets: Vec<Listed>,
    turn: usize,
}

struct Listed {
    path: String,
    cookie: String,
    /// An answer that was read word for word; the same bytes need not be read again.
    known: Vec<u8>,
}

impl List {
    /// Lists the chats of a workspace.
    pub(crate) fn of_chats(world: &World, number: u32) -> Self {
        Self::new(targets(world, number))
    }

    /// Lists the rows of the bare list.
    pub(crate) fn of_rows() -> Self {
        Self::new(vec![("/rows".to_owned(), String::new())])
    }

    fn new(targets: Vec<(String, String)>) -> Self {
        let listed =
            |(path, cookie)| Listed { path: format!("{path}?limit=50"), cookie, known: Vec::new() };
        Self { targets: targets.into_iter().map(listed).collect(), turn: 0 }
    }
}

impl Script for List {
    fn write(&mut self, request: &mut Vec<u8>) {
        self.turn = (self.turn + 1) % self.targets.len();
        let listed = &self.targets[self.turn];
        write_get(request, &listed.path, &listed.cookie);
    }

    fn check(&mut self, answer: &Answer<'_>) -> Outcome {
        let known = &mut self.targets[self.turn].known;
        if answer.status != 200 {
            return Err(answer.refused("a list"));
        }
        if known != answer.body {
            check_list(answer)?;
            known.clear();
            known.extend_from_slice(answer.body);
        }
        Ok(())
    }
}

/// Checks that the answer is 50 messages, oldest first.
pub(crate) fn check_list(answer: &Answer<'_>) -> Outcome {
    let messages: Vec<Value> = serde_json::from_slice(answer.body)?;
    let id = |message: &Value| message["id"].as_str().and_then(|id| id.parse::<i64>().ok());
    let ids: Option<Vec<i64>> = messages.iter().map(id).collect();
    let whole = messages.iter().all(|message| message["content"].is_string());
    let ascending = ids.is_some_and(|ids| ids.len() == 50 && ids.is_sorted());
    if answer.status == 200 && whole && ascending {
        Ok(())
    } else {
        Err(answer.refused("50 messages, oldest first"))
    }
}

/// Fetches one file again and again.
pub(crate) struct Fetch {
    path: String,
    length: usize,
}

impl Fetch {
    /// Fetches `path`; every answer must be `length` bytes long.
    pub(crate) fn new(path: &str, length: usize) -> Self {
        Self { path: path.to_owned(), length }
    }
}

impl Script for Fetch {
    fn write(&mut self, request: &mut Vec<u8>) {
        write_get(request, &self.path, "");
    }

    fn check(&mut self, answer: &Answer<'_>) -> Outcome {
        let right = answer.status == 200 && answer.body.len() == self.length;
        if right { Ok(()) } else { Err(answer.refused(&format!("{} bytes", self.length))) }
    }
}
