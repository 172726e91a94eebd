//! The table of error codes: a code is never renamed and never changes its status.

use std::fmt::Write as _;

use epop::base::codes;
use epop::http::answer;

use crate::support::{assert_snapshot, status_of};

#[test]
fn the_table_of_codes_is_kept() {
    let mut table = String::new();
    for code in codes::ALL {
        let status = status_of(code.class());
        assert_eq!(answer::status_of(code.class()).as_u16(), status, "{}", code.name());
        writeln!(table, "{status} {:<28} {}", code.name(), code.message())
            .expect("a string takes it");
    }
    assert_snapshot("tests/api/contract/snapshots/codes.txt", &table);
}
