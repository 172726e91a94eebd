//! Looks once a second whether it is time to post, to remind or to end a muting.

use std::time::Duration;

use super::acts::{saving, scheduling};
use super::store::{saved, scheduled};
use crate::access::App;
use crate::base::Result;
use crate::base::codes::Class;
use crate::features::chat;

const PERIOD: Duration = Duration::from_secs(1);
/// What is done at once; the rest follows a second later.
const BATCH: u32 = 100;

/// Starts looking.
pub fn start_alarms(app: &App) {
    let looker = app.clone();
    app.supervisor.every("alarms", PERIOD, move || {
        let app = looker.clone();
        async move { look(&app).await }
    });
}

async fn look(app: &App) -> Result<()> {
    let now = app.clock.now();
    let due = app.db.reader().read(move |tx| {
        let reminds = !saved::list_due(tx, now, 1)?.is_empty();
        let unmutes = chat::is_mute_over(tx, now)?;
        Ok((scheduled::list_due(tx, now, BATCH)?, reminds, unmutes))
    });
    let (messages, reminds, unmutes) = due.await?;
    if unmutes {
        app.db.write(|tx| chat::end_mutes(tx, BATCH)).await?;
    }
    if reminds {
        app.db.write(|tx| saving::remind(tx, BATCH)).await?;
    }
    for id in messages {
        let presence = app.presence.clone();
        let sent = app.db.write(move |tx| scheduling::send_due(tx, &presence, id)).await;
        let Err(error) = sent else { continue };
        match error.code().class() {
            // What the server is to blame for is tried again, and holds up nobody else's.
            Class::Internal | Class::Unavailable | Class::InsufficientStorage => {
                tracing::error!(%error, message = id.get(), "a message that is due was not posted");
            }
            // What the person may not do stays undone.
            _ => {
                let code = error.code();
                app.db.write(move |tx| scheduling::note_failure(tx, id, code)).await?;
            }
        }
    }
    Ok(())
}
