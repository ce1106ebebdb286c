//! `celadon bench stamp`.

use std::thread::available_parallelism;

use celadon_measure::{Kernel, Population, clock};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::progress;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Whom to stamp, and how.
#[derive(Debug, Args)]
pub struct Stamp {
    /// How many citizens, from 1 to 10,000,000; a million take some 100 MB.
    #[arg(long, value_name = "N", value_parser = citizens)]
    citizens: usize,

    /// How secret scalars are multiplied.
    #[arg(long, value_enum, default_value_t = KernelName::ConstantTime)]
    kernel: KernelName,

    /// How many cores to use, from 1 to 1,024; without it all of them.
    #[arg(long, value_name = "N", value_parser = cores)]
    cores: Option<usize>,
}

/// A kernel by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KernelName {
    /// Neither branches nor addresses depend on a secret.
    ConstantTime,
    /// Tables are read at secret places: for a host that is shared with nobody.
    Fast,
}

/// What it took.
#[derive(Serialize)]
struct Stamped {
    citizens: usize,
    kernel: &'static str,
    cores: usize,
    seconds: f64,
    us_per_stamp_core: f64,
    peak_bytes: Option<u64>,
}

const MAX_CORES: usize = 1_024;

impl Stamp {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let cores = match self.cores {
            Some(cores) => cores,
            None => available_parallelism().map_or(1, |cores| cores.get().min(MAX_CORES)),
        };
        progress("making citizens");
        let population = Population::new(self.citizens);
        progress("stamping them");
        let stamping = population.stamp(self.kernel.kernel(), cores);
        let stamped = Stamped {
            citizens: stamping.citizens,
            kernel: self.kernel.name(),
            cores,
            seconds: stamping.wall.as_secs_f64(),
            us_per_stamp_core: stamping.us_per_stamp_core(),
            peak_bytes: clock::peak_bytes(),
        };
        output.say(stamped.to_text());
        output.result(&stamped);
        Ok(Exit::Done)
    }
}

impl KernelName {
    fn kernel(self) -> Kernel {
        match self {
            KernelName::ConstantTime => Kernel::ConstantTime,
            KernelName::Fast => Kernel::Fast,
        }
    }

    fn name(self) -> &'static str {
        match self {
            KernelName::ConstantTime => "constant-time",
            KernelName::Fast => "fast",
        }
    }
}

impl Stamped {
    fn to_text(&self) -> String {
        let Stamped {
            citizens,
            kernel,
            cores,
            seconds,
            us_per_stamp_core,
            peak_bytes,
        } = self;
        let memory = peak_bytes.map_or(String::new(), |bytes| {
            format!(
                ", {:.0} MiB of memory at most",
                bytes as f64 / f64::from(1 << 20)
            )
        });
        format!(
            "{citizens} citizens stamped in {seconds:.3} s on {cores} cores, kernel {kernel}\n\
             {us_per_stamp_core:.2} µs of one core a stamp{memory}"
        )
    }
}

fn citizens(text: &str) -> Result<usize, String> {
    bounded(text, Population::MAX)
}

fn cores(text: &str) -> Result<usize, String> {
    bounded(text, MAX_CORES)
}

fn bounded(text: &str, most: usize) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => Err(format!("a number from 1 to {most} is needed")),
    }
}
