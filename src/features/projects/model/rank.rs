//! Places in an order. A rank is a text; between any two there is room for another, so that putting
//! something elsewhere changes that one row.
//!
//! A rank is a fraction in base 36 with at least [`WIDTH`] digits, compared as text. Appending and
//! prepending go [`STEP`] further and keep it short; squeezing between the same two ranks over and over
//! makes it longer by a digit each five times, until [`is_long`] asks for fresh ranks.

/// A digit more than this many, and the order is written anew.
const LONGEST: usize = 40;
/// Digits every rank has.
const WIDTH: usize = 10;
/// How far apart ranks begin: there is room for 20 halvings before they grow.
const STEP: u64 = 36_u64.pow(4);
/// One more than the largest rank of [`WIDTH`] digits.
const END: u64 = 36_u64.pow(10);

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// A place in an order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Rank(String);

impl Rank {
    /// A rank that was stored.
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text that is compared.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// A place after `lower` and before `upper`, where they are given.
    pub(crate) fn between(lower: Option<&Self>, upper: Option<&Self>) -> Self {
        let stepped = match (lower, upper) {
            (None, None) => Some(END / 2),
            (Some(lower), None) => lower.head().checked_add(STEP).filter(|next| *next < END),
            (None, Some(upper)) => upper.head().checked_sub(STEP).filter(|next| *next > 0),
            (Some(_), Some(_)) => None,
        };
        stepped.map_or_else(|| halfway(lower, upper), Self::of)
    }

    /// True if it has grown so long that its neighbours should be given fresh ranks.
    pub(crate) fn is_long(&self) -> bool {
        self.0.len() > LONGEST
    }

    /// `count` ranks in order, as far apart as appending makes them.
    pub(crate) fn fresh(count: usize) -> impl Iterator<Item = Self> {
        let count = count as u64;
        let first = END / 2 - count / 2 * STEP;
        (0..count).map(move |place| Self::of(first + place * STEP))
    }

    fn of(mut number: u64) -> Self {
        let mut digits = [b'0'; WIDTH];
        for digit in digits.iter_mut().rev() {
            *digit = DIGITS[(number % 36) as usize];
            number /= 36;
        }
        Self(digits.map(char::from).iter().collect())
    }

    fn digit(&self, place: usize) -> Option<u8> {
        let byte = *self.0.as_bytes().get(place)?;
        DIGITS.binary_search(&byte).ok().map(|digit| digit as u8)
    }

    /// The first digits as a number.
    fn head(&self) -> u64 {
        (0..WIDTH).fold(0, |number, place| number * 36 + u64::from(self.digit(place).unwrap_or(0)))
    }
}

/// The fraction in the middle, as short as one can be.
fn halfway(lower: Option<&Rank>, upper: Option<&Rank>) -> Rank {
    let mut digits = String::new();
    // Once a digit stands below the upper rank's, everything after it does.
    let mut upper = upper;
    loop {
        let place = digits.len();
        let low = lower.and_then(|rank| rank.digit(place)).unwrap_or(0);
        let high = upper.map_or(36, |rank| rank.digit(place).unwrap_or(0));
        let middle = u8::midpoint(low, high);
        let digit = if high > low && middle > low { middle } else { low };
        digits.push(char::from(DIGITS[usize::from(digit)]));
        if digit > low {
            break;
        }
        if high > low {
            upper = None;
        }
    }
    while digits.len() < WIDTH {
        digits.push('0');
    }
    Rank(digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_appended_and_prepended_stays_short() {
        let mut last = Rank::between(None, None);
        let mut first = last.clone();
        for _ in 0..50_000 {
            let next = Rank::between(Some(&last), None);
            let before = Rank::between(None, Some(&first));
            assert!(next > last && before < first);
            (last, first) = (next, before);
        }
        assert_eq!((last.as_str().len(), first.as_str().len()), (WIDTH, WIDTH));
    }

    #[test]
    fn squeezing_in_makes_it_longer_slowly_and_is_noticed() {
        let (low, mut high) = (Rank::of(STEP), Rank::of(STEP * 2));
        for turn in 0.. {
            let between = Rank::between(Some(&low), Some(&high));
            assert!(low < between && between < high, "{low:?} {between:?} {high:?}");
            high = between;
            if high.is_long() {
                assert!(turn > 150, "after {turn}");
                return;
            }
        }
    }

    #[test]
    fn there_is_room_at_the_very_ends() {
        let (mut last, mut first) = (Rank::of(END - 1), Rank::of(1));
        for _ in 0..50 {
            let (after, before) =
                (Rank::between(Some(&last), None), Rank::between(None, Some(&first)));
            assert!(after > last && before < first, "{after:?} {before:?}");
            (last, first) = (after, before);
        }
    }

    #[test]
    fn fresh_ranks_are_in_order() {
        let ranks: Vec<Rank> = Rank::fresh(50_000).collect();
        assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(ranks.len(), 50_000);
    }

    proptest! {
        #[test]
        fn inserting_anywhere_keeps_the_order(places in prop::collection::vec(any::<prop::sample::Index>(), 1..120)) {
            let mut ranks: Vec<Rank> = Vec::new();
            for place in places {
                let at = place.index(ranks.len() + 1);
                let lower = at.checked_sub(1).map(|before| &ranks[before]);
                let between = Rank::between(lower, ranks.get(at));
                ranks.insert(at, between);
                prop_assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]), "{ranks:?}");
            }
        }
    }
}
