//! Whatever is said of a file, by its sender or by who asks for it, it does no harm.

use epop::config::{FilePattern, Setting as _};
use epop::http::file::disposition::{Disposition, printable};
use epop::http::file::range::{Wanted, parse};
use epop::infra::filetype::{shown_as, sniff};
use proptest::prelude::*;

use super::fuzz::on_every;

/// Numbers where arithmetic goes wrong.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<u64>().prop_map(|number| number.to_string()),
        (0..300_u64).prop_map(|number| number.to_string()),
        prop::sample::select(vec!["", "18446744073709551615", "18446744073709551616", "-1", "0x1"])
            .prop_map(str::to_owned),
    ]
}

#[test]
fn a_range_lies_within_the_file_or_is_refused() {
    let one = (number(), number()).prop_map(|(first, last)| format!("{first}-{last}"));
    let several =
        prop::collection::vec(one, 0..4).prop_map(|all| format!("bytes={}", all.join(",")));
    let range = prop_oneof![several, any::<String>(), "bytes=[0-9, -]{0,12}"];
    let size = prop_oneof![Just(0), Just(1), 0..300_u64, Just(u64::MAX), any::<u64>()];
    on_every((range, size), |(range, size)| {
        if let Wanted::Part(part) = parse(&range, size) {
            prop_assert!(part.start < part.end && part.end <= size, "{:?} of {}", part, size);
        }
        Ok(())
    });
}

#[test]
fn any_name_makes_one_header_that_says_the_name() {
    on_every(any::<String>(), |name| {
        let value = Disposition::Attachment.of(&name);
        let text = value.to_str().expect("visible ASCII");
        let rest = text.strip_prefix("attachment; filename=\"").expect("begins so");
        let (plain, rest) = rest.split_once('"').expect("the quotes are closed");
        let said = if let Some(encoded) = rest.strip_prefix("; filename*=UTF-8''") {
            let decoded = percent_encoding::percent_decode_str(encoded).decode_utf8();
            decoded.expect("UTF-8").into_owned()
        } else {
            prop_assert_eq!(rest, "");
            plain.to_owned()
        };
        prop_assert_eq!(said, printable(&name));
        Ok(())
    });
}

#[test]
fn only_what_does_nothing_is_shown() {
    let head = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..64),
        any::<String>().prop_map(String::into_bytes),
        ("(<svg|<html>|<script>|<!--|<\\?xml|%PDF|GIF89a|\u{feff}| ){0,3}", any::<String>())
            .prop_map(|(start, rest)| (start + &rest).into_bytes()),
    ];
    let name = prop_oneof![any::<String>(), "[a-z]{0,4}\\.(html|svg|png|txt|js|pdf|exe|zip)"];
    let declared = prop::option::of(prop_oneof![any::<String>(), "(image|text|video)/[a-z]{0,9}"]);
    on_every((head, name, declared), |(head, name, declared)| {
        let found = sniff(&head, &name, declared.as_deref());
        let shown = shown_as(&found.mime);
        prop_assert_eq!(found.is_inline, shown.is_some());
        prop_assert!(http::HeaderValue::try_from(&found.mime).is_ok());
        let harmless = |shown: &str| {
            ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "application/pdf"]
                .contains(&shown)
                || shown == "text/plain; charset=utf-8"
                || shown.starts_with("audio/")
                || shown.starts_with("video/")
        };
        prop_assert!(shown.is_none_or(harmless), "{:?}", found);
        // The sender's word alone shows nothing.
        let unsaid = sniff(&head, &name, None);
        prop_assert_eq!(unsaid.is_inline, found.is_inline);
        Ok(())
    });
}

#[test]
fn patterns_of_types_are_understood_or_faults() {
    on_every((any::<String>(), any::<String>(), any::<String>()), |(pattern, name, mime)| {
        if let Ok(pattern) = FilePattern::parse(&pattern) {
            pattern.means(&name, &mime);
        }
        Ok(())
    });
}
