//! Which part of a file is asked for (RFC 9110, section 14). One range is answered; several are refused.

use std::ops::Range;

use axum::http::{HeaderMap, Method, header};

/// What to answer with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The whole file (200): no range was asked for, or none that is understood.
    Whole,
    /// This part of it (206). It is not empty and lies within the file.
    Part(Range<u64>),
    /// Nothing (416): the range lies outside the file, or there are several.
    Nothing,
}

/// What a request wants of a file of `size` bytes with this strong tag.
pub fn wanted(method: &Method, headers: &HeaderMap, tag: &str, size: u64) -> Wanted {
    let mut ranges = headers.get_all(header::RANGE).iter();
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return Wanted::Whole };
    if *method != Method::GET || !is_same(headers, tag) {
        return Wanted::Whole;
    }
    range.to_str().map_or(Wanted::Whole, |range| parse(range, size))
}

/// True unless the caller has part of a file that is another one by now. A tag is compared as a strong
/// one; we give no dates, so no date is ours.
fn is_same(headers: &HeaderMap, tag: &str) -> bool {
    headers.get(header::IF_RANGE).is_none_or(|known| known.as_bytes() == tag.as_bytes())
}

/// Reads the value of a `Range` header. What is malformed is as if it were not there.
pub fn parse(range: &str, size: u64) -> Wanted {
    let Some((unit, ranges)) = range.split_once('=') else { return Wanted::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Wanted::Whole;
    }
    let ranges: Option<Vec<_>> = ranges.split(',').map(|range| one(range.trim(), size)).collect();
    match ranges.as_deref() {
        None | Some([]) => Wanted::Whole,
        Some([Some(range)]) => Wanted::Part(range.clone()),
        Some(_) => Wanted::Nothing,
    }
}

/// One range: `5-9`, `5-` or `-5`. None if it is malformed, none inside if it lies outside the file.
#[expect(clippy::option_option, reason = "malformed and outside are two things")]
fn one(range: &str, size: u64) -> Option<Option<Range<u64>>> {
    let (first, last) = range.split_once('-')?;
    if first.is_empty() {
        let length = number(last)?.min(size);
        return Some((length > 0).then(|| size - length..size));
    }
    let first = number(first)?;
    let last = if last.is_empty() { u64::MAX } else { number(last)? };
    if last < first {
        return None;
    }
    Some((first < size).then(|| first..last.min(size - 1) + 1))
}

/// Digits alone; a number that is too large is as good as the largest.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_a_part_of_the_file() {
        for (range, part) in [
            ("bytes=0-0", 0..1),
            ("bytes=0-", 0..100),
            ("bytes=10-19", 10..20),
            ("bytes=90-500", 90..100),
            ("bytes=99-99999999999999999999999", 99..100),
            ("bytes=-10", 90..100),
            ("bytes=-500", 0..100),
            ("Bytes = 5-6", 5..7),
        ] {
            assert_eq!(parse(range, 100), Wanted::Part(part), "{range}");
        }
    }

    #[test]
    fn what_is_outside_or_several_is_nothing() {
        for range in ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=0-1,5-6", "bytes=0-1,900-"]
        {
            assert_eq!(parse(range, 100), Wanted::Nothing, "{range}");
        }
        assert_eq!(parse("bytes=0-", 0), Wanted::Nothing);
        assert_eq!(parse("bytes=-5", 0), Wanted::Nothing);
    }

    #[test]
    fn what_is_malformed_is_not_there() {
        for range in
            ["", "bytes", "bytes=", "bytes=-", "bytes=5-4", "bytes=a-b", "bytes=+1-2", "lines=1-2"]
        {
            assert_eq!(parse(range, 100), Wanted::Whole, "{range}");
        }
    }

    #[test]
    fn a_range_counts_for_get_and_for_the_file_it_was_meant_for() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, "bytes=1-2".parse().unwrap());
        let get = |headers: &HeaderMap| wanted(&Method::GET, headers, "\"abc\"", 100);
        assert_eq!(get(&headers), Wanted::Part(1..3));
        assert_eq!(wanted(&Method::HEAD, &headers, "\"abc\"", 100), Wanted::Whole);
        for (known, same) in [
            ("\"abc\"", true),
            ("\"other\"", false),
            ("W/\"abc\"", false),
            ("Sat, 29 Oct 1994 19:43:31 GMT", false),
        ] {
            headers.insert(header::IF_RANGE, known.parse().unwrap());
            assert_eq!(get(&headers) == Wanted::Part(1..3), same, "{known}");
        }
        headers.remove(header::IF_RANGE);
        headers.append(header::RANGE, "bytes=5-6".parse().unwrap());
        assert_eq!(get(&headers), Wanted::Whole);
    }
}
