//! Moving tasks: whoever moves whatever at once, no place is given twice and no task is lost.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, TestApp, world};

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides as u64).expect("a small number")
    }
}

async fn order_in(client: &Client, project: &str, bucket: &str) -> Vec<String> {
    let path = format!("/projects/{project}/cards?bucketId={bucket}&limit=100");
    let cards = client.get(&path).await.ok();
    let cards = cards["items"].as_array().expect("cards").clone();
    let ranks: Vec<&str> = cards.iter().filter_map(|card| card["rank"].as_str()).collect();
    assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]), "no two have one place: {ranks:?}");
    cards.iter().map(world::id_of).collect()
}

#[tokio::test]
async fn moves_at_once_lose_no_task_and_double_no_place() {
    let app = TestApp::start().await;
    let (ana, budi, eka) = (app.user("ana").await, app.user("budi").await, app.user("eka").await);
    let project = world::project(&ana, "Plans", &[(&budi, "member"), (&eka, "member")]).await;
    let mut buckets = Vec::new();
    for name in ["one", "two", "three"] {
        buckets.push(world::bucket(&ana, &project, name).await);
    }
    let mut tasks = Vec::new();
    for number in 0..18 {
        let bucket = &buckets[number % 3];
        tasks.push(world::card(&ana, &project, bucket, &format!("task {number}")).await);
    }
    let all: BTreeSet<String> = tasks.iter().cloned().collect();
    let people = [&ana, &budi, &eka];
    let mut watcher = budi.socket().await;
    for round in 0..12_u64 {
        let mut dice = Dice(round + 7);
        let moves = (0..24).map(|number| {
            let task = &tasks[dice.roll(tasks.len())];
            let other = &tasks[dice.roll(tasks.len())];
            let bucket = &buckets[dice.roll(3)];
            let place = match dice.roll(4) {
                0 => json!({"bucketId": bucket, "position": dice.roll(9)}),
                1 => json!({"bucketId": bucket, "beforeId": other}),
                2 => json!({"bucketId": bucket, "afterId": other}),
                _ => json!({"bucketId": bucket}),
            };
            let path = format!("/projects/{project}/tasks/{task}/move");
            let person = people[number % people.len()];
            async move { person.post(&path, place).await.ok() }
        });
        join_all(moves).await;
        let mut seen = BTreeSet::new();
        let mut loaded = Vec::new();
        for bucket in &buckets {
            let order = order_in(&ana, &project, bucket).await;
            assert!(order.iter().all(|task| seen.insert(task.clone())), "a task is in two buckets");
            loaded.push(order);
        }
        assert_eq!(seen, all, "round {round} lost a task");
        // Who only listens ends with the same board.
        let heard = watcher.until_mark(app.mark().await).await;
        for task in heard.iter().rev().filter(|frame| frame.event == "project.task.moved") {
            let id = task.data["taskId"].as_str().expect("an id");
            let last = heard
                .iter()
                .rev()
                .find(|frame| frame.event == "project.task.moved" && frame.data["taskId"] == id);
            let last = &last.expect("the last move").data["patch"];
            let bucket = buckets.iter().position(|bucket| last["bucketId"] == bucket.as_str());
            assert!(loaded[bucket.expect("a bucket")].contains(&id.to_owned()), "{last}");
        }
    }
}

#[tokio::test]
async fn squeezing_between_the_same_two_keeps_the_order_for_ever() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let project = world::project(&ana, "Plans", &[]).await;
    let bucket = world::bucket(&ana, &project, "one").await;
    let mut expected = Vec::new();
    for name in ["first", "a", "b", "last"] {
        expected.push(world::card(&ana, &project, &bucket, name).await);
    }
    let mut socket = ana.socket().await;
    // The two in the middle change places over and over, each time behind the first.
    for turn in 0..400 {
        let moved = expected.remove(2);
        let path = format!("/projects/{project}/tasks/{moved}/move");
        ana.post(&path, json!({"afterId": expected[0]})).await.ok();
        expected.insert(1, moved);
        if turn % 50 == 0 {
            assert_eq!(order_in(&ana, &project, &bucket).await, expected);
        }
    }
    assert_eq!(order_in(&ana, &project, &bucket).await, expected);
    let heard = socket.until_mark(app.mark().await).await;
    let fresh = heard.iter().filter(|frame| frame.event == "project.bucket.reordered").count();
    assert!((1..=4).contains(&fresh), "ranks were written anew {fresh} times");
}

#[tokio::test]
async fn places_are_given_in_every_way_and_come_back_dense() {
    let app = TestApp::start().await;
    let ana = app.user("ana").await;
    let project = world::project(&ana, "Plans", &[]).await;
    let bucket = world::bucket(&ana, &project, "one").await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d"] {
        ids.push(world::card(&ana, &project, &bucket, name).await);
    }
    let go = async |task: &str, body: Value| {
        let moved = ana.post(&format!("/projects/{project}/tasks/{task}/move"), body).await.ok();
        moved["task"]["position"].as_i64().expect("a position")
    };
    assert_eq!(go(&ids[3], json!({"position": 0})).await, 0);
    assert_eq!(go(&ids[0], json!({"orderIndex": 2})).await, 2);
    assert_eq!(go(&ids[1], json!({"beforeId": ids[3]})).await, 0);
    assert_eq!(go(&ids[1], json!({"afterId": ids[2]})).await, 3);
    assert_eq!(go(&ids[3], json!({"position": 99})).await, 3);
    let before = app.app.db.committed_seq();
    assert_eq!(go(&ids[3], json!({})).await, 3, "what stands there stays");
    assert_eq!(app.app.db.committed_seq(), before, "and nothing is told");
    let order = order_in(&ana, &project, &bucket).await;
    for (position, id) in order.iter().enumerate() {
        let task = ana.get(&format!("/projects/{project}/tasks/{id}")).await.ok();
        assert_eq!(task["position"], position);
        assert_eq!(task["orderIndex"], position);
    }
    let out = ana.call(Method::PATCH, &format!("/projects/{project}/tasks/{}/move", ids[0]));
    let out = out.json(&json!({"bucketId": null, "position": 0})).send().await.ok();
    assert_eq!(out["task"]["bucketId"], Value::Null);
}
