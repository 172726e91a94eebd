//! Passwords: argon2id on threads of its own, and what a new password must be like.
//!
//! Hashing one takes 15 ms of a core on purpose. A flood of sign-ins must not slow messages, so the
//! threads are few, run at low priority, and their queue is short: when it is full, callers are told
//! to come back (503), which is also what keeps memory bounded (19 MB for each thread). The default
//! cost is OWASP's first choice: 19 MiB, two passes.

mod policy;

use std::cell::{Cell, LazyCell};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use crossbeam_channel::{Receiver, Sender, TrySendError};
use prometheus::{IntCounter, IntGauge};
use tokio::sync::oneshot;

pub use policy::check_policy;

use crate::base::codes;
use crate::base::{Error, Result};
use crate::config;
use crate::infra::telemetry::Metrics;

/// The hashes of one lane: a password is never hashed by two cores at once.
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
    pub fn start(config: &config::Passwords, metrics: &Metrics) -> Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = config.concurrency.map_or(cores / 2, |number| number as usize).max(1);
        let (queue, jobs) = crossbeam_channel::bounded(LONGEST_QUEUE);
        let waiting = metrics.password_queue.clone();
        let params = params(config)?;
        for number in 0..threads {
            let worker = Worker {
                jobs: jobs.clone(),
                waiting: waiting.clone(),
                hashed: metrics.password_hashes.clone(),
                hasher: Hasher::new(params.clone()),
            };
            #[expect(clippy::disallowed_methods, reason = "these threads end with their queue")]
            std::thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || worker.work())?;
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

/// Hashes on the calling thread at the default cost: for seeds, which have nobody to answer.
///
/// # Errors
/// `internal_error` if the system has no randomness or no memory.
pub fn hash(password: &str) -> Result<String> {
    Hasher::new(params(&config::Config::default().passwords)?).hash(password)
}

fn params(config: &config::Passwords) -> Result<Params> {
    Params::new(config.memory_kib, config.iterations, LANES, None).map_err(internal)
}

struct Worker {
    jobs: Receiver<Job>,
    waiting: IntGauge,
    hashed: IntCounter,
    hasher: Hasher,
}

impl Worker {
    fn work(self) {
        if let Err(error) = rustix::process::nice(10) {
            tracing::debug!(%error, "passwords are checked at normal priority");
        }
        for job in &self.jobs {
            self.waiting.dec();
            // A caller that went away needs no answer, and no work either.
            match job.task {
                Task::Hash(answer) if !answer.is_closed() => {
                    let hash = self.hasher.hash(&job.password);
                    self.count();
                    drop(answer.send(hash));
                }
                Task::Verify(stored, answer) if !answer.is_closed() => {
                    let verdict = self.hasher.verify(&job.password, stored.as_deref());
                    self.count();
                    drop(answer.send(verdict));
                }
                Task::Hash(_) | Task::Verify(..) => {}
            }
        }
    }

    /// Before the answer: who has it finds it counted.
    fn count(&self) {
        self.hashed.inc_by(self.hasher.runs.take());
    }
}

/// The algorithm with today's parameters.
struct Hasher {
    argon: Argon2<'static>,
    params: Params,
    /// How often the algorithm ran since somebody asked.
    runs: Cell<u64>,
    /// Stands in for the hash of an account that is not there; made when first needed.
    nobody: LazyCell<Option<PasswordHash>, Box<dyn FnOnce() -> Option<PasswordHash> + Send>>,
}

impl Hasher {
    fn new(params: Params) -> Self {
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
        let of_nobody = argon.clone();
        let make = move || of_nobody.hash_password(b"the password of nobody").ok();
        Self { argon, params, runs: Cell::new(0), nobody: LazyCell::new(Box::new(make)) }
    }

    fn hash(&self, password: &str) -> Result<String> {
        self.runs.update(|runs| runs + 1);
        let hash = self.argon.hash_password(password.as_bytes()).map_err(internal)?;
        Ok(PasswordHash::to_string(&hash))
    }

    fn verify(&self, password: &str, stored: Option<&str>) -> Result<Verdict> {
        let Some(stored) = stored else {
            if let Some(nobody) = &*self.nobody {
                // What it comes to does not matter, only how long it takes.
                std::hint::black_box(self.matches(password, nobody));
            }
            return Ok(Verdict { matches: false, needs_rehash: false });
        };
        let stored = PasswordHash::new(stored).map_err(internal)?;
        let matches = self.matches(password, &stored);
        Ok(Verdict { matches, needs_rehash: matches && self.is_weaker(&stored) })
    }

    fn matches(&self, password: &str, hash: &PasswordHash) -> bool {
        self.runs.update(|runs| runs + 1);
        self.argon.verify_password(password.as_bytes(), hash).is_ok()
    }

    fn is_weaker(&self, stored: &PasswordHash) -> bool {
        let is_id = stored.algorithm == Algorithm::Argon2id.ident();
        let strong = Params::try_from(stored).is_ok_and(|params| {
            params.m_cost() >= self.params.m_cost() && params.t_cost() >= self.params.t_cost()
        });
        !(is_id && strong)
    }
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(metrics: &Metrics) -> Passwords {
        let config =
            config::Passwords { concurrency: Some(1), ..config::Config::default().passwords };
        Passwords::start(&config, metrics).unwrap()
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
