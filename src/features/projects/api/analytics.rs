//! `/projects/{projectId}/analytics`: how the work goes, day by day.

use std::collections::BTreeMap;

use axum::extract::State;
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Grant, Presence};
use crate::base::ids::{ProjectId, UserId};
use crate::base::time::Timestamp;
use crate::base::{Error, Result};
use crate::features::directory;
use crate::features::projects::access::ViewProject;
use crate::features::projects::model::TaskStatus;
use crate::features::projects::store::analytics::{self, Course};
use crate::http::extract::Query;
use crate::infra::db::ReadTx;

/// Days of one answer, at most.
const DAYS_MAX: usize = 366;
/// Days of one answer unless said otherwise.
const DAYS: i64 = 30;
/// Days over which the velocity is taken.
const WEEK: usize = 7;

/// Which days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AnalyticsQuery {
    /// The first day, as 2026-01-31; 30 days before the last unless given.
    start_date: Option<String>,
    /// The last day; today unless given. At most 366 days lie between them.
    end_date: Option<String>,
}

/// The days that are told of.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct DateRange {
    /// The first.
    start: String,
    /// The last.
    end: String,
}

/// How much is left at the end of a day.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct BurndownDay {
    /// The day.
    date: String,
    /// What would be left if as much were done every day.
    ideal: f64,
    /// What was done from the first day on.
    actual: u32,
    /// What is left.
    remaining: u32,
}

/// How far the tasks are.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Counts {
    /// Done.
    done: u32,
    /// Begun, or being looked at.
    in_progress: u32,
    /// Not begun.
    todo: u32,
    /// All of them.
    total: u32,
}

impl Counts {
    fn add(&mut self, status: TaskStatus, count: u32) {
        match status {
            TaskStatus::Done => self.done += count,
            TaskStatus::InProgress | TaskStatus::Review => self.in_progress += count,
            TaskStatus::Todo => self.todo += count,
        }
        self.total += count;
    }
}

/// What one person is on.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Workload {
    /// Who.
    user_id: UserId,
    /// What they are called.
    user_name: String,
    /// How far their tasks are.
    #[serde(flatten)]
    counts: Counts,
}

/// What happened on a day.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct TimelineDay {
    /// The day.
    date: String,
    /// Tasks that were made.
    created: u32,
    /// Tasks that were done.
    completed: u32,
    /// Tasks done on each of the last seven days, on average.
    velocity: f64,
}

/// All of it in a few figures.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AnalyticsSummary {
    /// Tasks that are not in the trash.
    total_tasks: u32,
    /// Those that are done.
    completed_tasks: u32,
    /// The same in parts of a hundred.
    completion_rate: f64,
    /// Tasks done on each of the days, on average.
    average_velocity: f64,
    /// The day on which everything is done if it goes on so; null if nothing goes on, or nothing is left.
    estimated_completion: Option<String>,
    /// How many days that is from the last one.
    days_remaining: Option<u32>,
}

/// How the work of a project goes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProjectAnalytics {
    /// Of which project.
    project_id: ProjectId,
    /// From when to when.
    date_range: DateRange,
    /// What is left, day by day.
    burndown: Vec<BurndownDay>,
    /// How far the tasks are.
    progress: Counts,
    /// Who is on how many; what is most first, at most 100 people.
    workload: Vec<Workload>,
    /// What happened, day by day.
    timeline: Vec<TimelineDay>,
    /// All of it in a few figures.
    summary: AnalyticsSummary,
}

fn parse_day(text: Option<&str>, field: &str) -> Result<Option<Date>> {
    let day = text.map(|text| text.get(..10).unwrap_or(text).parse::<Date>());
    day.transpose()
        .map_err(|_| Error::invalid_field(field, "invalid", "must be a day, such as 2026-01-31"))
}

fn day_of(at: Timestamp, zone: &TimeZone) -> Option<Date> {
    let moment = jiff::Timestamp::from_millisecond(at.millis()).ok()?;
    Some(moment.to_zoned_datetime(zone.clone()).date())
}

fn days_between(start: Date, end: Date) -> Result<Vec<Date>> {
    let mut days = Vec::new();
    let mut day = start;
    while day <= end {
        if days.len() == DAYS_MAX {
            return Err(Error::invalid_field(
                "startDate",
                "too_long",
                "must be at most 366 days before the end",
            ));
        }
        days.push(day);
        day = day.saturating_add(1.day());
    }
    if days.is_empty() {
        return Err(Error::invalid_field(
            "endDate",
            "before_start",
            "must not be before the start",
        ));
    }
    Ok(days)
}

/// Tells how the work of a project goes: what is left, what was done, and who is on how much.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/analytics",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), AnalyticsQuery),
    responses(
        (status = 200, body = ProjectAnalytics),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn get_project_analytics(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Query(query): Query<AnalyticsQuery>,
) -> Result<Answer> {
    let start = parse_day(query.start_date.as_deref(), "startDate")?;
    let end = parse_day(query.end_date.as_deref(), "endDate")?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let project = &granted.resource.project;
        let zone = project.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        let zone = zone.unwrap_or(TimeZone::UTC);
        let today =
            day_of(presence.now(), &zone).ok_or_else(|| Error::internal("no day is today"))?;
        let end = end.unwrap_or(today);
        let days = days_between(start.unwrap_or_else(|| end.saturating_sub(DAYS.days())), end)?;
        let courses = analytics::list_courses(tx, project.id)?;
        let mut progress = Counts::default();
        for course in &courses {
            progress.add(course.status, 1);
        }
        let (burndown, timeline) = by_day(&courses, &days, &zone);
        Ok(ProjectAnalytics {
            project_id: project.id,
            date_range: DateRange { start: days[0].to_string(), end: end.to_string() },
            workload: workload(tx, &presence, project.id)?,
            summary: summary(&progress, &timeline, end),
            burndown,
            progress,
            timeline,
        })
    });
    shown.await
}

fn by_day(
    courses: &[Course],
    days: &[Date],
    zone: &TimeZone,
) -> (Vec<BurndownDay>, Vec<TimelineDay>) {
    let mut made: BTreeMap<Date, u32> = BTreeMap::new();
    let mut done: BTreeMap<Date, u32> = BTreeMap::new();
    for course in courses {
        if let Some(day) = day_of(course.created_at, zone) {
            *made.entry(day).or_default() += 1;
        }
        if let Some(day) = course.completed_at.and_then(|at| day_of(at, zone)) {
            *done.entry(day).or_default() += 1;
        }
    }
    let before =
        |map: &BTreeMap<Date, u32>| map.range(..days[0]).map(|(_, count)| count).sum::<u32>();
    let (mut all, mut finished) = (before(&made), before(&done));
    let (mut first, done_before) = (all.saturating_sub(finished), finished);
    // Before there was work there was none to be done.
    let mut begun = 0;
    let (mut burndown, mut timeline) = (Vec::new(), Vec::<TimelineDay>::new());
    for (place, day) in days.iter().enumerate() {
        let created = made.get(day).copied().unwrap_or(0);
        let completed = done.get(day).copied().unwrap_or(0);
        all += created;
        finished += completed;
        let date = day.to_string();
        if first == 0 {
            (first, begun) = (all.saturating_sub(finished), place);
        }
        let steps = (days.len() - 1 - begun).max(1) as f64;
        burndown.push(BurndownDay {
            ideal: rounded(f64::from(first) * (1.0 - (place - begun) as f64 / steps)),
            actual: finished - done_before,
            remaining: all.saturating_sub(finished),
            date: date.clone(),
        });
        let week =
            timeline.iter().rev().take(WEEK - 1).map(|day| day.completed).sum::<u32>() + completed;
        let velocity = rounded(f64::from(week) / (place + 1).min(WEEK) as f64);
        timeline.push(TimelineDay { date, created, completed, velocity });
    }
    (burndown, timeline)
}

fn workload(tx: &ReadTx<'_>, presence: &Presence, project: ProjectId) -> Result<Vec<Workload>> {
    let mut counts: BTreeMap<UserId, Counts> = BTreeMap::new();
    for (user, status, count) in analytics::count_by_person(tx, project)? {
        counts.entry(user).or_default().add(status, count);
    }
    let ids: Vec<UserId> = counts.keys().copied().collect();
    let people = directory::list_refs(tx, presence, &ids)?.into_iter();
    let mut all: Vec<Workload> = people
        .filter_map(|person| {
            let counts = counts.remove(&person.id)?;
            Some(Workload { user_id: person.id, user_name: person.display_name, counts })
        })
        .collect();
    all.sort_by_key(|load| (std::cmp::Reverse(load.counts.total), load.user_id));
    all.truncate(100);
    Ok(all)
}

fn summary(progress: &Counts, timeline: &[TimelineDay], end: Date) -> AnalyticsSummary {
    let completed: u32 = timeline.iter().map(|day| day.completed).sum();
    // Days before there was any work say nothing about how it goes.
    let idle = timeline.iter().take_while(|day| day.created + day.completed == 0).count();
    let idle = if progress.total > timeline.iter().map(|day| day.created).sum() { 0 } else { idle };
    let average = f64::from(completed) / (timeline.len() - idle).max(1) as f64;
    let left = progress.total - progress.done;
    let days = (average > 0.0 && left > 0).then(|| (f64::from(left) / average).ceil());
    let days = days.filter(|days| *days < 36_500.0).map(|days| days as u32);
    AnalyticsSummary {
        total_tasks: progress.total,
        completed_tasks: progress.done,
        completion_rate: rounded(
            f64::from(progress.done) * 100.0 / f64::from(progress.total.max(1)),
        ),
        average_velocity: rounded(average),
        estimated_completion: days
            .map(|days| end.saturating_add(i64::from(days).days()).to_string()),
        days_remaining: days,
    }
}

/// Two places behind the point: nobody reads more.
fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
