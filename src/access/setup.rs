//! The one-time secret that makes the first account. It lives in memory: a restart makes a new one.

use std::sync::Arc;

use parking_lot::Mutex;

use super::tokens;

/// The setup secret, while there is one. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct SetupSecret(Arc<Mutex<Option<[u8; 32]>>>);

impl SetupSecret {
    /// Makes a new secret and tells its text, for the link.
    pub fn issue(&self) -> String {
        let (secret, hash) = tokens::one_time_secret();
        *self.0.lock() = Some(hash);
        secret
    }

    /// True if `text` is the secret.
    pub fn matches(&self, text: &str) -> bool {
        use subtle::ConstantTimeEq as _;
        let given = tokens::hash_secret(text);
        self.0.lock().as_ref().is_some_and(|hash| hash.ct_eq(&given).into())
    }

    /// Ends setup.
    pub fn clear(&self) {
        self.0.lock().take();
    }
}
