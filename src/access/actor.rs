//! Who is calling.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::store::LiveSession;
use crate::base::ids::{SessionId, UserId};
use crate::base::{Error, codes};

/// A signed-in caller.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The person.
    pub user: UserId,
    /// The session they came with.
    pub session: SessionId,
    details: Arc<LiveSession>,
}

impl Actor {
    pub(super) fn new(session: SessionId, details: Arc<LiveSession>) -> Self {
        Self { user: details.user, session, details }
    }

    /// The person's name.
    pub fn display_name(&self) -> &str {
        &self.details.display_name
    }

    /// Whether the person administers the workspace, as of the last look.
    pub fn is_admin(&self) -> bool {
        self.details.is_admin
    }
}

/// What the gate found out about the caller.
#[derive(Debug, Clone)]
pub(super) enum Identity {
    /// No token came with the request.
    Anonymous,
    /// A token came, but it or its session is over.
    Expired,
    /// A live session.
    Actor(Actor),
}

impl Identity {
    pub(super) fn of(parts: &Parts) -> Result<Actor, Error> {
        match parts.extensions.get::<Self>() {
            Some(Self::Actor(actor)) => Ok(actor.clone()),
            Some(Self::Expired) => Err(codes::SESSION_EXPIRED.into()),
            Some(Self::Anonymous) | None => Err(codes::UNAUTHENTICATED.into()),
        }
    }
}

/// Says that an endpoint is for everyone, signed in or not, so that no guard is never an accident.
#[derive(Debug, Clone)]
pub struct Public {
    /// The caller, if they are signed in all the same.
    pub actor: Option<Actor>,
}

impl<S: Sync> FromRequestParts<S> for Public {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self { actor: Identity::of(parts).ok() })
    }
}
