//! Everyday work: 70 % reading, 20 % marking as read, 10 % posting, in chats by Zipf's law.

use super::scripts::{check_list, targets, write_get, write_post};
use crate::Outcome;
use crate::load::Script;
use crate::wire::Answer;
use crate::world::{Dice, World};

/// One connection's everyday work.
pub(crate) struct Mix {
    chats: Vec<Chat>,
    dice: Dice,
    number: u32,
    count: u64,
    asked: (usize, Kind),
}

struct Chat {
    path: String,
    cookie: String,
    /// The newest message that this connection knows of.
    newest: Option<String>,
}

#[derive(Clone, Copy)]
enum Kind {
    List,
    Mark,
    Post,
}

impl Mix {
    /// The work of the connection `number`.
    pub(crate) fn new(world: &World, number: u32) -> Self {
        let chat = |(path, cookie)| Chat { path, cookie, newest: None };
        let chats = targets(world, number).into_iter().map(chat).collect();
        Self { chats, dice: Dice(u64::from(number)), number, count: 0, asked: (0, Kind::List) }
    }
}

impl Script for Mix {
    fn write(&mut self, request: &mut Vec<u8>) {
        self.count += 1;
        let place = self.dice.roll(self.chats.len() as u32) as usize;
        let chat = &self.chats[place];
        let key = format!("mix-{}-{}", self.number, self.count);
        let kind = match (self.dice.roll(10), &chat.newest) {
            (9, _) => {
                let body = format!(r#"{{"content":"{}"}}"#, self.dice.sentence());
                write_post(request, &chat.path, &chat.cookie, &key, &body);
                Kind::Post
            }
            (7 | 8, Some(newest)) => {
                let path = chat.path.replace("/messages", "/reads");
                let body = format!(r#"{{"messageId":"{newest}"}}"#);
                write_post(request, &path, &chat.cookie, &key, &body);
                Kind::Mark
            }
            _ => {
                write_get(request, &format!("{}?limit=50", chat.path), &chat.cookie);
                Kind::List
            }
        };
        self.asked = (place, kind);
    }

    fn check(&mut self, answer: &Answer<'_>) -> Outcome {
        let (place, kind) = self.asked;
        match (kind, answer.status) {
            // Reading each word of one list in sixteen is enough, and leaves the cores to the server.
            (Kind::List, 200) if !self.count.is_multiple_of(16) => Ok(()),
            (Kind::List, 200) => check_list(answer),
            (Kind::Mark, 200 | 201) => Ok(()),
            (Kind::Post, 201) => {
                let body = std::str::from_utf8(answer.body)?;
                let id = body.strip_prefix(r#"{"id":""#).and_then(|rest| rest.split_once('"'));
                self.chats[place].newest = id.map(|(id, _)| id.to_owned());
                Ok(())
            }
            _ => Err(answer.refused("success")),
        }
    }
}
