//! Makes the page of `assets/` as it is shipped: what is needed together in one file, short names, no comments, each text
//! packed. The binary embeds the result (`src/http/ui/files.rs`); what people work on stays as it lies in `assets/`.
//!
//! [`module`] reads a script, [`chunks`] puts scripts together, [`script`] and [`style`] make them short, [`pack`] packs.

mod chunks;
mod module;
mod pack;
mod paths;
mod script;
mod style;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use chunks::Graph;
use module::Module;
use paths::is_kind;

/// The API's document, which the binary has packed.
const DOCUMENT: &str = "docs/openapi.json";
/// Where bare names such as `preact` lie.
const IMPORT_MAP: &str = "vendor/importmap.json";
/// Scripts that are no modules: one stops the first paint, one is a worker.
const CLASSIC: [&str; 2] = ["app/early.js", "app/sw.js"];
/// Is fetched by addresses that are made up when they are wanted, and is short already.
const AS_IT_IS: &str = "vendor/highlight.js-";
/// What the page itself never asks for.
const NOT_SERVED: &str = "vendor/VENDOR.toml";

/// Which modules come together, each group under the address of its first: it and all it imports that no group before has.
/// First what every page needs, then what only those with Markdown, those signed in, and chat need.
const GROUPS: [&[&str]; 4] = [
    &["app/main.js", "ui/field.js", "ui/layers.js"],
    &["ui/rich-text.js"],
    &["app/shell.js"],
    &["features/chat/view.js"],
];

type Files = BTreeMap<String, Vec<u8>>;

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script its folders this way")]
fn folder(variable: &str) -> PathBuf {
    PathBuf::from(std::env::var_os(variable).expect("cargo runs this"))
}

fn main() {
    tell("rerun-if-changed=assets");
    tell("rerun-if-changed=packaging/page");
    tell(&format!("rerun-if-changed={DOCUMENT}"));
    let document =
        fs::read(folder("CARGO_MANIFEST_DIR").join(DOCUMENT)).expect("the repository has it");
    pack::write_document(&folder("OUT_DIR").join("openapi.json.gz"), &document);
    let mut files = Files::new();
    read(&folder("CARGO_MANIFEST_DIR").join("assets"), "", &mut files);
    match shipped(files) {
        Ok(files) => pack::write(&folder("OUT_DIR").join("page"), &files),
        Err(fault) => {
            tell(&format!("error=assets/{fault}"));
            std::process::exit(1);
        }
    }
}

#[expect(clippy::print_stdout, reason = "cargo listens to what a build script prints")]
fn tell(what: &str) {
    println!("cargo::{what}");
}

fn read(folder: &Path, below: &str, files: &mut Files) {
    let entries = fs::read_dir(folder).expect("assets can be read");
    for entry in entries {
        let path = entry.expect("assets can be read").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("names are plain");
        let name = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        if path.is_dir() {
            read(&path, &name, files);
        } else {
            files.insert(name, fs::read(&path).expect("assets can be read"));
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("scripts and styles are UTF-8")
}

fn is_script(path: &str) -> bool {
    (is_kind(path, "js") || is_kind(path, "mjs")) && !path.starts_with(AS_IT_IS)
}

/// The files as they are shipped.
fn shipped(mut files: Files) -> Result<Files, String> {
    files.remove(NOT_SERVED);
    let map = files.insert(IMPORT_MAP.to_owned(), b"{}".to_vec()).expect("it is there");
    let map: BTreeMap<String, String> =
        serde_json::from_slice(&map).map_err(|fault| format!("{IMPORT_MAP}: {fault}"))?;
    let (scripts, mut rest): (Files, Files) =
        files.into_iter().partition(|(path, _)| is_script(path));
    let mut modules = Vec::new();
    for (path, source) in scripts {
        let source = text(&source);
        if CLASSIC.contains(&path.as_str()) {
            let short = script::shorten(&path, &source, script::Kind::Classic)?;
            rest.insert(path, short.into_bytes());
        } else {
            modules.push(Module::read(&path, source, &map)?);
        }
    }
    for (path, source) in Graph::new(modules, &GROUPS)?.print()? {
        let short = script::shorten(&path, &source, script::Kind::Module)?;
        rest.insert(path, short.into_bytes());
    }
    join_sheets(&mut rest);
    for (path, bytes) in &mut rest {
        if is_kind(path, "css") {
            *bytes = style::shorten(&text(bytes)).into_bytes();
        }
    }
    Ok(rest)
}

/// The sheets that `index.html` names come as one, under the address of the first.
fn join_sheets(files: &mut Files) {
    let page = text(&files["index.html"]);
    let sheets: Vec<(&str, &str)> =
        page.lines().filter_map(|line| Some((line, style::sheet_of(line)?))).collect();
    let folders: BTreeSet<usize> =
        sheets.iter().map(|(_, path)| path.matches('/').count()).collect();
    assert!(folders.len() == 1, "the sheets lie equally deep, so that their addresses hold");
    let whole: String = sheets.iter().map(|(_, path)| text(&files[*path])).collect();
    let mut short = page.clone();
    for (line, path) in &sheets[1..] {
        short = short.replace(&format!("{line}\n"), "");
        files.remove(*path);
    }
    files.insert(sheets[0].1.to_owned(), whole.into_bytes());
    files.insert("index.html".to_owned(), short.into_bytes());
}
