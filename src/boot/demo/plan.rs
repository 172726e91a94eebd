//! What happens in the demo: which rooms there are, and who does what in them when. Worked out from
//! one number, so that it is the same team every time.

use super::files::{SHARES, Share};
use super::scripts::{self, Line, Tone};
use crate::base::time::Timestamp;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Jakarta is this far ahead of UTC.
const JAKARTA: i64 = 7 * 60 * MINUTE;
/// How long ago it all began, in days.
const DAYS: i64 = 365;

/// A chat of the demo.
pub(super) struct Room {
    /// Title and topic; none for direct chats.
    pub(super) title: Option<(&'static str, &'static str)>,
    /// Whether it is a channel.
    pub(super) is_open: bool,
    /// The numbers of its people, its owner first.
    pub(super) people: Vec<usize>,
    tone: Tone,
    /// Conversations in a hundred working days.
    pace: u64,
}

impl Room {
    /// Whether it is a channel that everyone is in.
    pub(super) fn is_for_all(&self, people: usize) -> bool {
        self.is_open && self.people.len() == people
    }
}

/// One thing somebody does. Messages are named by a number of their own.
pub(super) enum Deed {
    Say { number: usize, by: usize, words: String, root: Option<usize> },
    Share(&'static Share),
    React { number: usize, by: usize, emoji: &'static str },
    Read { number: usize, by: usize },
}

/// A deed, its place and its moment in Unix milliseconds.
pub(super) struct Step {
    pub(super) at: i64,
    pub(super) room: usize,
    pub(super) deed: Deed,
}

/// Everything that happens.
pub(super) struct Plan {
    /// When the chats were made.
    pub(super) start: Timestamp,
    pub(super) rooms: Vec<Room>,
    /// In the order of time.
    pub(super) steps: Vec<Step>,
}

impl Plan {
    /// The plan of a year that ends at `now`.
    pub(super) fn new(people: usize, now: Timestamp) -> Self {
        let now = now.millis();
        let start = (now / DAY - DAYS) * DAY;
        let rooms = rooms(people);
        let mut writer = Writer { dice: Dice(0xE909), now, steps: Vec::new(), numbers: 0 };
        for (number, room) in rooms.iter().enumerate() {
            writer.fill(number, room, start);
        }
        let mut steps = writer.steps;
        steps.extend(shares(&rooms, now));
        // Stable: what was planned in one moment stays in the order of the plan.
        steps.sort_by_key(|step| step.at);
        let mut dice = writer.dice;
        let reads = read_marks(&rooms, &steps, now, &mut dice);
        steps.extend(reads);
        Self { start: Timestamp::from_millis(start), rooms, steps }
    }
}

/// What is shared, where there is such a room.
fn shares(rooms: &[Room], now: i64) -> impl Iterator<Item = Step> {
    SHARES.iter().filter_map(move |share| {
        let is_room = |room: &Room| room.title.is_some_and(|(title, _)| title == share.room);
        let room = rooms.iter().position(is_room)?;
        Some(Step { at: now - share.minutes * MINUTE, room, deed: Deed::Share(share) })
    })
}

fn rooms(people: usize) -> Vec<Room> {
    let mut rooms = groups();
    rooms.extend(channels(people));
    rooms.extend(DIRECTS.iter().map(|(one, other, pace)| Room {
        title: None,
        is_open: false,
        people: vec![*one, *other],
        tone: Tone::Direct,
        pace: *pace,
    }));
    rooms
}

/// Who talks with whom, and how often.
const DIRECTS: [(usize, usize, u64); 12] = [
    (1, 2, 30),
    (1, 3, 21),
    (2, 4, 21),
    (0, 1, 15),
    (0, 2, 9),
    (2, 7, 15),
    (5, 1, 18),
    (10, 11, 18),
    (13, 14, 18),
    (0, 3, 9),
    (2, 6, 12),
    (1, 17, 6),
];

fn groups() -> Vec<Room> {
    let group = |title, topic, people: &[usize], tone, pace| Room {
        title: Some((title, topic)),
        is_open: false,
        people: people.to_vec(),
        tone,
        pace,
    };
    vec![
        group("General", "", &[0, 1, 2], Tone::Welcome, 0),
        group("Proyek Garuda", "Peluncuran Garuda", &[1, 2, 3, 4, 5, 7, 8], Tone::Product, 24),
        group("Migrasi server", "Pindah ke pusat data baru", &[6, 0, 2, 3, 22, 25], Tone::Code, 15),
        group("Leads", "", &[0, 1, 3, 10, 13, 15, 17], Tone::Office, 12),
    ]
}

fn channels(people: usize) -> Vec<Room> {
    let channel = |title, topic, people: &[usize], tone, pace| Room {
        title: Some((title, topic)),
        is_open: true,
        people: people.to_vec(),
        tone,
        pace,
    };
    let all: Vec<usize> = (0..people).collect();
    let code = [3, 0, 1, 2, 4, 6, 7, 8, 18, 19, 22, 25, 28, 29];
    let design = [5, 1, 8, 9, 21, 24, 28, 0];
    let product = [1, 0, 2, 3, 5, 9, 10, 19, 20, 24];
    let sport = [6, 2, 4, 8, 12, 14, 18, 25, 28, 29];
    vec![
        channel("umum", "Kabar untuk semua", &all, Tone::Office, 21),
        channel("engineering", "Code, reviews, incidents", &code, Tone::Code, 48),
        channel("rilis", "Catatan dan jadwal rilis", &code, Tone::Release, 18),
        channel("desain", "Design reviews and research notes", &design, Tone::Design, 24),
        channel("produk", "Roadmap, ideas, decisions", &product, Tone::Product, 24),
        channel("penjualan", "Prospek dan pelanggan", &[10, 0, 1, 11, 12, 20, 24], Tone::Sales, 24),
        channel("dukungan", "Pertanyaan pelanggan", &[13, 1, 2, 7, 14, 26, 6], Tone::Support, 36),
        channel("keuangan", "Tagihan, anggaran", &[15, 0, 10, 16, 23, 27], Tone::Office, 12),
        channel("people-ops", "Cuti, onboarding", &[17, 0, 1, 3, 15, 23, 29], Tone::Office, 12),
        channel("kuliner", "Makan siang hari ini?", &all, Tone::Lunch, 36),
        channel("futsal", "Kamis malam, lapangan 2", &sport, Tone::Sport, 12),
        channel("random", "Anything goes", &all, Tone::Random, 27),
    ]
}

struct Writer {
    dice: Dice,
    now: i64,
    steps: Vec<Step>,
    numbers: usize,
}

impl Writer {
    /// A year of conversations in one room: on working days, a few of which pass in silence.
    fn fill(&mut self, number: usize, room: &Room, start: i64) {
        if room.tone == Tone::Welcome {
            self.say(number, start + MINUTE, 0, "Welcome to EPOP!", None);
            return;
        }
        for day in 0..=DAYS {
            let midnight = start + day * DAY - JAKARTA;
            if is_weekend(midnight + JAKARTA) {
                continue;
            }
            let conversations = room.pace / 100 + u64::from(self.dice.roll(100) < room.pace % 100);
            for _ in 0..conversations {
                let at = midnight + 8 * 60 * MINUTE + self.dice.span(9 * 60) * MINUTE;
                self.converse(number, room, at);
            }
        }
        // Whoever looks now finds that people have just talked.
        let lately = self.dice.span(90) + 15;
        self.converse(number, room, self.now - lately * MINUTE);
    }

    fn converse(&mut self, number: usize, room: &Room, start: i64) {
        let choices: Vec<&str> = scripts::of(room.tone);
        let script = choices[self.dice.index(choices.len())];
        let speakers = self.dice.shuffled(&room.people);
        let facts = scripts::Facts {
            project: scripts::PROJECTS[self.dice.index(scripts::PROJECTS.len())],
            day: scripts::DAYS[self.dice.index(scripts::DAYS.len())],
            place: scripts::PLACES[self.dice.index(scripts::PLACES.len())],
            number: self.dice.roll(80) + 12,
        };
        let (mut at, mut thread, mut last) = (start, None, None);
        for line in scripts::lines(script) {
            at += (self.dice.span(4) + 1) * MINUTE / 2;
            if at >= self.now {
                return;
            }
            match line {
                Line::Say { speaker, words, is_reply } => {
                    let words = facts.fill(words, &speakers);
                    let by = speakers[speaker % speakers.len()];
                    let said = self.say(number, at, by, &words, thread.filter(|_| is_reply));
                    if !is_reply {
                        thread = Some(said);
                    }
                    last = Some(said);
                }
                Line::React { emoji, people } => {
                    let Some(said) = last else { continue };
                    for by in speakers.iter().rev().take(people) {
                        let deed = Deed::React { number: said, by: *by, emoji };
                        self.steps.push(Step { at, room: number, deed });
                    }
                }
            }
        }
    }

    fn say(
        &mut self,
        room: usize,
        at: i64,
        by: usize,
        words: &str,
        thread: Option<usize>,
    ) -> usize {
        self.numbers += 1;
        let deed = Deed::Say { number: self.numbers, by, words: words.to_owned(), root: thread };
        self.steps.push(Step { at, room, deed });
        self.numbers
    }
}

/// How far everyone has read: most people nearly everything, some not the last few messages.
fn read_marks(rooms: &[Room], steps: &[Step], now: i64, dice: &mut Dice) -> Vec<Step> {
    let mut marks = Vec::new();
    for (number, room) in rooms.iter().enumerate() {
        let in_room = steps.iter().filter(|step| step.room == number);
        let listed: Vec<usize> = in_room
            .filter_map(|step| match step.deed {
                Deed::Say { number, root: None, .. } => Some(number),
                _ => None,
            })
            .collect();
        for by in &room.people {
            let behind = if dice.roll(3) == 0 { dice.index(9) } else { 0 };
            if let Some(read) = listed.len().checked_sub(behind + 1) {
                let deed = Deed::Read { number: listed[read], by: *by };
                marks.push(Step { at: now, room: number, deed });
            }
        }
    }
    marks
}

fn is_weekend(local: i64) -> bool {
    // The epoch was a Thursday.
    matches!((local.div_euclid(DAY) + 4) % 7, 0 | 6)
}

/// Chance that comes out the same every time.
struct Dice(u64);

impl Dice {
    /// A number below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        // SplitMix64: short, and good enough to pick a lunch.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (bits ^ (bits >> 31)) % sides
    }

    fn index(&mut self, length: usize) -> usize {
        self.roll(length as u64) as usize
    }

    fn span(&mut self, length: u64) -> i64 {
        self.roll(length).cast_signed()
    }

    fn shuffled(&mut self, people: &[usize]) -> Vec<usize> {
        let mut people = people.to_vec();
        for place in (1..people.len()).rev() {
            people.swap(place, self.index(place + 1));
        }
        people
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    fn told(plan: &Plan) -> Vec<(i64, usize, String)> {
        let words = |step: &Step| match &step.deed {
            Deed::Say { words, .. } => Some((step.at, step.room, words.clone())),
            _ => None,
        };
        plan.steps.iter().filter_map(words).collect()
    }

    #[test]
    fn it_is_the_same_lively_year_every_time() {
        let plan = Plan::new(30, NOW);
        assert_eq!(told(&plan), told(&Plan::new(30, NOW)));
        let said = told(&plan);
        assert!((2_500..8_000).contains(&said.len()), "{}", said.len());
        assert!(said.is_sorted_by_key(|(at, ..)| *at));
        assert!(said.iter().all(|(at, ..)| *at < NOW.millis() && NOW.millis() - *at < 370 * DAY));
        assert!(said.iter().all(|(_, _, words)| !words.contains(['{', '}'])));
        assert!(said.iter().filter(|(at, ..)| NOW.millis() - at < DAY / 8).count() > 20);
    }
}
