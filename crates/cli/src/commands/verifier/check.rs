//! `celadon verifier check`.

use std::io::Read;
use std::path::PathBuf;

use celadon_admission::{Judgement, Reason};
use celadon_api::verifier::Verdict;
use celadon_credential::Time;
use celadon_credential::ids::FederationId;
use celadon_credential::time::Clock;
use celadon_credential::trust_list::SignedTrustList;
use celadon_service::SystemClock;
use celadon_vault::read_bounded;
use celadon_verifier::check::Checked;
use celadon_verifier::{Papers, check, verdict};
use clap::Args;
use serde::Serialize;

use super::paper;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// What to check, and for whom.
#[derive(Debug, Args)]
pub struct Check {
    /// The text of the code; `-` reads it from standard input.
    #[arg(value_name = "TEXT")]
    text: String,

    /// The federation's trust list.
    #[arg(long, value_name = "FILE")]
    trust_list: PathBuf,

    /// The venue's policy.
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,

    /// The venue's certificate.
    #[arg(long, value_name = "FILE")]
    venue: PathBuf,

    /// The time of the check, such as 2028-02-28T16:10:00Z or Unix seconds; without it now.
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<Time>,

    /// A folder that remembers used codes and the newest trust list; it is made if there is none,
    /// and several processes may use it at once. Without it a code that was used before is
    /// accepted again.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,

    /// The federation's id, 64 hexadecimal digits: a list of another federation is refused.
    /// Without it the list is taken at its word.
    #[arg(long, value_name = "HEX")]
    federation: Option<FederationId>,
}

/// The verdict with what a person should know about the check.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    verdict: Verdict,
    replay_checked: bool,
    federation: String,
    epoch: u32,
}

/// The longest text that is read; anything longer is no code.
const MAX_TEXT: u64 = 64 * 1024;

impl Check {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let text = match self.text.as_str() {
            "-" => standard_input()?,
            text => text.to_owned(),
        };
        let list = read_bounded(&self.trust_list, SignedTrustList::MAX_BYTES)?;
        let papers = Papers::from_bytes(&paper(&self.venue)?, &paper(&self.policy)?)?;
        let check = check::Check {
            text: &text,
            list: &list,
            papers: &papers,
            federation: self.federation,
            at: self.at.unwrap_or_else(|| SystemClock.now()),
        };
        let checked = match &self.state {
            None => check.once()?,
            Some(folder) => {
                let runtime = tokio::runtime::Runtime::new()?;
                // A time that was given is not now: what is over then is not over yet.
                check.remembered(folder, self.at.is_none(), &runtime)?
            }
        };
        tell(&checked, self.federation.is_some(), output);
        Ok(match checked.judgement {
            Judgement::Accepted(_) => Exit::Done,
            Judgement::Refused(_) => Exit::Refused,
        })
    }
}

fn tell(checked: &Checked, pinned: bool, output: &Output) {
    match &checked.judgement {
        Judgement::Accepted(admission) => {
            let colour = admission.colour.name();
            output.say(format!(
                "accepted: {colour} until {}",
                admission.valid_until
            ));
        }
        Judgement::Refused(reason) => {
            output.say(format!(
                "{}: {reason}: {}",
                word(*reason),
                sentence(*reason)
            ));
        }
    }
    let verdict = verdict::of_judgement(checked.judgement.clone());
    if let Verdict::Accepted {
        pseudonym: Some(pseudonym),
        ..
    } = &verdict
    {
        output.say(format!("pseudonym: {pseudonym}"));
    }
    if let Some(instruction) = &checked.instruction {
        output.say(format!("Tell the visitor: {instruction}"));
    }
    if !checked.replay_checked {
        output.say("Replay was not checked: without --state a used code is accepted again.");
    }
    if !pinned {
        let federation = checked.federation;
        output.say(format!(
            "The list is of federation {federation}; --federation makes sure that it is yours."
        ));
    }
    output.result(&Told {
        verdict,
        replay_checked: checked.replay_checked,
        federation: checked.federation.to_string(),
        epoch: checked.epoch.as_u32(),
    });
}

/// What was scanned may say nothing about its holder.
fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::NotCeladon
        | Reason::NewerVersion
        | Reason::NotAPresentation
        | Reason::KeyboardLayout => "not judged",
        _ => "refused",
    }
}

fn sentence(reason: Reason) -> &'static str {
    match reason {
        Reason::Malformed => "no bytes of a presentation: cut, damaged or added to; show it again",
        Reason::NotCeladon => "a code of something else",
        Reason::NewerVersion => "made by a newer version of Celadon: update this program",
        Reason::NotAPresentation => "a Celadon code of another kind",
        Reason::KeyboardLayout => "set the scanner, or the computer, to the US keyboard layout",
        Reason::OtherFederation => "a code of another federation",
        Reason::OtherEpoch => "made with another trust list: the wallet should go online once",
        Reason::WrongAudience => "made for another venue",
        Reason::PolicyMismatch => "made for other terms than this venue's",
        Reason::Stale => "of another time: show a fresh code",
        Reason::NoGreen => "no accepted colour, or its time is over",
        Reason::Replayed => "accepted here before: show a fresh code",
        Reason::ProofInvalid => "the proof does not verify",
    }
}

fn standard_input() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin().take(MAX_TEXT).read_to_end(&mut bytes)?;
    // What is no text becomes marks that no code has.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn time(text: &str) -> Result<Time, String> {
    if let Ok(seconds) = text.parse::<u64>() {
        return Ok(Time::from_secs(seconds));
    }
    text.parse()
        .map_err(|error| format!("{error}, or Unix seconds such as 1835453400"))
}
