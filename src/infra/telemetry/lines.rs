//! How a log line looks as JSON: one object, `ts`, `level` and `msg` first, then the fields.

use std::fmt;

use serde::ser::{SerializeMap as _, Serializer as _};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

use crate::infra::clock::Clock;

/// Formats events as JSON.
pub(super) struct JsonLines {
    clock: Clock,
}

impl JsonLines {
    pub(super) fn new() -> Self {
        Self { clock: Clock::system() }
    }
}

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = Vec::with_capacity(256);
        let mut serializer = serde_json::Serializer::new(&mut line);
        let mut map = serializer.serialize_map(None).map_err(|_| fmt::Error)?;
        let meta = event.metadata();
        let mut fields = Fields { map: &mut map, failed: false };
        fields.put("ts", &self.clock.now());
        fields.put("level", &level_word(*meta.level()));
        event.record(&mut Message(&mut fields));
        event.record(&mut fields);
        fields.put("target", &meta.target());
        if let Some(span) = context.lookup_current() {
            let path: Vec<String> =
                span.scope().from_root().map(|span| describe::<S, N>(&span)).collect();
            fields.put("span", &path.join(":"));
        }
        let failed = fields.failed;
        map.end().map_err(|_| fmt::Error)?;
        if failed {
            return Err(fmt::Error);
        }
        writeln!(writer, "{}", String::from_utf8(line).map_err(|_| fmt::Error)?)
    }
}

/// `name{fields}` of one span.
fn describe<S, N>(span: &tracing_subscriber::registry::SpanRef<'_, S>) -> String
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    let extensions = span.extensions();
    match extensions.get::<FormattedFields<N>>() {
        Some(fields) if !fields.is_empty() => format!("{}{{{fields}}}", span.name()),
        _ => span.name().to_owned(),
    }
}

fn level_word(level: tracing::Level) -> &'static str {
    match level {
        tracing::Level::ERROR => "error",
        tracing::Level::WARN => "warn",
        tracing::Level::INFO => "info",
        tracing::Level::DEBUG => "debug",
        tracing::Level::TRACE => "trace",
    }
}

/// Writes the fields of an event, all but its message.
struct Fields<'a, M> {
    map: &'a mut M,
    failed: bool,
}

impl<M: serde::ser::SerializeMap> Fields<'_, M> {
    fn put(&mut self, name: &str, value: &(impl serde::Serialize + ?Sized)) {
        self.failed |= self.map.serialize_entry(name, value).is_err();
    }

    fn put_field(&mut self, field: &Field, value: &(impl serde::Serialize + ?Sized)) {
        if field.name() != "message" {
            self.put(field.name(), value);
        }
    }
}

impl<M: serde::ser::SerializeMap> Visit for Fields<'_, M> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put_field(field, &value);
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put_field(field, &value);
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put_field(field, &value);
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put_field(field, &value);
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put_field(field, value);
    }
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put_field(field, &Shown(value));
    }
}

/// Writes the message of an event as `msg`.
struct Message<'a, 'b, M>(&'a mut Fields<'b, M>);

impl<M: serde::ser::SerializeMap> Visit for Message<'_, '_, M> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.0.put("msg", &Shown(value));
        }
    }
}

/// What `Debug` writes, as a JSON string, without a copy in between.
struct Shown<'a>(&'a dyn fmt::Debug);

impl serde::Serialize for Shown<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:?}", self.0))
    }
}
