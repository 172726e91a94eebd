//! Things made through the API, for tests that need them to be there.

use serde_json::{Value, json};

use super::Client;

/// The id in an object.
pub(crate) fn id_of(object: &Value) -> String {
    object["id"].as_str().unwrap_or_else(|| panic!("{object} has no id")).to_owned()
}

/// A channel of `owner`'s with these members; its id.
pub(crate) async fn channel(owner: &Client, title: &str, members: &[&Client]) -> String {
    make_chat(owner, json!({"kind": "channel", "title": title, "participantIds": ids(members)}))
        .await
}

/// A private group of `owner`'s with these members; its id.
pub(crate) async fn group(owner: &Client, title: &str, members: &[&Client]) -> String {
    make_chat(owner, json!({"kind": "group", "title": title, "participantIds": ids(members)})).await
}

/// The direct chat of two people; its id.
pub(crate) async fn direct(one: &Client, other: &Client) -> String {
    make_chat(one, json!({"kind": "direct", "participantIds": [other.id()]})).await
}

/// A message of `sender`'s, as the server answers it.
pub(crate) async fn say(sender: &Client, chat: &str, text: &str) -> Value {
    sender.post(&format!("/chats/{chat}/messages"), json!({"content": text})).await.created()
}

/// A reply of `sender`'s in the thread of `root`, as the server answers it.
pub(crate) async fn reply(sender: &Client, chat: &str, root: &str, text: &str) -> Value {
    let body = json!({"content": text, "rootMessageId": root});
    sender.post(&format!("/chats/{chat}/messages"), body).await.created()
}

/// A PNG of this size, its left half red and its right half blue.
pub(crate) fn picture(width: u32, height: u32) -> Vec<u8> {
    let halves = image::RgbImage::from_fn(width, height, |x, _| {
        image::Rgb(if x < width / 2 { [255, 0, 0] } else { [0, 0, 255] })
    });
    let mut file = std::io::Cursor::new(Vec::new());
    halves.write_to(&mut file, image::ImageFormat::Png).expect("a picture is written");
    file.into_inner()
}

async fn make_chat(owner: &Client, body: Value) -> String {
    id_of(&owner.post("/chats", body).await.created())
}

fn ids(people: &[&Client]) -> Vec<String> {
    people.iter().map(|person| person.id().to_owned()).collect()
}

/// A project of `owner`'s with these members in their roles; its id.
pub(crate) async fn project(owner: &Client, name: &str, members: &[(&Client, &str)]) -> String {
    let project = id_of(&owner.post("/projects", json!({"name": name})).await.created());
    for (person, role) in members {
        let body = json!({"userId": person.id(), "role": role});
        owner.post(&format!("/projects/{project}/members"), body).await.created();
    }
    project
}

/// A bucket at the end of a board; its id.
pub(crate) async fn bucket(admin: &Client, project: &str, name: &str) -> String {
    let body = json!({"name": name});
    id_of(&admin.post(&format!("/projects/{project}/buckets"), body).await.created())
}

/// A task without a bucket; its id.
pub(crate) async fn task(member: &Client, project: &str, title: &str) -> String {
    let body = json!({"title": title});
    id_of(&member.post(&format!("/projects/{project}/tasks"), body).await.created())
}

/// A task at the end of a bucket; its id.
pub(crate) async fn card(member: &Client, project: &str, bucket: &str, title: &str) -> String {
    let body = json!({"title": title, "bucketId": bucket});
    id_of(&member.post(&format!("/projects/{project}/tasks"), body).await.created())
}
