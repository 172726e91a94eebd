//! Looks once a second whether it is time to post or to remind.

use std::time::Duration;

use super::acts::{saving, scheduling};
use super::store::{saved, scheduled};
use crate::access::App;
use crate::base::Result;
use crate::base::codes::Class;

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
        Ok((scheduled::list_due(tx, now, BATCH)?, reminds))
    });
    let (messages, reminds) = due.await?;
    if reminds {
        app.db.write(|tx| saving::remind(tx, BATCH)).await?;
    }
    for id in messages {
        let presence = app.presence.clone();
        let sent = app.db.write(move |tx| scheduling::send_due(tx, &presence, id)).await;
        // What the server is to blame for is tried again; what the person may not do stays undone.
        if let Err(error) = sent {
            match error.code().class() {
                Class::Internal | Class::Unavailable | Class::InsufficientStorage => {
                    return Err(error);
                }
                _ => {
                    let code = error.code();
                    app.db.write(move |tx| scheduling::note_failure(tx, id, code)).await?;
                }
            }
        }
    }
    Ok(())
}
