//! Which modules the page needs to start: the closure of the static imports of one module.
//!
//! The browser learns about an import only after it has the module that contains it; naming all of
//! them at once saves a round trip for each level.

use std::collections::{BTreeMap, BTreeSet};

use super::files::Files;
use crate::base::{Error, Result};

/// Where bare names such as `preact` lie, as paths below `assets/`.
pub(super) type ImportMap = BTreeMap<String, String>;

/// Paths of `entry` and everything it imports statically, `entry` first.
///
/// # Errors
/// Names an import that leads nowhere.
pub(super) fn closure(files: &Files, map: &ImportMap, entry: &str) -> Result<Vec<String>> {
    let mut found = vec![entry.to_owned()];
    let mut seen = BTreeSet::from([entry.to_owned()]);
    let mut next = 0;
    while let Some(path) = found.get(next).cloned() {
        next += 1;
        let text = files.find_text(&path).ok_or_else(|| {
            Error::internal(format!("the page imports {path}, which is not there"))
        })?;
        for name in static_imports(&text) {
            let target = resolve(map, &path, name).ok_or_else(|| {
                Error::internal(format!("{path} imports \"{name}\", which is no module"))
            })?;
            if seen.insert(target.clone()) {
                found.push(target);
            }
        }
    }
    Ok(found)
}

/// The names imported by `import … from '…'`, `import '…'` and `export … from '…'`.
fn static_imports(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(statement) = next_statement(rest) {
        rest = statement;
        let Some(quote) = statement.find(['\'', '"']) else { continue };
        let clause = &statement[..quote];
        let mark = &statement[quote..=quote];
        let Some(end) = statement[quote + 1..].find(mark) else { continue };
        if is_clause(clause) {
            names.push(&statement[quote + 1..quote + 1 + end]);
        }
    }
    names
}

/// The text after the next `import` or `export` that begins a statement.
fn next_statement(text: &str) -> Option<&str> {
    // Both words end in these letters: one walk finds them in order.
    let mut words = text.match_indices("port").filter(|(at, _)| {
        let start = text[..*at].strip_suffix("im").or_else(|| text[..*at].strip_suffix("ex"));
        let begins = start.is_some_and(|before| {
            let before = before.trim_end_matches([' ', '\t']).chars().next_back();
            matches!(before, None | Some('\n' | ';' | '}'))
        });
        let after = text[at + "port".len()..].chars().next();
        begins && after.is_some_and(|c| !c.is_alphanumeric() && c != '_')
    });
    words.next().map(|(at, word)| &text[at + word.len()..])
}

/// True for what may stand between `import` and the name: nothing, or bindings and `from`.
fn is_clause(clause: &str) -> bool {
    let clause = clause.trim();
    let Some(bindings) = clause.strip_suffix("from") else { return clause.is_empty() };
    bindings.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "{},*_$".contains(c))
        && !["const ", "function ", "default ", "class ", "let "]
            .iter()
            .any(|word| bindings.trim_start().starts_with(word))
}

/// The path below `assets/` that `name` means inside the module at `path`.
fn resolve(map: &ImportMap, path: &str, name: &str) -> Option<String> {
    if !name.starts_with('.') {
        return map.get(name).cloned();
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for step in name.split('/') {
        match step {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            step => parts.push(step),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_static_imports_in_all_their_forms() {
        let text = "import { html } from 'htm/preact';\nimport './a.js';\nimport x, {\n  y,\n} from \"../b.js\";\n\
            export { z } from './c.js';\nexport * from './d.js';import*as e from'./e.js';\n\
            export const late = () => import('./late.js');\nexport default { from: 'nowhere' };\n\
            const s = \"import './text.js'\"; // import './comment.js'\n";
        assert_eq!(
            static_imports(text),
            ["htm/preact", "./a.js", "../b.js", "./c.js", "./d.js", "./e.js"]
        );
    }

    #[test]
    fn resolves_relative_and_bare_names() {
        let map = ImportMap::from([("preact".to_owned(), "vendor/p.mjs".to_owned())]);
        assert_eq!(resolve(&map, "app/main.js", "../lib/id.js").unwrap(), "lib/id.js");
        assert_eq!(resolve(&map, "app/main.js", "./x/y.js").unwrap(), "app/x/y.js");
        assert_eq!(resolve(&map, "app/main.js", "preact").unwrap(), "vendor/p.mjs");
        assert!(resolve(&map, "app/main.js", "react").is_none());
        assert!(resolve(&map, "main.js", "../../etc/passwd").is_none());
    }
}
