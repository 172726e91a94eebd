//! What clients may say: JSON text `{"event": name, "id"?, "data"?}`.

use serde::Deserialize;
use serde_json::Value;

use crate::base::ids::{ChatId, MessageId, ProjectId};

/// A frame has at most this many bytes.
pub(super) const MAX_FRAME: usize = 64 * 1024;

/// A client's frame, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientFrame {
    /// Sign in with an access token; only as the first frame.
    Auth(String),
    /// Are you there?
    Ping,
    /// The person does something.
    Heartbeat,
    /// The person types in a chat, perhaps in a thread of it.
    TypingStart(ChatId, Option<MessageId>),
    /// The person no longer types.
    TypingStop(ChatId),
    /// Ephemeral traffic of this chat, please.
    JoinChat(ChatId),
    /// No more ephemeral traffic of this chat.
    LeaveChat(ChatId),
    /// Ephemeral traffic of this project, please.
    JoinProject(ProjectId),
    /// No more ephemeral traffic of this project.
    LeaveProject(ProjectId),
    /// The person's own scope, which every socket of theirs holds already.
    Own,
}

/// Why a frame was not understood: a stable word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameFault {
    /// Not a JSON object with an `event`.
    #[error("invalid_frame")]
    Malformed,
    /// No such event.
    #[error("unknown_event")]
    Unknown,
    /// The data is not what the event needs.
    #[error("invalid_data")]
    Data,
}

#[derive(Deserialize)]
struct Raw {
    event: String,
    #[serde(default)]
    id: Value,
    #[serde(default)]
    data: Value,
}

/// Reads a frame: the client's `id` for the acknowledgement (null if it wants none), and what it says.
pub fn parse(text: &str) -> (Value, Result<ClientFrame, FrameFault>) {
    let Ok(Raw { event, id, data }) = serde_json::from_str(text) else {
        return (Value::Null, Err(FrameFault::Malformed));
    };
    let id = if id.is_string() || id.is_number() { id } else { Value::Null };
    (id, understand(&event, &data))
}

fn understand(event: &str, data: &Value) -> Result<ClientFrame, FrameFault> {
    let chat = || chat_id(data).ok_or(FrameFault::Data);
    Ok(match event {
        "auth" => {
            let token = data.get("token").and_then(Value::as_str).ok_or(FrameFault::Data)?;
            ClientFrame::Auth(token.to_owned())
        }
        "ping" => ClientFrame::Ping,
        "presence.heartbeat" | "presence:heartbeat" => ClientFrame::Heartbeat,
        "chat.typing.start" | "chat:typing_start" => {
            let root = data.get("rootMessageId").filter(|root| !root.is_null());
            let root =
                root.map(|id| id.as_str().and_then(|id| id.parse().ok()).ok_or(FrameFault::Data));
            ClientFrame::TypingStart(chat()?, root.transpose()?)
        }
        "chat.typing.stop" | "chat:typing_stop" => ClientFrame::TypingStop(chat()?),
        "join_chat" => ClientFrame::JoinChat(chat()?),
        "leave_chat" => ClientFrame::LeaveChat(chat()?),
        "join_project" => ClientFrame::JoinProject(project_id(data).ok_or(FrameFault::Data)?),
        "leave_project" => ClientFrame::LeaveProject(project_id(data).ok_or(FrameFault::Data)?),
        "join_user" | "leave_user" => ClientFrame::Own,
        _ => return Err(FrameFault::Unknown),
    })
}

/// A chat's id, bare or under `chatId`.
fn chat_id(data: &Value) -> Option<ChatId> {
    data.as_str().or_else(|| data.get("chatId")?.as_str())?.parse().ok()
}

/// A project's id, bare or under `projectId`.
fn project_id(data: &Value) -> Option<ProjectId> {
    data.as_str().or_else(|| data.get("projectId")?.as_str())?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_both_styles_are_understood() {
        let chat = ChatId::new(7);
        for text in [
            r#"{"event":"chat.typing.start","data":{"chatId":"7","userId":"999"}}"#,
            r#"{"event":"chat:typing_start","data":{"chatId":"7"}}"#,
        ] {
            assert_eq!(parse(text).1, Ok(ClientFrame::TypingStart(chat, None)));
        }
        assert_eq!(parse(r#"{"event":"join_chat","data":"7"}"#).1, Ok(ClientFrame::JoinChat(chat)));
        assert_eq!(parse(r#"{"event":"ping","id":"a1"}"#), ("a1".into(), Ok(ClientFrame::Ping)));
    }

    #[test]
    fn faults_have_names_and_keep_the_id() {
        assert_eq!(parse("nonsense"), (Value::Null, Err(FrameFault::Malformed)));
        assert_eq!(parse(r#"{"event":"shout","id":1}"#), (1.into(), Err(FrameFault::Unknown)));
        assert_eq!(
            parse(r#"{"event":"join_chat","id":1,"data":{"chatId":7}}"#),
            (1.into(), Err(FrameFault::Data))
        );
        assert_eq!(parse(r#"{"event":"ping","id":{"deep":[1]}}"#).0, Value::Null);
    }
}
