//! `celadon policy compare`.

use clap::Args;
use serde_json::json;

use super::source::Named;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Say whether whatever satisfies policy A satisfies policy B, and where not.
#[derive(Debug, Args)]
pub struct Compare {
    /// The policy that is satisfied.
    #[arg(value_name = "A")]
    first: String,

    /// The policy of which it is asked.
    #[arg(value_name = "B")]
    second: String,
}

impl Compare {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut first = Named::read(&self.first)?;
        let mut second = Named::read(&self.second)?;
        first.at_home_with(&second);
        second.at_home_with(&first);
        let gaps: Vec<String> = (first.policy.gaps(&second.policy).iter())
            .map(ToString::to_string)
            .collect();
        let (a, b) = (&first.policy.name, &second.policy.name);
        if gaps.is_empty() {
            output.say(format!(
                "Whatever satisfies A satisfies B.\n  A: {a}\n  B: {b}"
            ));
        } else {
            output.say(format!(
                "Not everything that satisfies A satisfies B.\n  A: {a}\n  B: {b}"
            ));
            gaps.iter().for_each(|gap| output.say(format!("- {gap}")));
        }
        output.result(&json!({ "satisfies": gaps.is_empty(), "gaps": gaps }));
        Ok(match gaps.is_empty() {
            true => Exit::Done,
            false => Exit::Refused,
        })
    }
}
