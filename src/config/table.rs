//! The table of settings: the one source of the structs, the reader, the variables and the reference.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

use super::file_type::FilePattern;
use super::setting::{
    BlobStore, ByteSize, LogFilter, LogFormat, Origin, Secret, Setting, SmtpSecurity,
};
use super::source::Sources;

/// One line of the table, for the reader, the reference file and `check-config`.
pub struct Row {
    /// The section in the file.
    pub section: &'static str,
    /// The key inside the section.
    pub key: &'static str,
    /// What it is, line by line.
    pub doc: &'static [&'static str],
    /// The value without any setting, as text.
    pub default: &'static str,
    /// True if the value is never shown.
    pub secret: bool,
    /// Other variables that set it, each with how its text becomes ours.
    pub also: &'static [Also],
}

/// Another variable's name, and how its text becomes ours.
pub type Also = (&'static str, fn(&str) -> String);

/// One section with its documentation.
pub struct Section {
    /// The name in the file.
    pub name: &'static str,
    /// What the section is about, line by line.
    pub doc: &'static [&'static str],
}

fn same(text: &str) -> String {
    text.to_owned()
}

fn port(text: &str) -> String {
    format!("127.0.0.1:{text}")
}

fn millis(text: &str) -> String {
    format!("{text}ms")
}

macro_rules! settings {
    ($($(#[doc = $about:literal])* $section:ident: $Struct:ident {
        $($(#[doc = $doc:literal])* $key:ident: $ty:ty = $default:literal $(, also [$($name:literal $by:ident),*])?;)*
    })*) => {
        $(
            $(#[doc = $about])*
            #[derive(Debug, Clone)]
            pub struct $Struct {
                $($(#[doc = $doc])* pub $key: $ty,)*
            }
        )*

        /// Everything that can be set. `Config::default()` is the configuration without any setting.
        #[derive(Debug, Clone)]
        pub struct Config {
            $($(#[doc = $about])* pub $section: $Struct,)*
        }

        /// Every section, in the order of the reference.
        pub const SECTIONS: &[Section] = &[$(Section { name: stringify!($section), doc: &[$($about),*] }),*];

        /// Every setting, in the order of the reference.
        pub const ROWS: &[Row] = &[$($(Row {
            section: stringify!($section),
            key: stringify!($key),
            doc: &[$($doc),*],
            default: $default,
            secret: <$ty as Setting>::SECRET,
            also: &[$($(($name, $by)),*)?],
        },)*)*];

        impl Config {
            pub(super) fn read(sources: &mut Sources) -> Self {
                Self {
                    $($section: $Struct {
                        $($key: sources.take(stringify!($section), stringify!($key), $default),)*
                    },)*
                }
            }
        }
    };
}

settings! {
    /// Where and how EPOP listens.
    server: Server {
        /// The address and port to listen on. Port 0 picks a free one.
        /// Listen on 0.0.0.0 only behind a firewall or a proxy with TLS.
        listen: SocketAddr = "127.0.0.1:4000", also ["EPOP_LISTEN" same, "PORT" port];
        /// The address people type into the browser, such as https://chat.example.org.
        /// It stands in links of mails and invitations; without it, links use the address of the request.
        public_url: Option<Origin> = "", also ["EPOP_PUBLIC_URL" same];
        /// Networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.
        trusted_proxies: Vec<IpNet> = "";
        /// Other web addresses whose pages may call the API with credentials. None unless listed.
        cors_origins: Vec<Origin> = "", also ["CORS_ORIGIN" same];
        /// How many connections may be open at once, live pages included. More are turned away.
        max_connections: u32 = "12000";
        /// How long a request's head may take to arrive.
        header_timeout: Duration = "10s";
        /// How long a connection may be kept open without a request.
        idle_timeout: Duration = "75s";
        /// How long a request's body may take to arrive.
        body_timeout: Duration = "30s";
        /// How long requests may take to finish when EPOP stops.
        drain: Duration = "10s";
        /// A folder with the files of the page, read anew each time, instead of those in the binary. For work on the page:
        /// `assets` of the source shows a change as soon as the page is loaded again.
        page_dir: Option<PathBuf> = "";
    }
    /// Where everything is kept.
    data: Data {
        /// The folder of the database and everything else. One EPOP at a time may use it.
        dir: PathBuf = "./data", also ["EPOP_DATA" same];
    }
    /// The files people bring.
    blobs: Blobs {
        /// Where they lie: fs, in the data folder, or s3, in a bucket. Uploads come into the data folder first.
        backend: BlobStore = "fs";
        /// The address of the S3 service, such as https://s3.eu-central-1.amazonaws.com.
        endpoint: Option<Origin> = "";
        /// The name of the bucket. Its rules should end unfinished multipart uploads after some days.
        bucket: Option<String> = "";
        /// The region of the bucket.
        region: String = "us-east-1";
        /// The key that may read, write, list and delete in the bucket.
        access_key: Option<String> = "";
        /// The secret of that key.
        secret_key: Option<Secret> = "";
        /// The folder inside the bucket. Empty: the bucket is EPOP's alone.
        prefix: String = "";
        /// Whether the bucket is named in the path, as most services of one's own expect, or in the host name.
        path_style: bool = "true";
        /// How much room must stay free on the disk, in MiB. Uploads that would take it are refused, so
        /// that the database can always go on.
        reserve_mib: u32 = "256";
    }
    /// The virus scanner, clamd. Without one, files can be had as soon as they are here.
    /// clamd passes over what is larger than its own limits: set its StreamMaxLength, MaxFileSize and
    /// MaxScanSize to the largest upload.
    scanner: Scanner {
        /// Whether files are scanned. Nobody can have a file before it is.
        enabled: bool = "false", also ["CLAMAV_ENABLED" same];
        /// The socket of a clamd on this machine. Empty: it is asked over the network.
        socket: Option<PathBuf> = "", also ["CLAMAV_SOCKET" same];
        /// The name or address clamd listens on.
        host: String = "127.0.0.1", also ["CLAMAV_HOST" same];
        /// The port clamd listens on.
        port: u16 = "3310", also ["CLAMAV_PORT" same];
        /// How long clamd may be silent before the file is tried again later.
        timeout: Duration = "2m", also ["CLAMAV_TIMEOUT" same];
    }
    /// Reading the words out of files, so that they are found.
    extract: Extract {
        /// The program that does it. Empty: EPOP itself, in a process with little memory and time. A script
        /// that calls `epop "$@"` inside a sandbox of your own may stand here.
        program: Option<PathBuf> = "";
        /// How long one file may take.
        timeout: Duration = "30s";
    }
    /// The database.
    database: Database {
        /// How many threads read. Empty: one for each core, 2 to 4.
        readers: Option<u32> = "";
    }
    /// Sign-in and sessions.
    auth: Auth {
        /// How long an access token is good for.
        access_ttl: Duration = "15m", also ["JWT_ACCESS_TTL" same];
        /// How long a session lives without being used.
        refresh_ttl: Duration = "30d", also ["JWT_REFRESH_TTL" same];
        /// How long a link to set a new password is good for.
        reset_ttl: Duration = "30m", also ["PWD_RESET_TTL" same];
        /// The first administrator's e-mail address. With admin_password it replaces the setup link.
        admin_email: Option<String> = "", also ["EPOP_ADMIN_EMAIL" same];
        /// The first administrator's password. Read only while nobody has an account.
        admin_password: Option<Secret> = "", also ["EPOP_ADMIN_PASSWORD" same];
    }
    /// How often one may ask.
    limits: Limits {
        /// The window that the numbers below are counted in.
        window: Duration = "60s", also ["RATE_LIMIT_WINDOW_MS" millis];
        /// Requests of one address without a sign-in.
        anonymous: u32 = "100", also ["RATE_LIMIT_MAX" same];
        /// Requests of one signed-in person.
        user: u32 = "1200", also ["RATE_LIMIT_USER_MAX" same];
        /// Sign-in and reset attempts, for each address and for each account.
        sign_in: u32 = "10", also ["RATE_LIMIT_SIGN_IN_MAX" same];
        /// Files one person begins to bring.
        uploads: u32 = "300", also ["RATE_LIMIT_UPLOAD_MAX" same];
    }
    /// Checking passwords.
    passwords: Passwords {
        /// How many passwords are checked at once. Empty: half the cores, so that a flood of
        /// sign-ins does not slow messages.
        concurrency: Option<u32> = "";
        /// Memory for hashing one password, in KiB. Raising it makes stolen hashes dearer to guess;
        /// each password is hashed anew when its owner signs in.
        memory_kib: u32 = "19456";
        /// How often hashing a password passes over that memory.
        iterations: u32 = "2";
    }
    /// The log of events that pages catch up from.
    events: Events {
        /// How long events are kept. A page that was away longer starts afresh.
        retention: Duration = "30d";
    }
    /// The files people bring.
    files: Files {
        /// The largest file that can be brought. What is larger than 50 MB comes in pieces.
        max_upload: ByteSize = "2GB";
        /// How much one person may keep, their trash and earlier versions included. Empty: no limit.
        quota: Option<ByteSize> = "10GB";
        /// How much all people together may keep. Empty: as much as the disk has room for.
        workspace_quota: Option<ByteSize> = "";
        /// How long an upload in pieces may rest before it is given up.
        upload_ttl: Duration = "24h";
        /// How long what was deleted stays in the trash.
        trash: Duration = "30d";
        /// Types of files that may not be brought, such as "application/x-msdownload, video/*" or ".exe".
        denied_types: Vec<FilePattern> = "";
    }
    /// Sending mail. Off unless a server is named.
    mail: Mail {
        /// The mail server's name. Empty: no mail is ever sent.
        smtp_host: Option<String> = "", also ["SMTP_HOST" same];
        /// The mail server's port.
        smtp_port: u16 = "587", also ["SMTP_PORT" same];
        /// The name to sign in with at the mail server.
        smtp_user: Option<String> = "", also ["SMTP_USER" same];
        /// The password to sign in with at the mail server.
        smtp_password: Option<Secret> = "", also ["SMTP_PASS" same];
        /// tls, starttls or none.
        smtp_security: SmtpSecurity = "starttls", also ["SMTP_SECURE" same];
        /// Who mails come from.
        from: String = "EPOP <noreply@localhost>", also ["MAIL_FROM" same];
    }
    /// The figures at /metrics.
    metrics: Metrics {
        /// Networks that may read them.
        networks: Vec<IpNet> = "127.0.0.0/8,::1/128";
        /// With this bearer token, anyone may read them.
        token: Option<Secret> = "";
    }
    /// Log lines, on standard error.
    log: Log {
        /// error, warn, info, debug or trace; also by module, such as "info,epop::infra=debug".
        level: LogFilter = "info";
        /// auto (text on a terminal, JSON otherwise), text or json.
        format: LogFormat = "auto";
    }
}

impl Row {
    /// `section.key`, as faults name it.
    pub fn name(&self) -> String {
        format!("{}.{}", self.section, self.key)
    }

    /// `EPOP_SECTION_KEY`.
    pub fn variable(&self) -> String {
        format!("EPOP_{}_{}", self.section, self.key).to_ascii_uppercase()
    }
}
