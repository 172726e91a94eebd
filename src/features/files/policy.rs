//! What a signed form or address allows: these bytes, by this person, not too many, not for long.
//!
//! The policy is readable and signed, as S3's are: it says what is allowed, and nobody else can say it. So
//! bytes come without a session: from a browser's form, from `curl -T`, from a device that was only given
//! the address.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::base::ids::UserId;
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::infra::secrets::Secrets;

const PURPOSE: &str = "upload";
/// Before the id in a key.
const PREFIX: &str = "uploads-temp/";

/// What one form or address allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Policy {
    /// The upload.
    pub(crate) key: String,
    /// Whose it is.
    pub(crate) owner_id: UserId,
    /// The fewest bytes.
    pub(crate) min: u64,
    /// The most bytes.
    pub(crate) max: u64,
    /// Until when it is good.
    pub(crate) expires_at: Timestamp,
}

/// A policy as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signed {
    pub(crate) policy: String,
    pub(crate) signature: String,
}

/// The key of an upload.
pub(crate) fn key_of(upload: &str) -> String {
    format!("{PREFIX}{upload}")
}

impl Policy {
    /// The id of the upload.
    pub(crate) fn upload(&self) -> &str {
        self.key.strip_prefix(PREFIX).unwrap_or_default()
    }

    /// Signs it.
    ///
    /// # Errors
    /// It cannot be written as JSON, which plain data can.
    pub(crate) fn sign(&self, secrets: &Secrets) -> Result<Signed> {
        let policy = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self)?);
        let signature = URL_SAFE_NO_PAD.encode(secrets.sign(PURPOSE, policy.as_bytes()));
        Ok(Signed { policy, signature })
    }

    /// Opens what was signed here and is not over.
    ///
    /// # Errors
    /// `upload_forged`, `upload_expired`
    pub(crate) fn open(secrets: &Secrets, signed: &Signed, now: Timestamp) -> Result<Self> {
        let signature = URL_SAFE_NO_PAD.decode(&signed.signature);
        let is_ours =
            signature.is_ok_and(|mac| secrets.verify(PURPOSE, signed.policy.as_bytes(), &mac));
        if !is_ours {
            return Err(codes::UPLOAD_FORGED.into());
        }
        let json = URL_SAFE_NO_PAD.decode(&signed.policy).map_err(|_| codes::UPLOAD_FORGED)?;
        let policy: Self = serde_json::from_slice(&json).map_err(|_| codes::UPLOAD_FORGED)?;
        if policy.expires_at <= now {
            return Err(codes::UPLOAD_EXPIRED.into());
        }
        Ok(policy)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn secrets() -> (tempfile::TempDir, Secrets) {
        let folder = tempfile::tempdir().unwrap();
        let secrets = Secrets::open(folder.path()).unwrap();
        (folder, secrets)
    }

    const NOW: Timestamp = Timestamp::from_millis(1_764_000_000_000);

    fn policy() -> Policy {
        Policy {
            key: key_of("0123"),
            owner_id: UserId::new(7),
            min: 1,
            max: 50,
            expires_at: NOW.after(Duration::from_secs(1)),
        }
    }

    #[test]
    fn a_policy_opens_unspoilt_and_in_time() {
        let (_folder, secrets) = secrets();
        let signed = policy().sign(&secrets).unwrap();
        assert_eq!(Policy::open(&secrets, &signed, NOW).unwrap(), policy());
        assert_eq!(policy().upload(), "0123");
        let late = Policy::open(&secrets, &signed, NOW.after(Duration::from_secs(1)));
        assert_eq!(late.unwrap_err().code(), codes::UPLOAD_EXPIRED);
        let wider = Policy { max: 5_000, ..policy() };
        let forged = Signed { policy: wider.sign(&secrets).unwrap().policy, ..signed };
        let opened = Policy::open(&secrets, &forged, NOW);
        assert_eq!(opened.unwrap_err().code(), codes::UPLOAD_FORGED);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever is changed in what travels, nothing of it is believed.
        #[test]
        fn nothing_that_was_changed_opens(at in any::<prop::sample::Index>(), to in any::<char>(), other in ".{0,40}") {
            let (_folder, secrets) = secrets();
            let signed = policy().sign(&secrets).unwrap();
            let spoil = |text: &str| -> String {
                let place = at.index(text.len());
                text.char_indices().map(|(i, c)| if i == place { to } else { c }).collect()
            };
            for spoilt in [
                Signed { policy: spoil(&signed.policy), ..signed.clone() },
                Signed { signature: spoil(&signed.signature), ..signed.clone() },
                Signed { policy: other.clone(), ..signed.clone() },
                Signed { signature: other, ..signed.clone() },
            ] {
                let opened = Policy::open(&secrets, &spoilt, NOW);
                prop_assert!(spoilt == signed || opened.is_err());
            }
        }
    }
}
