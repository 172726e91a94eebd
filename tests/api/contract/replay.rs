//! A client that loads once and then only listens: what it holds must be what it would load.

use serde_json::{Map, Value, json};

use super::values::{differences, drop_nulls, insert, keys, list, merge, number, remove, text};
use crate::support::{Client, Frame, Socket};

/// What a listening client holds: `workspace`, `emoji`, `me`, `people`, `sessions`, `files`, `chats`, and by chat
/// `members` and `messages`.
pub(super) struct Replica {
    client: Client,
    socket: Socket,
    state: Value,
}

/// Events that say only that something of one's own is otherwise now.
const OWN: [&str; 6] = [
    "chat.thread.follow.",
    "chat.saved.",
    "chat.reminder.",
    "chat.draft.",
    "chat.scheduled.",
    "chat.sidebar.",
];

impl Replica {
    pub(super) async fn of(client: &Client) -> Self {
        let socket = client.socket().await;
        Self { client: client.clone(), socket, state: load(client).await }
    }

    /// Was away since `since` and hears from the log what happened.
    pub(super) async fn come_back(&mut self, since: i64) {
        self.socket = self.client.socket_with(&format!("names=dot&since={since}")).await;
    }

    /// Hears everything up to the mark, and compares with what is loaded afresh.
    pub(super) async fn check(&mut self, mark: u64, step: &str) -> Vec<String> {
        let frames = self.socket.until_mark(mark).await;
        for frame in &frames {
            self.apply(frame).await;
        }
        self.derive();
        let fresh = load(&self.client).await;
        let names: Vec<String> = frames.into_iter().map(|frame| frame.event).collect();
        let differences = differences(&self.state, &fresh, "");
        let who = self.client.name();
        assert!(
            differences.is_empty(),
            "{who}, after {step} ({names:?}):\n{}",
            differences.join("\n")
        );
        names
    }

    async fn apply(&mut self, frame: &Frame) {
        let (data, patch) = (&frame.data, &frame.data["patch"]);
        let (chat, message) = (text(&data["chatId"]), text(&data["messageId"]));
        match frame.event.as_str() {
            "user.created" => {
                self.put("people", text(&data["userId"]), without_presence(patch));
            }
            "user.updated" | "user.status.updated" => {
                self.person_updated(text(&data["userId"]), patch);
            }
            "workspace.updated" => merge(&mut self.state["workspace"], patch),
            "emoji.created" => self.put("emoji", text(&data["emojiId"]), patch.clone()),
            "emoji.deleted" => remove(&mut self.state["emoji"], text(&data["emojiId"])),
            // The person is told; nothing that is loaded says so.
            "auth.password.changed" | "file.labels.updated" | "file.text.updated" => {}
            "auth.session.revoked" => remove(&mut self.state["sessions"], text(&data["sessionId"])),
            "chat.created" => {
                let members = patch["members"].as_array().cloned().unwrap_or_default();
                if members.contains(&json!(self.client.id())) {
                    self.load_chat(chat).await;
                }
            }
            "chat.participant.joined" => self.joined(chat, data).await,
            name if name.starts_with("file.") => self.file_changed(name, data),
            // Not a chat of ours: a channel that others are in.
            _ if self.state["chats"].get(chat).is_none() && !chat.is_empty() => {}
            // Things of one's own: who hears that they changed asks for them.
            name if OWN.iter().any(|own| name.starts_with(own)) => {}
            "chat.updated" | "chat.preferences.updated" => {
                merge(&mut self.state["chats"][chat], patch);
            }
            "chat.participant.left" => self.left(chat, data),
            "chat.participant.updated" => {
                self.state["members"][chat][text(&data["userId"])] = patch["role"].clone();
                if data["userId"] == self.client.id() {
                    self.state["chats"][chat]["role"] = patch["role"].clone();
                }
            }
            "chat.message.created" => self.said(chat, message, data),
            "chat.message.updated" | "chat.message.acknowledged" => {
                merge(&mut self.state["messages"][chat][message], patch);
            }
            "chat.message.pinned" | "chat.message.unpinned" => {
                let known = &mut self.state["messages"][chat][message];
                merge(known, patch);
                drop_nulls(known, &["pinnedAt", "pinnedBy"]);
            }
            "chat.poll.updated" => voted(&mut self.state["messages"][chat][message]["poll"], patch),
            "chat.message.reaction.added" | "chat.message.reaction.removed" => {
                let patch = seen_by(patch, self.client.id());
                merge(&mut self.state["messages"][chat][message], &patch);
            }
            "chat.message.deleted" => self.deleted(chat, message, data),
            "chat.message.read" | "chat.message.unread" => {
                if data["userId"].is_null() || data["userId"] == self.client.id() {
                    let read = &patch["lastReadMessageId"];
                    self.state["chats"][chat]["lastReadMessageId"] = read.clone();
                }
            }
            other => panic!("the replica does not know {other}: {}", frame.json),
        }
    }

    fn put(&mut self, part: &str, id: &str, value: Value) {
        insert(&mut self.state[part], id, value);
    }

    fn said(&mut self, chat: &str, message: &str, data: &Value) {
        let patch = &data["patch"];
        let shown = seen_by(patch, self.client.id());
        insert(&mut self.state["messages"][chat], message, shown);
        self.root_changed(chat, data);
        if data["actorId"] == self.client.id() && patch["rootMessageId"].is_null() {
            self.state["chats"][chat]["lastReadMessageId"] = data["messageId"].clone();
        }
    }

    /// A file of one's own is kept as it is; in messages, what they show of it.
    fn file_changed(&mut self, name: &str, data: &Value) {
        let (file, patch) = (text(&data["fileId"]), &data["patch"]);
        let own = patch["ownerId"] == self.client.id();
        match name {
            "file.deleted" => remove(&mut self.state["files"], file),
            "file.created" | "file.updated" if own && patch["trashedAt"].is_null() => {
                insert(&mut self.state["files"], file, patch.clone());
            }
            "file.updated" if own => remove(&mut self.state["files"], file),
            _ => {}
        }
        for messages in self.state["messages"].as_object_mut().into_iter().flatten() {
            let messages = messages.1.as_object_mut().into_iter().flatten();
            for attached in
                messages.filter_map(|(_, message)| message["attachments"].as_array_mut())
            {
                if name == "file.deleted" {
                    attached.retain(|one| one["id"] != file);
                }
                for one in attached.iter_mut().filter(|one| one["id"] == file && patch.is_object())
                {
                    let known: Vec<String> = keys(one);
                    for key in known {
                        one[&key] = patch[&key].clone();
                    }
                }
            }
        }
    }

    fn person_updated(&mut self, person: &str, patch: &Value) {
        if person == self.client.id() {
            merge(&mut self.state["me"], patch);
        }
        if patch["disabled"] == true {
            return remove(&mut self.state["people"], person);
        }
        let known: Vec<String> = self.state["people"][person]
            .as_object()
            .map(|person| person.keys().cloned().collect())
            .unwrap_or_default();
        for (key, value) in
            patch.as_object().into_iter().flatten().filter(|(key, _)| known.contains(key))
        {
            self.state["people"][person][key] = value.clone();
        }
    }

    async fn joined(&mut self, chat: &str, data: &Value) {
        let person = text(&data["userId"]);
        if person == self.client.id() {
            return self.load_chat(chat).await;
        }
        if self.state["chats"].get(chat).is_some() {
            insert(&mut self.state["members"][chat], person, data["patch"]["role"].clone());
            self.state["chats"][chat]["memberCount"] = data["patch"]["memberCount"].clone();
        }
    }

    fn left(&mut self, chat: &str, data: &Value) {
        let person = text(&data["userId"]);
        if person == self.client.id() {
            for part in ["chats", "members", "messages"] {
                remove(&mut self.state[part], chat);
            }
            return;
        }
        remove(&mut self.state["members"][chat], person);
        self.state["chats"][chat]["memberCount"] = data["patch"]["memberCount"].clone();
    }

    fn deleted(&mut self, chat: &str, message: &str, data: &Value) {
        self.root_changed(chat, data);
        let known = &mut self.state["messages"][chat][message];
        if known["replyCount"] == 0 {
            return remove(&mut self.state["messages"][chat], message);
        }
        merge(known, &data["patch"]);
        let nothing = json!({"type": "markdown", "text": "", "html": ""});
        let emptied = json!({
            "content": "", "contentJson": nothing, "mentions": [], "mentionsAll": false, "reactionsSummary": [],
            "attachments": [],
        });
        merge(known, &emptied);
        for key in ["pinnedAt", "pinnedBy", "ackCount", "poll", "forwarded"] {
            remove(known, key);
        }
    }

    /// A reply came or went: its root says so.
    fn root_changed(&mut self, chat: &str, data: &Value) {
        let Some(id) = data["root"]["id"].as_str() else { return };
        let root = &mut self.state["messages"][chat][id];
        merge(root, &data["root"]);
        if root["replyCount"] == 0 && root["deletedAt"].is_string() {
            remove(&mut self.state["messages"][chat], id);
        }
    }

    async fn load_chat(&mut self, chat: &str) {
        let loaded = self.client.get(&format!("/chats/{chat}")).await.ok();
        insert(&mut self.state["chats"], chat, chat_view(&loaded));
        insert(&mut self.state["members"], chat, load_members(&self.client, chat).await);
        insert(&mut self.state["messages"], chat, load_messages(&self.client, chat).await);
    }

    /// What a client counts for itself: unread messages and mentions, the last message, the members.
    fn derive(&mut self) {
        let me = self.client.id().to_owned();
        let chats: Vec<String> = keys(&self.state["chats"]);
        for id in chats {
            let messages = self.state["messages"][&id].as_object().cloned().unwrap_or_default();
            let mut members: Vec<String> = keys(&self.state["members"][&id]);
            members.sort_by_key(|id| number(&json!(id)));
            let chat = &mut self.state["chats"][&id];
            let read = number(&chat["lastReadMessageId"]);
            let listed = || {
                messages
                    .values()
                    .filter(|m| m["rootMessageId"].is_null() && m["deletedAt"].is_null())
            };
            let unread: Vec<_> =
                listed().filter(|m| m["senderId"] != me && number(&m["id"]) > read).collect();
            let mentions = unread.iter().filter(|m| {
                m["mentionsAll"] == true
                    || m["mentions"].as_array().is_some_and(|ids| ids.contains(&json!(me)))
            });
            chat["mentionCount"] = json!(mentions.count());
            chat["unreadCount"] = json!(unread.len());
            chat["lastMessage"] =
                listed().max_by_key(|m| number(&m["id"])).map_or(Value::Null, |m| m["id"].clone());
            chat["members"] = json!(members);
            if chat["title"].is_string() {
                chat["name"] = chat["title"].clone();
            }
        }
    }
}

async fn load(client: &Client) -> Value {
    let (mut chats, mut members, mut messages) = (Map::new(), Map::new(), Map::new());
    for chat in list(&client.get("/chats").await.ok()) {
        let id = text(&chat["id"]).to_owned();
        members.insert(id.clone(), load_members(client, &id).await);
        messages.insert(id.clone(), load_messages(client, &id).await);
        chats.insert(id, chat_view(&chat));
    }
    let people = list(&client.get("/users?limit=100").await.ok()["items"]);
    let people =
        people.iter().map(|person| (text(&person["id"]).to_owned(), without_presence(person)));
    let sessions = list(&client.get("/auth/sessions").await.ok());
    let sessions = sessions.iter().map(|session| (text(&session["id"]).to_owned(), Value::Null));
    let boot = client.get("/boot").await.ok();
    let files = list(&client.get("/files?limit=100").await.ok()["items"]);
    let files = files.iter().map(|file| (text(&file["id"]).to_owned(), file_facts(file)));
    let emoji = list(&boot["emoji"]);
    let emoji = emoji.iter().map(|one| (text(&one["id"]).to_owned(), one.clone()));
    json!({
        "workspace": boot["workspace"],
        "emoji": emoji.collect::<Map<_, _>>(),
        "me": without_presence(&client.get("/users/me").await.ok()),
        "people": people.collect::<Map<_, _>>(),
        "sessions": sessions.collect::<Map<_, _>>(),
        "chats": chats,
        "members": members,
        "messages": messages,
        "files": files.collect::<Map<_, _>>(),
    })
}

async fn load_members(client: &Client, chat: &str) -> Value {
    let members = client.get(&format!("/chats/{chat}/members?limit=100")).await.ok();
    let members = list(&members["items"]);
    members
        .iter()
        .map(|member| (text(&member["userId"]).to_owned(), member["role"].clone()))
        .collect::<Map<_, _>>()
        .into()
}

async fn load_messages(client: &Client, chat: &str) -> Value {
    let mut messages = Map::new();
    for root in list(&client.get(&format!("/chats/{chat}/messages?limit=100")).await.ok()) {
        let id = text(&root["id"]).to_owned();
        for reply in
            list(&client.get(&format!("/chats/{chat}/threads?rootMessageId={id}")).await.ok())
        {
            messages.insert(text(&reply["id"]).to_owned(), seen_by(&reply, client.id()));
        }
        messages.insert(id, seen_by(&root, client.id()));
    }
    messages.into()
}

/// A file without what is the caller's own, and without where it is used.
fn file_facts(file: &Value) -> Value {
    let mut file = file.clone();
    for key in ["labels", "links", "owner"] {
        remove(&mut file, key);
    }
    file
}

/// A chat without what a listening client does not keep.
fn chat_view(chat: &Value) -> Value {
    let mut chat = chat.clone();
    chat["lastMessage"] = chat["lastMessage"]["id"].clone();
    remove(&mut chat, "updatedAt");
    chat
}

/// A message as `person` sees it, without what a listening client does not keep.
fn seen_by(message: &Value, person: &str) -> Value {
    let mut message = message.clone();
    remove(&mut message, "readCount");
    if message.get("poll").is_some() {
        remove(&mut message["poll"], "mine");
    }
    if message.get("sender").is_some_and(Value::is_object) {
        remove(&mut message["sender"], "presence");
    }
    for reaction in
        message.get_mut("reactionsSummary").and_then(Value::as_array_mut).into_iter().flatten()
    {
        let mine = reaction["userIds"].as_array().is_some_and(|ids| ids.contains(&json!(person)));
        reaction["hasCurrentUser"] = json!(mine);
    }
    message
}

/// A poll has other votes now; its texts stay.
fn voted(poll: &mut Value, patch: &Value) {
    poll["voterCount"] = patch["voterCount"].clone();
    poll["closedAt"] = patch["closedAt"].clone();
    drop_nulls(poll, &["closedAt"]);
    let options = poll["options"].as_array_mut().into_iter().flatten();
    for (option, votes) in options.zip(list(&patch["votes"])) {
        merge(option, &votes);
    }
}

fn without_presence(person: &Value) -> Value {
    let mut person = person.clone();
    remove(&mut person, "presence");
    person
}
