//! Imports only go down. The two tables are the diagram of the house.

use crate::paths::crate_paths;
use crate::tree::{Source, enforce, sources};

/// From the ground up: a floor uses itself and what stands before it.
const FLOORS: [&str; 7] = ["base", "config", "infra", "http", "access", "features", "boot"];

/// Each feature with the rank it stands on: it uses features of lower ranks, never a peer.
const FEATURES: [(&str, u32); 11] = [
    ("directory", 0),
    ("workspace", 0),
    ("auth", 1),
    ("files", 1),
    ("chat", 2),
    ("projects", 2),
    ("desk", 3),
    ("realtime", 3),
    ("dashboard", 3),
    ("search", 3),
    ("ops", 3),
];

/// What a room of a feature may use below the features; other rooms may use everything below.
const ROOMS: [(&str, &[&str]); 2] =
    [("model", &["base", "access"]), ("store", &["base", "infra", "access"])];

fn rank_of(floor: &str) -> Option<usize> {
    FLOORS.iter().position(|known| *known == floor)
}

fn feature_rank(feature: &str) -> Option<u32> {
    FEATURES.iter().find(|(name, _)| *name == feature).map(|(_, rank)| *rank)
}

/// `src/features/chat/store/reads.rs` is `["features", "chat", "store", "reads"]`.
fn module_of(path: &str) -> Vec<&str> {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs");
    path.split('/').filter(|part| *part != "mod").collect()
}

fn check(source: &Source) -> Vec<String> {
    let module = module_of(&source.path);
    let Some(own) = module.first().and_then(|floor| rank_of(floor)) else {
        let known = matches!(module.first(), Some(&("main" | "lib")));
        let message = "is on no floor: add it to tests/tidy/floors.rs";
        return if known { Vec::new() } else { vec![source.finding(1, message)] };
    };
    let mut findings = Vec::new();
    for (line, path) in crate_paths(&source.text) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let Some(floor) = path.first().and_then(|floor| rank_of(floor)) else { continue };
        if floor > own {
            let below = FLOORS[..=own].join(", ");
            findings.push(
                source.finding(
                    line,
                    &format!("imports {}: {} may use {below}", path[0], FLOORS[own]),
                ),
            );
        }
        findings
            .extend(check_feature(&module, &path).map(|message| source.finding(line, &message)));
    }
    findings.extend(check_supers(source, &module));
    findings
}

/// Inside the features: never a peer, others only through their front page, rooms kept apart.
fn check_feature(module: &[&str], path: &[&str]) -> Option<String> {
    if module[0] != "features" || module.len() < 2 {
        return None;
    }
    let feature = module[1];
    if path[0] == "features" {
        let other = *path.get(1)?;
        if other == feature {
            return None;
        }
        let (own, theirs) = (feature_rank(feature)?, feature_rank(other)?);
        if theirs >= own {
            return Some(format!("{feature} imports {other}, which is no feature below it"));
        }
        // A lower-case part that is not the last one is a module.
        let room = path.get(2).filter(|_| path.len() > 3);
        return room.filter(|room| room.starts_with(char::is_lowercase)).map(|room| {
            format!("reaches into {other}::{room}: use what {other}/mod.rs gives out")
        });
    }
    let room = module.get(2)?;
    let (_, allowed) = ROOMS.iter().find(|(name, _)| name == room)?;
    (!allowed.contains(&path[0]))
        .then(|| format!("the {room} of a feature may use {}, not {}", allowed.join(", "), path[0]))
}

/// `super::super::…` must not climb out of the floor or the feature: that would go unseen above.
fn check_supers(source: &Source, module: &[&str]) -> Vec<String> {
    let home = if module[0] == "features" { 2 } else { 1 };
    let mut in_tests = false;
    let mut findings = Vec::new();
    for (line, text) in source.code() {
        in_tests |= text.contains("mod tests {");
        let climbs = text.split(|c: char| c.is_whitespace() || "({<,".contains(c));
        let most = climbs.map(|word| word.matches("super::").count()).max().unwrap_or(0);
        if most > module.len().saturating_sub(home) + usize::from(in_tests) {
            findings.push(source.finding(line, "climbs out of its floor: write `crate::…`"));
        }
    }
    findings
}

#[test]
fn imports_only_go_down() {
    enforce(&sources("src", &[".rs"]), check);
}

#[test]
fn every_feature_has_a_rank() {
    let text = std::fs::read_to_string(crate::tree::root().join("src/features/mod.rs")).unwrap();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
            assert!(feature_rank(name).is_some(), "{name} is missing in tests/tidy/floors.rs");
        }
    }
}

#[test]
fn bad_imports_are_found() {
    for (path, text) in [
        ("src/base/ids.rs", "use crate::infra::db::Db;"),
        ("src/infra/hub.rs", "use crate::{base::Error, features::chat::X};"),
        ("src/features/directory/mod.rs", "use crate::features::auth::Account;"),
        ("src/features/ops/mod.rs", "use crate::features::dashboard::Summary;"),
        ("src/features/chat/acts.rs", "use crate::features::directory::store::find;"),
        ("src/features/chat/model.rs", "use crate::infra::db::ReadTx;"),
        ("src/features/chat/store/reads.rs", "use crate::http::answer;"),
        ("src/features/chat/store/reads.rs", "use super::super::super::auth::X;"),
        ("src/http/front.rs", "use super::super::boot::open;"),
        ("src/attic/mod.rs", "fn f() {}"),
    ] {
        assert_eq!(check(&Source::sample(path, text)).len(), 1, "{path}: {text}");
    }
}

#[test]
fn good_imports_pass() {
    for (path, text) in [
        ("src/features/chat/acts.rs", "use crate::features::directory::{Person, find_person};"),
        ("src/features/chat/acts.rs", "let x = crate::features::directory::Person::new();"),
        (
            "src/features/chat/store/reads.rs",
            "use super::super::model::Chat;\nuse crate::infra::db::ReadTx;",
        ),
        ("src/boot/mod.rs", "use crate::features::auth;"),
    ] {
        let found = check(&Source::sample(path, text));
        // A type's own function looks like a module's: types begin with a capital.
        assert!(found.is_empty(), "{found:?}");
    }
}
