//! Sending mail through the configured server. Nothing is ever sent unless one is.

use std::sync::Arc;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use parking_lot::Mutex;

use crate::base::{Error, Result};
use crate::config::{self, SmtpSecurity};
use crate::infra::telemetry::Metrics;

/// How long the mail server may take for each step.
const PATIENCE: Duration = Duration::from_secs(20);

/// A mail to one person, in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// The subject, on one line.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// Sends mail; cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    way: Way,
    from: Option<Mailbox>,
    metrics: Metrics,
}

#[derive(Clone)]
enum Way {
    Off,
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Keeps the mails, for tests.
    Memory(Arc<Mutex<Vec<Mail>>>),
}

impl Mailer {
    /// A mailer as configured: off unless a server is named.
    ///
    /// # Errors
    /// Fails if the server's name cannot be used with TLS.
    pub fn new(config: &config::Mail, metrics: &Metrics) -> Result<Self> {
        let way = match &config.smtp_host {
            Some(host) => Way::Smtp(transport(host, config)?),
            None => Way::Off,
        };
        Ok(Self { way, from: config.from.parse().ok(), metrics: metrics.clone() })
    }

    /// A mailer that keeps every mail, for tests.
    pub fn memory(metrics: &Metrics) -> Self {
        Self { way: Way::Memory(Arc::default()), from: None, metrics: metrics.clone() }
    }

    /// True if mails go anywhere.
    pub fn is_configured(&self) -> bool {
        !matches!(self.way, Way::Off)
    }

    /// The mails kept by [`Mailer::memory`].
    pub fn sent(&self) -> Vec<Mail> {
        match &self.way {
            Way::Memory(mails) => mails.lock().clone(),
            Way::Off | Way::Smtp(_) => Vec::new(),
        }
    }

    /// Hands a mail to the mail server.
    ///
    /// # Errors
    /// Fails if mail is off, the address is none, or the server does not take it.
    pub async fn send(&self, mail: Mail) -> Result<()> {
        let result = self.hand_over(mail).await;
        let status = if result.is_ok() { "sent" } else { "failed" };
        self.metrics.mails.with_label_values(&[status]).inc();
        result
    }

    async fn hand_over(&self, mail: Mail) -> Result<()> {
        match &self.way {
            Way::Off => Err(Error::internal("mail is not configured")),
            Way::Memory(mails) => {
                mails.lock().push(mail);
                Ok(())
            }
            Way::Smtp(transport) => {
                let message = self.write(mail)?;
                let sent = transport.send(message).await;
                sent.map(drop).map_err(|error| Error::Internal(Box::new(error)))
            }
        }
    }

    fn write(&self, mail: Mail) -> Result<Message> {
        let refuse = |error: &dyn std::error::Error| Error::internal(error.to_string());
        let from = self.from.clone().ok_or_else(|| Error::internal("mail.from is no address"))?;
        let to: Mailbox =
            mail.to.parse().map_err(|error: lettre::address::AddressError| refuse(&error))?;
        Message::builder()
            .from(from)
            .to(to)
            .subject(mail.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text)
            .map_err(|error| refuse(&error))
    }
}

fn transport(host: &str, config: &config::Mail) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    type Transport = AsyncSmtpTransport<Tokio1Executor>;
    let builder = match config.smtp_security {
        SmtpSecurity::Tls => Transport::relay(host),
        SmtpSecurity::StartTls => Transport::starttls_relay(host),
        SmtpSecurity::None => Ok(Transport::builder_dangerous(host)),
    };
    let mut builder = builder
        .map_err(|error| Error::Internal(Box::new(error)))?
        .port(config.smtp_port)
        .timeout(Some(PATIENCE));
    if let (Some(user), Some(password)) = (&config.smtp_user, &config.smtp_password) {
        builder = builder.credentials(Credentials::new(user.clone(), password.expose().to_owned()));
    }
    Ok(builder.build())
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    use tokio::net::TcpListener;

    use super::*;
    use crate::config::Config;

    fn hello() -> Mail {
        Mail { to: "ana@example.org".into(), subject: "Halo".into(), text: "Apa kabar?".into() }
    }

    #[tokio::test]
    async fn nothing_is_sent_unless_configured() {
        let mailer = Mailer::new(&Config::default().mail, &Metrics::new()).unwrap();
        assert!(!mailer.is_configured());
        assert!(mailer.send(hello()).await.is_err());
    }

    /// A mail server for one mail; answers with the lines it got.
    async fn receive(listener: TcpListener) -> Vec<String> {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.split();
        let mut lines = BufReader::new(read).lines();
        let (mut got, mut in_body) = (Vec::new(), false);
        write.write_all(b"220 test\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let word = line.split(' ').next().unwrap_or_default().to_owned();
            let answer = match word.as_str() {
                "." => "250 taken\r\n",
                _ if in_body => "",
                "DATA" => "354 go on\r\n",
                "QUIT" => "221 bye\r\n",
                _ => "250 ok\r\n",
            };
            in_body = (in_body || word == "DATA") && word != ".";
            got.push(line);
            write.write_all(answer.as_bytes()).await.unwrap();
            if word == "." {
                break;
            }
        }
        got
    }

    #[tokio::test]
    async fn a_mail_reaches_the_server() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut config = Config::default().mail;
        config.smtp_host = Some("127.0.0.1".into());
        config.smtp_port = listener.local_addr().unwrap().port();
        config.smtp_security = SmtpSecurity::None;
        let metrics = Metrics::new();
        let mailer = Mailer::new(&config, &metrics).unwrap();
        let (sent, got) = tokio::join!(mailer.send(hello()), receive(listener));
        sent.unwrap();
        for line in ["RCPT TO:<ana@example.org>", "Subject: Halo", "Apa kabar?"] {
            assert!(got.iter().any(|other| other == line), "{line} in {got:?}");
        }
        assert_eq!(metrics.mails.with_label_values(&["sent"]).get(), 1);
    }
}
