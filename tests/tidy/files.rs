//! Every file is short and says what it is; every exception says why.

use crate::tree::{Source, enforce, sources};

const LONGEST: usize = 400;

/// Folders with these names collect what nobody owns.
const OWNERLESS: [&str; 8] =
    ["util", "utils", "helper", "helpers", "manager", "common", "misc", "shared"];

fn check_length(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    let message = format!("has {lines} lines, more than {LONGEST}");
    if lines > LONGEST { vec![source.finding(lines, &message)] } else { Vec::new() }
}

fn check_header(source: &Source) -> Vec<String> {
    let good =
        source.text.lines().next().is_some_and(|line| line.len() > 10 && line.starts_with("//! "));
    if good {
        Vec::new()
    } else {
        vec![source.finding(1, "does not begin with a `//!` line that says what it is")]
    }
}

fn check_name(source: &Source) -> Vec<String> {
    let parts = source.path.split(['/', '.']);
    let bad = parts.filter(|part| OWNERLESS.contains(part));
    bad.map(|part| source.finding(1, &format!("\"{part}\" is no name: whose is it?"))).collect()
}

fn check_leftovers(source: &Source) -> Vec<String> {
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];
    let lines = source.text.lines().enumerate();
    let bad = lines.filter(|(_, line)| words.iter().any(|word| line.contains(word)));
    bad.map(|(at, _)| source.finding(at + 1, "is left over: do it or write an issue")).collect()
}

/// `#[allow(…)]` and `#[expect(…)]` carry a reason, also over several lines.
fn check_exceptions(source: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    for (line, text) in source.code() {
        let opens = ["#[allow(", "#![allow(", "#[expect(", "#![expect("];
        if !opens.iter().any(|open| text.trim_start().starts_with(open)) {
            continue;
        }
        let rest: Vec<&str> = source.text.lines().skip(line - 1).collect();
        let rest = rest.join("\n");
        let attribute = &rest[..rest.find(")]").unwrap_or(rest.len())];
        if !attribute.contains("reason = \"") {
            findings.push(source.finding(line, "is an exception without a reason"));
        }
    }
    findings
}

fn rust() -> Vec<Source> {
    let mut all = sources("src", &[".rs"]);
    all.extend(sources("build", &[".rs"]));
    all.extend(sources("tests", &[".rs"]));
    all
}

fn everything() -> Vec<Source> {
    let mut all = rust();
    all.extend(sources("assets", &[".js", ".mjs", ".css"]));
    all.extend(sources("tests", &[".js", ".mjs"]));
    all
}

#[test]
fn files_are_short() {
    enforce(&everything(), check_length);
}

#[test]
fn modules_say_what_they_are() {
    enforce(&rust(), check_header);
}

#[test]
fn files_have_names() {
    enforce(&everything(), check_name);
}

#[test]
fn nothing_is_left_over() {
    enforce(&everything(), check_leftovers);
}

#[test]
fn exceptions_have_reasons() {
    enforce(&rust(), check_exceptions);
}

#[test]
fn bad_files_are_found() {
    let bad = |check: fn(&Source) -> Vec<String>, path, text: &str| {
        assert_eq!(check(&Source::sample(path, text)).len(), 1, "{path}");
    };
    bad(check_length, "src/a.rs", &"x\n".repeat(LONGEST + 1));
    bad(check_header, "src/a.rs", "use std::fmt;\n");
    bad(check_header, "src/a.rs", "//! \n");
    bad(check_name, "src/http/utils/a.rs", "");
    bad(check_leftovers, "src/a.rs", concat!("// TO", "DO: later"));
    bad(check_exceptions, "src/a.rs", "#[allow(dead_code)]\nfn f() {}");
    bad(check_exceptions, "src/a.rs", "#[expect(\n    dead_code,\n)]\nfn f() {}");
    let good = Source::sample(
        "src/a.rs",
        "#[expect(\n    dead_code,\n    reason = \"read by tests\"\n)]\n",
    );
    assert!(check_exceptions(&good).is_empty());
}
