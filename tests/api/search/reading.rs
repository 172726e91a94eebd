//! x to come
