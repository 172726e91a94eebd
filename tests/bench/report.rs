//! The table of a run: medians with the smallest and the largest round, the product beside its limit.

/// One line of the table.
pub(crate) struct Line {
    /// What was done.
    pub(crate) work: String,
    /// What the figures count, such as `/s` or `ms`.
    pub(crate) unit: &'static str,
    /// The product's figure of each round.
    pub(crate) product: Vec<f64>,
    /// The bare program's, or what else it is compared with.
    pub(crate) limit: Vec<f64>,
    /// What `performance.md` asks for.
    pub(crate) target: &'static str,
}

impl Line {
    /// A line without anything to compare with.
    pub(crate) fn alone(
        work: impl Into<String>,
        unit: &'static str,
        product: Vec<f64>,
        target: &'static str,
    ) -> Self {
        Self { work: work.into(), unit, product, limit: Vec::new(), target }
    }
}

/// Prints the table.
pub(crate) fn print(lines: &[Line]) {
    println!("| work | EPOP | compared with | ratio | target |");
    println!("|---|---|---|---|---|");
    for line in lines {
        let ratio = if line.limit.is_empty() || line.product.is_empty() {
            "–".to_owned()
        } else {
            format!("{:.2}", median(&line.product) / median(&line.limit))
        };
        println!(
            "| {} | {} | {} | {ratio} | {} |",
            line.work,
            spread(&line.product, line.unit),
            spread(&line.limit, line.unit),
            line.target,
        );
    }
}

/// The middle value.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => sorted[length / 2],
        length => f64::midpoint(sorted[length / 2 - 1], sorted[length / 2]),
    }
}

fn spread(values: &[f64], unit: &str) -> String {
    match values {
        [] => "–".to_owned(),
        [value] => format!("{} {unit}", short(*value)),
        values => {
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            format!("{} {unit} ({}–{})", short(median(values)), short(least), short(most))
        }
    }
}

/// Three significant digits, thousands apart.
fn short(value: f64) -> String {
    match value.abs() {
        small if small < 10.0 => format!("{value:.2}"),
        small if small < 100.0 => format!("{value:.1}"),
        _ => {
            let digits = format!("{value:.0}");
            let parts: Vec<&str> = digits
                .as_bytes()
                .rchunks(3)
                .rev()
                .filter_map(|part| std::str::from_utf8(part).ok())
                .collect();
            parts.join(",")
        }
    }
}
