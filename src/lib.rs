//! EPOP: a team's whole collaboration suite in one binary.
//!
//! The modules are floors; imports only go down. Read from the bottom: `base` is vocabulary,
//! `infra` is machinery without product words, `http` is the feature-free HTTP kit, `access` says
//! who is calling and what they may do, `features` is what people can do, `boot` puts it together.

pub mod base;

pub mod config;

pub mod infra;

pub mod http;

pub mod access;

pub mod features;

pub mod boot;
