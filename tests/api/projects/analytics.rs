//! How the work goes, in figures.

use std::time::Duration;

use serde_json::json;

use crate::support::{TestApp, world};

#[tokio::test]
async fn what_is_left_goes_down_as_tasks_are_done() {
    let two_weeks = Duration::from_hours(14 * 24);
    let app = TestApp::configured(|config| config.auth.access_ttl = two_weeks).await;
    let ana = app.user("ana").await;
    let project = world::project(&ana, "Plans", &[]).await;
    let mut ids = Vec::new();
    for title in ["a", "b", "c", "d"] {
        ids.push(world::task(&ana, &project, title).await);
    }
    app.app.clock.advance(Duration::from_hours(24));
    for id in &ids[..2] {
        let done = json!({"status": "done", "addAssigneeIds": [ana.id()]});
        ana.patch(&format!("/projects/{project}/tasks/{id}"), done).await.ok();
    }
    let path = format!("/projects/{project}/analytics");
    let found = ana.get(&format!("{path}?startDate=2026-09-21&endDate=2026-09-22")).await.ok();
    let left: Vec<_> =
        found["burndown"].as_array().expect("days").iter().map(|day| &day["remaining"]).collect();
    assert_eq!(left, [4, 2]);
    assert_eq!(found["timeline"][1]["completed"], 2);
    assert_eq!(found["progress"], json!({"done": 2, "inProgress": 0, "todo": 2, "total": 4}));
    assert_eq!(found["workload"][0]["userName"], "Ana");
    assert_eq!(
        (&found["summary"]["completionRate"], &found["summary"]["averageVelocity"]),
        (&json!(50.0), &json!(1.0))
    );
    assert_eq!(found["summary"]["estimatedCompletion"], "2026-09-24");
    // A project is as old as its first task, however far back one looks.
    let longer = ana.get(&format!("{path}?startDate=2026-09-12&endDate=2026-09-22")).await.ok();
    assert_eq!(longer["summary"]["averageVelocity"], 1.0);
    let ideal: Vec<_> =
        longer["burndown"].as_array().expect("days")[8..].iter().map(|day| &day["ideal"]).collect();
    assert_eq!(ideal, [0.0, 4.0, 0.0]);
    ana.get(&format!("{path}?startDate=2024-01-01")).await.invalid("startDate", "too_long");
    ana.get(&format!("{path}?endDate=yesterday")).await.invalid("endDate", "invalid");
}
