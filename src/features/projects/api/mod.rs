//! The endpoints of projects, relative to `/api/v1`.

mod activity;
mod analytics;
mod attaching;
mod board;
mod buckets;
mod checklist;
mod comments;
mod dependencies;
mod fields;
mod importing;
mod labels;
mod members;
mod moving;
mod own;
mod projects;
mod query;
mod scheduling;
mod task_bodies;
mod tasks;
mod trash;

use http::StatusCode;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use super::access::Seat;
use super::acts::{Act, Reach};
use crate::access::{Answer, App, Grant, Intent, Permission};
use crate::base::Result;
use crate::http::docs::operations;
use crate::infra::db::WriteTx;

/// Every endpoint of projects.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(operations!(projects::list_projects, projects::create_project))
        .routes(operations!(projects::list_my_projects))
        .routes(operations!(trash::list_deleted_projects))
        .routes(operations!(own::list_my_tasks))
        .routes(operations!(own::list_task_links))
        .routes(operations!(projects::get_project, projects::update_project, trash::delete_project))
        .routes(operations!(trash::restore_project))
        .routes(operations!(trash::list_orphaned_projects))
        .routes(operations!(trash::take_over_project))
        .routes(operations!(members::list_project_members, members::put_project_member))
        .routes(operations!(members::update_project_member, members::remove_project_member))
        .routes(operations!(members::leave_project))
        .routes(operations!(members::hand_over_project))
        .routes(operations!(board::get_board))
        .routes(operations!(board::list_cards))
        .routes(operations!(scheduling::get_schedule))
        .routes(operations!(board::list_buckets, buckets::create_bucket))
        .routes(operations!(buckets::update_bucket, buckets::delete_bucket))
        .routes(operations!(buckets::reorder_bucket))
        .routes(operations!(tasks::list_tasks, tasks::create_task))
        .routes(operations!(tasks::page_tasks))
        .routes(operations!(tasks::change_tasks))
        .routes(operations!(tasks::get_task, tasks::update_task, trash::delete_task))
        .routes(operations!(trash::restore_task))
        .routes(operations!(trash::list_deleted_tasks))
        .routes(operations!(moving::move_task, moving::move_task_by_patch))
        .routes(operations!(moving::copy_task))
        .routes(operations!(moving::transfer_task))
        .routes(operations!(scheduling::reschedule_task))
        .routes(operations!(own::follow_task))
        .routes(operations!(checklist::add_checklist_item))
        .routes(operations!(checklist::update_checklist_item, checklist::delete_checklist_item))
        .routes(operations!(comments::list_comments, comments::post_comment))
        .routes(operations!(comments::edit_comment, comments::delete_comment))
        .routes(operations!(comments::add_comment_reaction, comments::remove_comment_reaction))
        .routes(operations!(attaching::detach_file))
        .routes(operations!(dependencies::list_dependencies, dependencies::add_dependency))
        .routes(operations!(dependencies::list_task_dependencies))
        .routes(operations!(dependencies::remove_dependency))
        .routes(operations!(labels::list_project_labels, labels::create_label))
        .routes(operations!(labels::update_label, labels::delete_label))
        .routes(operations!(fields::list_fields, fields::create_field))
        .routes(operations!(fields::update_field, fields::delete_field))
        .routes(operations!(importing::import_project))
        .routes(operations!(analytics::get_project_analytics))
        .routes(operations!(activity::list_project_activity))
        .routes(operations!(activity::list_task_activity))
}

/// After the commit, the sockets of those whose sight changed look again.
fn look_again(tx: &mut WriteTx<'_>, app: &App, reach: Reach) {
    let hub = app.hub.clone();
    match reach {
        Reach::People(people) if people.is_empty() => {}
        Reach::People(people) => tx.after_commit(move || {
            for user in people {
                hub.scopes_changed(user);
            }
        }),
        Reach::Everyone => tx.after_commit(move || hub.all_scopes_changed()),
    }
}

/// Does something in a project in the name of who holds the right; the work says the status.
async fn act<P, T, F>(app: &App, grant: Grant<P>, intent: Intent, work: F) -> Result<Answer>
where
    P: Permission<Resource = Seat>,
    T: Serialize,
    F: FnOnce(&mut WriteTx<'_>, &Act<'_>) -> Result<(StatusCode, T)> + Send + 'static,
{
    let presence = app.presence.clone();
    grant
        .write(app, intent, move |tx, granted| {
            let (actor, seat) = granted.into_parts();
            work(tx, &Act { seat: &seat, user: actor.user, presence: &presence })
        })
        .await
}

/// The same with 200 for an answer.
async fn change<P, T, F>(app: &App, grant: Grant<P>, intent: Intent, work: F) -> Result<Answer>
where
    P: Permission<Resource = Seat>,
    T: Serialize,
    F: FnOnce(&mut WriteTx<'_>, &Act<'_>) -> Result<T> + Send + 'static,
{
    act(app, grant, intent, |tx, act| Ok((StatusCode::OK, work(tx, act)?))).await
}

/// The same with 201 for an answer.
async fn create<P, T, F>(app: &App, grant: Grant<P>, intent: Intent, work: F) -> Result<Answer>
where
    P: Permission<Resource = Seat>,
    T: Serialize,
    F: FnOnce(&mut WriteTx<'_>, &Act<'_>) -> Result<T> + Send + 'static,
{
    act(app, grant, intent, |tx, act| Ok((StatusCode::CREATED, work(tx, act)?))).await
}

/// The answer of a change that has nothing else to tell.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
struct ProjectDone {
    /// Always true.
    success: bool,
}

impl ProjectDone {
    /// It is done.
    const YES: Self = Self { success: true };
}
