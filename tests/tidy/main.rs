//! House rules that no compiler knows, as tests: who imports whom, where SQL may be, how long a file
//! gets, which paths documents name. Each rule also fails a bad sample, so that it cannot rot.

mod assets;
mod documents;
mod files;
mod floors;
mod licences;
mod paths;
mod sql;
mod tree;
