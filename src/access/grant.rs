//! Permission is a type: the resource comes out of [`Grant`], and only where the right was checked.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;

use axum::RequestPartsExt as _;
use axum::extract::{FromRequestParts, Path};
use http::StatusCode;
use http::request::Parts;
use serde::Serialize;

use super::actor::{Actor, Identity};
use super::app::App;
use super::call::{Answer, Intent};
use super::store;
use crate::base::{Error, Result, codes};
use crate::infra::db::{Origin, ReadTx, WriteTx};

/// A right. One marker type per right, with what it protects and how it is checked.
pub trait Permission: Send + Sync + 'static {
    /// The path parameter that names the resource; none for rights without one.
    const PARAM: Option<&'static str>;
    /// The id in that parameter; [`Whole`] where there is none.
    type Id: FromStr + Copy + Send + Sync + 'static;
    /// What the holder gets.
    type Resource: Send + 'static;

    /// Loads the resource through the caller's own rights.
    ///
    /// # Errors
    /// `…_not_found` where the caller may not see it, a forbidden code where they may see but not do.
    fn check(tx: &ReadTx<'_>, actor: &Actor, id: Self::Id) -> Result<Self::Resource>;
}

/// The id of what has none: the workspace itself.
#[derive(Debug, Clone, Copy)]
pub struct Whole;

impl FromStr for Whole {
    type Err = std::convert::Infallible;
    fn from_str(_: &str) -> Result<Self, Self::Err> {
        Ok(Self)
    }
}

/// The right of everyone with an account.
#[derive(Debug, Clone)]
pub struct SignedIn;

impl Permission for SignedIn {
    const PARAM: Option<&'static str> = None;
    type Id = Whole;
    type Resource = ();

    fn check(_: &ReadTx<'_>, _: &Actor, _: Whole) -> Result<()> {
        Ok(())
    }
}

/// The right to administer the workspace.
#[derive(Debug, Clone)]
pub struct Admin;

impl Permission for Admin {
    const PARAM: Option<&'static str> = None;
    type Id = Whole;
    type Resource = ();

    fn check(tx: &ReadTx<'_>, actor: &Actor, _: Whole) -> Result<()> {
        let is_admin = store::is_admin(tx, actor.user)?;
        if is_admin { Ok(()) } else { Err(codes::ADMIN_REQUIRED.into()) }
    }
}

/// A caller who claims the right `P`; the claim is checked where the resource is used.
#[derive(Debug, Clone)]
pub struct Grant<P: Permission> {
    actor: Actor,
    id: P::Id,
}

/// A right that was checked, in this snapshot or transaction.
pub struct Granted<P: Permission> {
    /// Who holds it.
    pub actor: Actor,
    /// What it is about.
    pub resource: P::Resource,
    checked: Checked,
}

/// Private, so that nobody else can make a [`Granted`].
struct Checked;

impl<P: Permission> Granted<P> {
    fn check(tx: &ReadTx<'_>, actor: &Actor, id: P::Id) -> Result<Self> {
        let resource = P::check(tx, actor, id)?;
        Ok(Self { actor: actor.clone(), resource, checked: Checked })
    }

    /// The same where something changes: a session that is over changes nothing.
    fn check_alive(tx: &WriteTx<'_>, actor: &Actor, id: P::Id) -> Result<Self> {
        let now = tx.now();
        if store::find_live_session(tx, actor.session, now)?.is_none() {
            return Err(codes::SESSION_EXPIRED.into());
        }
        Self::check(tx, actor, id)
    }

    /// The holder and the resource, taken apart.
    pub fn into_parts(self) -> (Actor, P::Resource) {
        let Self { actor, resource, checked: Checked } = self;
        (actor, resource)
    }
}

impl<P: Permission> Grant<P> {
    /// The caller.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The id in the address.
    pub fn id(&self) -> P::Id {
        self.id
    }

    /// Checks the right and reads, in one snapshot.
    pub async fn read<T, F>(self, app: &App, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&ReadTx<'_>, Granted<P>) -> Result<T> + Send + 'static,
    {
        let Self { actor, id } = self;
        app.db.reader().read(move |tx| work(tx, Granted::check(tx, &actor, id)?)).await
    }

    /// Checks the right, reads, and writes the answer as JSON, all on the thread that has the rows: 200.
    pub async fn show<T, F>(self, app: &App, work: F) -> Result<Answer>
    where
        T: Serialize,
        F: FnOnce(&ReadTx<'_>, Granted<P>) -> Result<T> + Send + 'static,
    {
        self.read(app, |tx, granted| Answer::of(StatusCode::OK, &work(tx, granted)?)).await
    }

    /// Checks the right and creates, in one transaction: 201.
    pub async fn create<T, F>(self, app: &App, intent: Intent, work: F) -> Result<Answer>
    where
        T: Serialize,
        F: FnOnce(&mut WriteTx<'_>, Granted<P>) -> Result<T> + Send + 'static,
    {
        self.write(app, intent, |tx, granted| Ok((StatusCode::CREATED, work(tx, granted)?))).await
    }

    /// Checks the right and changes, in one transaction: 200.
    pub async fn change<T, F>(self, app: &App, intent: Intent, work: F) -> Result<Answer>
    where
        T: Serialize,
        F: FnOnce(&mut WriteTx<'_>, Granted<P>) -> Result<T> + Send + 'static,
    {
        self.write(app, intent, |tx, granted| Ok((StatusCode::OK, work(tx, granted)?))).await
    }

    /// Checks the right and writes, in one transaction; the work says the status. A retry under the
    /// same key gets the first answer, after its right was checked again.
    pub async fn write<T, F>(self, app: &App, intent: Intent, work: F) -> Result<Answer>
    where
        T: Serialize,
        F: FnOnce(&mut WriteTx<'_>, Granted<P>) -> Result<(StatusCode, T)> + Send + 'static,
    {
        let Self { actor, id } = self;
        let Intent { key, request_id } = intent;
        let key = key.map(|key| key.bind(actor.user));
        if let Some(key) = key.clone().filter(|key| key.is_answered(app)) {
            let actor = actor.clone();
            let first = app.db.reader().read(move |tx| {
                Granted::<P>::check(tx, &actor, id)?;
                key.find(tx)
            });
            if let Some(first) = first.await? {
                return Ok(Answer::replay(first));
            }
        }
        let kept_key = key.clone();
        let answer = app
            .db
            .write(move |tx| {
                let granted = Granted::<P>::check_alive(tx, &actor, id)?;
                if let Some(first) = key.as_ref().map(|key| key.find(tx)).transpose()?.flatten() {
                    return Ok(Answer::replay(first));
                }
                tx.set_origin(Origin { actor: Some(actor.user), request_id: Some(request_id) });
                let (status, value) = work(tx, granted)?;
                let answer = Answer::of(status, &value)?;
                if let Some(key) = &key {
                    key.keep(tx, &answer)?;
                }
                Ok(answer)
            })
            .await?;
        if let Some(key) = kept_key {
            key.note_answered(app, &answer);
        }
        Ok(answer)
    }
}

impl<P: Permission> Grant<P> {
    /// Checks the right and writes, in one transaction, for answers that are no JSON to be kept: of
    /// protocols that repeat themselves by their own rules.
    pub async fn perform<T, F>(self, app: &App, request_id: Arc<str>, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut WriteTx<'_>, Granted<P>) -> Result<T> + Send + 'static,
    {
        let Self { actor, id } = self;
        app.db
            .write(move |tx| {
                let granted = Granted::<P>::check_alive(tx, &actor, id)?;
                tx.set_origin(Origin { actor: Some(actor.user), request_id: Some(request_id) });
                work(tx, granted)
            })
            .await
    }

    /// What this caller claims: the right over the resource in the address.
    pub(super) async fn claim(parts: &mut Parts, actor: Actor) -> Result<Self> {
        let Some(param) = P::PARAM else {
            let id =
                "".parse().map_err(|_| Error::internal("a right without a parameter has an id"))?;
            return Ok(Self { actor, id });
        };
        let Path(params) = parts
            .extract::<Path<HashMap<String, String>>>()
            .await
            .map_err(|_| Error::internal("the route has no parameters"))?;
        let text = params
            .get(param)
            .ok_or_else(|| Error::internal(format!("the route has no {param}")))?;
        let id =
            text.parse().map_err(|_| Error::invalid_field(param, "invalid", "must be an id"))?;
        Ok(Self { actor, id })
    }
}

impl<P: Permission, S: Sync> FromRequestParts<S> for Grant<P> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let actor = Identity::of(parts)?;
        Self::claim(parts, actor).await
    }
}
