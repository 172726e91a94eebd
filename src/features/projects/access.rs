//! The rights of projects, one marker type each.
//!
//! | right | who |
//! |---|---|
//! | [`ViewProject`] | members; everyone, if it is open: tasks, comments, events |
//! | [`EditTask`] | members who are no viewers, unless it is archived: tasks and comments |
//! | [`ManageBoard`] | administrators, unless it is archived: buckets, labels, fields, what the project is called |
//! | [`ManageMembers`] | administrators: who takes part, up to their own role |
//! | [`OwnProject`] | owners: who may see it, archiving, deleting, handing over |
//! | [`RestoreProject`] | owners of a project in the trash |
//!
//! A task, a comment and everything else inside is always looked up inside the project of the right.

use crate::access::{Actor, Permission};
use crate::base::ids::{ProjectId, UserId};
use crate::base::{Result, codes};
use crate::infra::db::ReadTx;

use super::model::ProjectRole;
use super::store::projects::{self, ProjectRow};

/// A project and one person's place in it.
#[derive(Debug, Clone)]
pub(crate) struct Seat {
    pub(crate) project: ProjectRow,
    /// None for who sees it because everyone does.
    pub(crate) membership: Option<ProjectRole>,
}

impl Seat {
    /// The project, if the person may see it.
    ///
    /// # Errors
    /// `project_not_found`.
    pub(crate) fn load(tx: &ReadTx<'_>, user: UserId, id: ProjectId) -> Result<Self> {
        let found = projects::find(tx, id, user)?;
        let (project, membership) = found.ok_or(codes::PROJECT_NOT_FOUND)?;
        let visible = membership.is_some() || project.opened_at.is_some();
        if visible && project.deleted_at.is_none() {
            Ok(Self { project, membership })
        } else {
            Err(codes::PROJECT_NOT_FOUND.into())
        }
    }

    /// What the person may do.
    pub(crate) fn role(&self) -> ProjectRole {
        self.membership.unwrap_or(ProjectRole::Viewer)
    }

    /// Refuses who may only look on, and everyone where the project is archived.
    ///
    /// # Errors
    /// `project_role_required`, `project_archived`.
    pub(crate) fn require_worker(&self) -> Result<()> {
        if self.role() < ProjectRole::Member {
            return Err(codes::PROJECT_ROLE_REQUIRED.into());
        }
        self.require_open()
    }

    /// Refuses who does not administer the project.
    ///
    /// # Errors
    /// `project_admin_required`.
    pub(crate) fn require_admin(&self) -> Result<()> {
        if self.role() < ProjectRole::Admin {
            Err(codes::PROJECT_ADMIN_REQUIRED.into())
        } else {
            Ok(())
        }
    }

    /// Refuses who does not own the project.
    ///
    /// # Errors
    /// `project_owner_only`.
    pub(crate) fn require_owner(&self) -> Result<()> {
        if self.role() < ProjectRole::Owner {
            Err(codes::PROJECT_OWNER_ONLY.into())
        } else {
            Ok(())
        }
    }

    /// Refuses to change an archived project.
    ///
    /// # Errors
    /// `project_archived`.
    pub(crate) fn require_open(&self) -> Result<()> {
        if self.project.archived_at.is_some() {
            Err(codes::PROJECT_ARCHIVED.into())
        } else {
            Ok(())
        }
    }
}

/// Makes a right over the project in the address.
macro_rules! right {
    ($(#[$doc:meta])* $name:ident, |$seat:ident| $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct $name;

        impl Permission for $name {
            const PARAM: Option<&'static str> = Some("projectId");
            type Id = ProjectId;
            type Resource = Seat;

            fn check(tx: &ReadTx<'_>, actor: &Actor, id: ProjectId) -> Result<Seat> {
                let $seat = Seat::load(tx, actor.user, id)?;
                $check?;
                Ok($seat)
            }
        }
    };
}

right! {
    /// The right to see a project.
    ViewProject, |seat| Ok::<(), crate::base::Error>(())
}

right! {
    /// The right to work on tasks.
    EditTask, |seat| seat.require_worker()
}

right! {
    /// The right to shape the board.
    ManageBoard, |seat| seat.require_admin().and_then(|()| seat.require_open())
}

right! {
    /// The right to say who takes part.
    ManageMembers, |seat| seat.require_admin()
}

right! {
    /// The right of an owner.
    OwnProject, |seat| seat.require_owner()
}

/// The right of an owner to take a deleted project back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RestoreProject;

impl Permission for RestoreProject {
    const PARAM: Option<&'static str> = Some("projectId");
    type Id = ProjectId;
    type Resource = Seat;

    fn check(tx: &ReadTx<'_>, actor: &Actor, id: ProjectId) -> Result<Seat> {
        let (project, membership) =
            projects::find(tx, id, actor.user)?.ok_or(codes::PROJECT_NOT_FOUND)?;
        let seat = Seat { project, membership };
        if seat.project.deleted_at.is_some() {
            // Who did not own it knows nothing of the trash.
            let owns = seat.membership == Some(ProjectRole::Owner);
            return if owns { Ok(seat) } else { Err(codes::PROJECT_NOT_FOUND.into()) };
        }
        let seat = Seat::load(tx, actor.user, id)?;
        seat.require_owner()?;
        Ok(seat)
    }
}
