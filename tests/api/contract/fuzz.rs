//! Whatever a parser is fed, it answers: never a panic, never harm. The same inputs on every run.

use epop::base::codes;
use epop::base::html::{plain_text_of_html, plain_text_of_markdown, render_markdown, sanitize};
use epop::base::page::open_cursor;
use epop::features::realtime;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

use crate::support::markup::judge;
use crate::support::{TestApp, world};

const CASES: u32 = 1_500;

/// Runs `check` on inputs that are the same each time.
pub(super) fn on_every<S: Strategy>(
    strategy: S,
    check: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    if let Err(failure) = TestRunner::new_with_rng(config, rng).run(&strategy, check) {
        panic!("{failure}");
    }
}

/// What means something to the parsers.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "<", ">", "</", "/>", "<p>", "</p>", "<a href=\"", "\">", "</a>", "<b>", "<script>",
    "</script>", "<style>", "</style>", "<svg>", "<math>", "<table>", "<td>", "<!--", "-->",
    "<![CDATA[", "]]>", "<img src=x onerror=alert(1)>", "javascript:", "http://x.example",
    "&#106;", "&lt;", "&amp;", "&", "*", "**", "_", "~~", "`", "```", "```rust\n", "\n", "\n\n",
    "> ", "- ", "1. ", "# ", "[", "](", ")", "![", "]: ", "<http://x>", "---", "    ", "\t", "\\",
    "\"", "'", "=", "\0", "@", "👍🏽", "ß", "\u{202e}",
];

/// Pieces in any order, with noise between them.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(PIECES).prop_map(str::to_owned),
        any::<String>(),
        "[a-z ]{0,8}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

#[test]
fn markdown_becomes_harmless_markup() {
    on_every(markup(), |text| {
        let html = render_markdown(&text);
        prop_assert_eq!(judge(html.as_str()), Ok(()), "{:?} became {:?}", text, html.as_str());
        drop(plain_text_of_markdown(&text));
        Ok(())
    });
}

#[test]
fn html_becomes_harmless_and_stays_as_it_is() {
    on_every(markup(), |text| {
        let html = sanitize(&text);
        prop_assert_eq!(judge(html.as_str()), Ok(()), "{:?} became {:?}", text, html.as_str());
        let again = sanitize(html.as_str());
        prop_assert_eq!(again.as_str(), html.as_str(), "cleaning what is clean changes nothing");
        drop(plain_text_of_html(html.as_str()));
        Ok(())
    });
}

#[test]
fn markup_nested_without_end_is_taken_in_its_stride() {
    for piece in [
        "<b>",
        "<table><tr><td>",
        "> ",
        "- ",
        "[",
        "**a ",
        "*",
        "![",
        "<a href=\"http://x\">",
        "`",
        "&",
    ] {
        let text = piece.repeat(20_000 / piece.len());
        assert_eq!(judge(render_markdown(&text).as_str()), Ok(()), "{piece}");
        assert_eq!(judge(sanitize(&text).as_str()), Ok(()), "{piece}");
    }
}

#[test]
fn cursors_are_ours_or_refused() {
    on_every(prop_oneof![any::<String>(), "[A-Za-z0-9_-]{0,64}"], |cursor| {
        if let Err(error) = open_cursor::<(i64, i64)>(&cursor) {
            prop_assert_eq!(error.code(), codes::INVALID_CURSOR);
        }
        Ok(())
    });
}

#[test]
fn frames_are_understood_or_named() {
    let event = prop_oneof![
        any::<String>(),
        prop::sample::select(vec![
            "ping",
            "auth",
            "join_chat",
            "chat.typing.start",
            "presence.heartbeat"
        ])
        .prop_map(str::to_owned),
    ];
    let data = prop_oneof![
        Just(json!(null)),
        any::<String>().prop_map(|text| json!(text)),
        any::<i64>().prop_map(|number| json!({"chatId": number})),
        any::<String>()
            .prop_map(|text| json!({"chatId": text, "rootMessageId": text, "token": text})),
    ];
    let frame =
        (event, data, any::<Option<u32>>(), any::<usize>()).prop_map(|(event, data, id, cut)| {
            let text = json!({"event": event, "data": data, "id": id}).to_string();
            // A third of them end too early.
            let end = if cut % 3 == 0 { cut % (text.len() + 1) } else { text.len() };
            text.chars().take(end).collect::<String>()
        });
    on_every(prop_oneof![frame, any::<String>()], |text| {
        let (id, _) = realtime::parse(&text);
        prop_assert!(id.is_null() || id.is_string() || id.is_number());
        Ok(())
    });
}

#[tokio::test]
async fn queries_that_make_no_sense_are_refused_and_never_our_fault() {
    let app = TestApp::start().await;
    let (ana, admin) = (app.user("ana").await, app.admin().await);
    let chat = world::channel(&ana, "plans", &[]).await;
    world::say(&ana, &chat, "hello").await;
    let lists = [
        "/users".to_owned(),
        "/chats/channels".to_owned(),
        "/admin/invitations".to_owned(),
        format!("/chats/{chat}/members"),
        format!("/chats/{chat}/messages/cursor"),
    ];
    for list in &lists {
        let caller = if list.starts_with("/admin") { &admin } else { &ana };
        for cursor in [
            "x",
            "%25%25",
            "e30",
            "bnVsbA",
            "W10",
            "eyJpZCI6IjEifQ",
            "LTE",
            "AAAA",
            "OTk5OTk5OTk5OTk5OTk5OTk5OTk",
        ] {
            let answer = caller.get(&format!("{list}?cursor={cursor}")).await;
            assert!(
                answer.status() == 200 || answer.json()["code"] == "invalid_cursor",
                "{answer}"
            );
        }
        for query in [
            "limit=0",
            "limit=101",
            "limit=-1",
            "limit=x",
            "limit=1e3",
            "offset=3",
            "limit=1&limit=2",
        ] {
            caller.get(&format!("{list}?{query}")).await.refused("invalid_request");
        }
    }
    let messages = format!("/chats/{chat}/messages");
    for query in
        ["beforeId=x", "afterId=1.5", "aroundId=", "beforeId=1&afterId=2", "limit=0", "page=2"]
    {
        ana.get(&format!("{messages}?{query}")).await.refused("invalid_request");
    }
}
