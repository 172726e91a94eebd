//! What moves when a task moves: successors begin when their predecessors are finished.

use std::collections::{BTreeMap, HashMap, VecDeque};

use super::work_days::WorkDays;
use crate::base::ids::TaskId;
use crate::base::time::Timestamp;

/// When a task is done, as far as that was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Dates {
    pub(crate) start: Option<Timestamp>,
    pub(crate) due: Option<Timestamp>,
}

impl Dates {
    /// When it is finished: when it is due, or, where only its beginning is known, then.
    fn end(self) -> Option<Timestamp> {
        self.due.or(self.start)
    }

    /// When it begins: where only the end is known, then.
    fn begin(self) -> Option<Timestamp> {
        self.start.or(self.due)
    }

    /// Begun at `start`, as long as before.
    pub(crate) fn begun_at(self, start: Timestamp) -> Self {
        match self {
            Self { start: Some(before), due: Some(due) } => {
                Self { start: Some(start), due: Some(start.after(due.since(before))) }
            }
            Self { start: None, due: Some(_) } => Self { start: None, due: Some(start) },
            Self { .. } => Self { start: Some(start), due: None },
        }
    }
}

/// That `successor` begins `lag_days` after `predecessor` is finished.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    pub(crate) predecessor: TaskId,
    pub(crate) successor: TaskId,
    pub(crate) lag_days: u32,
}

/// The new dates of every successor of `moved` that would begin too early, each as long as before.
/// `dates` has the moved task's new ones. A task that has no dates is not given any. Nothing is moved
/// forward in time: who has room keeps it.
///
/// Tasks are looked at after all their predecessors, so that one with several waits for the last of them.
pub(crate) fn cascade(
    moved: TaskId,
    dates: &HashMap<TaskId, Dates>,
    edges: &[Edge],
    days: &WorkDays,
) -> BTreeMap<TaskId, Dates> {
    let mut into: HashMap<TaskId, Vec<Edge>> = HashMap::new();
    let mut out: HashMap<TaskId, Vec<TaskId>> = HashMap::new();
    for edge in edges {
        into.entry(edge.successor).or_default().push(*edge);
        out.entry(edge.predecessor).or_default().push(edge.successor);
    }
    let mut changed = BTreeMap::new();
    for task in in_order(moved, &out) {
        let Some(before) = dates.get(&task).copied() else { continue };
        let Some(begin) = before.begin() else { continue };
        let earliest = into.get(&task).into_iter().flatten().filter_map(|edge| {
            let of = |id| changed.get(id).or_else(|| dates.get(id)).copied();
            let end = of(&edge.predecessor)?.end()?;
            Some(days.after(end, edge.lag_days))
        });
        let Some(earliest) = earliest.max().filter(|earliest| *earliest > begin) else { continue };
        changed.insert(task, before.begun_at(earliest));
    }
    changed
}

/// Everything that comes after `first`, each after all of its predecessors among them.
fn in_order(first: TaskId, out: &HashMap<TaskId, Vec<TaskId>>) -> Vec<TaskId> {
    let mut waits: HashMap<TaskId, usize> = HashMap::new();
    let mut reached = vec![first];
    let mut next = 0;
    while let Some(task) = reached.get(next).copied() {
        next += 1;
        for successor in out.get(&task).into_iter().flatten() {
            let count = waits.entry(*successor).or_insert(0);
            *count += 1;
            if *count == 1 && *successor != first {
                reached.push(*successor);
            }
        }
    }
    let mut ready = VecDeque::from([first]);
    let mut order = Vec::new();
    while let Some(task) = ready.pop_front() {
        for successor in out.get(&task).into_iter().flatten() {
            if let Some(count) = waits.get_mut(successor) {
                *count -= 1;
                if *count == 0 {
                    ready.push_back(*successor);
                    order.push(*successor);
                }
            }
        }
    }
    order
}

/// A way from `from` to `to` along the edges, both included; none if there is none.
pub(crate) fn find_path(
    from: TaskId,
    to: TaskId,
    edges: &[(TaskId, TaskId)],
) -> Option<Vec<TaskId>> {
    let mut out: HashMap<TaskId, Vec<TaskId>> = HashMap::new();
    for (predecessor, successor) in edges {
        out.entry(*predecessor).or_default().push(*successor);
    }
    let mut came_from: HashMap<TaskId, TaskId> = HashMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(task) = queue.pop_front() {
        if task == to {
            let mut path = vec![to];
            while let Some(before) = path.last().and_then(|task| came_from.get(task)) {
                path.push(*before);
            }
            path.reverse();
            return Some(path);
        }
        for successor in out.get(&task).into_iter().flatten() {
            if *successor != from && !came_from.contains_key(successor) {
                came_from.insert(*successor, task);
                queue.push_back(*successor);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: i64 = 86_400_000;

    fn day(number: i64) -> Timestamp {
        Timestamp::from_millis(number * DAY)
    }

    fn task(number: i64) -> TaskId {
        TaskId::new(number)
    }

    fn dates(start: i64, due: i64) -> Dates {
        Dates { start: Some(day(start)), due: Some(day(due)) }
    }

    fn edge(predecessor: i64, successor: i64) -> Edge {
        Edge { predecessor: task(predecessor), successor: task(successor), lag_days: 0 }
    }

    #[test]
    fn a_diamond_waits_for_its_longer_side() {
        // 1 → 2 → 4, 1 → 3 → 4; three days more for 1 push both sides, and 4 by the later one.
        let known = HashMap::from([
            (task(1), dates(0, 4)),
            (task(2), dates(1, 2)),
            (task(3), dates(1, 5)),
            (task(4), dates(5, 7)),
        ]);
        let edges = [edge(1, 2), edge(2, 4), edge(1, 3), edge(3, 4)];
        let moved = cascade(task(1), &known, &edges, &WorkDays::new(None, None));
        let expected = [(task(2), dates(4, 5)), (task(3), dates(4, 8)), (task(4), dates(8, 10))];
        assert_eq!(moved, BTreeMap::from(expected));
    }

    #[test]
    fn who_has_room_or_no_dates_stays() {
        let known = HashMap::from([
            (task(1), dates(0, 2)),
            (task(2), dates(5, 6)),
            (task(3), Dates::default()),
            (task(4), Dates { start: None, due: Some(day(1)) }),
        ]);
        let edges = [edge(1, 2), edge(1, 3), edge(1, 4)];
        let moved = cascade(task(1), &known, &edges, &WorkDays::new(None, None));
        assert_eq!(moved, BTreeMap::from([(task(4), Dates { start: None, due: Some(day(2)) })]));
    }

    #[test]
    fn paths_are_found_and_named() {
        let edges = [(1, 2), (2, 3), (3, 4), (1, 4)].map(|(a, b)| (task(a), task(b)));
        assert_eq!(find_path(task(2), task(4), &edges), Some(vec![task(2), task(3), task(4)]));
        assert_eq!(find_path(task(4), task(1), &edges), None);
        assert_eq!(find_path(task(1), task(1), &edges), Some(vec![task(1)]));
    }

    /// Tasks 0..n with dates, and edges that only go up.
    fn graphs() -> impl Strategy<Value = (HashMap<TaskId, Dates>, Vec<Edge>)> {
        (2..14_i64).prop_flat_map(|count| {
            let days = prop::collection::vec((0..20_i64, 0..6_i64, 0..4_u8), count as usize);
            let edges = prop::collection::vec((1..=count, 1..=count, 0..3_u32), 0..30);
            (days, edges).prop_map(|(days, edges)| {
                let dates = days.into_iter().zip(1..).map(|((start, length, kind), number)| {
                    let (start, due) = (Some(day(start)), Some(day(start + length)));
                    let dates = match kind {
                        0 => Dates { start: None, due },
                        1 => Dates { start, due: None },
                        _ => Dates { start, due },
                    };
                    (task(number), dates)
                });
                let up = edges.into_iter().filter(|(from, to, _)| from < to);
                let edges = up.map(|(from, to, lag_days)| Edge { lag_days, ..edge(from, to) });
                (dates.collect(), edges.collect())
            })
        })
    }

    proptest! {
        #[test]
        fn after_a_cascade_nothing_reached_begins_too_early((known, edges) in graphs()) {
            let days = WorkDays::new(None, None);
            let first = task(1);
            let moved = cascade(first, &known, &edges, &days);
            let of = |id: &TaskId| moved.get(id).copied().unwrap_or(known[id]);
            let mut reached = vec![first];
            loop {
                let more: Vec<TaskId> = edges.iter()
                    .filter(|edge| reached.contains(&edge.predecessor) && !reached.contains(&edge.successor))
                    .map(|edge| edge.successor).collect();
                if more.is_empty() { break }
                reached.extend(more);
            }
            for edge in edges.iter().filter(|edge| edge.successor != first && reached.contains(&edge.successor)) {
                let (Some(end), Some(begin)) = (of(&edge.predecessor).end(), of(&edge.successor).begin()) else { continue };
                prop_assert!(begin >= days.after(end, edge.lag_days), "{edge:?}: {moved:?}");
            }
            for (id, after) in &moved {
                prop_assert!(reached.contains(id), "{id} was not reached");
                let before = known[id];
                prop_assert!(after.begin() > before.begin(), "nothing moves back");
                if let (Dates { start: Some(a), due: Some(b) }, Dates { start: Some(c), due: Some(d) }) = (before, *after) {
                    prop_assert_eq!(b.since(a), d.since(c), "as long as before");
                }
                // No further than it must: it begins exactly when its last predecessor lets it.
                let earliest = edges.iter().filter(|edge| edge.successor == *id)
                    .filter_map(|edge| Some(days.after(of(&edge.predecessor).end()?, edge.lag_days))).max();
                prop_assert_eq!(after.begin(), earliest);
            }
        }
    }
}
