//! P11: a flood of sign-ins beside posting.

use std::io::Write as _;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};

use super::ROUNDS;
use super::scripts::Post;
use crate::Outcome;
use crate::load::{self, Measured, Pace, Script};
use crate::product;
use crate::report::Line;
use crate::wire::Answer;
use crate::world::{PASSWORD, Shape, World, email};

/// Connections that post.
const POSTERS: u32 = 16;
/// Connections that sign in.
const FLOOD: u32 = 64;
/// A busy team, and room to spare on two cores: what waits longer then waits for the flood.
const STEADY: Duration = Duration::from_millis(20);

/// Measures sign-ins alone, posting alone and both at once.
pub(crate) async fn run() -> Outcome<Vec<Line>> {
    let world = World::build(Shape::TEAM).await?;
    let server = product::start(world.folder()).await?;
    let flood = || (0..FLOOD).map(|number| SignIn::new(number % world.shape().people));
    let posts = || (0..POSTERS).map(|number| Post::into_chats(&world, number));
    let steady = Pace { every: Some(STEADY), ..Pace::FULL };
    let (mut bare, mut alone, mut beside) = (Vec::new(), Vec::new(), Vec::new());
    let (mut quiet, mut flooded) = (Vec::new(), Vec::new());
    let (mut quiet_full, mut flooded_full) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(hashes_per_second()?);
        alone.push(load::run(server.address, flood(), Pace::FULL).await?.per_second());
        quiet.push(load::run(server.address, posts(), steady).await?);
        quiet_full.push(load::run(server.address, posts(), Pace::FULL).await?);
        let (posting, signing) = tokio::try_join!(
            load::run(server.address, posts(), steady),
            load::run(server.address, flood(), Pace::FULL)
        )?;
        flooded.push(posting);
        beside.push(signing.per_second());
        let (posting, _) = tokio::try_join!(
            load::run(server.address, posts(), Pace::FULL),
            load::run(server.address, flood(), Pace::FULL)
        )?;
        flooded_full.push(posting);
    }
    server.stop().await?;
    let signing = |work: String, product, target| Line {
        work,
        unit: "/s",
        product,
        limit: bare.clone(),
        target,
    };
    let p99 = |rounds: &[Measured]| rounds.iter().map(|round| round.within(0.99)).collect();
    Ok(vec![
        signing(
            format!("sign-ins, {FLOOD} at once, beside bare argon2id on one core"),
            alone,
            "≥ 0.9×",
        ),
        signing("the same, while 800 posts/s come in".to_owned(), beside, ""),
        Line {
            work: "p99 of 800 posts/s in the flood, beside without".into(),
            unit: "ms",
            product: p99(&flooded),
            limit: p99(&quiet),
            target: "≤ 2×",
        },
        Line {
            work: format!("p99 of posts on {POSTERS} connections in the flood, beside without"),
            unit: "ms",
            product: p99(&flooded_full),
            limit: p99(&quiet_full),
            target: "",
        },
    ])
}

/// What one core can hash.
fn hashes_per_second() -> Outcome<f64> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, None)?);
    let started = Instant::now();
    let mut count = 0.0;
    let mut hash = [0; 32];
    while started.elapsed() < Duration::from_secs(2) {
        argon2.hash_password_into(PASSWORD.as_bytes(), b"sixteen bytes...", &mut hash)?;
        count += 1.0;
    }
    Ok(count / started.elapsed().as_secs_f64())
}

/// Signs one person in, again and again.
struct SignIn {
    body: String,
}

impl SignIn {
    fn new(person: u32) -> Self {
        Self { body: format!(r#"{{"email":"{}","password":"{PASSWORD}"}}"#, email(person)) }
    }
}

impl Script for SignIn {
    fn write(&mut self, request: &mut Vec<u8>) {
        let written = write!(
            request,
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: epop\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{}",
            self.body.len(),
            self.body,
        );
        debug_assert!(written.is_ok(), "writing to memory does not fail");
    }

    fn check(&mut self, answer: &Answer<'_>) -> Outcome {
        let signed_in = std::str::from_utf8(answer.body)?.contains(r#""accessToken":""#);
        if answer.status == 200 && signed_in { Ok(()) } else { Err(answer.refused("a sign-in")) }
    }
}
