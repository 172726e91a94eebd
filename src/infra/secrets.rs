//! Keys made at the first start and kept in `secrets.toml`, readable by the owner alone.

use std::fmt;
use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::base::{Error, Result};

/// The signing keys of this installation.
#[derive(Clone)]
pub struct Secrets {
    signing: [u8; 32],
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(..)")
    }
}

impl Secrets {
    /// Reads the keys of `folder`, making them at the first start.
    ///
    /// # Errors
    /// The file cannot be read or written, or does not hold keys.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("secrets.toml");
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text)
                .ok_or_else(|| Error::internal(format!("{} is malformed", path.display()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let secrets = Self { signing: rand::random() };
                secrets.write(&path)?;
                Ok(secrets)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let table: toml::Table = text.parse().ok()?;
        let signing = STANDARD.decode(table.get("signing")?.as_str()?).ok()?;
        Some(Self { signing: signing.try_into().ok()? })
    }

    #[expect(clippy::disallowed_methods, reason = "the secrets file is this module's own")]
    fn write(&self, path: &Path) -> Result<()> {
        use std::os::unix::fs::OpenOptionsExt as _;
        let mut file =
            std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        writeln!(file, "# Whoever has these keys can sign in as anyone. Keep them with the data.")?;
        writeln!(file, "signing = \"{}\"", STANDARD.encode(self.signing))?;
        Ok(file.sync_all()?)
    }

    /// A MAC over `message` that only this installation can make (HMAC-SHA-256, RFC 2104). `purpose`
    /// keeps one kind of token from passing for another.
    pub fn sign(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        self.mac(purpose, message).finalize().into_bytes().into()
    }

    /// True if `signature` was made by [`sign`](Self::sign), compared in constant time.
    pub fn verify(&self, purpose: &str, message: &[u8], signature: &[u8]) -> bool {
        self.mac(purpose, message).verify_slice(signature).is_ok()
    }

    fn mac(&self, purpose: &str, message: &[u8]) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.signing).expect("HMAC takes a key of any length");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(message);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_a_restart_and_are_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let first = Secrets::open(folder.path()).expect("made");
        let again = Secrets::open(folder.path()).expect("read");
        let signature = first.sign("access", b"7");
        assert!(again.verify("access", b"7", &signature));
        assert!(!again.verify("refresh", b"7", &signature));
        assert!(!again.verify("access", b"8", &signature));
        let mode = std::fs::metadata(folder.path().join("secrets.toml"))
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
