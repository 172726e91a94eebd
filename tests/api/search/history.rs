//! A random history of a team, and after every few steps: whatever is found is what one may read and has
//! the word, and all of it; totals, pages and facets say the same.

use std::collections::BTreeSet;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use super::{address, indexed};
use crate::support::{Client, TestApp, world};

/// What people talk about. No word is the stem or the beginning of another.
const WORDS: [&str; 8] =
    ["merapi", "kopi", "zebra", "invoice", "東京都", "err-4012", "café", "ประชุม"];
const STEPS: usize = 70;
const EVERY: usize = 14;

struct Team {
    people: Vec<Client>,
    /// Groups, channels and direct chats.
    chats: Vec<String>,
    /// Chat and message of everything that was said.
    said: Vec<(String, String)>,
    dice: StdRng,
}

impl Team {
    async fn gather(app: &TestApp, seed: u64) -> Self {
        let mut people = Vec::new();
        for name in ["ana", "budi", "citra", "dewi"] {
            people.push(app.user(name).await);
        }
        let [ana, budi, citra, _] = &people[..] else { unreachable!("four people") };
        let chats = vec![
            world::group(ana, "Plans", &[budi]).await,
            world::group(budi, "Party", &[ana, citra]).await,
            world::channel(citra, "News", &[ana]).await,
            world::direct(ana, citra).await,
        ];
        Self { people, chats, said: Vec::new(), dice: StdRng::seed_from_u64(seed) }
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.dice.random_range(0..all.len())].clone()
    }

    fn text(&mut self) -> String {
        let count = self.dice.random_range(1..4);
        let words: Vec<&str> = (0..count).map(|_| self.one_of(&WORDS)).collect();
        words.join(" ")
    }

    /// Somebody does something; what they may not do, they are refused.
    async fn step(&mut self) {
        let (person, other) =
            (self.one_of(&self.people.clone()), self.one_of(&self.people.clone()));
        let chat = self.one_of(&self.chats.clone());
        let text = self.text();
        let messages = format!("/chats/{chat}/messages");
        match self.dice.random_range(0..12) {
            0..5 => {
                let answer = person.post(&messages, json!({"content": text})).await;
                if answer.status() == 201 {
                    self.said.push((chat, world::id_of(answer.json())));
                }
            }
            5 => self.reply(&person, &text).await,
            6 | 7 => {
                let Some((chat, id)) = self.any_message() else { return };
                let body = json!({"content": text});
                person.post(&format!("/chats/{chat}/messages/{id}/edit"), body).await;
            }
            8 => {
                let Some((chat, id)) = self.any_message() else { return };
                person.delete(&format!("/chats/{chat}/messages/{id}")).await;
            }
            9 => drop(person.post(&format!("/chats/{chat}/leave"), json!({})).await),
            10 => {
                let body = json!({"userIds": [other.id()]});
                person.post(&format!("/chats/{chat}/members"), body).await;
                person.post(&format!("/chats/{chat}/join"), json!({})).await;
            }
            _ => drop(person.delete(&format!("/chats/{chat}/members/{}", other.id())).await),
        }
    }

    async fn reply(&mut self, person: &Client, text: &str) {
        let Some((chat, root)) = self.any_message() else { return };
        let body = json!({"content": text, "rootMessageId": root});
        let answer = person.post(&format!("/chats/{chat}/messages"), body).await;
        if answer.status() == 201 {
            self.said.push((chat, world::id_of(answer.json())));
        }
    }

    fn any_message(&mut self) -> Option<(String, String)> {
        (!self.said.is_empty()).then(|| self.one_of(&self.said.clone()))
    }

    /// Every message a person may read, listed chat by chat.
    async fn readable(&self, person: &Client) -> Vec<Value> {
        let mut all = Vec::new();
        for chat in &self.chats {
            let answer = person.get(&format!("/chats/{chat}/messages?limit=100")).await;
            if answer.status() != 200 {
                continue;
            }
            let roots = answer.json().as_array().expect("a list").clone();
            for root in &roots {
                if root["replyCount"] != 0 {
                    let id = world::id_of(root);
                    let path = format!("/chats/{chat}/threads?rootMessageId={id}");
                    all.extend(person.get(&path).await.ok().as_array().expect("a list").clone());
                }
            }
            all.extend(roots);
        }
        all
    }
}

/// The ids of those of the messages that have the word.
fn with(word: &str, messages: &[Value]) -> BTreeSet<String> {
    let says = |message: &&Value| {
        let text = message["content"].as_str().expect("a text");
        text.split(' ').any(|there| there == word)
    };
    messages.iter().filter(says).map(world::id_of).collect()
}

/// The ids in every page of one kind.
async fn all_pages(person: &Client, word: &str, sort: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let parameters = [("q", word), ("limit", "3"), ("sort", sort), ("cursor", &cursor)];
        let parameters = if cursor.is_empty() { &parameters[..3] } else { &parameters[..] };
        let page = person.get(&address("/search/messages/cursor", parameters)).await.ok();
        for item in page["items"].as_array().expect("a list") {
            assert!(ids.insert(world::id_of(item)), "{item} comes twice");
        }
        match page["nextCursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return ids,
        }
    }
}

async fn compare(app: &TestApp, team: &Team) {
    indexed(app).await;
    for person in &team.people {
        let readable = team.readable(person).await;
        for word in WORDS {
            let expected = with(word, &readable);
            let q = format!("{word} ");
            let path = address("/search", &[("q", &q), ("tab", "messages"), ("limit", "100")]);
            let answer = person.get(&path).await.ok();
            let hits = answer["messages"].as_array().expect("a list").iter();
            let found: BTreeSet<String> = hits.map(|hit| world::id_of(&hit["item"])).collect();
            let name = person.name();
            assert_eq!(found, expected, "{name} looks for {word}");
            assert_eq!(answer["totals"]["messages"], expected.len(), "{name} counts {word}");
            for facet in ["from", "in"] {
                let counts = answer["facets"][facet].as_array().expect("a list").iter();
                let sum: u64 = counts.map(|facet| facet["count"].as_u64().expect("a number")).sum();
                assert_eq!(sum, expected.len() as u64, "{name} counts {word} by {facet}");
            }
            for sort in ["relevance", "date"] {
                assert_eq!(all_pages(person, &q, sort).await, expected, "{name} pages {word}");
            }
            // Who may read nothing with the word is not told that it exists.
            let beginning: String = word.chars().take(3).collect();
            let path = address("/search/suggestions", &[("q", &beginning), ("limit", "100")]);
            let suggested = person.get(&path).await.ok();
            let terms = suggested["items"].as_array().expect("a list").iter();
            let is_told = terms.clone().any(|item| item["text"] == word && item["kind"] == "term");
            assert!(!is_told || !expected.is_empty(), "{name} is told of {word}");
        }
    }
}

async fn live_through(seed: u64) {
    let app = TestApp::start().await;
    let mut team = Team::gather(&app, seed).await;
    for step in 1..=STEPS {
        team.step().await;
        if step % EVERY == 0 {
            compare(&app, &team).await;
        }
    }
    assert!(team.said.len() > STEPS / 5, "much was said");
    // The same out of the rows alone.
    epop::features::search::rebuild(&app.app).await.expect("rebuilt");
    compare(&app, &team).await;
}

#[tokio::test]
async fn searching_is_listing_what_one_may_read_and_looking_for_the_word() {
    live_through(1).await;
}

#[tokio::test]
async fn it_is_so_in_another_history() {
    live_through(20_261_130).await;
}
