//! `celadon wallet answer`.

use std::io::Read;

use celadon_api::verifier::{Answered, Verdict};
use celadon_api::words::base64url;
use celadon_credential::text::typed;
use celadon_wallet::client::Client;
use clap::Args;
use serde_json::json;

use super::home::{Home, PersonArgs, WalletArgs, confirm};
use super::show::NOTHING;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Answer a venue's challenge, after telling you who asks for what.
///
/// The challenge is a text that begins with CELQ1, a link that ends in one, or an OpenID4VP request,
/// a link that begins with openid4vp:. If that only says where the request is, it is fetched. The
/// challenge is checked first: that the venue is registered, asks now, and asks for what its
/// registered policy says. You are told who asks, and what it will learn; nothing is sent before
/// you agree.
///
/// Exit code 1: you did not agree, or the venue refused, or you hold no colour that it admits: then
/// nothing is sent.
#[derive(Debug, Args)]
pub struct Answer {
    #[command(flatten)]
    wallet: WalletArgs,

    /// The challenge: a text or a link; - reads it from standard input.
    #[arg(value_name = "CHALLENGE")]
    challenge: String,

    /// Agree without being asked.
    #[arg(long)]
    yes: bool,

    /// Print the presentation and send nothing: another program sends it, by OpenID4VP, to the
    /// address in the challenge.
    #[arg(long)]
    print: bool,

    #[command(flatten)]
    person: PersonArgs,
}

impl Answer {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let text = match &*self.challenge {
            "-" => standard_input()?,
            _ => self.challenge,
        };
        let mut home = self.wallet.open()?;
        let client = Client::new()?;
        let token = home.online(&client).question(&text)?;
        let label = home.person(&self.person)?;
        let consent = home.change(|wallet, now, _| wallet.describe(&token, now))?;
        output.say(&consent);
        let question = match self.print {
            true => "Make it?",
            false => "Send it?",
        };
        if !confirm(question, self.yes)? {
            output.say("Nothing was sent.");
            output.result(&json!({ "result": "declined" }));
            return Ok(Exit::Refused);
        }
        if self.print {
            return print(&mut home, &label, &token, output);
        }
        let answered = home.online(&client).answer(&label, &token)?;
        let Some(Answered {
            verdict,
            redirect_uri,
        }) = answered
        else {
            output.say(NOTHING);
            output.result(&json!({ "result": "nothing" }));
            return Ok(Exit::Refused);
        };
        let (line, exit) = match &verdict {
            Verdict::Accepted { .. } => ("The venue has your answer.".to_owned(), Exit::Done),
            Verdict::Refused { reason } => (
                format!("The venue refused it: {}.", reason.code()),
                Exit::Refused,
            ),
            Verdict::Pending => ("The venue has not decided.".to_owned(), Exit::Refused),
        };
        output.say(line);
        if let Some(uri) = &redirect_uri {
            output.say(format!("Go on at {uri}"));
        }
        let mut result = json!({ "result": "sent", "verdict": verdict });
        if let Some(uri) = redirect_uri {
            result["redirect_uri"] = uri.into();
        }
        output.result(&result);
        Ok(exit)
    }
}

/// The answer for another program.
fn print(home: &mut Home, label: &str, token: &[u8], output: &Output) -> Result<Exit, Failure> {
    let answer = home.change(|wallet, now, rng| wallet.answer(label, token, now, rng))?;
    let Some(answer) = answer else {
        output.say(NOTHING);
        output.result(&json!({ "result": "nothing" }));
        return Ok(Exit::Refused);
    };
    let presentation = base64url(&answer.presentation);
    output.say(&presentation);
    output.result(&json!({
        "result": "printed",
        "response_uri": answer.response_uri.as_str(),
        "credential_id": answer.credential_id,
        "presentation": presentation,
        "state": base64url(token),
    }));
    Ok(Exit::Done)
}

fn standard_input() -> Result<String, Failure> {
    let mut text = String::new();
    let bound = typed::MAX_BYTES as u64 + 1; // longer than any request too
    std::io::stdin().take(bound).read_to_string(&mut text)?;
    Ok(text)
}
