//! What can be set, and where it is read from. EPOP starts without any setting at all.
//!
//! [`table`] is the one source: a line there is a struct field, a key of the file, a variable
//! `EPOP_<SECTION>_<KEY>` and a paragraph of `config/reference.toml`. [`Config::load`] finds every
//! fault at once. This is the only floor that reads the environment.

mod file_type;
mod reference;
mod setting;
mod source;
mod table;

use std::collections::BTreeMap;
use std::path::Path;

pub use file_type::FilePattern;
pub use reference::reference;
pub use setting::{
    BlobStore, ByteSize, LogFilter, LogFormat, Origin, Secret, Setting, SmtpSecurity,
};
pub use source::ConfigFault;
use source::Sources;
pub use table::{
    Also, Auth, Blobs, Config, Data, Database, Events, Extract, Files, Limits, Log, Mail, Metrics,
    Passwords, ROWS, Row, SECTIONS, Scanner, Section, Server,
};

/// What the command line says; it wins over everything else.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--config FILE`.
    pub file: Option<String>,
    /// Values by `section.key`.
    pub values: Vec<(&'static str, String)>,
}

impl Config {
    /// Reads flags, variables and the file.
    ///
    /// # Errors
    /// Every fault found, in the order of the places.
    pub fn load(
        overrides: Overrides,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<ConfigFault>> {
        let variables: BTreeMap<String, String> = variables.into_iter().collect();
        let mut sources = Sources::default();
        let file = overrides.file.as_ref().or_else(|| variables.get("EPOP_CONFIG"));
        if let Some(file) = file.filter(|file| !file.is_empty()) {
            match std::fs::read_to_string(Path::new(file)) {
                Ok(content) => sources.add_file(file, &content),
                Err(error) => sources.fault(file, format!("cannot be read: {error}")),
            }
        }
        sources.add_variables(&variables);
        for (name, text) in overrides.values {
            sources.add_flag(name, text);
        }
        let config = Self::read(&mut sources);
        config.check(&mut sources);
        let faults = sources.into_faults();
        if faults.is_empty() { Ok(config) } else { Err(faults) }
    }

    /// What no single setting can know.
    fn check(&self, sources: &mut Sources) {
        if self.auth.admin_email.is_some() != self.auth.admin_password.is_some() {
            sources.fault("auth.admin_email", "and auth.admin_password go together");
        }
        self.check_bucket(sources);
        if self.auth.access_ttl > self.auth.refresh_ttl {
            sources.fault("auth.access_ttl", "must not be longer than auth.refresh_ttl");
        }
        if !(8..=1_048_576).contains(&self.passwords.memory_kib) {
            sources.fault("passwords.memory_kib", "must be 8 to 1048576");
        }
        if self.passwords.iterations > 100 {
            sources.fault("passwords.iterations", "must be 1 to 100");
        }
        if self.mail.from.parse::<lettre::message::Mailbox>().is_err() {
            sources.fault("mail.from", "must be an address, such as EPOP <epop@example.org>");
        }
        if self.mail.smtp_user.is_some() != self.mail.smtp_password.is_some() {
            sources.fault("mail.smtp_user", "and mail.smtp_password go together");
        }
    }

    /// A bucket is found by its name at an address, and opened by a key.
    fn check_bucket(&self, sources: &mut Sources) {
        if self.blobs.backend != BlobStore::S3 {
            return;
        }
        let Blobs { endpoint, bucket, access_key, secret_key, .. } = &self.blobs;
        let given = [
            ("blobs.endpoint", endpoint.is_some()),
            ("blobs.bucket", bucket.is_some()),
            ("blobs.access_key", access_key.is_some()),
            ("blobs.secret_key", secret_key.is_some()),
        ];
        for (key, _) in given.iter().filter(|(_, given)| !given) {
            sources.fault(key, "is needed when blobs.backend is s3");
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._".contains(c);
        if bucket
            .as_ref()
            .is_some_and(|name| !(3..=63).contains(&name.len()) || !name.chars().all(plain))
        {
            sources.fault("blobs.bucket", "must be 3 to 63 small letters, digits, dots and dashes");
        }
    }

    /// The variables of this process that are text.
    pub fn environment() -> impl Iterator<Item = (String, String)> {
        #[expect(
            clippy::disallowed_methods,
            reason = "this floor is the one that reads the environment"
        )]
        let variables = std::env::vars_os();
        variables
            .filter_map(|(name, text)| Some((name.into_string().ok()?, text.into_string().ok()?)))
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::read(&mut Sources::default())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn load(variables: &[(&str, &str)]) -> Result<Config, Vec<ConfigFault>> {
        let variables =
            variables.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Config::load(Overrides::default(), variables)
    }

    fn file_with(content: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        file
    }

    #[test]
    fn starts_without_any_setting() {
        let config = load(&[]).unwrap();
        assert_eq!(config.server.listen.to_string(), "127.0.0.1:4000");
        assert_eq!(config.auth.access_ttl, Duration::from_mins(15));
        assert!(config.mail.smtp_host.is_none());
    }

    #[test]
    fn flags_win_over_variables_and_variables_over_the_file() {
        let file =
            file_with("[server]\nlisten = '127.0.0.1:1'\nidle_timeout = 9\n[limits]\nuser = 7");
        let overrides =
            |values| Overrides { file: Some(file.path().to_string_lossy().into_owned()), values };
        let variables = || [("EPOP_SERVER_LISTEN".to_owned(), "127.0.0.1:2".to_owned())];
        let config = Config::load(overrides(vec![]), variables()).unwrap();
        assert_eq!(config.server.listen.port(), 2);
        assert_eq!(config.server.idle_timeout, Duration::from_secs(9));
        assert_eq!(config.limits.user, 7);
        let flags = vec![("server.listen", "127.0.0.1:3".to_owned())];
        let config = Config::load(overrides(flags), variables()).unwrap();
        assert_eq!(config.server.listen.port(), 3);
    }

    #[test]
    fn the_names_of_the_first_generation_are_understood() {
        let config = load(&[
            ("PORT", "4100"),
            ("RATE_LIMIT_WINDOW_MS", "60000"),
            ("RATE_LIMIT_MAX", "100"),
            ("JWT_ACCESS_TTL", "900"),
            ("CORS_ORIGIN", "http://localhost:3000,http://localhost:4000"),
            ("SMTP_SECURE", "false"),
            ("PWD_RESET_TTL", "1800"),
            ("CLAMAV_ENABLED", "true"),
            ("CLAMAV_HOST", "clamav"),
            ("CLAMAV_PORT", "3311"),
        ])
        .unwrap();
        assert_eq!(config.server.listen.to_string(), "127.0.0.1:4100");
        assert_eq!(config.limits.window, Duration::from_mins(1));
        assert_eq!(config.server.cors_origins.len(), 2);
        assert_eq!(config.mail.smtp_security, SmtpSecurity::None);
        assert_eq!(config.auth.reset_ttl, Duration::from_mins(30));
        let scanner = &config.scanner;
        assert_eq!((scanner.enabled, scanner.host.as_str(), scanner.port), (true, "clamav", 3311));
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let faults = load(&[
            ("EPOP_SERVER_LISTEN", "nowhere"),
            ("EPOP_LIMITS_USER", "0"),
            ("EPOP_SERVER_LISTNE", "127.0.0.1:1"),
            ("EPOP_ADMIN_EMAIL", "ana@example.org"),
            ("MAIL_FROM", "nobody"),
        ])
        .unwrap_err();
        let keys: Vec<&str> = faults.iter().map(|fault| fault.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "EPOP_SERVER_LISTNE",
                "EPOP_SERVER_LISTEN",
                "EPOP_LIMITS_USER",
                "auth.admin_email",
                "mail.from"
            ]
        );
    }

    #[test]
    fn a_bucket_needs_an_address_a_name_and_a_key() {
        let keys = |variables: &[(&str, &str)]| {
            let faults = load(variables).err().unwrap_or_default();
            faults.into_iter().map(|fault| fault.key).collect::<Vec<_>>()
        };
        let bare = [("EPOP_BLOBS_BACKEND", "s3"), ("EPOP_BLOBS_BUCKET", "Of Files")];
        let missing = ["blobs.endpoint", "blobs.access_key", "blobs.secret_key", "blobs.bucket"];
        assert_eq!(keys(&bare), missing);
        let whole = [
            ("EPOP_BLOBS_BACKEND", "s3"),
            ("EPOP_BLOBS_ENDPOINT", "https://s3.example.org"),
            ("EPOP_BLOBS_BUCKET", "files"),
            ("EPOP_BLOBS_ACCESS_KEY", "key"),
            ("EPOP_BLOBS_SECRET_KEY", "secret"),
        ];
        assert!(keys(&whole).is_empty());
        assert_eq!(keys(&[("EPOP_BLOBS_BACKEND", "floppy")]), ["EPOP_BLOBS_BACKEND"]);
    }

    #[test]
    fn files_name_their_unknown_keys() {
        let file = file_with("[server]\nlisten_on = 1\n[nonsense]\na = 1");
        let file = Some(file.path().to_string_lossy().into_owned());
        let faults = Config::load(Overrides { file, values: vec![] }, []).unwrap_err();
        assert_eq!(faults.len(), 2);
        assert!(faults.iter().any(|fault| fault.key == "server.listen_on"));
    }

    #[test]
    fn secrets_come_from_files_too_and_others_do_not() {
        let file = file_with("correct horse\n");
        let path = file.path().to_string_lossy();
        let config =
            load(&[("EPOP_ADMIN_PASSWORD_FILE", &path), ("EPOP_ADMIN_EMAIL", "a@b.c")]).unwrap();
        assert_eq!(config.auth.admin_password.unwrap().expose(), "correct horse");
        let faults = load(&[("EPOP_SERVER_LISTEN_FILE", &path)]).unwrap_err();
        assert_eq!(faults[0].key, "EPOP_SERVER_LISTEN_FILE");
        assert!(load(&[("EPOP_METRICS_TOKEN_FILE", "/nonexistent/token")]).is_err());
    }
}
