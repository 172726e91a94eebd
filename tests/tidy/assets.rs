//! The floors of the page, and what its code never does.

use crate::tree::{Source, enforce, sources};

/// Each folder with the folders its modules may import from; a feature imports only itself of the
/// features.
const FLOORS: [(&str, &[&str]); 7] = [
    ("app", &["app", "features", "ui", "state", "net", "lib", "i18n"]),
    ("features", &["features", "ui", "state", "net", "lib"]),
    ("ui", &["ui", "lib"]),
    ("state", &["state", "net", "lib"]),
    ("net", &["net", "lib"]),
    ("lib", &["lib", "i18n"]),
    ("i18n", &["i18n"]),
];

const BARE: [&str; 6] =
    ["preact", "preact/hooks", "@preact/signals", "@preact/signals-core", "htm", "htm/preact"];

/// Each turns text into markup or code.
const NEVER: [&str; 9] = [
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "eval(",
    "new Function(",
    "setHTMLUnsafe",
    "createContextualFragment",
    "srcdoc",
];

/// The names a module imports, statically or not, each with its line.
fn imports(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, text) in source.code() {
        for start in ["from '", "from \"", "import '", "import \"", "import('", "import(\""] {
            for (at, _) in text.match_indices(start) {
                let name = &text[at + start.len()..];
                let end = name.find(['\'', '"']).unwrap_or(name.len());
                let name = &name[..end];
                let is_module =
                    name.starts_with('.') || BARE.contains(&name) || !name.contains(' ');
                if is_module && !name.is_empty() {
                    found.push((line, name.to_owned()));
                }
            }
        }
    }
    found
}

/// The path below `assets/` that a relative name means.
fn resolve(path: &str, name: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.trim_start_matches("assets/").split('/').collect();
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

fn check_imports(source: &Source) -> Vec<String> {
    let own: Vec<&str> = source.path.trim_start_matches("assets/").split('/').collect();
    let Some((_, allowed)) = FLOORS.iter().find(|(floor, _)| *floor == own[0]) else {
        return vec![source.finding(1, "is on no floor of the page")];
    };
    let mut findings = Vec::new();
    for (line, name) in imports(source) {
        if !name.starts_with('.') {
            if !BARE.contains(&name.as_str()) {
                findings
                    .push(source.finding(line, &format!("imports \"{name}\", which nobody maps")));
            }
            continue;
        }
        let target = resolve(&source.path, &name).unwrap_or_default();
        let theirs: Vec<&str> = target.split('/').collect();
        if !allowed.contains(&theirs[0]) {
            let message = format!("{} imports {target}: it may use {}", own[0], allowed.join(", "));
            findings.push(source.finding(line, &message));
        }
        if own[0] == "features" && theirs[0] == "features" && own.get(1) != theirs.get(1) {
            findings.push(source.finding(line, &format!("imports the feature {}", theirs[1])));
        }
    }
    findings
}

fn check_sinks(source: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    for (line, text) in source.code() {
        for sink in NEVER {
            if text.contains(sink) {
                findings.push(source.finding(line, &format!("uses {sink}")));
            }
        }
    }
    findings
}

fn modules() -> Vec<Source> {
    sources("assets", &[".js", ".mjs"])
}

#[test]
fn the_page_imports_only_downwards() {
    enforce(&modules(), check_imports);
}

#[test]
fn the_page_never_makes_markup_of_text() {
    enforce(&modules(), check_sinks);
}

#[test]
fn bad_modules_are_found() {
    for (path, text) in [
        ("assets/lib/id.js", "import { get } from '../net/api.js';"),
        ("assets/ui/menu.js", "import { me } from \"../state/session.js\";"),
        ("assets/features/chat/view.js", "const late = () => import('../mail/view.js');"),
        ("assets/net/api.js", "import lodash from 'lodash';"),
        ("assets/attic/a.js", "export const a = 1;"),
    ] {
        assert_eq!(check_imports(&Source::sample(path, text)).len(), 1, "{path}");
    }
    assert_eq!(check_sinks(&Source::sample("assets/ui/a.js", "el.innerHTML = text;")).len(), 1);
    let good = Source::sample(
        "assets/features/chat/view.js",
        "import { html } from 'htm/preact';\nimport './store.js';\nimport '../../ui/icon.js';",
    );
    assert!(check_imports(&good).is_empty());
}
