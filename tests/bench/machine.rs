//! What a figure stands on: the machine, the versions, and what else was running.

use std::fs::read_to_string;
use std::time::Instant;

/// Prints the machine and the versions.
pub(crate) fn print() {
    let processors = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors.lines().find_map(|line| line.strip_prefix("model name\t: "));
    let memory = read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = memory.split_whitespace().nth(1).and_then(|kibibytes| kibibytes.parse().ok());
    let kernel = read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    println!(
        "Machine: {} × {}, {:.0} GiB, Linux {}. EPOP {}, SQLite {}.\n",
        cores(),
        model.unwrap_or("unknown processor"),
        memory.unwrap_or(0.0_f64) / 1024.0 / 1024.0,
        kernel.trim(),
        env!("CARGO_PKG_VERSION"),
        rusqlite::version(),
    );
}

/// How many cores this program may use.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Watches how busy others keep the machine; a figure taken beside them is worth little.
pub(crate) struct Watch {
    started: Instant,
    busy: f64,
    own: f64,
}

impl Watch {
    /// Starts watching. The servers of a run must be started and stopped within the watch.
    pub(crate) fn start() -> Self {
        Self { started: Instant::now(), busy: busy_seconds(), own: own_seconds() }
    }

    /// The share of the machine, in percent, that others used since the start.
    pub(crate) fn foreign_percent(&self) -> f64 {
        let foreign = (busy_seconds() - self.busy) - (own_seconds() - self.own);
        let all = self.started.elapsed().as_secs_f64() * cores() as f64;
        (foreign / all * 100.0).max(0.0)
    }
}

/// The kernel counts in hundredths of a second on every Linux that we know.
const TICKS: f64 = 100.0;

fn busy_seconds() -> f64 {
    let text = read_to_string("/proc/stat").unwrap_or_default();
    let line = text.lines().next().unwrap_or_default();
    let counts: Vec<f64> = line.split_whitespace().skip(1).filter_map(|n| n.parse().ok()).collect();
    // user, nice, system, (idle, waiting,) irq, softirq
    [0, 1, 2, 5, 6].iter().filter_map(|place| counts.get(*place)).sum::<f64>() / TICKS
}

/// Seconds used by this process and by the servers it has waited for.
fn own_seconds() -> f64 {
    let text = read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default();
    fields.split_whitespace().skip(11).take(4).filter_map(|n| n.parse::<f64>().ok()).sum::<f64>()
        / TICKS
}
