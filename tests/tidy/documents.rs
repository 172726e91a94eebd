//! What documents say is there, is there; what is generated is fresh.

use std::path::Path;

use crate::tree::{Source, enforce, root, sources};

/// Paths in back-ticks that begin with one of these are ours.
const ROOTS: [&str; 9] =
    ["src/", "tests/", "assets/", "config/", "docs/", "packaging/", ".github/", ".ci/", "scripts/"];

fn check_paths(source: &Source, exists: impl Fn(&Path) -> bool) -> Vec<String> {
    let mut findings = Vec::new();
    for (at, line) in source.text.lines().enumerate() {
        for quoted in line.split('`').skip(1).step_by(2) {
            let path = quoted.split([' ', ':', '#']).next().unwrap_or_default();
            let pattern = path.contains(['*', '<', '{', '…']);
            let ours = ROOTS.iter().any(|start| path.starts_with(start));
            if ours && !pattern && !exists(&root().join(path)) {
                findings
                    .push(source.finding(at + 1, &format!("names `{path}`, which is not there")));
            }
        }
    }
    findings
}

#[test]
fn documents_name_only_what_is_there() {
    enforce(&sources("", &[".md"]), |source| check_paths(source, Path::exists));
}

#[test]
fn a_missing_path_is_found() {
    let sample =
        Source::sample("README.md", "See `src/lib.rs`, `src/attic.rs` and `src/<feature>/`.");
    let found = check_paths(&sample, Path::exists);
    assert_eq!(found, ["README.md:1: names `src/attic.rs`, which is not there"]);
}

/// Run with `UPDATE=1` to write the file anew.
#[test]
fn the_reference_of_settings_is_fresh() {
    let path = root().join("config/reference.toml");
    let fresh = epop::config::reference();
    #[expect(clippy::disallowed_methods, reason = "this is no setting of the program")]
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept == fresh, "config/reference.toml is stale: run `UPDATE=1 cargo test --test tidy`");
}

#[test]
fn the_settings_we_ship_are_settings() {
    let ours = sources("config", &["epop.toml"]);
    // Uncommented, so that the settings shown as examples are checked, too.
    let lines = ours[0].text.lines();
    let shown = lines.map(|line| match line.strip_prefix("# ") {
        Some(setting) if setting.contains(" = ") => setting,
        _ => line,
    });
    let text: Vec<&str> = shown.collect();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text.join("\n")).unwrap();
    let file = Some(file.path().to_string_lossy().into_owned());
    let overrides = epop::config::Overrides { file, values: Vec::new() };
    let password = ("EPOP_MAIL_SMTP_PASSWORD".to_owned(), "x".to_owned());
    let config = epop::config::Config::load(overrides, [password]).unwrap();
    assert_eq!(config.mail.smtp_host.as_deref(), Some("mail.example.org"));
}
