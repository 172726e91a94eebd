//! `/users/me/status` and `/users/me/do-not-disturb`.

use std::time::Duration;

use axum::extract::State;
use serde::Deserialize;

use crate::access::{Answer, App, Call, Grant, Granted, NoBody, SignedIn};
use crate::base::text::{Emoji, StatusText};
use crate::base::time::Timestamp;
use crate::base::{Error, Result};
use crate::features::directory::events::{StatusUpdated, UserPatch, UserUpdated};
use crate::features::directory::model::Me;
use crate::features::directory::quiet::{DoNotDisturb, QuietHours};
use crate::features::directory::status::{Status, StatusEdit};
use crate::features::directory::store::{self, looks};
use crate::infra::db::WriteTx;

/// The farthest end of a status or of do not disturb.
const FARTHEST: Duration = Duration::from_hours(366 * 24);

/// Says what the caller is doing.
#[utoipa::path(
    put,
    path = "/users/me/status",
    tag = "people",
    request_body = StatusEdit,
    responses(
        (status = 200, body = Me),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn set_status(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(edit, intent): Call<StatusEdit>,
) -> Result<Answer> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let status = Status {
        emoji: text(edit.emoji.as_ref().map(Emoji::as_str)),
        text: text(edit.text.as_ref().map(StatusText::as_str)),
        until: edit.until,
    };
    if status.emoji.is_empty() && status.text.is_empty() {
        return Err(Error::invalid_field("text", "required", "must say something"));
    }
    check_end(&app, status.until)?;
    let state = app.clone();
    grant
        .change(&app, intent, move |tx, granted| store_status(tx, &state, &granted, Some(status)))
        .await
}

/// Takes back what the caller said they are doing.
#[utoipa::path(
    delete,
    path = "/users/me/status",
    tag = "people",
    responses((status = 200, body = Me), (status = 401, description = "unauthenticated, session_expired"))
)]
pub(super) async fn clear_status(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let state = app.clone();
    grant.change(&app, intent, move |tx, granted| store_status(tx, &state, &granted, None)).await
}

fn store_status(
    tx: &mut WriteTx<'_>,
    app: &App,
    granted: &Granted<SignedIn>,
    status: Option<Status>,
) -> Result<Me> {
    let user = granted.actor.user;
    let mut me = store::load_me(tx, &app.presence, user)?;
    if me.person.status != status {
        looks::update_status(tx, user, status.as_ref())?;
        tx.emit(&StatusUpdated::new(user, status.as_ref())?)?;
    }
    me.person.status = status;
    Ok(me)
}

/// When the caller is not to be disturbed; an absent key stays as it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub(super) struct QuietEdit {
    /// Until this moment; null ends it now, but for the schedule.
    #[serde(default, deserialize_with = "crate::base::json::present")]
    #[schema(value_type = Option<Timestamp>)]
    until: Option<Option<Timestamp>>,
    /// The hours of each week, in the caller's time zone: at most one stretch for each day. Empty for none.
    #[schema(max_items = 7)]
    schedule: Option<Vec<QuietHours>>,
}

/// Sets when the caller is not to be disturbed. Others see whether they may disturb, not the schedule.
#[utoipa::path(
    put,
    path = "/users/me/do-not-disturb",
    tag = "people",
    request_body = QuietEdit,
    responses(
        (status = 200, body = Me),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn set_do_not_disturb(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(edit, intent): Call<QuietEdit>,
) -> Result<Answer> {
    check_end(&app, edit.until.flatten())?;
    check_schedule(edit.schedule.as_deref().unwrap_or_default())?;
    let state = app.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let user = granted.actor.user;
            let mut me = store::load_me(tx, &state.presence, user)?;
            let before = me.do_not_disturb;
            me.do_not_disturb = DoNotDisturb {
                until: edit.until.unwrap_or(before.until),
                schedule: edit.schedule.unwrap_or_else(|| before.schedule.clone()),
            };
            if me.do_not_disturb != before {
                tell_quiet(tx, user, &mut me)?;
            }
            Ok(me)
        })
        .await
}

/// Stores new quiet hours and tells the person; tells everyone if something is to be seen of it now.
fn tell_quiet(tx: &mut WriteTx<'_>, user: crate::base::ids::UserId, me: &mut Me) -> Result<()> {
    looks::update_quiet(tx, user, &me.do_not_disturb)?;
    let seen = me.do_not_disturb.in_force(me.person.time_zone.as_deref(), tx.now());
    if seen != me.person.do_not_disturb_until {
        me.person.do_not_disturb_until = seen;
        let patch = UserPatch { do_not_disturb_until: Some(seen), ..UserPatch::default() };
        tx.emit(&UserUpdated::public(user, patch))?;
    }
    let patch =
        UserPatch { do_not_disturb: Some(me.do_not_disturb.clone()), ..UserPatch::default() };
    tx.emit(&UserUpdated::own(user, patch))
}

fn check_end(app: &App, until: Option<Timestamp>) -> Result<()> {
    let now = app.clock.now();
    match until {
        Some(until) if until <= now || until > now.after(FARTHEST) => Err(Error::invalid_field(
            "until",
            "out_of_range",
            "must be later than now and at most a year away",
        )),
        _ => Ok(()),
    }
}

fn check_schedule(schedule: &[QuietHours]) -> Result<()> {
    for (at, hours) in schedule.iter().enumerate() {
        if hours.from == hours.to {
            let field = format!("schedule[{at}].to");
            return Err(Error::invalid_field(field, "invalid", "must be another time than `from`"));
        }
        if schedule[..at].iter().any(|other| other.day == hours.day) {
            let field = format!("schedule[{at}].day");
            return Err(Error::invalid_field(field, "invalid", "must be there only once"));
        }
    }
    Ok(())
}
