//! What a new password must be like: long, not common, not about its owner. No rules about kinds of
//! characters: they make passwords worse.
//!
//! The list holds what attackers try first: well-known leaked passwords, common words of English and
//! Indonesian, keyboard walks.

use crate::base::{Error, Result};

const SHORTEST: usize = 10;
const LONGEST: usize = 256;

/// Sorted by bytes, one a line, lower case.
const COMMON: &str = include_str!("../common-passwords.txt");

/// A common word stays common with a few characters around it.
const FEW_CHARS: usize = 6;

/// Personal words shorter than this are too likely to be found by chance.
const SHORTEST_PERSONAL: usize = 4;

/// Checks a new password. `personal` are texts that must not be in it: e-mail address, name.
///
/// # Errors
/// `invalid_request` with `password` as the field and `too_short`, `too_long`, `common_password` or
/// `personal_password` as its code.
pub fn check_policy(password: &str, personal: &[&str]) -> Result<()> {
    let fault = |code, message: &str| Err(Error::invalid_field("password", code, message));
    let length = password.chars().count();
    if length < SHORTEST {
        return fault("too_short", "must have at least 10 characters");
    }
    if length > LONGEST {
        return fault("too_long", "must have at most 256 characters");
    }
    let lower = password.to_lowercase();
    if is_about(&lower, personal) {
        return fault("personal_password", "must not contain the name or the e-mail address");
    }
    if is_common(&lower) {
        return fault("common_password", "is one of the passwords that attackers try first");
    }
    Ok(())
}

/// True if the password is made of somebody's name or address.
fn is_about(password: &str, personal: &[&str]) -> bool {
    personal.iter().any(|text| {
        let text = text.to_lowercase();
        let words = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() >= SHORTEST_PERSONAL);
        // A long passphrase may well have a name in it.
        words.into_iter().any(|word| {
            password.contains(word) && password.chars().count() < word.chars().count() + SHORTEST
        })
    })
}

fn is_common(password: &str) -> bool {
    if is_listed(password) || is_listed(&unmask(password)) || is_sequence(password) {
        return true;
    }
    if let Some(unit) = repeated_unit(password) {
        return unit.chars().count() <= 4 || is_listed(unit) || is_listed(&unmask(unit));
    }
    let core = password.trim_matches(|c: char| !c.is_alphabetic());
    let around = password.chars().count() - core.chars().count();
    around > 0
        && around <= FEW_CHARS
        && core.chars().count() >= 4
        && (is_listed(core) || is_listed(&unmask(core)))
}

fn is_listed(word: &str) -> bool {
    // Searching the text itself spares a set of ten thousand entries in memory.
    let mut rest = COMMON;
    while !rest.is_empty() {
        let middle = rest.as_bytes()[..rest.len() / 2]
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |at| at + 1);
        let end = rest[middle..].find('\n').map_or(rest.len(), |at| middle + at);
        match rest[middle..end].cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => rest = rest.get(end + 1..).unwrap_or_default(),
            std::cmp::Ordering::Greater => rest = &rest[..middle],
        }
    }
    false
}

/// Undoes the usual masks: `p4$$w0rd` is `password`.
fn unmask(word: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    word.chars().map(letter).collect()
}

/// True for runs such as `abcdefghij` and `9876543210`, and for one character again and again.
fn is_sequence(password: &str) -> bool {
    let steps = password.chars().zip(password.chars().skip(1));
    let mut steps = steps.map(|(one, next)| i64::from(u32::from(next)) - i64::from(u32::from(one)));
    let Some(first @ -1..=1) = steps.next() else { return false };
    steps.all(|step| step == first)
}

/// The part that the password repeats from beginning to end, if it does.
fn repeated_unit(password: &str) -> Option<&str> {
    let boundaries = password.char_indices().map(|(at, _)| at).skip(1);
    let halves = boundaries.take_while(|at| at * 2 <= password.len());
    halves.map(|at| &password[..at]).find(|unit| {
        let mut rest = password;
        while let Some(after) = rest.strip_prefix(unit) {
            rest = after;
        }
        unit.starts_with(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(password: &str) -> Option<&'static str> {
        let personal = ["ana.wijaya@example.org", "Ana Wijaya"];
        match check_policy(password, &personal) {
            Ok(()) => None,
            Err(Error::Refused(refusal)) => Some(refusal.details[0].code),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn good_passwords_pass() {
        for good in [
            "correct horse battery",
            "kopi susu jam tujuh",
            "x9#Lq2!vRt",
            "ana likes long walks by the sea",
            "пароль-из-пяти-слов",
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
    }

    #[test]
    fn what_attackers_try_first_does_not() {
        for common in [
            "1234567890",
            "qwertyuiop",
            "Password123",
            "p4$$w0rd2024",
            "!!Sunshine1",
            "aaaaaaaaaaaa",
            "abcdefghijkl",
            "0987654321",
            "passwordpassword",
            "abc1abc1abc1",
            "bismillah123",
            "changemenow",
            "1qaz2wsx3edc",
            "Indonesia2026!",
            "1a2a1a2a1a",
        ] {
            assert_eq!(fault(common), Some("common_password"), "{common}");
        }
    }

    #[test]
    fn length_and_owner_are_looked_at() {
        assert_eq!(fault("short"), Some("too_short"));
        assert_eq!(fault(&"xyzw1".repeat(60)), Some("too_long"));
        assert_eq!(fault("anawijaya99"), Some("personal_password"));
        assert_eq!(fault("Wijaya-2026"), Some("personal_password"));
    }

    #[test]
    fn the_list_is_sorted_and_every_line_is_found() {
        let lines: Vec<&str> = COMMON.lines().collect();
        assert!(lines.is_sorted() && lines.len() > 9000);
        assert!(lines.iter().all(|line| is_listed(line)));
        assert!(!is_listed("zzzzzzzzzzzzzzz") && !is_listed("") && !is_listed("passw\n"));
    }
}
