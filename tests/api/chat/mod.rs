//! Chats, members, messages, threads, reactions, polls and reads.

mod answering;
mod chats;
mod demo;
mod editing;
mod following;
mod members;
mod mentions;
mod messages;
mod reading;
mod threads;

use serde_json::Value;

use crate::support::Client;

/// The contents of the main list, oldest first.
async fn said(client: &Client, chat: &str) -> Vec<String> {
    let messages = client.get(&format!("/chats/{chat}/messages?limit=100")).await.ok();
    texts(&messages, "content")
}

/// One text of every object in a list.
fn texts(list: &Value, key: &str) -> Vec<String> {
    let items = list.as_array().expect("a list").iter();
    items.map(|item| item[key].as_str().unwrap_or_default().to_owned()).collect()
}

/// The chat as the caller sees it.
async fn chat_of(client: &Client, chat: &str) -> Value {
    client.get(&format!("/chats/{chat}")).await.ok()
}
