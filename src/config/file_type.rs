//! Types of files, as an operator names them: `.exe`, `application/x-executable`, `video/*`.

use super::setting::Setting;

/// One type, or one family of types, of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilePattern {
    /// The end of the name, in lower case and without its dot.
    Ending(String),
    /// A media type.
    Type(String),
    /// All media types of a family, with the slash.
    Family(String),
}

impl FilePattern {
    /// True if a file of this name and media type is meant.
    pub fn means(&self, file_name: &str, mime: &str) -> bool {
        match self {
            Self::Ending(end) => {
                // Not every system sees dots and spaces at the end.
                let name = file_name.trim_end_matches(['.', ' ']).to_lowercase();
                name.strip_suffix(end).is_some_and(|rest| rest.ends_with('.'))
            }
            Self::Type(own) => mime.eq_ignore_ascii_case(own),
            Self::Family(family) => mime.to_ascii_lowercase().starts_with(family),
        }
    }
}

impl Setting for FilePattern {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("has \"{text}\", which is no type such as .exe, application/zip or video/*");
        let lower = text.to_lowercase();
        let word = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_+.".contains(c))
        };
        if let Some(end) = lower.strip_prefix('.').filter(|end| word(end)) {
            return Ok(Self::Ending(end.to_owned()));
        }
        match lower.split_once('/') {
            Some((family, "*")) if word(family) => Ok(Self::Family(format!("{family}/"))),
            Some((family, name)) if word(family) && word(name) => Ok(Self::Type(lower)),
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_types_and_families_are_meant() {
        let means = |pattern, name, mime| FilePattern::parse(pattern).unwrap().means(name, mime);
        assert!(means(".EXE", "Setup.exe", "application/zip"));
        assert!(means(".exe", "setup.exe. .", "application/zip"));
        assert!(means(".tar.gz", "all.tar.gz", "application/gzip"));
        assert!(!means(".exe", "exe", "x/y") && !means(".exe", "annexe", "x/y"));
        assert!(means("application/zip", "a", "application/zip"));
        assert!(!means("application/zip", "a.zip", "application/gzip"));
        assert!(means("video/*", "a", "Video/mp4") && !means("video/*", "a", "videos/x"));
    }

    #[test]
    fn what_is_no_type_is_a_fault() {
        for bad in ["exe", "", ".", "*", "*/*", "/", "a/", "/b", "a/b/c", ". exe", "a b/c"] {
            assert!(FilePattern::parse(bad).is_err(), "{bad}");
        }
    }
}
