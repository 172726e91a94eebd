//! The language of questions, the same as parameters, and pages.

use serde_json::{Value, json};

use super::{address, found, indexed, search, texts};
use crate::support::{Client, TestApp, world};

struct Office {
    app: TestApp,
    ana: Client,
    budi: Client,
    plans: String,
    news: String,
}

async fn office() -> Office {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    let plans = world::group(&ana, "Spring Plans", &[&budi]).await;
    let news = world::channel(&budi, "News", &[]).await;
    world::say(&ana, &plans, "report one: see https://example.org").await;
    world::say(&budi, &plans, "report two").await;
    world::say(&budi, &news, "report three").await;
    Office { app, ana, budi, plans, news }
}

#[tokio::test]
async fn filters_are_words_in_the_question() {
    let Office { app, ana, budi, plans, news } = office().await;
    for (question, expected) in [
        ("report", vec!["report one: see https://example.org", "report three", "report two"]),
        ("report from:budi", vec!["report three", "report two"]),
        ("report -from:budi", vec!["report one: see https://example.org"]),
        ("from:me", vec!["report one: see https://example.org"]),
        ("is:mine", vec!["report one: see https://example.org"]),
        ("report in:\"spring plans\" from:@budi", vec!["report two"]),
        ("report in:#news", vec!["report three"]),
        ("report -in:spring", vec!["report three"]),
        (&format!("report in:{plans} -one"), vec!["report two"]),
        ("has:link", vec!["report one: see https://example.org"]),
        ("report -has:link -two", vec!["report three"]),
        ("\"report two\"", vec!["report two"]),
        ("\"two report\"", vec![]),
        ("report -\"report two\" -one", vec!["report three"]),
        ("report after:2020-01-01 before:2020-01-02", vec![]),
        ("report type:file", vec![]),
        ("two type:message", vec!["report two"]),
        ("two -type:message", vec![]),
    ] {
        assert_eq!(found(&app, &ana, question).await, expected, "{question}");
    }
    budi.post(&format!("/chats/{news}/pins"), pin(&app, &budi, "three").await).await.created();
    assert_eq!(found(&app, &ana, "is:pinned").await, ["report three"]);
    assert_eq!(found(&app, &ana, "report -is:pinned -one").await, ["report two"]);
}

/// The body that pins the message with this word.
async fn pin(app: &TestApp, person: &Client, word: &str) -> Value {
    let answer = search(app, person, &[("q", word)]).await;
    json!({"messageId": answer["messages"][0]["item"]["id"]})
}

#[tokio::test]
async fn what_is_unread_is_each_readers_own() {
    let Office { app, ana, budi, plans, .. } = office().await;
    assert_eq!(found(&app, &ana, "is:unread").await, ["report two"]);
    assert_eq!(found(&app, &ana, "report -is:unread -three").await.len(), 1);
    assert!(found(&app, &budi, "is:unread").await.is_empty(), "to post is to read what was before");
    let newest = search(&app, &ana, &[("q", "two")]).await["messages"][0]["item"]["id"].clone();
    let read = json!({"messageId": newest});
    ana.post(&format!("/chats/{plans}/reads"), read).await.ok();
    assert!(found(&app, &ana, "is:unread").await.is_empty());
}

#[tokio::test]
async fn filters_are_parameters_too() {
    let Office { app, ana, budi, plans, news } = office().await;
    let stranger = world::group(&budi, "Secrets", &[&app.user("citra").await]).await;
    for (parameters, expected) in [
        (vec![("senderId", budi.id())], 2),
        (vec![("chatId", plans.as_str())], 2),
        (vec![("chatId", news.as_str()), ("senderId", ana.id())], 0),
        (vec![("chatId", stranger.as_str())], 0),
        (vec![("hasAttachments", "true")], 0),
        (vec![("hasAttachments", "false")], 3),
        (vec![("dateFrom", "today")], 3),
        (vec![("dateTo", "2020-01-01")], 0),
        (vec![("dateFrom", "2020-01-01T00:00:00Z"), ("dateTo", "today")], 3),
        (vec![("labels", "urgent,later")], 0),
        (vec![("projectId", "7")], 0),
    ] {
        let all: Vec<_> = [("q", "report")].into_iter().chain(parameters.clone()).collect();
        let answer = search(&app, &ana, &all).await;
        assert_eq!(answer["totals"]["messages"], expected, "{parameters:?}");
    }
    for (parameter, value, field) in [
        ("dateFrom", "soon", "dateFrom"),
        ("limit", "0", "limit"),
        ("offset", "1001", "offset"),
        ("fileType", "", "fileType"),
        ("projectId", "x", "projectId"),
        ("senderId", "x", "senderId"),
        ("tab", "nonsense", "tab"),
        ("sort", "nonsense", "sort"),
    ] {
        let path = address("/search", &[("q", "report"), (parameter, value)]);
        let refused = ana.get(&path).await.refused("invalid_request");
        assert_eq!(refused["details"][0]["field"], field);
    }
    let long = "x".repeat(501);
    ana.get(&address("/search", &[("q", &long)])).await.invalid("q", "too_long");
    ana.get("/search/nonsense/cursor?q=x").await.refused("not_found");
    ana.get("/search/messages/cursor?q=x&cursor=abc").await.refused("invalid_cursor");
}

#[tokio::test]
async fn a_question_is_told_as_it_was_understood() {
    let Office { app, ana, budi, .. } = office().await;
    let answer = search(&app, &ana, &[("q", "repotr from:bud -in:news")]).await;
    assert_eq!(answer["query"]["corrected"], true);
    assert_eq!(texts(&answer), ["report two"]);
    assert_eq!(
        answer["query"]["filters"],
        json!([
            {"key": "from", "value": "bud", "label": budi.name(), "negated": false},
            {"key": "in", "value": "news", "label": "News", "negated": true},
        ])
    );
    for (question, code) in [
        ("report from:nobody", "unknown_person"),
        ("report in:nowhere", "unknown_place"),
        ("report before:tomorrowish", "invalid_date"),
        ("report has:wings", "unknown_value"),
        ("report is:odd", "unknown_value"),
        ("report from:", "missing_value"),
        ("\"report", "unclosed_quote"),
    ] {
        let answer = search(&app, &ana, &[("q", question)]).await;
        assert_eq!(answer["query"]["problems"][0]["code"], code, "{question}");
    }
    let nothing = search(&app, &ana, &[]).await;
    assert_eq!((&nothing["total"], &nothing["messages"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn an_answer_is_ordered_by_fit_or_by_date_and_leapt_through() {
    let Office { app, ana, plans, .. } = office().await;
    for text in ["tea", "coffee and tea and cake and more of everything else there is", "tea tea"] {
        world::say(&ana, &plans, text).await;
    }
    let by_date = search(&app, &ana, &[("q", "tea "), ("sort", "date")]).await;
    assert_eq!(texts(&by_date)[0], "tea tea");
    assert_eq!(texts(&by_date)[2], "tea");
    let by_fit = search(&app, &ana, &[("q", "tea ")]).await;
    assert!(texts(&by_fit)[2].starts_with("coffee"), "{by_fit}");
    let second =
        search(&app, &ana, &[("q", "tea "), ("sort", "date"), ("limit", "1"), ("offset", "1")])
            .await;
    assert_eq!(texts(&second), texts(&by_date)[1..2]);
    assert_eq!(second["totals"]["messages"], 3);
}

#[tokio::test]
async fn pages_hold_while_more_is_said() {
    let Office { app, ana, plans, .. } = office().await;
    for number in 0..7 {
        world::say(&ana, &plans, &format!("note {number}")).await;
    }
    indexed(&app).await;
    let mut seen = Vec::new();
    let mut path = "/search/messages/cursor?q=note&limit=3".to_owned();
    loop {
        let page = ana.get(&path).await.ok();
        seen.extend(page["items"].as_array().expect("a list").iter().map(world::id_of));
        let Some(cursor) = page["nextCursor"].as_str() else { break };
        path = format!("/search/messages/cursor?q=note&limit=3&cursor={cursor}");
        world::say(&ana, &plans, "note and note and note").await;
        indexed(&app).await;
    }
    let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!(distinct.len(), seen.len(), "nothing twice");
    assert!(seen.len() >= 7, "nothing left out");
}
