//! `GET /boot` and `GET /me/summary`.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::{Answer, App, Grant, SignedIn};
use crate::base::Result;
use crate::base::ids::ChatId;
use crate::base::page::PageAfter;
use crate::base::text::MESSAGE_MAX_CHARS;
use crate::features::directory::{self, Accounts, NameKey};
use crate::features::{chat, files, projects, workspace};
use crate::http::extract::Json;
use crate::infra::db::outbox;

/// People sent to the page at the start; the picker searches for the others.
const PEOPLE: PageAfter<NameKey> = PageAfter { limit: 2_000, after: None };

/// Projects and tasks in the summary of a day, at most.
const AT_A_GLANCE: u32 = 5;

/// Everything the page needs to start.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Boot {
    /// The caller.
    me: directory::Me,
    workspace: workspace::WorkspaceView,
    /// The workspace's own emoji, by name.
    emoji: Vec<workspace::CustomEmoji>,
    /// The caller's chats, as in `GET /chats`.
    chats: Vec<chat::Chat>,
    /// Colleagues, by name, disabled ones too (their messages stay); at most 2,000.
    people: Vec<directory::Person>,
    /// The channel newcomers are brought into; null if there is none.
    general_chat_id: Option<ChatId>,
    /// The newest event that these answers contain: give it to the socket as `since`.
    seq: String,
    /// The server's version.
    version: &'static str,
    limits: BootLimits,
}

/// Limits the page tells before they are met.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BootLimits {
    message_chars: usize,
    files: files::Limits,
}

/// Starts the page.
///
/// One snapshot: what it does not contain comes over the socket after `seq`.
#[utoipa::path(get, path = "/boot", tag = "start", responses((status = 200, body = Boot)))]
pub(super) async fn get_boot(State(app): State<App>, grant: Grant<SignedIn>) -> Result<Answer> {
    let presence = app.presence.clone();
    let file_limits = files::Limits::of(&app.config.files);
    let boot = grant.show(&app, move |tx, granted| {
        let user = granted.actor.user;
        Ok(Boot {
            me: directory::load_me(tx, &presence, user)?,
            workspace: workspace::view(tx)?,
            emoji: workspace::list_emoji(tx)?,
            chats: chat::list_for(tx, user, &presence)?,
            people: directory::list_people(tx, &presence, "", Accounts::All, PEOPLE)?.items,
            general_chat_id: chat::find_general(tx)?,
            seq: outbox::newest_seq(tx)?.to_string(),
            version: env!("CARGO_PKG_VERSION"),
            limits: BootLimits { message_chars: MESSAGE_MAX_CHARS, files: file_limits },
        })
    });
    boot.await
}

/// The day of the caller.
///
/// The calendar is empty until there is one.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    /// The caller's projects, at most five, what was changed last first.
    current_projects: Vec<projects::Project>,
    /// Unread messages in chats that are not muted.
    unread_messages: u32,
    /// Tasks the caller is on that are not done, at most five, what is due first.
    my_tasks: Vec<projects::Card>,
    upcoming_agenda: Vec<Empty>,
    storage_usage: StorageUsage,
}

/// Nothing of this kind exists.
#[derive(Serialize, ToSchema)]
pub(super) enum Empty {}

/// What the workspace keeps, and what it has room for, in bytes.
#[derive(Serialize, ToSchema)]
pub(super) struct StorageUsage {
    used: u64,
    total: u64,
    percentage: u8,
}

/// Sums up the caller's day.
#[utoipa::path(get, path = "/me/summary", tag = "start", responses((status = 200, body = Summary)))]
pub(super) async fn get_summary(
    State(app): State<App>,
    grant: Grant<SignedIn>,
) -> Result<Json<Summary>> {
    let presence = app.presence.clone();
    let found = grant.read(&app, move |tx, granted| {
        let user = granted.actor.user;
        let current_projects = projects::list_current(tx, &presence, user, AT_A_GLANCE)?;
        let my_tasks = projects::list_due(tx, &presence, user, AT_A_GLANCE)?;
        Ok((current_projects, my_tasks, chat::unread_total(tx, user)?))
    });
    let (current_projects, my_tasks, unread_messages) = found.await?;
    Ok(Json(Summary {
        current_projects,
        unread_messages,
        my_tasks,
        upcoming_agenda: Vec::new(),
        storage_usage: storage_usage(&app)?,
    }))
}

fn storage_usage(app: &App) -> Result<StorageUsage> {
    let folder = &app.config.data.dir;
    let used = std::fs::metadata(folder.join("epop.db"))?.len();
    let disk = rustix::fs::statvfs(folder).map_err(std::io::Error::from)?;
    let total = used + disk.f_bavail * disk.f_frsize;
    let percentage = u8::try_from(used * 100 / total.max(1)).unwrap_or(100);
    Ok(StorageUsage { used, total, percentage })
}
