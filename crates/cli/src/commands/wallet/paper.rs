//! `celadon wallet paper`.

use std::fmt::Write;
use std::path::PathBuf;

use celadon_qr::{Level, SvgOptions};
use celadon_wallet::{Code, Wallet};
use clap::Args;
use serde_json::json;

use super::draw::write;
use super::home::{PersonArgs, WalletArgs, confirm, signed};
use super::show::NOTHING;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Print cards for people without a phone.
///
/// Each card is good for one visit to one venue, until the end of the period that the venue's policy
/// asks for; only venues whose policy says so take cards. Cut them apart and show each once: two
/// showings of one card are known to be of one person. Whoever holds a card can show it.
///
/// Exit code 1: you hold no colour that is admitted there, so nothing is printed.
#[derive(Debug, Args)]
pub struct Paper {
    #[command(flatten)]
    wallet: WalletArgs,

    /// The venue's certificate, as the federation signed it.
    #[arg(long, value_name = "FILE")]
    venue: PathBuf,

    /// The venue's policy, as the federation signed it.
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,

    /// How many cards.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=Wallet::MAX_CARDS as u64))]
    cards: u64,

    /// Write a page to be printed into this HTML file. Without it the texts are printed here.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Print what the venue asks for without asking.
    #[arg(long)]
    yes: bool,

    #[command(flatten)]
    person: PersonArgs,
}

impl Paper {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let certificate = signed(&self.venue, "venue's certificate")?;
        let policy = signed(&self.policy, "policy")?;
        let place = celadon_wallet::Place::Venue {
            certificate: &certificate,
            policy: &policy,
        };
        let mut home = self.wallet.open()?;
        let label = home.person(&self.person)?;
        let consent = home.change(|wallet, now, _| wallet.describe_place(place, now))?;
        let consent = consent.ok_or_else(|| Failure::new("a card is for one venue"))?;
        output.say(&consent);
        if consent.needs_asking() && !confirm("Print it?", self.yes)? {
            return Ok(Exit::Refused);
        }
        let count = usize::try_from(self.cards)?;
        let cards = home.change(|wallet, now, rng| {
            wallet.paper(&label, &certificate, &policy, count, now, rng)
        })?;
        if cards.is_empty() {
            output.say(NOTHING);
            output.result(&json!({ "result": "nothing" }));
            return Ok(Exit::Refused);
        }
        match &self.out {
            Some(path) => {
                let page = page(&consent.name, &consent.address, &cards)?;
                write(path, page.as_bytes())?;
                output.say(format!("{count} cards are in {}.", path.display()));
            }
            None => cards.iter().for_each(|card| output.say(card.text())),
        }
        output.result(&json!({
            "result": "cards",
            "texts": cards.iter().map(Code::text).collect::<Vec<_>>(),
            "until": cards[0].until().to_string(),
        }));
        Ok(Exit::Done)
    }
}

/// A page of cards: names are escaped, everything stands in this one file.
fn page(name: &str, address: &str, cards: &[Code]) -> Result<String, Failure> {
    let mut page = String::from(
        "<!doctype html><meta charset=\"utf-8\"><title>Celadon cards</title><style>\
         body{margin:0;font:10pt sans-serif;color:#000;background:#fff}\
         figure{display:inline-block;width:70mm;margin:4mm;break-inside:avoid;\
         border:1px dashed #888;text-align:center}svg{width:64mm;height:64mm}\
         </style>\n",
    );
    for card in cards {
        let code = celadon_qr::Code::encode(&card.text(), Level::M)?;
        let svg = code.to_svg(&SvgOptions {
            title: "Celadon card",
            module_pixels: None,
        });
        let (name, address, until) = (escaped(name), escaped(address), card.until());
        writeln!(
            page,
            "<figure>{svg}<figcaption>{name}<br>{address}<br>One visit, until {until}\
             </figcaption></figure>"
        )
        .expect("a String takes any text");
    }
    Ok(page)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_markup() {
        assert_eq!(escaped("<b>&"), "&lt;b&gt;&amp;");
    }
}
