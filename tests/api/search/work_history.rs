//! A random history of people at work on projects and files, and after every few steps: whatever is found is
//! what one may see and has the word, and all of it.

use std::collections::{BTreeMap, BTreeSet};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use reqwest::Method;
use serde_json::{Value, json};

use super::{address, indexed};
use crate::files::{at_rest, bring, id};
use crate::support::{Client, TestApp, world};

/// What it is about. No word is the stem or the beginning of another.
const WORDS: [&str; 5] = ["merapi", "kopi", "zebra", "invoice", "café"];
const KINDS: [&str; 4] = ["files", "projects", "tasks", "comments"];
const STEPS: usize = 110;
const EVERY: usize = 22;

struct Team {
    people: Vec<Client>,
    chats: Vec<String>,
    projects: Vec<String>,
    /// Tasks, and comments, with the addresses under which they were made.
    tasks: Vec<(String, String)>,
    comments: Vec<(String, String)>,
    /// Files, with what is inside them.
    files: BTreeMap<String, String>,
    /// Messages that carry a file.
    messages: Vec<String>,
    dice: StdRng,
}

impl Team {
    async fn gather(app: &TestApp, seed: u64) -> Self {
        let mut people = Vec::new();
        for name in ["ana", "budi", "citra"] {
            people.push(app.user(name).await);
        }
        let [ana, budi, citra] = &people[..] else { unreachable!("three people") };
        let chats = vec![
            world::group(ana, "Plans", &[budi]).await,
            world::channel(citra, "News", &[ana]).await,
        ];
        let projects = vec![
            world::project(ana, "merapi", &[(budi, "member")]).await,
            world::project(citra, "kopi zebra", &[(ana, "viewer")]).await,
        ];
        let (tasks, comments, messages) = Default::default();
        let (files, dice) = (BTreeMap::new(), StdRng::seed_from_u64(seed));
        Self { people, chats, projects, tasks, comments, files, messages, dice }
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.dice.random_range(0..all.len())].clone())
    }

    fn text(&mut self) -> String {
        let words: Vec<&str> =
            (0..self.dice.random_range(1..3)).filter_map(|_| self.one_of(&WORDS)).collect();
        words.join(" ")
    }

    /// Does something at an address; what may not be done is refused. The id of what was made, if it was.
    async fn try_to(
        &self,
        who: &Client,
        method: Method,
        path: &str,
        body: Value,
    ) -> Option<String> {
        let answer = who.call(method, path).json(&body).send().await;
        assert!(answer.status() < 500, "{path}: {answer}");
        (answer.status() == 201).then(|| world::id_of(answer.json()))
    }

    async fn step(&mut self) {
        let who = self.one_of(&self.people.clone()).expect("people");
        match self.dice.random_range(0..10) {
            0..4 => self.make(&who).await,
            4 => self.change_task(&who).await,
            5 => self.change_comment(&who).await,
            6..8 => self.change_project(&who).await,
            _ => self.change_file(&who).await,
        }
    }

    async fn make(&mut self, who: &Client) {
        let text = self.text();
        let project = self.one_of(&self.projects.clone()).expect("projects");
        match self.dice.random_range(0..6) {
            0 => {
                let open = if self.dice.random_bool(0.5) { "org" } else { "private" };
                let body = json!({"name": text, "visibility": open});
                self.projects.extend(self.try_to(who, Method::POST, "/projects", body).await);
            }
            1..4 => {
                let path = format!("/projects/{project}/tasks");
                let body = json!({"title": text, "description": self.text()});
                let made = self.try_to(who, Method::POST, &path, body).await;
                self.tasks.extend(made.map(|id| (project, id)));
            }
            _ => {
                let Some((project, task)) = self.one_of(&self.tasks.clone()) else { return };
                let path = format!("/projects/{project}/tasks/{task}/comments");
                let made = self.try_to(who, Method::POST, &path, json!({"body": text})).await;
                self.comments.extend(made.map(|id| (path, id)));
            }
        }
    }

    async fn change_task(&mut self, who: &Client) {
        let Some((project, task)) = self.one_of(&self.tasks.clone()) else { return };
        let path = format!("/projects/{project}/tasks/{task}");
        let text = self.text();
        let (method, more, body) = match self.dice.random_range(0..7) {
            0 => (Method::PATCH, "", json!({"title": text})),
            1 => (Method::PATCH, "", json!({"description": text})),
            2 => (Method::PATCH, "", json!({"archived": self.dice.random_bool(0.6)})),
            3 => (Method::DELETE, "", json!({})),
            4 => (Method::POST, "/restore", json!({})),
            5 => (Method::POST, "/checklist", json!({"text": text})),
            _ => {
                let other = self.one_of(&self.projects.clone()).expect("projects");
                let body = json!({"projectId": other});
                let answer = who.post(&format!("{path}/transfer"), body).await;
                if answer.status() == 200 {
                    self.tasks.retain(|(_, id)| *id != task);
                    self.tasks.push((other, task));
                }
                return;
            }
        };
        self.try_to(who, method, &format!("{path}{more}"), body).await;
    }

    async fn change_comment(&mut self, who: &Client) {
        let Some((path, id)) = self.one_of(&self.comments.clone()) else { return };
        let path = format!("{path}/{id}");
        if self.dice.random_bool(0.7) {
            let body = json!({"body": self.text()});
            self.try_to(who, Method::PATCH, &path, body).await;
        } else {
            self.try_to(who, Method::DELETE, &path, json!({})).await;
        }
    }

    async fn change_project(&mut self, who: &Client) {
        let project = self.one_of(&self.projects.clone()).expect("projects");
        let other = self.one_of(&self.people.clone()).expect("people");
        let path = format!("/projects/{project}");
        let role = self.one_of(&["viewer", "member", "admin"]).expect("roles");
        let member = format!("/members/{}", other.id());
        let (method, more, body) = match self.dice.random_range(0..10) {
            0 => (Method::PATCH, "", json!({"name": self.text()})),
            1 => (Method::PATCH, "", json!({"visibility": "org"})),
            2 => (Method::PATCH, "", json!({"visibility": "private"})),
            3 => (Method::PATCH, "", json!({"archived": self.dice.random_bool(0.5)})),
            4 => (Method::DELETE, "", json!({})),
            5 => (Method::POST, "/restore", json!({})),
            6 => (Method::POST, "/members", json!({"userId": other.id(), "role": role})),
            7 => (Method::PATCH, member.as_str(), json!({"role": role})),
            8 => (Method::DELETE, member.as_str(), json!({})),
            _ => (Method::POST, "/leave", json!({})),
        };
        let answer = who.call(method, &format!("{path}{more}")).json(&body).send().await;
        assert!(answer.status() < 500, "{path}{more}: {answer}");
    }

    async fn change_file(&mut self, who: &Client) {
        let (name, inside) = (self.text(), self.text());
        let known: Vec<String> = self.files.keys().cloned().collect();
        let file = self.one_of(&known);
        let chat = self.one_of(&self.chats.clone()).expect("chats");
        match (self.dice.random_range(0..6), file) {
            (0 | 1, _) | (_, None) => {
                // No two files have the same words inside.
                let inside = format!("{inside} number{}", self.files.len());
                let made = bring(who, &format!("{name}.txt"), inside.clone()).await;
                self.files.insert(id(&made["id"]).to_owned(), inside);
            }
            (2, Some(file)) => {
                let body = json!({"content": "look", "attachments": [file]});
                let path = format!("/chats/{chat}/messages");
                let said = self.try_to(who, Method::POST, &path, body).await;
                self.messages.extend(said.map(|id| format!("{path}/{id}")));
            }
            (3, Some(file)) => {
                let body = json!({"fileName": format!("{name}.txt")});
                self.try_to(who, Method::PATCH, &format!("/files/{file}"), body).await;
            }
            (4, Some(file)) => {
                self.try_to(who, Method::DELETE, &format!("/files/{file}"), json!({})).await;
                if self.dice.random_bool(0.5) {
                    let path = format!("/files/{file}/restore");
                    self.try_to(who, Method::POST, &path, json!({})).await;
                }
            }
            _ => {
                let Some(message) = self.one_of(&self.messages.clone()) else { return };
                self.try_to(who, Method::DELETE, &message, json!({})).await;
            }
        }
    }

    /// Everything a person may see that has words: its kind, its id, and what it says.
    async fn readable(&self, person: &Client) -> Vec<(&'static str, String, String)> {
        let mut all = Vec::new();
        for file in items(person, "/files?scope=all&limit=100").await {
            let id = world::id_of(&file);
            let text =
                format!("{} {}", text(&file, "fileName").replace(".txt", ""), self.files[&id]);
            all.push(("files", id, text));
        }
        for archived in ["false", "true"] {
            for project in items(person, &format!("/projects?limit=100&archived={archived}")).await
            {
                let id = world::id_of(&project);
                // What is called KOPI is found by it, and so are its tasks.
                let key = text(&project, "key").to_lowercase();
                all.push(("projects", id.clone(), format!("{} {key}", text(&project, "name"))));
                for archived in ["false", "true"] {
                    let path = format!("/projects/{id}/tasks");
                    for task in
                        items(person, &format!("{path}?limit=100&archived={archived}")).await
                    {
                        self.add_task(person, (&path, &key), &task, &mut all).await;
                    }
                }
            }
        }
        all
    }

    async fn add_task(
        &self,
        person: &Client,
        (path, key): (&str, &str),
        task: &Value,
        all: &mut Vec<(&'static str, String, String)>,
    ) {
        let id = world::id_of(task);
        let lines = task["checklist"].as_array().expect("a list").iter();
        let lines: Vec<String> = lines.map(|line| text(line, "text")).collect();
        let (title, description) = (text(task, "title"), text(task, "description"));
        let says = [title.as_str(), &description, &lines.join(" "), key].join(" ");
        for comment in items(person, &format!("{path}/{id}/comments?limit=100")).await {
            all.push(("comments", world::id_of(&comment), text(&comment, "body")));
        }
        all.push(("tasks", id, says));
    }
}

fn text(object: &Value, key: &str) -> String {
    object[key].as_str().unwrap_or_else(|| panic!("{object} has no {key}")).to_owned()
}

/// What a list has on its first page, which is all of it here.
async fn items(person: &Client, path: &str) -> Vec<Value> {
    let page = person.get(path).await.ok();
    assert_eq!(page["hasMore"], false, "{path}");
    page["items"].as_array().expect("a list").clone()
}

async fn compare(app: &TestApp, team: &Team, found_some: &mut BTreeSet<&str>) {
    at_rest(app).await;
    indexed(app).await;
    for person in &team.people {
        let readable = team.readable(person).await;
        for word in WORDS {
            let q = format!("{word} ");
            let answer = person.get(&address("/search", &[("q", &q), ("limit", "100")])).await.ok();
            for kind in KINDS {
                let has = |says: &str| says.split(' ').any(|there| there == word);
                let fitting = readable.iter().filter(|(of, _, says)| *of == kind && has(says));
                let expected: BTreeSet<String> = fitting.map(|(_, id, _)| id.clone()).collect();
                let hits = answer[kind].as_array().expect("a list").iter();
                let found: BTreeSet<String> = hits.map(|hit| world::id_of(&hit["item"])).collect();
                let name = person.name();
                assert_eq!(found, expected, "{name} looks for {word} in {kind}");
                assert_eq!(
                    answer["totals"][kind],
                    expected.len(),
                    "{name} counts {word} in {kind}"
                );
                found_some.extend((!found.is_empty()).then_some(kind));
            }
        }
    }
}

async fn live_through(seed: u64) {
    let app = TestApp::start().await;
    let mut team = Team::gather(&app, seed).await;
    let mut found_some = BTreeSet::new();
    for step in 1..=STEPS {
        team.step().await;
        if step % EVERY == 0 {
            compare(&app, &team, &mut found_some).await;
        }
    }
    assert_eq!(found_some, BTreeSet::from(KINDS), "something of each kind was found");
    assert!(epop::features::search::is_sound(&app.app).await.expect("looked at"));
    // The same out of the rows alone.
    epop::features::search::rebuild(&app.app).await.expect("rebuilt");
    compare(&app, &team, &mut found_some).await;
}

#[tokio::test]
async fn searching_is_listing_what_one_may_see_and_looking_for_the_word() {
    live_through(1).await;
}

#[tokio::test]
async fn it_is_so_in_another_history() {
    live_through(20_261_130).await;
}
