//! Projects: boards, tasks, who takes part, and what waits for what.

mod analytics;
mod attaching;
mod board;
mod comments;
mod conflicts;
mod importing;
mod lists;
mod members;
mod moves;
mod schedule;
mod tasks;
