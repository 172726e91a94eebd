//! What the scenarios do; one file for each kind of work.

pub(crate) mod assets;
pub(crate) mod boards;
pub(crate) mod conversation;
pub(crate) mod fan_out;
pub(crate) mod files;
pub(crate) mod growth;
pub(crate) mod idle;
pub(crate) mod mix;
pub(crate) mod scripts;
pub(crate) mod sign_in;
pub(crate) mod size;
pub(crate) mod start;

use crate::Outcome;
use crate::limits::Limit;
use crate::load::{self, Measured, Pace};
use crate::report::Line;
use crate::world::temporary_folder;
use scripts::Fetch;

/// Rounds of each figure; the product and its limit take turns.
pub(crate) const ROUNDS: usize = 3;

/// What any HTTP answer costs here.
pub(crate) async fn hello() -> Outcome<Vec<Line>> {
    let folder = temporary_folder()?;
    let server = Limit::Hello.start(folder.path()).await?;
    let mut figures = Vec::new();
    for _ in 0..ROUNDS {
        let scripts = (0..64).map(|_| Fetch::new("/", 12));
        figures.push(load::run(server.address, scripts, Pace::FULL).await?.per_second());
    }
    server.stop().await?;
    Ok(vec![Line {
        work: "hello".into(),
        unit: "/s",
        product: Vec::new(),
        limit: figures,
        target: "",
    }])
}

/// The three figures of a load: how many, how long usually, how long at worst.
pub(crate) fn lines_of(
    work: &str,
    product: &[Measured],
    limit: &[Measured],
    targets: [&'static str; 3],
) -> Vec<Line> {
    let line = |what: &str, unit, figure: &dyn Fn(&Measured) -> f64, target| Line {
        work: format!("{work}{what}"),
        unit,
        product: product.iter().map(figure).collect(),
        limit: limit.iter().map(figure).collect(),
        target,
    };
    vec![
        line("", "/s", &Measured::per_second, targets[0]),
        line(", p50", "ms", &|round| round.within(0.5), targets[1]),
        line(", p99", "ms", &|round| round.within(0.99), targets[2]),
    ]
}
