//! P10: files of the page, beside nginx with the same files.

use std::path::{Path, PathBuf};

use super::scripts::Fetch;
use super::{ROUNDS, lines_of};
use crate::child::Server;
use crate::load::{self, Pace};
use crate::nginx::Nginx;
use crate::report::Line;
use crate::world::temporary_folder;
use crate::{Outcome, product};

/// The sizes that are compared.
const SIZES: [u64; 2] = [4 * 1024, 100 * 1024];

/// Fetches a file of each size on 64 connections.
pub(crate) async fn run() -> Outcome<Vec<Line>> {
    let folder = temporary_folder()?;
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let product = product::start(folder.path()).await?;
    let nginx = Nginx::start(folder.path(), &assets).await?;
    let tree = find_tree(&product).await?;
    let mut lines = Vec::new();
    for size in SIZES {
        let (file, length) = nearest(&assets, size)?;
        let (mut of_product, mut of_nginx) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let scripts = (0..64).map(|_| Fetch::new(&format!("/{file}"), length));
            of_nginx.push(load::run(nginx.address, scripts, Pace::FULL).await?);
            let scripts = (0..64).map(|_| Fetch::new(&format!("{tree}{file}"), length));
            of_product.push(load::run(product.address, scripts, Pace::FULL).await?);
        }
        let work = format!("{file} ({length} bytes), 64 connections");
        lines.extend(lines_of(&work, &of_product, &of_nginx, ["≥ 0.8×", "", ""]));
    }
    nginx.stop().await?;
    product.stop().await?;
    Ok(lines)
}

/// The prefix of the files' addresses, `/a/HASH/`, as the page says it.
async fn find_tree(product: &Server) -> Outcome<String> {
    let (_, page) = product::get(product, "/", "").await?;
    let page = String::from_utf8(page)?;
    let start = page.find("/a/").ok_or("the page names no file")?;
    let hash = page[start + 3..].split('/').next().unwrap_or_default();
    Ok(format!("/a/{hash}/"))
}

/// The file whose size is nearest to `size`, of those that are shipped as they lie: its path below `assets`, and its length.
fn nearest(assets: &Path, size: u64) -> Outcome<(String, usize)> {
    let mut folders = vec![assets.to_owned()];
    let mut best: Option<(PathBuf, u64)> = None;
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir()? {
            let entry = entry?;
            let length = entry.metadata()?.len();
            let path = entry.path();
            let nearer = |(_, other): &(PathBuf, u64)| length.abs_diff(size) < other.abs_diff(size);
            if path.is_dir() {
                folders.push(path);
            } else if is_unchanged(&path) && best.as_ref().is_none_or(nearer) {
                best = Some((path, length));
            }
        }
    }
    let (path, length) = best.ok_or("there are no assets")?;
    let path = path.strip_prefix(assets)?.to_str().ok_or("a path is not text")?.to_owned();
    Ok((path, usize::try_from(length)?))
}

/// Whether the build ships a file as it lies; scripts and styles it makes shorter.
fn is_unchanged(path: &Path) -> bool {
    path.extension()
        .is_some_and(|kind| ["png", "svg", "txt", "woff2"].iter().any(|same| kind == *same))
}
