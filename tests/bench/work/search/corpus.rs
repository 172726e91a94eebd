//! What is searched: short messages of words as frequent as words are (Zipf), and questions that have answers.

use std::time::Duration;

use epop::base::time::Timestamp;
use epop::infra::clock::Clock;

use super::database;
use crate::Outcome;
use crate::world::{Dice, World, open_database};

/// Words there are.
const WORDS: u32 = 30_000;
/// Questions of each kind.
const QUESTIONS: u32 = 500;
/// Words that are asked for alone: all but the few that nearly everybody says and the rarest. The more often a word
/// is said, the more often it is asked for.
const ASKED: std::ops::Range<u32> = 5..20_000;

/// A kind of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Words,
    Beginning,
    ByDate,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Word, Self::Words, Self::Beginning, Self::ByDate];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Word => "one word",
            Self::Words => "two words",
            Self::Beginning => "the beginning of a word",
            Self::ByDate => "one word, the newest first",
        }
    }

    /// What two words take PostgreSQL is less than thirty requests take.
    pub(super) fn target(self, share: f64) -> &'static str {
        match self {
            _ if share < 0.9 => "≤ 1.5 ms",
            Self::ByDate => "≤ 2 ms",
            Self::Words => "≤ 5 ms; ≤ 1/4 of FTS5's",
            Self::Word | Self::Beginning => "≤ 5 ms; ≤ 1/4 of FTS5's, ≤ 1/30 of PostgreSQL's",
        }
    }
}

/// A question.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) words: String,
    pub(super) is_beginning: bool,
    is_by_date: bool,
}

impl Question {
    pub(super) fn sort(&self) -> &'static str {
        if self.is_by_date { "date" } else { "relevance" }
    }
}

/// The vocabulary.
pub(super) struct Corpus(Vec<String>);

impl Corpus {
    /// Puts messages into the chats of a workspace, a second apart until now.
    pub(super) fn fill(world: &World, messages: u32) -> Outcome<Self> {
        let corpus = Self((0..WORDS).map(word).collect());
        let shape = world.shape();
        let now = Clock::system().now();
        let at = |number: u32| -> Timestamp {
            now.before(Duration::from_secs(u64::from(messages - number)))
        };
        let mut connection = open_database(&database(world))?;
        let tx = connection.transaction()?;
        {
            let mut insert = tx.prepare(
                "INSERT INTO messages (chat_id, sender_id, format, body, delivery, listed, created_at)
                 VALUES (?1, ?2, 'markdown', ?3, 'normal', 1, ?4)",
            )?;
            for number in 0..messages {
                let mut dice = Dice(u64::from(number) << 16);
                let chat = dice.zipf(shape.chats);
                let sender = shape.member(chat, dice.roll(shape.members)) + 1;
                let text = corpus.sentence(&mut dice);
                insert.execute((chat + 1, sender, text, at(number).millis()))?;
            }
        }
        tx.execute(
            "UPDATE chats SET last_message_id = (SELECT max(id) FROM messages WHERE chat_id = chats.id)",
            [],
        )?;
        tx.commit()?;
        Ok(corpus)
    }

    fn sentence(&self, dice: &mut Dice) -> String {
        let count = 5 + dice.roll(9);
        let words: Vec<&str> =
            (0..count).map(|_| self.0[dice.zipf(WORDS) as usize].as_str()).collect();
        words.join(" ")
    }

    /// Questions that have answers for the person with this index.
    pub(super) fn questions(
        &self,
        kind: Kind,
        world: &World,
        reader: u32,
    ) -> Outcome<Vec<Question>> {
        let connection = open_database(&database(world))?;
        let mut any = connection.prepare(
            "SELECT body FROM messages WHERE id >= ?1
               AND chat_id IN (SELECT chat_id FROM chat_members WHERE user_id = ?2) LIMIT 1",
        )?;
        let newest: u32 =
            connection.query_row("SELECT max(id) FROM messages", [], |row| row.get(0))?;
        let mut dice = Dice(kind as u64 + 1);
        let mut questions = Vec::new();
        while questions.len() < QUESTIONS as usize {
            let from = dice.roll(newest * 9 / 10) + 1;
            let text: String = any.query_row((from, reader + 1), |row| row.get(0))?;
            questions.extend(self.question(kind, &text));
        }
        Ok(questions)
    }

    /// What can be asked for with the words of this text; none if they do not suit.
    fn question(&self, kind: Kind, text: &str) -> Option<Question> {
        let words: Vec<&str> = text.split(' ').collect();
        let asked = &self.0[ASKED.start as usize..ASKED.end as usize];
        let suits = |word: &&&str| asked.iter().any(|known| known == **word);
        let one = || words.iter().find(suits).map(|word| (*word).to_owned());
        let words = match kind {
            Kind::Word | Kind::ByDate => one()?,
            Kind::Beginning => one()?[..3].to_owned(),
            Kind::Words => {
                let other =
                    words.iter().find(|word| self.0[5..200].iter().any(|known| known == *word))?;
                let one = one()?;
                (one != *other).then(|| format!("{one} {other}"))?
            }
        };
        let (is_beginning, is_by_date) = (kind == Kind::Beginning, kind == Kind::ByDate);
        Some(Question { words, is_beginning, is_by_date })
    }
}

/// A word that can be said, another for each number.
fn word(number: u32) -> String {
    const STARTS: &[u8] = b"bdfghjklmnprstvwyz";
    const ENDS: [&str; 8] = ["a", "e", "i", "o", "u", "an", "er", "ok"];
    let (mut rest, mut word) = (number, String::new());
    while word.len() < 4 || rest > 0 {
        let syllables = STARTS.len() as u32 * ENDS.len() as u32;
        let syllable = (rest % syllables) as usize;
        word.push(char::from(STARTS[syllable / ENDS.len()]));
        word.push_str(ENDS[syllable % ENDS.len()]);
        rest /= syllables;
    }
    word
}
