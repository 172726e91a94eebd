//! Tells everyone who came and went, coalesced: one frame a second at most, however many changed.

use std::time::Duration;

use serde::Serialize;

use crate::access::App;
use crate::access::presence::PresenceState;
use crate::base::ids::UserId;
use crate::base::scope::{Audience, Scope};
use crate::infra::hub::Frame;

/// Who came, went or is busy.
pub(super) const UPDATED: &str = "user.presence.updated";

const PERIOD: Duration = Duration::from_secs(1);
/// Changes per frame, so that a frame stays small after a restart.
const PER_FRAME: usize = 500;

#[derive(Serialize)]
struct Changes {
    changes: Vec<Change>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    user_id: UserId,
    presence: PresenceState,
}

/// Starts the announcements. Everyone shares the organisation, so everyone hears them.
pub fn start_announcing(app: &App) {
    let announcer = app.clone();
    app.supervisor.every("presence", PERIOD, move || {
        let app = announcer.clone();
        async move {
            for part in app.presence.changes().chunks(PER_FRAME) {
                let changes = part
                    .iter()
                    .map(|(user, presence)| Change { user_id: *user, presence: *presence })
                    .collect();
                let data = serde_json::to_string(&Changes { changes })?;
                let frame = Frame::ephemeral(UPDATED, data);
                app.hub.publish_ephemeral(&Audience::of(Scope::Org), frame, None);
            }
            Ok(())
        }
    });
}
