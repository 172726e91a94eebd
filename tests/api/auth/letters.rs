//! Mails with a link to set a new password, as a mail server gets them.

use epop::config::{Setting, SmtpSecurity};
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{TestApp, arrives};

const NEW: &str = "copper-lantern-5548";

/// A mail server for tests: it takes every mail.
struct Post(TcpListener);

impl Post {
    async fn open() -> (Self, TestApp) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
        let port = listener.local_addr().expect("the port is bound").port();
        let app = TestApp::configured(|config| {
            config.mail.smtp_host = Some("127.0.0.1".to_owned());
            config.mail.smtp_port = port;
            config.mail.smtp_security = SmtpSecurity::None;
            config.server.public_url =
                Setting::parse("https://chat.example.test").expect("an address");
        })
        .await;
        (Self(listener), app)
    }

    /// Takes the next mail: its recipient and its text.
    async fn take(&self) -> (String, String) {
        let (stream, _) = arrives("the mail", self.0.accept()).await.expect("a connection");
        arrives("the end of the mail", receive(stream)).await.expect("the mail is spoken in SMTP")
    }
}

async fn receive(stream: TcpStream) -> std::io::Result<(String, String)> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let (mut recipient, mut text) = (String::new(), String::new());
    writer.write_all(b"220 test\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer: &[u8] = match line.split([' ', ':']).next().unwrap_or_default() {
            "RCPT" => {
                line.clone_into(&mut recipient);
                b"250 ok\r\n"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    // Quoted-printable: a line that ends in `=` goes on.
                    match line.strip_suffix('=') {
                        Some(part) => text.push_str(part),
                        None => text.extend([line.as_str(), "\n"]),
                    }
                }
                text = text.replace("=3D", "=");
                writer.write_all(b"250 taken\r\n").await?;
                break;
            }
            _ => b"250 ok\r\n",
        };
        writer.write_all(answer).await?;
    }
    Ok((recipient, text))
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_a_mailed_link() {
    let (post, app) = Post::open().await;
    let ana = app.user("ana").await;
    let forgot = json!({"email": "Ana@example.test"});
    let answer = app.anonymous().post("/auth/password/forgot", forgot).await;
    assert_eq!(answer.ok(), json!({"success": true}));
    let (recipient, text) = post.take().await;
    assert_eq!(recipient, "RCPT TO:<ana@example.test>");
    let (_, rest) = text.split_once("https://chat.example.test/reset#token=").expect("a link");
    let token = rest.split_whitespace().next().expect("a token");
    let body = json!({"token": token, "password": NEW});
    app.anonymous().post("/auth/password/reset", body).await.ok();
    let login = json!({"email": ana.email(), "password": NEW});
    app.anonymous().post("/auth/login", login).await.ok();
    let (recipient, text) = post.take().await;
    assert_eq!(recipient, "RCPT TO:<ana@example.test>");
    assert!(text.contains("has just been changed"), "a change does not go unseen: {text}");
}

#[tokio::test]
async fn nobody_learns_by_forgetting_and_nobody_is_flooded() {
    let (post, app) = Post::open().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    budi.patch("/users/me", json!({"locale": "id"})).await.ok();
    let forget = async |email: &str| {
        let body = json!({"email": email});
        app.anonymous().post("/auth/password/forgot", body).await.ok()
    };
    assert_eq!(forget("nobody@example.test").await, forget(ana.email()).await);
    // The unknown address got none: the next mail is Ana's.
    assert!(post.take().await.0.contains(ana.email()));
    for _ in 0..2 {
        forget(ana.email()).await;
        assert!(post.take().await.0.contains(ana.email()));
    }
    // Three in an hour are enough, also for who asks for more.
    forget(ana.email()).await;
    forget(budi.email()).await;
    let (recipient, text) = post.take().await;
    assert!(recipient.contains(budi.email()), "{recipient}");
    assert!(text.contains("kata sandi"), "in the language of the person: {text}");
}
