//! What a device calls itself, in words people know it by.

/// The kind of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum DeviceType {
    /// A computer.
    Desktop,
    /// A telephone.
    Mobile,
    /// A tablet.
    Tablet,
    /// A program, or not known.
    Other,
}

/// A device, as its `User-Agent` tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Device {
    /// Such as `Chrome on Linux`.
    pub name: String,
    /// What kind of device it is.
    pub kind: DeviceType,
}

/// Browsers by their mark. Order matters: most claim to be Chrome and Safari as well.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("YaBrowser/", "Yandex Browser"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems by their mark. Order matters: iPhones claim to be like Mac OS X, Android to be Linux.
const SYSTEMS: &[(&str, &str, DeviceType)] = &[
    ("iPhone", "iPhone", DeviceType::Mobile),
    ("iPad", "iPad", DeviceType::Tablet),
    ("Android", "Android", DeviceType::Tablet),
    ("Windows", "Windows", DeviceType::Desktop),
    ("Mac OS X", "macOS", DeviceType::Desktop),
    ("CrOS", "ChromeOS", DeviceType::Desktop),
    ("Linux", "Linux", DeviceType::Desktop),
];

/// Reads a `User-Agent`.
pub(super) fn describe(user_agent: &str) -> Device {
    let browser =
        BROWSERS.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
    let system = SYSTEMS.iter().find(|(mark, ..)| user_agent.contains(mark));
    let kind = match system {
        Some((_, "Android", _)) if user_agent.contains("Mobile") => DeviceType::Mobile,
        Some((.., kind)) => *kind,
        None => DeviceType::Other,
    };
    let name = match (browser, system) {
        (Some(browser), Some((_, system, _))) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some((_, system, _))) => (*system).to_owned(),
        (None, None) => program(user_agent).unwrap_or("Unknown device").to_owned(),
    };
    Device { name, kind }
}

/// The name before the first `/`, as programs send it.
fn program(user_agent: &str) -> Option<&str> {
    let name = user_agent.split(['/', ' ']).next()?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b == b'.';
    ((1..=32).contains(&name.len()) && name.bytes().all(plain)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_named_as_people_know_them() {
        use DeviceType::{Desktop, Mobile, Other, Tablet};
        let cases = [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
                "Chrome on Linux",
                Desktop,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
                "Edge on Windows",
                Desktop,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
                "Safari on macOS",
                Desktop,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.0.0 Mobile/15E148 Safari/604.1",
                "Chrome on iPhone",
                Mobile,
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
                Mobile,
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Safari/537.36",
                "Samsung Internet on Android",
                Tablet,
            ),
            (
                "Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0",
                "Firefox on Android",
                Mobile,
            ),
            ("curl/8.5.0", "curl", Other),
            ("", "Unknown device", Other),
            ("<script>alert(1)</script>", "Unknown device", Other),
        ];
        for (user_agent, name, kind) in cases {
            assert_eq!(
                describe(user_agent),
                Device { name: name.to_owned(), kind },
                "{user_agent}"
            );
        }
    }
}
