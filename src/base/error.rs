//! The one error type. It knows stable codes and field faults, never a status code: only `http` does.

use std::time::Duration;

use super::codes::{self, Code};

/// What every fallible function of the product returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something did not happen.
#[derive(Debug)]
pub enum Error {
    /// The caller's doing, or the caller's business: told with a stable code.
    Refused(Box<Refusal>),
    /// Ours: logged once with its source, told as `internal_error` and nothing more.
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

/// A refusal as the caller sees it.
#[derive(Debug)]
pub struct Refusal {
    /// The stable code; its class decides the status.
    pub code: Code,
    /// Which fields are at fault, if any are.
    pub details: Vec<FieldError>,
    /// When it is worth trying again, for rate limits and overload.
    pub retry_after: Option<Duration>,
}

/// One fault in one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// The field as the caller spelled it, dotted for nested ones; empty for the whole body.
    pub field: String,
    /// Stable word for the fault: `required`, `too_long`, `unknown_field`, …
    pub code: &'static str,
    /// One sentence in English; pages translate by `code`.
    pub message: String,
    /// What else there is to know, where the code says so: the values of a conflict, the path of a cycle.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub more: Option<Box<serde_json::Value>>,
}

impl FieldError {
    /// A fault in `field`.
    pub fn new(field: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: field.into(), code, message: message.into(), more: None }
    }

    /// This fault with what else there is to know.
    #[must_use]
    pub fn with(mut self, more: serde_json::Value) -> Self {
        self.more = Some(Box::new(more));
        self
    }
}

impl Error {
    /// A refusal that says more about single fields.
    pub fn refused(code: Code, details: Vec<FieldError>) -> Self {
        Self::Refused(Box::new(Refusal { code, details, retry_after: None }))
    }

    /// A malformed request, with its faults.
    pub fn invalid(details: Vec<FieldError>) -> Self {
        Self::refused(codes::INVALID_REQUEST, details)
    }

    /// A malformed request with one fault.
    pub fn invalid_field(
        field: impl Into<String>,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self::invalid(vec![FieldError::new(field, code, message)])
    }

    /// A refusal that may be retried after `wait`.
    pub fn retry(code: Code, wait: Duration) -> Self {
        Self::Refused(Box::new(Refusal { code, details: Vec::new(), retry_after: Some(wait) }))
    }

    /// A fault of ours, described by a sentence.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::Internal(message.into().into())
    }

    /// The code the caller will see.
    pub fn code(&self) -> Code {
        match self {
            Self::Refused(refusal) => refusal.code,
            Self::Internal(_) => codes::INTERNAL_ERROR,
        }
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::Refused(Box::new(Refusal { code, details: Vec::new(), retry_after: None }))
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(refusal) => f.write_str(refusal.code.name()),
            Self::Internal(source) => source.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Self {
        Self::Internal(Box::new(source))
    }
}

impl From<serde_json::Error> for Error {
    fn from(source: serde_json::Error) -> Self {
        Self::Internal(Box::new(source))
    }
}
