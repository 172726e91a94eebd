//! The scenarios as a table, and how one is run.

use crate::machine::{self, Watch};
use crate::report::{self, Line};
use crate::work::fan_out::FanOut;
use crate::work::{
    assets, boards, conversation, fan_out, files, growth, idle, sign_in, size, start,
};
use crate::world::Shape;
use crate::{Outcome, work};

struct Scenario {
    name: &'static str,
    /// The row of the performance targets.
    row: &'static str,
    about: &'static str,
    work: Work,
}

enum Work {
    Hello,
    Post(u32),
    List(u32),
    FanOut(FanOut),
    Sockets(u32),
    Start(Shape),
    Mix(Shape),
    Assets,
    SignIn,
    Growth,
    Size,
    Moves,
    Board(u32),
    Files,
    SmallFiles,
}

const EMPTY: Shape = Shape { people: 0, chats: 0, members: 0, messages: 0 };
const LARGE: Shape = Shape { people: 100, chats: 500, members: 20, messages: 1_000_000 };

const fn scenario(
    name: &'static str,
    row: &'static str,
    about: &'static str,
    work: Work,
) -> Scenario {
    Scenario { name, row, about, work }
}

const SCENARIOS: &[Scenario] = &[
    scenario("hello-64", "limit", "bare hyper, 64 connections", Work::Hello),
    scenario("post-1", "P1", "post a message, 1 connection", Work::Post(1)),
    scenario("post-16", "P1", "post a message, 16 connections", Work::Post(16)),
    scenario("post-64", "P1", "post a message, 64 connections", Work::Post(64)),
    scenario("list-1", "P2", "the last 50 messages, 1 connection", Work::List(1)),
    scenario("list-16", "P2", "the last 50 messages, 16 connections", Work::List(16)),
    scenario("list-64", "P2", "the last 50 messages, 64 connections", Work::List(64)),
    scenario("fan-out-100", "P3", "a post to 100 sockets", fan_out(100, 100)),
    scenario("fan-out-1000", "P3", "a post to 1,000 sockets", fan_out(1_000, 50)),
    scenario("fan-out-10000", "P3", "a post to 10,000 sockets", fan_out(10_000, 15)),
    scenario("sockets", "P4", "memory of 5,000 idle sockets", Work::Sockets(5_000)),
    scenario("start-empty", "P5 P6", "start to ready, memory, no data", Work::Start(EMPTY)),
    scenario("start-large", "P5 P6", "start to ready, memory, 1 M messages", Work::Start(LARGE)),
    scenario("mix", "P6", "a minute of reading, marking and posting", Work::Mix(LARGE)),
    scenario("files", "P9", "a gigabyte up and down, beside cp and nginx", Work::Files),
    scenario("small-files", "P9", "many files of 10 KB", Work::SmallFiles),
    scenario("assets", "P10", "files of the page, beside nginx", Work::Assets),
    scenario("sign-in", "P11", "a flood of sign-ins beside posting", Work::SignIn),
    scenario("moves", "P12", "moves on a board with 50 watchers", Work::Moves),
    scenario("board-100", "P12", "a board of 100 tasks opens", Work::Board(100)),
    scenario("board-1000", "P12", "a board of 1,000 tasks opens", Work::Board(1_000)),
    scenario("board-10000", "P12", "a board of 10,000 tasks opens", Work::Board(10_000)),
    scenario("growth", "P13", "1 M messages beside 100 k", Work::Growth),
    scenario("size", "P15", "the binary, and a message on disk", Work::Size),
];

const fn fan_out(sockets: u32, posts: u32) -> Work {
    Work::FanOut(FanOut { sockets, posts, typists: 50 })
}

/// Prints what there is to run.
pub(crate) fn print_list() {
    println!("cargo bench --bench scenarios -- NAME…   (`all`, or a beginning such as `post`)\n");
    for Scenario { name, row, about, .. } in SCENARIOS {
        println!("{name:<15} {row:<6} {about}");
    }
}

/// Runs the scenarios that have one of these names or begin with one.
pub(crate) fn run(names: &[&str]) -> Outcome {
    let wanted = |scenario: &&Scenario| {
        names.iter().any(|name| {
            let rest = scenario.name.strip_prefix(name);
            *name == "all" || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
    };
    let chosen: Vec<&Scenario> = SCENARIOS.iter().filter(wanted).collect();
    if chosen.is_empty() {
        print_list();
        return Err("no scenario has this name".into());
    }
    machine::print();
    // One thread: the load must leave the cores to the servers.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for scenario in chosen {
        let watch = Watch::start();
        let lines = runtime.block_on(scenario.work.run())?;
        println!(
            "{} {}: {} (others used {:.0} % of the machine)\n",
            scenario.row,
            scenario.name,
            scenario.about,
            watch.foreign_percent()
        );
        report::print(&lines);
        println!();
    }
    Ok(())
}

impl Work {
    async fn run(&self) -> Outcome<Vec<Line>> {
        match self {
            Self::Hello => work::hello().await,
            Self::Post(connections) => conversation::post(*connections).await,
            Self::List(connections) => conversation::list(*connections).await,
            Self::FanOut(fan_out) => fan_out::run(*fan_out).await,
            Self::Sockets(count) => idle::run(*count).await,
            Self::Start(shape) => start::run(*shape).await,
            Self::Mix(shape) => start::run_mix(*shape).await,
            Self::Files => files::large().await,
            Self::SmallFiles => files::small().await,
            Self::Assets => assets::run().await,
            Self::SignIn => sign_in::run().await,
            Self::Growth => growth::run().await,
            Self::Size => size::run().await,
            Self::Moves => boards::moves().await,
            Self::Board(cards) => boards::board(*cards).await,
        }
    }
}
