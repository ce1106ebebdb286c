//! `celadon wallet status`.

use celadon_credential::record::Record;
use celadon_credential::records::{HealthDeclaration, Identity, Residence, TravelHistory};
use celadon_wallet::client::Client;
use celadon_wallet::status::{Stage, Status as PersonStatus};
use clap::Args;
use serde_json::{Value, json};

use super::home::{Home, PersonArgs, WalletArgs};
use super::list::words;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Tell your colour and what your credential says, for your eyes only.
///
/// No venue takes this for a code: what a venue takes is shown by `celadon wallet show`, and its
/// verdict is on the venue's own screen.
#[derive(Debug, Args)]
pub struct Status {
    #[command(flatten)]
    wallet: WalletArgs,

    /// Tell the records in the credential too: identity, residence, trips, health.
    #[arg(long)]
    records: bool,

    /// Ask the issuer why the colour is what it is. It learns that you asked.
    #[arg(long)]
    ask_issuer: bool,

    #[command(flatten)]
    person: PersonArgs,
}

impl Status {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut home = self.wallet.open()?;
        let label = home.person(&self.person)?;
        let status = home.change(|wallet, now, _| wallet.status(&label, now))?;
        let mut result = tell(output, &status);
        tell_wallet(&mut home, output)?;
        if self.records {
            let wallet = home.wallet()?;
            let records = wallet.person(&label)?.records();
            result["records"] = json!(records.iter().map(tell_record).collect::<Vec<_>>());
            for record in result["records"].as_array().into_iter().flatten() {
                output.say(format!("{record:#}"));
            }
        }
        if self.ask_issuer {
            let client = Client::new()?;
            let answer = home.online(&client).issuer_status(&label)?;
            output.say(format!("The issuer: {} ({}).", answer.text, answer.reason));
            output.say(format!("  Until {}. {}", answer.valid_until, answer.next));
            result["issuer_says"] = json!(answer);
        }
        output.result(&result);
        Ok(Exit::Done)
    }
}

fn tell(output: &Output, status: &PersonStatus) -> Value {
    let stage = match status.stage {
        Stage::New => "new",
        Stage::Enrolled => "enrolled",
        Stage::Waiting => "waiting",
        Stage::Ready => "ready",
    };
    output.say(&status.label);
    output.say(match status.stage {
        Stage::New => "  Not enrolled yet.",
        Stage::Enrolled => "  Enrolled; the declaration comes next.",
        Stage::Waiting => "  A declaration waits for its answer: run `celadon wallet declare`.",
        Stage::Ready => "  There is a credential.",
    });
    match (&status.issuer, status.has_credential) {
        (Some(issuer), _) => output.say(format!("  Issuer: {issuer}.")),
        (None, true) => output.say("  Its issuer is not on the trust list any more."),
        (None, false) => {}
    }
    for stamp in &status.stamps {
        let grid = stamp.grid;
        let until = stamp.until;
        let next = match stamp.next {
            true => ", and the period after it",
            false => "",
        };
        output.say(match stamp.colour {
            Some(colour) => format!("  {colour} until {until} (grid of {grid} s){next}."),
            None => format!("  No stamp until {until} (grid of {grid} s){next}: sync."),
        });
    }
    if status.has_credential {
        output.say(match status.issuers {
            1 => "  The federation has one issuer, so a code tells it.".to_owned(),
            n => format!("  A code does not tell which of {n} issuers it is from."),
        });
    }
    let stamps: Vec<Value> = (status.stamps.iter())
        .map(|stamp| {
            json!({
                "grid": stamp.grid.as_secs(),
                "colour": stamp.colour.map(|colour| colour.name()),
                "until": stamp.until.to_string(),
                "next": stamp.next,
            })
        })
        .collect();
    json!({
        "person": status.label.as_str(),
        "stage": stage,
        "credential": status.has_credential,
        "issuer": status.issuer.as_ref().map(|name| name.as_str()),
        "colour": status.colour().map(|colour| colour.name()),
        "stamps": stamps,
        "issuers": status.issuers,
    })
}

/// What concerns everybody in the wallet: the list, and the clock.
fn tell_wallet(home: &mut Home, output: &Output) -> Result<(), Failure> {
    let list = home.change(|wallet, now, _| Ok(wallet.list_status(now)))?;
    match list {
        Some(list) => output.say(format!("Trust list {}, {}.", list.epoch, words(&list))),
        None => output.say("No trust list yet: run `celadon wallet list URL`."),
    }
    if !home.wallet()?.has_learned_time() {
        output.say("The clock was never compared with a server's: go online once.");
    }
    Ok(())
}

/// A record in its fields.
fn tell_record(record: &Record) -> Value {
    if let Ok(identity) = record.open::<Identity>() {
        return json!({
            "record": "identity",
            "number": identity.number.as_str(),
            "name": identity.name,
        });
    }
    if let Ok(residence) = record.open::<Residence>() {
        return json!({
            "record": "residence",
            "province": residence.province,
            "city": residence.city,
            "district": residence.district,
            "address": residence.address,
        });
    }
    if let Ok(history) = record.open::<TravelHistory>() {
        let trips: Vec<Value> = (history.trips.iter())
            .map(|trip| {
                json!({
                    "from": trip.from.to_string(),
                    "to": trip.to.to_string(),
                    "area_code": trip.area_code,
                    "place": trip.place,
                    "transport": trip.transport.name(),
                })
            })
            .collect();
        return json!({ "record": "travel_history", "trips": trips });
    }
    if let Ok(health) = record.open::<HealthDeclaration>() {
        return json!({
            "record": "health_declaration",
            "date": health.date.to_string(),
            "temperature_celsius": f64::from(health.temperature_tenths) / 10.0,
            "symptoms": health.symptoms,
            "contact_with_case": health.contact_with_case,
            "positive_test": health.positive_test,
        });
    }
    json!({ "record": record.attribute() })
}
