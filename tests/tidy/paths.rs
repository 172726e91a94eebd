//! Reads the module paths that Rust code names.

/// Every `crate::…` path in a text, groups in braces taken apart, each with its line.
pub(crate) fn crate_paths(text: &str) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let fresh = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        let line_start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        if fresh && !text[line_start..at].trim_start().starts_with("//") {
            let line = text[..at].matches('\n').count() + 1;
            for path in expand(&text[at + "crate::".len()..]) {
                found.push((line, path));
            }
        }
    }
    found
}

/// The paths that begin at the start of `text`: one, or one for each entry of a group.
fn expand(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start();
    if let Some(group) = text.strip_prefix('{') {
        return entries(group).into_iter().flat_map(expand).collect();
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let heads = if name.is_empty() { Vec::new() } else { vec![name.to_owned()] };
    match rest.strip_prefix("::") {
        Some(tail) if !heads.is_empty() => {
            expand(tail).into_iter().map(|path| [heads.clone(), path].concat()).collect()
        }
        _ => vec![heads],
    }
}

/// The entries of a group, up to the brace that closes it.
fn entries(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_i32, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(&group[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.retain(|entry| !entry.trim().is_empty());
    found
}

#[test]
fn takes_groups_apart() {
    let text = "use crate::base::{Error, ids::{A, B}};\n// crate::boot\nfn f() { crate::infra::db::open(x) }\n";
    let paths: Vec<(usize, String)> =
        crate_paths(text).into_iter().map(|(line, path)| (line, path.join("::"))).collect();
    let expected =
        [(1, "base::Error"), (1, "base::ids::A"), (1, "base::ids::B"), (3, "infra::db::open")];
    assert_eq!(paths, expected.map(|(line, path)| (line, path.to_owned())));
}
