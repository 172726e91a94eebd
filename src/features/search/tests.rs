//! The pieces of search together.
