//! `cargo bench --bench scenarios -- NAME`: the product under load, beside the limit of the machine.
//!
//! A scenario starts the real release binary on a fresh data folder and the bare program that does
//! the same work with nothing around it, loads both in turns, checks every answer, and prints
//! medians with the smallest and the largest round. Without a name the scenarios are listed.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "the report is what this program makes, and it starts its own load"
)]

mod child;
mod limits;
mod load;
mod machine;
mod nginx;
mod product;
mod report;
mod scenarios;
mod socket;
mod wire;
mod work;
mod world;

use std::error::Error;
use std::process::ExitCode;

/// What every step of a run gives: the first fault ends the run.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    // Cargo adds `--bench` by itself.
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            scenarios::print_list();
            Ok(())
        }
        ["--limit", name, folder] => limits::serve(name, folder.as_ref()),
        ref names => scenarios::run(names),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
