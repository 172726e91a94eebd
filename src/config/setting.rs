//! How one setting is read from text, whatever it came from: file, variable or flag.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

/// A type that a setting can have. Files, variables and flags all give text.
pub trait Setting: Sized {
    /// True if the value must never be shown, and may come from a file named by `…_FILE`.
    const SECRET: bool = false;

    /// Reads the value.
    ///
    /// # Errors
    /// One sentence that completes "server.listen …".
    fn parse(text: &str) -> Result<Self, String>;
}

/// A value that must not be shown. It has no `Display`, and its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Setting for Secret {
    const SECRET: bool = true;
    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("must not be empty".into()) } else { Ok(Self::new(text)) }
    }
}

/// An empty text is no value.
impl<T: Setting> Setting for Option<T> {
    const SECRET: bool = T::SECRET;
    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::parse(text).map(Some) }
    }
}

/// Comma separated; empty for none.
impl<T: Setting> Setting for Vec<T> {
    fn parse(text: &str) -> Result<Self, String> {
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(T::parse).collect()
    }
}

impl Setting for String {
    fn parse(text: &str) -> Result<Self, String> {
        if text.chars().any(char::is_control) {
            Err("must not contain control characters".into())
        } else {
            Ok(text.to_owned())
        }
    }
}

impl Setting for PathBuf {
    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("must name a folder".into()) } else { Ok(Self::from(text)) }
    }
}

impl Setting for bool {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" => Ok(false),
            _ => Err("must be true or false".into()),
        }
    }
}

impl Setting for u16 {
    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "must be a number from 0 to 65535".into())
    }
}

impl Setting for u32 {
    fn parse(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(number @ 1..) => Ok(number),
            _ => Err("must be a whole number, 1 or more".into()),
        }
    }
}

impl Setting for SocketAddr {
    fn parse(text: &str) -> Result<Self, String> {
        let named = text.replace("localhost:", "127.0.0.1:");
        named.parse().map_err(|_| "must be an address and a port, such as 127.0.0.1:4000".into())
    }
}

impl Setting for IpNet {
    fn parse(text: &str) -> Result<Self, String> {
        let net = text.parse().or_else(|_| text.parse::<std::net::IpAddr>().map(Self::from));
        net.map_err(|_| format!("has \"{text}\", which is no network such as 10.0.0.0/8"))
    }
}

/// `15m`, `10s`, `250ms`, `30d`, or plain seconds.
impl Setting for Duration {
    fn parse(text: &str) -> Result<Self, String> {
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let millis_each: u64 = match unit.trim() {
            "ms" => 1,
            "" | "s" => 1000,
            "m" | "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return Err(WRONG_DURATION.into()),
        };
        let number: u64 = number.parse().map_err(|_| WRONG_DURATION)?;
        match number.checked_mul(millis_each) {
            Some(millis @ 1..=LONGEST_MILLIS) => Ok(Self::from_millis(millis)),
            _ => Err("must be longer than nothing and shorter than ten years".into()),
        }
    }
}

const WRONG_DURATION: &str = "must be a time such as 250ms, 10s, 15m, 12h or 30d";
const LONGEST_MILLIS: u64 = 3650 * 86_400_000;

/// A number of bytes: `50MB`, `2GB`, `512KB`, or plain bytes. A KB has 1,024.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(u64);

impl ByteSize {
    /// The number of bytes.
    pub const fn bytes(self) -> u64 {
        self.0
    }
}

impl Setting for ByteSize {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "must be a size such as 512KB, 50MB or 2GB".to_owned();
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let shift = match unit.trim().to_ascii_uppercase().as_str() {
            "" | "B" => 0,
            "K" | "KB" | "KIB" => 10,
            "M" | "MB" | "MIB" => 20,
            "G" | "GB" | "GIB" => 30,
            "T" | "TB" | "TIB" => 40,
            _ => return Err(wrong()),
        };
        let number: u64 = number.parse().map_err(|_| wrong())?;
        match number.checked_mul(1 << shift) {
            Some(bytes) if (1..=MOST_BYTES).contains(&bytes) => Ok(Self(bytes)),
            _ => Err("must be from one byte to a million GB".into()),
        }
    }
}

const MOST_BYTES: u64 = 1_000_000 << 30;

/// The address people type into the browser, without a path: `https://chat.example.org`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Scheme and authority, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for Origin {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("has \"{text}\", which is no address such as https://chat.example.org");
        let origin = text.trim_end_matches('/');
        let uri: http::Uri = origin.parse().map_err(|_| wrong())?;
        let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
        match (uri.scheme_str(), uri.authority()) {
            (Some("http" | "https"), Some(authority))
                if bare && !authority.as_str().contains('@') =>
            {
                Ok(Self(origin.to_ascii_lowercase()))
            }
            _ => Err(wrong()),
        }
    }
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Text on a terminal, JSON otherwise.
    Auto,
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Setting for LogFormat {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("must be auto, text or json".into()),
        }
    }
}

/// Where files lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobStore {
    /// In the data folder.
    Fs,
    /// In a bucket.
    S3,
}

impl Setting for BlobStore {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "fs" => Ok(Self::Fs),
            "s3" => Ok(Self::S3),
            _ => Err("must be fs or s3".into()),
        }
    }
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// TLS from the first byte (usually port 465).
    Tls,
    /// Plain at first, then TLS, which must succeed (usually port 587).
    StartTls,
    /// Never protected: for a mail server on the same machine only.
    None,
}

impl Setting for SmtpSecurity {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            // The first generation had `SMTP_SECURE=true|false`.
            "tls" | "true" => Ok(Self::Tls),
            "starttls" => Ok(Self::StartTls),
            "none" | "false" => Ok(Self::None),
            _ => Err("must be tls, starttls or none".into()),
        }
    }
}

/// What the log lets through: a level, or levels by module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFilter(String);

impl LogFilter {
    /// The text of the filter.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Setting for LogFilter {
    fn parse(text: &str) -> Result<Self, String> {
        match tracing_subscriber::EnvFilter::builder().parse(text) {
            Ok(_) if !text.is_empty() => Ok(Self(text.to_owned())),
            _ => Err("must be error, warn, info, debug or trace".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_words_or_seconds() {
        let parse = Duration::parse;
        assert_eq!(parse("15m"), Ok(Duration::from_mins(15)));
        assert_eq!(parse("900"), Ok(Duration::from_mins(15)));
        assert_eq!(parse("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(parse("30d"), Ok(Duration::from_hours(720)));
        for bad in ["", "m", "0", "-1", "1.5h", "5 weeks", "99999999999999999999", "100000d"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn sizes_are_numbers_with_a_unit() {
        let parse = |text| ByteSize::parse(text).map(ByteSize::bytes);
        assert_eq!(parse("2GB"), Ok(2 << 30));
        assert_eq!(parse("512 kib"), Ok(512 << 10));
        assert_eq!(parse("7"), Ok(7));
        for bad in
            ["", "GB", "0", "-1", "1.5GB", "5 bottles", "99999999999999999999", "9999999999GB"]
        {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn origins_have_a_scheme_and_no_path() {
        assert_eq!(
            Origin::parse("https://Chat.Example.org/").unwrap().as_str(),
            "https://chat.example.org"
        );
        for bad in ["chat.example.org", "ftp://x.y", "https://x.y/path", "https://a@x.y", "*"] {
            assert!(Origin::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn networks_may_be_single_addresses() {
        let nets = <Vec<IpNet>>::parse("10.0.0.0/8, ::1").unwrap();
        assert!(nets[1].contains(&"::1".parse::<std::net::IpAddr>().unwrap()));
        assert!(<Vec<IpNet>>::parse("10.0.0.0/8,nonsense").is_err());
    }

    #[test]
    fn secrets_do_not_show_themselves() {
        assert_eq!(format!("{:?}", Some(Secret::new("hunter2"))), "Some(Secret(…))");
    }
}
