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
use utoipa_axum::routes;

use super::access::Seat;
use super::acts::{Act, Reach};
use crate::access::{Answer, App, Grant, Intent, Permission};
use crate::base::Result;
use crate::infra::db::WriteTx;

/// Every endpoint of projects.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(projects::list_projects, projects::create_project))
        .routes(routes!(projects::list_my_projects))
        .routes(routes!(trash::list_deleted_projects))
        .routes(routes!(own::list_my_tasks))
        .routes(routes!(own::list_task_links))
        .routes(routes!(projects::get_project, projects::update_project, trash::delete_project))
        .routes(routes!(trash::restore_project))
        .routes(routes!(trash::list_orphaned_projects))
        .routes(routes!(trash::take_over_project))
        .routes(routes!(members::list_project_members, members::put_project_member))
        .routes(routes!(members::update_project_member, members::remove_project_member))
        .routes(routes!(members::leave_project))
        .routes(routes!(members::hand_over_project))
        .routes(routes!(board::get_board))
        .routes(routes!(board::list_cards))
        .routes(routes!(scheduling::get_schedule))
        .routes(routes!(board::list_buckets, buckets::create_bucket))
        .routes(routes!(buckets::update_bucket, buckets::delete_bucket))
        .routes(routes!(buckets::reorder_bucket))
        .routes(routes!(tasks::list_tasks, tasks::create_task))
        .routes(routes!(tasks::page_tasks))
        .routes(routes!(tasks::change_tasks))
        .routes(routes!(tasks::get_task, tasks::update_task, trash::delete_task))
        .routes(routes!(trash::restore_task))
        .routes(routes!(trash::list_deleted_tasks))
        .routes(routes!(moving::move_task, moving::move_task_by_patch))
        .routes(routes!(moving::copy_task))
        .routes(routes!(moving::transfer_task))
        .routes(routes!(scheduling::reschedule_task))
        .routes(routes!(own::follow_task))
        .routes(routes!(checklist::add_checklist_item))
        .routes(routes!(checklist::update_checklist_item, checklist::delete_checklist_item))
        .routes(routes!(comments::list_comments, comments::post_comment))
        .routes(routes!(comments::edit_comment, comments::delete_comment))
        .routes(routes!(comments::add_comment_reaction, comments::remove_comment_reaction))
        .routes(routes!(attaching::detach_file))
        .routes(routes!(dependencies::list_dependencies, dependencies::add_dependency))
        .routes(routes!(dependencies::list_task_dependencies))
        .routes(routes!(dependencies::remove_dependency))
        .routes(routes!(labels::list_project_labels, labels::create_label))
        .routes(routes!(labels::update_label, labels::delete_label))
        .routes(routes!(fields::list_fields, fields::create_field))
        .routes(routes!(fields::update_field, fields::delete_field))
        .routes(routes!(importing::import_project))
        .routes(routes!(analytics::get_project_analytics))
        .routes(routes!(activity::list_project_activity))
        .routes(routes!(activity::list_task_activity))
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
