//! The ratios by name, with their goals.

use core::fmt;

use celadon_measure::{Measured, primitives};

use crate::figures::Figures;
use crate::floor;

/// A ratio of two medians of one run.
#[derive(Debug, Clone)]
pub struct Ratio {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a few words.
    pub what: &'static str,
    /// The value, if both sides were measured.
    pub value: Option<Value>,
    /// What it has to be.
    pub goal: Goal,
}

/// A value with its spread: the sum of both sides' relative median absolute deviations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// The ratio, or bytes.
    pub ratio: f64,
    /// How far it may be off, in the same unit. Zero for bytes.
    pub spread: f64,
}

/// What a ratio has to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
    /// One, but for this.
    WithinOfOne(f64),
    /// Less than the other number, which stands in the table too.
    Below(&'static str),
    /// It is there for comparison.
    None,
}

/// The name of each ratio, what it is, and its goal, in the order of the table.
pub const NAMES: [(&str, &str, Goal); 19] = [
    (
        "prove_vs_fastest_composite",
        "proving: the fastest composite of the peers, by ours",
        Goal::AtLeast(7.0),
    ),
    (
        "verify_vs_fastest_composite",
        "verifying: the fastest composite of the peers, by ours",
        Goal::AtLeast(5.5),
    ),
    (
        "verify_vs_transparent_composite",
        "verifying: dock's composite without trusted setup, by ours",
        Goal::AtLeast(11.0),
    ),
    (
        "bytes",
        "our whole presentation, header included, in bytes",
        Goal::Below("bytes_smallest_composite"),
    ),
    (
        "bytes_smallest_composite",
        "the smallest composite of the peers, in bytes",
        Goal::None,
    ),
    (
        "bbs_prove_vs_dock",
        "plain BBS, proving: dock, by ours",
        Goal::AtLeast(2.0),
    ),
    (
        "bbs_verify_vs_dock",
        "plain BBS, verifying: dock, by ours",
        Goal::AtLeast(2.0),
    ),
    (
        "bbs_prove_vs_zkryptium",
        "plain BBS, proving: zkryptium, by ours",
        Goal::AtLeast(7.0),
    ),
    (
        "bbs_verify_vs_zkryptium",
        "plain BBS, verifying: zkryptium, by ours",
        Goal::AtLeast(7.0),
    ),
    (
        "prepared_vs_g1_mul",
        "an answer from prepared points, in G1 multiplications",
        Goal::AtMost(5.0),
    ),
    (
        "batch64_known_speedup",
        "64 one by one, by 64 together; issuer known",
        Goal::AtLeast(2.0),
    ),
    (
        "batch64_hidden_speedup",
        "64 one by one, by 64 together; issuer hidden",
        Goal::AtLeast(1.6),
    ),
    (
        "batch512_hidden_speedup",
        "512 one by one, by 512 together; issuer hidden",
        Goal::None,
    ),
    (
        "verify_vs_floor",
        "one verification, by its floor",
        Goal::AtMost(1.25),
    ),
    (
        "stamp_fast_vs_g1_mul",
        "one stamp by the fast kernel, in G1 multiplications",
        Goal::AtMost(0.09),
    ),
    (
        "stamp_constant_time_vs_g1_mul",
        "one stamp by the constant-time kernel, in G1 multiplications",
        Goal::AtMost(0.5),
    ),
    (
        "verify_1000_vs_3_issuers",
        "verifying among 1,000 issuers, by among 3",
        Goal::WithinOfOne(0.03),
    ),
    (
        "verify_100k_vs_0_revoked",
        "verifying after 100,000 withdrawals, by after none",
        Goal::WithinOfOne(0.03),
    ),
    (
        "stamp_1m_vs_10k_per_citizen",
        "a citizen's stamp among 1,000,000, by among 10,000; the kernel that differs more",
        Goal::WithinOfOne(0.1),
    ),
];

/// All of them, in the order of the table.
pub fn all(figures: &Figures) -> Vec<Ratio> {
    NAMES
        .iter()
        .map(|&(name, what, goal)| Ratio {
            name,
            what,
            value: value(name, figures),
            goal,
        })
        .collect()
}

impl Ratio {
    /// Whether the goal is reached, if there is one and the value is known.
    pub fn is_reached(&self, all: &[Ratio]) -> Option<bool> {
        let ratio = self.value?.ratio;
        Some(match self.goal {
            Goal::AtLeast(least) => ratio >= least,
            Goal::AtMost(most) => ratio <= most,
            Goal::WithinOfOne(part) => (ratio - 1.0).abs() <= part,
            Goal::Below(other) => {
                let other = all.iter().find(|candidate| candidate.name == other)?;
                ratio < other.value?.ratio
            }
            Goal::None => return None,
        })
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Goal::AtLeast(least) => write!(f, "≥ {least}"),
            Goal::AtMost(most) => write!(f, "≤ {most}"),
            Goal::WithinOfOne(part) => write!(f, "1 ± {part}"),
            Goal::Below(other) => write!(f, "< `{other}`"),
            Goal::None => f.write_str("–"),
        }
    }
}

impl fmt::Display for Value {
    /// Three digits that count, rounded to the nearest.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = match self.ratio {
            ratio if ratio >= 100.0 => 0,
            ratio if ratio >= 10.0 => 1,
            ratio if ratio >= 1.0 => 2,
            _ => 3,
        };
        write!(f, "{:.digits$}", self.ratio)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(
                f,
                "{:<34} {value:>8} ± {:.3}   goal {}",
                self.name, value.spread, self.goal
            ),
            None => write!(f, "{:<34} not measured", self.name),
        }
    }
}

fn value(name: &str, figures: &Figures) -> Option<Value> {
    let by_ours = |peer: &str, operation: &str, ours: &str| {
        let peer = figures.time(&format!("peers/{peer}/{operation}"))?;
        by(
            peer,
            figures.time(&format!("peers/ours/{ours}/{operation}"))?,
        )
    };
    let of = |above: &str, below: &str| by(figures.time(above)?, figures.time(below)?);
    match name {
        "prove_vs_fastest_composite" => by(
            fastest("prove", figures)?,
            figures.time("peers/ours/full/prove")?,
        ),
        "verify_vs_fastest_composite" => by(
            fastest("verify", figures)?,
            figures.time("peers/ours/full/verify")?,
        ),
        "verify_vs_transparent_composite" => by_ours("dock-smc/composite", "verify", "full"),
        "bytes" => bytes(figures.bytes("peers/ours/full")?),
        "bytes_smallest_composite" => bytes(
            (figures.lengths())
                .filter(|(name, _)| is_composite(name))
                .map(|(_, bytes)| bytes)
                .min()?,
        ),
        "bbs_prove_vs_dock" => by_ours("dock/bbs", "prove", "bbs"),
        "bbs_verify_vs_dock" => by_ours("dock/bbs", "verify", "bbs"),
        "bbs_prove_vs_zkryptium" => by_ours("zkryptium/bbs", "prove", "bbs"),
        "bbs_verify_vs_zkryptium" => by_ours("zkryptium/bbs", "verify", "bbs"),
        "prepared_vs_g1_mul" => of("answer", primitives::G1_MULTIPLICATION),
        "batch64_known_speedup" => speedup("known", 64, figures),
        "batch64_hidden_speedup" => speedup("hidden", 64, figures),
        "batch512_hidden_speedup" => speedup("hidden", 512, figures),
        "verify_vs_floor" => {
            let floor = floor::seconds(figures)?;
            let verify = figures.time("verify")?;
            let ratio = verify.seconds() / floor.seconds;
            Some(Value {
                ratio,
                spread: ratio * (verify.spread() + floor.spread),
            })
        }
        "stamp_fast_vs_g1_mul" => stamp("fast", figures),
        "stamp_constant_time_vs_g1_mul" => stamp("constant-time", figures),
        "verify_1000_vs_3_issuers" => of("issuers/1000", "issuers/3"),
        "verify_100k_vs_0_revoked" => of("withdrawn/100000", "withdrawn/0"),
        "stamp_1m_vs_10k_per_citizen" => ["fast", "constant-time"]
            .into_iter()
            .filter_map(|kernel| {
                of(
                    &format!("stamp/{kernel}/1000000"),
                    &format!("stamp/{kernel}/10000"),
                )
            })
            .max_by(|a, b| (a.ratio - 1.0).abs().total_cmp(&(b.ratio - 1.0).abs())),
        _ => None,
    }
}

/// The fastest composite of the peers in this operation.
fn fastest<'f>(operation: &str, figures: &'f Figures) -> Option<&'f Measured> {
    figures
        .times()
        .filter(|measured| {
            (measured.name.strip_suffix(operation))
                .and_then(|name| name.strip_suffix('/'))
                .is_some_and(is_composite)
        })
        .min_by_key(|measured| measured.median)
}

/// Whether a name, `peers/SYSTEM/STATEMENT`, is of what peers prove in place of a full
/// presentation, with time in seconds.
fn is_composite(name: &str) -> bool {
    name.split('/').nth(2) == Some("composite")
}

/// How many times faster we are than dock's composite in hours, which counts time more coarsely
/// than the statement of the goals; with the goals that were set for that.
pub fn against_hours(figures: &Figures) -> Vec<(&'static str, Option<Value>, f64)> {
    let ratio = |operation: &str| {
        by(
            figures.time(&format!("peers/dock-smc/composite-hours/{operation}"))?,
            figures.time(&format!("peers/ours/full/{operation}"))?,
        )
    };
    vec![
        ("proving", ratio("prove"), 7.0),
        ("verifying", ratio("verify"), 11.0),
    ]
}

/// How many times faster a presentation is in a batch than alone.
pub fn speedup(profile: &str, size: u32, figures: &Figures) -> Option<Value> {
    let alone = figures.time(&format!("judge/{profile}/1"))?;
    let together = figures.time(&format!("judge/{profile}/{size}"))?;
    let Value { ratio, spread } = by(alone, together)?;
    let size = f64::from(size);
    Some(Value {
        ratio: ratio * size,
        spread: spread * size,
    })
}

/// A stamp in G1 multiplications: the dearer of the smallest and the largest population.
fn stamp(kernel: &str, figures: &Figures) -> Option<Value> {
    let yardstick = figures.time("stamp/g1-multiplication")?;
    [10_000, 1_000_000]
        .into_iter()
        .filter_map(|citizens| {
            by(
                figures.time(&format!("stamp/{kernel}/{citizens}"))?,
                yardstick,
            )
        })
        .max_by(|a, b| a.ratio.total_cmp(&b.ratio))
}

fn by(above: &Measured, below: &Measured) -> Option<Value> {
    if below.median.is_zero() {
        return None;
    }
    let ratio = above.seconds() / below.seconds();
    Some(Value {
        ratio,
        spread: ratio * (above.spread() + below.spread()),
    })
}

fn bytes(bytes: u64) -> Option<Value> {
    Some(Value {
        ratio: bytes as f64,
        spread: 0.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::samples::figures;

    fn ratio(name: &str, figures: &Figures) -> f64 {
        let ratio = value(name, figures).unwrap().ratio;
        (ratio * 1e6).round() / 1e6 // sums of binary fractions
    }

    #[test]
    fn a_ratio_to_a_peer_is_how_many_times_faster_we_are() {
        let figures = figures(
            &[
                ("peers/ours/full/prove", 100),
                ("peers/dock-lego/composite/prove", 900),
                ("peers/dock-smc/composite/prove", 710),
                ("peers/ours/full/verify", 100),
                ("peers/dock-lego/composite/verify", 600),
                ("peers/dock-smc/composite/verify", 1_200),
                ("peers/dock-smc/composite-hours/verify", 500),
                ("peers/ours/bbs/prove", 10),
                ("peers/zkryptium/bbs/prove", 75),
            ],
            &[
                ("peers/ours/full", 619),
                ("peers/dock-smc/composite", 2_314),
                ("peers/dock-lego/composite", 945),
            ],
        );
        assert_eq!(ratio("prove_vs_fastest_composite", &figures), 7.1);
        assert_eq!(ratio("verify_vs_fastest_composite", &figures), 6.0);
        assert_eq!(ratio("verify_vs_transparent_composite", &figures), 12.0);
        assert_eq!(ratio("bbs_prove_vs_zkryptium", &figures), 7.5);
        assert_eq!(ratio("bytes_smallest_composite", &figures), 945.0);
        let all = all(&figures);
        let reached = |name: &str| {
            let ratio = all.iter().find(|ratio| ratio.name == name).unwrap();
            ratio.is_reached(&all)
        };
        assert_eq!(reached("prove_vs_fastest_composite"), Some(true));
        assert_eq!(reached("bytes"), Some(true));
        assert_eq!(reached("bytes_smallest_composite"), None);
        assert_eq!(reached("bbs_verify_vs_dock"), None, "it was not measured");
        let hours = against_hours(&figures);
        assert_eq!(hours[1].1.unwrap().ratio.round(), 5.0);
        assert!(hours[0].1.is_none());
    }

    #[test]
    fn a_batch_counts_by_the_presentation_and_a_stamp_by_the_yardstick() {
        let figures = figures(
            &[
                ("judge/known/1", 1_000),
                ("judge/known/64", 32_000),
                ("stamp/g1-multiplication", 100),
                ("stamp/fast/10000", 8),
                ("stamp/fast/1000000", 9),
                ("stamp/constant-time/10000", 40),
                ("stamp/constant-time/1000000", 32),
                ("issuers/3", 1_000),
                ("issuers/1000", 1_031),
            ],
            &[],
        );
        assert_eq!(ratio("batch64_known_speedup", &figures), 2.0);
        assert_eq!(ratio("stamp_fast_vs_g1_mul", &figures), 0.09);
        assert_eq!(ratio("stamp_1m_vs_10k_per_citizen", &figures), 0.8);
        let spread = value("batch64_known_speedup", &figures).unwrap().spread;
        assert!((spread - 0.04).abs() < 1e-9, "a hundredth of each side");
        let all = all(&figures);
        let issuers = all.iter().find(|r| r.name == "verify_1000_vs_3_issuers");
        assert_eq!(issuers.unwrap().is_reached(&all), Some(false));
    }

    #[test]
    fn the_document_names_every_ratio() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/benchmarks.md");
        let text = std::fs::read_to_string(path).unwrap();
        for (name, ..) in NAMES {
            let row = format!("| `{name}` |");
            assert_eq!(text.matches(&row).count(), 1, "{name} has one row");
        }
    }
}
