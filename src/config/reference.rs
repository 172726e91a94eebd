//! `config/reference.toml`, written from the table so that it cannot go stale.

use std::fmt::Write as _;

use super::table::{ROWS, Row, SECTIONS};

const HEAD: &str = "\
# Every setting of EPOP with its default. EPOP starts without any of them.
# Pass a file with `--config FILE` or EPOP_CONFIG. A flag wins over a variable, a variable over the file.
# Times are written 250ms, 10s, 15m, 12h or 30d. Lists may be TOML lists or comma separated texts.
";

/// The whole reference file.
pub fn reference() -> String {
    let mut text = HEAD.to_owned();
    for section in SECTIONS {
        text.push('\n');
        for line in section.doc {
            push(&mut text, format_args!("#{line}"));
        }
        push(&mut text, format_args!("[{}]", section.name));
        for row in ROWS.iter().filter(|row| row.section == section.name) {
            push_row(&mut text, row);
        }
    }
    text
}

fn push_row(text: &mut String, row: &Row) {
    text.push('\n');
    for line in row.doc {
        push(text, format_args!("#{line}"));
    }
    let mut names = vec![row.variable()];
    names.extend(row.also.iter().map(|(name, _)| (*name).to_owned()));
    if row.secret {
        let files: Vec<String> = names.iter().map(|name| format!("{name}_FILE")).collect();
        names.extend(files);
    }
    push(text, format_args!("# Variables: {}", names.join(", ")));
    let number = row.default.parse::<i64>().map(toml::Value::from);
    let value = number.unwrap_or_else(|_| toml::Value::from(row.default));
    push(text, format_args!("# {} = {value}", row.key));
}

fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a string takes everything");
}
