//! The files of the project, read once for each rule.

use std::path::{Path, PathBuf};

/// One text file: its path from the root of the project, with `/`, and its text.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// A file that is not there, for a rule's own test.
    pub(crate) fn sample(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Lines with their numbers, without those that are comments.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines.filter(|(_, line)| {
            let line = line.trim_start();
            !line.starts_with("//") && !line.starts_with('*') && !line.starts_with("/*")
        })
    }

    /// One finding, as compilers write them.
    pub(crate) fn finding(&self, line: usize, message: &str) -> String {
        format!("{}:{line}: {message}", self.path)
    }
}

/// The root of the project.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` whose name ends with one of `ends`, other people's code left out.
pub(crate) fn sources(folder: &str, ends: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root().join(folder), ends, &mut found);
    assert!(!found.is_empty(), "{folder} has no {ends:?}: the rule would check nothing");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(folder: &Path, ends: &[&str], found: &mut Vec<Source>) {
    const OTHERS: [&str; 5] = ["vendor", "node_modules", "target", ".git", "data"];
    for entry in
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_name().expect("an entry has a name").to_string_lossy().into_owned();
        if path.is_dir() {
            if !OTHERS.contains(&name.as_str()) {
                walk(&path, ends, found);
            }
        } else if ends.iter().any(|end| name.ends_with(end)) {
            let text = std::fs::read_to_string(&path).expect("sources are UTF-8");
            let path = path
                .strip_prefix(root())
                .expect("below the root")
                .to_string_lossy()
                .replace('\\', "/");
            found.push(Source { path, text });
        }
    }
}

/// Runs a rule over files and fails with all it finds.
pub(crate) fn enforce(sources: &[Source], rule: impl Fn(&Source) -> Vec<String>) {
    let findings: Vec<String> = sources.iter().flat_map(rule).collect();
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}
