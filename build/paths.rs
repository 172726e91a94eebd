//! Addresses of files below `assets/`, and how one names another.

/// The folder of a file, without a slash at its end.
pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a file's name ends with `.kind`.
pub(crate) fn is_kind(path: &str, kind: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end == kind)
}

/// What `name`, such as `../lib/text.js`, means in the file `path`.
pub(crate) fn resolve(path: &str, name: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder(path).split('/').filter(|part| !part.is_empty()).collect();
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

/// How the file `path` names the file `target`.
pub(crate) fn relative(path: &str, target: &str) -> String {
    let from: Vec<&str> = folder(path).split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = target.split('/').collect();
    let same = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len() - same);
    format!("{}{}", if up.is_empty() { "./" } else { &up }, to[same..].join("/"))
}
