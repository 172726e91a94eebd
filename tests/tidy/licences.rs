//! What the page says about other people's work: every crate of the binary, everything vendored, each with its licence.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::Command;

use serde_json::Value;

use crate::tree::root;

const LIST: &str = "assets/features/settings/licences.json";
/// The binary we ship; other systems have a few crates of their own instead.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// Words in other people's packages that no package manager knows.
const BY_HAND: [(&str, &str, &str, &str, &str); 2] = [
    ("emojibase-data", "17.0.0", "MIT", "https://emojibase.dev", "features/chat/emoji/LICENSE"),
    (
        "cldr-annotations-full",
        "48.2.0",
        "Unicode-3.0",
        "https://cldr.unicode.org",
        "features/chat/emoji/LICENSE",
    ),
];

/// `[name, version, licence]` of every crate that is compiled into the binary, as cargo resolves them.
fn crates() -> BTreeSet<(String, String, String)> {
    #[expect(clippy::disallowed_methods, reason = "cargo says where it is")]
    let cargo = std::env::var_os("CARGO").expect("cargo runs the tests");
    let arguments = ["metadata", "--format-version=1", "--locked", "--filter-platform", PLATFORM];
    let output =
        Command::new(cargo).current_dir(root()).args(arguments).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let nodes = metadata["resolve"]["nodes"].as_array().expect("a list");
    let mut wanted = vec![metadata["resolve"]["root"].as_str().expect("a text")];
    let mut used = BTreeSet::new();
    while let Some(id) = wanted.pop() {
        if !used.insert(id) {
            continue;
        }
        let node = nodes.iter().find(|node| node["id"] == id).expect("a node for each crate");
        let normal = |link: &&Value| {
            link["dep_kinds"].as_array().expect("a list").iter().any(|kind| kind["kind"].is_null())
        };
        wanted.extend(
            node["deps"]
                .as_array()
                .expect("there is one")
                .iter()
                .filter(normal)
                .filter_map(|l| l["pkg"].as_str()),
        );
    }
    let text = |value: &Value| value.as_str().unwrap_or("see its files").to_owned();
    let packages = metadata["packages"].as_array().expect("a list").iter();
    packages
        .filter(|package| used.contains(text(&package["id"]).as_str()) && package["name"] != "epop")
        .map(|package| {
            (text(&package["name"]), text(&package["version"]), text(&package["license"]))
        })
        .collect()
}

/// `[name, version, licence, home, text]` of what lies in `assets/`: `text` is the file with the licence's words.
fn vendored() -> Vec<[String; 5]> {
    let text =
        std::fs::read_to_string(root().join("assets/vendor/VENDOR.toml")).expect("it is there");
    let record: toml::Table = text.parse().expect("it is TOML");
    let packages = record["package"].as_array().expect("a list").iter().map(|package| {
        let field = |name: &str| package[name].as_str().expect("a text").to_owned();
        let files = package.get("file").and_then(toml::Value::as_array);
        let mut paths = files.into_iter().flatten().filter_map(|file| file["path"].as_str());
        let words = paths.rfind(|path| path.ends_with("/LICENSE"));
        let words = words.unwrap_or_else(|| panic!("{} has no licence", package["name"]));
        [field("name"), field("version"), field("license"), field("homepage"), words.to_owned()]
    });
    let own = BY_HAND.map(|(name, version, licence, home, words)| {
        [name, version, licence, home, words].map(str::to_owned)
    });
    packages.chain(own).collect()
}

fn fresh() -> String {
    let line = |fields: &[String]| serde_json::to_string(fields).expect("texts");
    let page: Vec<String> = vendored().iter().map(|fields| line(fields)).collect();
    let server: Vec<String> = crates()
        .into_iter()
        .map(|(name, version, licence)| line(&[name, version, licence]))
        .collect();
    let mut text = String::new();
    write!(
        text,
        "{{\"page\": [\n{}\n], \"server\": [\n{}\n]}}\n",
        page.join(",\n"),
        server.join(",\n")
    )
    .expect("a text grows");
    text
}

/// Run with `UPDATE=1` to write the file anew.
#[test]
fn the_licences_the_page_shows_are_those_of_what_is_in_it() {
    let fresh = fresh();
    #[expect(clippy::disallowed_methods, reason = "this is no setting of the program")]
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(root().join(LIST), &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(root().join(LIST)).unwrap_or_default();
    assert!(kept == fresh, "{LIST} is stale: run `UPDATE=1 cargo test --test tidy`");
    assert!(fresh.contains("[\"rusqlite\",") && !fresh.contains("see its files"));
}

#[test]
fn every_licence_that_lies_in_the_page_is_shown() {
    let shown = vendored();
    let mut folders = vec![root().join("assets")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name == "LICENSE") {
                let path = path.strip_prefix(root().join("assets")).unwrap().to_string_lossy();
                assert!(shown.iter().any(|fields| fields[4] == path), "{path} is not shown");
            }
        }
    }
}
