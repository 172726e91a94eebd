//! Passwords: argon2id on threads of its own, and what a new password must be like.
//!
//! Hashing one takes 15 ms of a core on purpose. A flood of sign-ins must not slow messages, so the
//! threads are few, run at low priority, and their queue is short: when it is full, callers are told
//! to come back (503), which is also what keeps memory bounded (19 MB for each thread).

mod policy;

use std::io;
use std::sync::LazyLock;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use crossbeam_channel::{Receiver, Sender, TrySendError};
use prometheus::IntGauge;
use tokio::sync::oneshot;

pub use policy::check_policy;

use crate::base::codes;
use crate::base::{Error, Result};
use crate::config;
use crate::infra::telemetry::Metrics;

/// OWASP's first choice: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// At most this many wait; at 15 ms each, the last one waits a second.
const LONGEST_QUEUE: usize = 64;
const COME_BACK: Duration = Duration::from_secs(2);

/// Checks and hashes passwords; cheap to clone. The threads end with the last clone.
#[derive(Clone)]
pub struct Passwords {
    queue: Sender<Job>,
    waiting: IntGauge,
}

/// What checking a password came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// True if the password is the right one.
    pub matches: bool,
    /// True if it matches and was hashed with weaker parameters than today's.
    pub needs_rehash: bool,
}

struct Job {
    password: String,
    task: Task,
}

enum Task {
    Hash(oneshot::Sender<Result<String>>),
    /// Without a hash, checks against one that nothing matches: it takes the same time.
    Verify(Option<String>, oneshot::Sender<Result<Verdict>>),
}

impl Passwords {
    /// Starts the threads: as many as configured, else half the cores.
    ///
    /// # Errors
    /// Fails if the system gives no thread.
    pub fn start(config: &config::Passwords, metrics: &Metrics) -> io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = config.concurrency.map_or(cores / 2, |number| number as usize).max(1);
        let (queue, jobs) = crossbeam_channel::bounded(LONGEST_QUEUE);
        let waiting = metrics.password_queue.clone();
        for number in 0..threads {
            let (jobs, waiting) = (jobs.clone(), waiting.clone());
            #[expect(clippy::disallowed_methods, reason = "these threads end with their queue")]
            std::thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || work(&jobs, &waiting))?;
        }
        Ok(Self { queue, waiting })
    }

    /// Hashes a password with today's parameters and a new salt, as a PHC string.
    ///
    /// # Errors
    /// `overloaded` if too many wait.
    pub async fn hash(&self, password: String) -> Result<String> {
        let (answer, hash) = oneshot::channel();
        self.submit(Job { password, task: Task::Hash(answer) })?;
        hash.await.map_err(|_| Error::internal("a password thread ended"))?
    }

    /// Checks a password against a stored hash. `None` takes the same time and never matches, so
    /// that nobody can tell an unknown account from a wrong password.
    ///
    /// # Errors
    /// `overloaded` if too many wait; `internal_error` for a hash that is none.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<Verdict> {
        let (answer, verdict) = oneshot::channel();
        self.submit(Job { password, task: Task::Verify(stored, answer) })?;
        verdict.await.map_err(|_| Error::internal("a password thread ended"))?
    }

    fn submit(&self, job: Job) -> Result<()> {
        // Counted before it is sent: the thread counts it down as soon as it is there.
        self.waiting.inc();
        self.queue.try_send(job).map_err(|refused| {
            self.waiting.dec();
            match refused {
                TrySendError::Full(_) => Error::retry(codes::OVERLOADED, COME_BACK),
                TrySendError::Disconnected(_) => Error::internal("the password threads ended"),
            }
        })
    }
}

fn work(jobs: &Receiver<Job>, waiting: &IntGauge) {
    if let Err(error) = rustix::process::nice(10) {
        tracing::debug!(%error, "passwords are checked at normal priority");
    }
    for job in jobs {
        waiting.dec();
        // A caller that went away needs no answer, and no work either.
        match job.task {
            Task::Hash(answer) if !answer.is_closed() => drop(answer.send(hash(&job.password))),
            Task::Verify(stored, answer) if !answer.is_closed() => {
                drop(answer.send(verify(&job.password, stored.as_deref())));
            }
            Task::Hash(_) | Task::Verify(..) => {}
        }
    }
}

/// Hashes on the calling thread: for commands, which have no queue.
///
/// # Errors
/// `internal_error` if the system has no randomness or no memory.
pub fn hash(password: &str) -> Result<String> {
    let hash = hasher().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| Error::internal(error.to_string()))?.to_string())
}

fn verify(password: &str, stored: Option<&str>) -> Result<Verdict> {
    static UNKNOWN: LazyLock<String> =
        LazyLock::new(|| hash("the password of nobody").unwrap_or_default());
    let text = stored.unwrap_or(&UNKNOWN);
    let parsed = PasswordHash::new(text).map_err(|error| Error::internal(error.to_string()))?;
    let fits = hasher().verify_password(password.as_bytes(), &parsed).is_ok();
    let matches = fits && stored.is_some();
    Ok(Verdict { matches, needs_rehash: matches && is_weaker(&parsed) })
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the parameters are in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn is_weaker(stored: &PasswordHash) -> bool {
    let is_id = stored.algorithm == Algorithm::Argon2id.ident();
    let strong = Params::try_from(stored)
        .is_ok_and(|params| params.m_cost() >= MEMORY_KIB && params.t_cost() >= PASSES);
    !(is_id && strong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(metrics: &Metrics) -> Passwords {
        Passwords::start(&config::Passwords { concurrency: Some(1) }, metrics).unwrap()
    }

    #[tokio::test]
    async fn right_wrong_and_unknown() {
        let passwords = start(&Metrics::new());
        let hash = passwords.hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let right = passwords.verify("correct horse".into(), Some(hash.clone())).await.unwrap();
        assert_eq!(right, Verdict { matches: true, needs_rehash: false });
        let wrong = passwords.verify("correct cow".into(), Some(hash)).await.unwrap();
        assert!(!wrong.matches);
        // Not even the password behind the stand-in signs anybody in.
        let unknown = passwords.verify("the password of nobody".into(), None).await.unwrap();
        assert!(!unknown.matches);
        assert!(passwords.verify("x".into(), Some("nonsense".into())).await.is_err());
    }

    #[tokio::test]
    async fn weaker_hashes_ask_for_a_new_one() {
        let passwords = start(&Metrics::new());
        let weak =
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 1, 1, None).unwrap());
        let hash = weak.hash_password(b"correct horse").unwrap().to_string();
        let verdict = passwords.verify("correct horse".into(), Some(hash)).await.unwrap();
        assert_eq!(verdict, Verdict { matches: true, needs_rehash: true });
    }

    #[tokio::test]
    async fn a_flood_is_told_to_come_back() {
        let metrics = Metrics::new();
        let passwords = start(&metrics);
        let flood: Vec<_> =
            (0..LONGEST_QUEUE * 2).map(|_| passwords.verify("x".into(), None)).collect();
        let answers = futures_util::future::join_all(flood).await;
        let refused = answers.iter().filter_map(|answer| answer.as_ref().err());
        let codes: Vec<_> = refused.map(Error::code).collect();
        assert!(codes.len() >= LONGEST_QUEUE - 2, "{} refused", codes.len());
        assert!(codes.iter().all(|code| *code == codes::OVERLOADED));
        assert_eq!(metrics.password_queue.get(), 0);
    }
}
