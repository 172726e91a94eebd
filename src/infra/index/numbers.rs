//! Sets and counts of numbers that are made of a kind (the top byte) and a row id: a bit or a cell each,
//! because one look is made for every document that matches.

use std::collections::{HashMap, HashSet};

/// Ids from here on are rare, and hashed.
const DENSE: u64 = 1 << 24;
const LOW: u64 = (1 << 56) - 1;

/// Where a number has its cell: its kind and its place there; none for one that is hashed.
fn cell(number: u64) -> Option<(usize, usize)> {
    let low = number & LOW;
    (low < DENSE).then_some(((number >> 56) as usize, low as usize))
}

/// The cells of a kind, with at least `len` of them.
fn grown<T: Clone + Default>(kinds: &mut Vec<Vec<T>>, kind: usize, len: usize) -> &mut Vec<T> {
    if kinds.len() <= kind {
        kinds.resize(kind + 1, Vec::new());
    }
    let cells = &mut kinds[kind];
    if cells.len() < len {
        cells.resize(len, T::default());
    }
    cells
}

/// A set of numbers.
#[derive(Debug, Default, Clone)]
pub struct Numbers {
    kinds: Vec<Vec<u64>>,
    rest: HashSet<u64>,
}

impl Numbers {
    /// True if `number` is in the set.
    pub fn contains(&self, number: u64) -> bool {
        let Some((kind, at)) = cell(number) else { return self.rest.contains(&number) };
        let word = self.kinds.get(kind).and_then(|words| words.get(at / 64));
        word.is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    fn insert(&mut self, number: u64) {
        match cell(number) {
            Some((kind, at)) => {
                grown(&mut self.kinds, kind, at / 64 + 1)[at / 64] |= 1 << (at % 64);
            }
            None => drop(self.rest.insert(number)),
        }
    }
}

impl FromIterator<u64> for Numbers {
    fn from_iter<I: IntoIterator<Item = u64>>(numbers: I) -> Self {
        let mut set = Self::default();
        numbers.into_iter().for_each(|number| set.insert(number));
        set
    }
}

/// How often each number occurred.
#[derive(Debug, Default, Clone)]
pub struct Counts {
    kinds: Vec<Vec<u32>>,
    rest: HashMap<u64, u32>,
}

impl Counts {
    pub(super) fn add(&mut self, number: u64, count: u32) {
        match cell(number) {
            Some((kind, at)) => grown(&mut self.kinds, kind, at + 1)[at] += count,
            None => *self.rest.entry(number).or_default() += count,
        }
    }

    /// Every number that occurred, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        let dense = self.kinds.iter().enumerate().flat_map(|(kind, cells)| {
            let cells = cells.iter().enumerate().filter(|(_, count)| **count > 0);
            cells.map(move |(at, count)| ((kind as u64) << 56 | at as u64, *count))
        });
        dense.chain(self.rest.iter().map(|(number, count)| (*number, *count)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(kind: u64, low: u64) -> u64 {
        kind << 56 | low
    }

    #[test]
    fn numbers_are_told_apart_by_kind_and_size() {
        let held = [number(1, 7), number(2, 0), number(2, 64), number(2, DENSE), number(3, LOW)];
        let set: Numbers = held.into_iter().collect();
        assert!(held.iter().all(|number| set.contains(*number)));
        for absent in [number(2, 7), number(1, 0), number(2, 65), number(1, DENSE), number(4, 7)] {
            assert!(!set.contains(absent));
        }
    }

    #[test]
    fn each_number_is_counted_by_itself() {
        let mut counts = Counts::default();
        for (low, count) in [(7, 1), (DENSE, 1), (7, 2), (DENSE, 1)] {
            counts.add(number(1, low), count);
        }
        let mut all: Vec<_> = counts.iter().collect();
        all.sort_unstable();
        assert_eq!(all, [(number(1, 7), 3), (number(1, DENSE), 2)]);
    }
}
