//! One day at one door, and what is written down of it.

use std::collections::HashMap;

use celadon_api::openid4vp::AuthorizationResponse;
use celadon_api::words::base64url;
use celadon_credential::presentation::Ask;
use celadon_credential::text::typed;
use celadon_credential::venue::Scene;
use celadon_credential::{Colour, Time};
use celadon_wallet::{Place, Wallet, WalletError};
use serde_json::{Value, json};

use super::people::{GREEN, RED, Standing, YELLOW};
use super::world::{World, place};
use crate::documents::table;

/// A door, and the log of what happened there.
pub struct Door<'w> {
    pub world: &'w mut World,
    pub scene: Scene,
    rows: Vec<Vec<String>>,
    pseudonyms: HashMap<String, char>,
}

impl<'w> Door<'w> {
    pub fn new(world: &'w mut World, scene: Scene) -> Door<'w> {
        Door {
            world,
            scene,
            rows: Vec::new(),
            pseudonyms: HashMap::new(),
        }
    }

    /// What the venue's device tells a person after this verdict: it stands in the policy.
    fn told(&self, verdict: Option<&Value>) -> String {
        let policy = self.world.policy(self.scene);
        let admitted = match verdict {
            Some(verdict) if verdict["result"] == "accepted" => {
                Some(text(&verdict["colour"]).parse::<Colour>().unwrap())
            }
            Some(verdict) if verdict["reason"] != "no_green" => {
                return "see [reasons](reasons.md)".into();
            }
            _ => None,
        };
        policy.instruction(admitted).unwrap_or_default().to_owned()
    }

    /// Writes down what somebody brought and what the verdict was; nothing brought is no verdict.
    pub fn log(&mut self, who: &str, brings: &str, verdict: Option<&Value>) {
        let told = self.told(verdict);
        let verdict = match verdict {
            None => "no code".to_owned(),
            Some(verdict) if verdict["result"] == "refused" => {
                format!("refused, `{}`", text(&verdict["reason"]))
            }
            Some(verdict) => {
                let until = text(&verdict["valid_until"]);
                let pseudonym = self.pseudonym(verdict);
                format!(
                    "**accepted**, {} until {until}{pseudonym}",
                    text(&verdict["colour"])
                )
            }
        };
        self.rows
            .push([who, brings, &verdict, &told].map(str::to_owned).into());
    }

    /// A letter for each pseudonym, in the order in which they came.
    fn pseudonym(&mut self, verdict: &Value) -> String {
        let Some(pseudonym) = verdict["pseudonym"].as_str() else {
            assert!(verdict["pseudonym"].is_null());
            return String::new();
        };
        let next = char::from(b'A' + self.pseudonyms.len() as u8);
        let letter = self.pseudonyms.entry(pseudonym.to_owned()).or_insert(next);
        format!(", pseudonym {letter}")
    }

    /// What was seen, to be compared with the document.
    pub fn section(&mut self) -> String {
        let now = self.world.now();
        let place = self.world.place(self.scene);
        let mut reader = Wallet::new(None);
        let list = self.world.issuing.specimen.list.to_bytes();
        let mut rng = rand::make_rng::<rand::rngs::StdRng>();
        reader.load_list(&list, now, &mut rng).unwrap();
        let consent = reader.describe_place(place, now).unwrap().unwrap();
        let header = ["who", "brings", "verdict", "is told"];
        let table = table(&header, &self.rows);
        format!("```text\n{consent}\n```\n\n{table}")
    }

    /// A person shows a code on a screen.
    pub async fn shows(&mut self, who: &str, wallet: &mut Wallet, label: &str) -> Option<Value> {
        let now = self.world.now();
        let code = self.code(wallet, label, now);
        let verdict = match &code {
            Some(code) => Some(self.world.scan(self.scene, code).await),
            None => None,
        };
        let brings = if code.is_some() { "a code" } else { "nothing" };
        self.log(who, brings, verdict.as_ref());
        verdict
    }

    pub fn code(&mut self, wallet: &mut Wallet, label: &str, now: Time) -> Option<Vec<u8>> {
        let mut rng = rand::make_rng::<rand::rngs::StdRng>();
        let place = self.world.place(self.scene);
        let code = wallet.show(label, place, now, &mut rng).unwrap();
        code.map(|code| code.bytes().to_vec())
    }

    /// What every scene sees: each standing, then what is not as it should be.
    pub async fn everybody(&mut self) -> Vec<Option<Value>> {
        let people = [
            ("green", GREEN),
            ("yellow", YELLOW),
            ("red", RED),
            ("withdrawn", Standing::Withdrawn),
            ("not enrolled", Standing::NotEnrolled),
        ];
        let mut verdicts = Vec::new();
        for (who, standing) in people {
            let mut wallet = self.world.wallet(&[("Ada", standing)]);
            verdicts.push(self.shows(who, &mut wallet, "Ada").await);
        }
        self.modified_wallets().await;
        self.elsewhere().await;
        self.challenged().await;
        self.cards().await;
        verdicts
    }

    /// Wallets that were changed to show what the policy does not admit.
    async fn modified_wallets(&mut self) {
        for colour in Colour::ALL {
            if self.world.policy(self.scene).accepts(colour) {
                continue;
            }
            let now = self.world.now();
            let specimen = &mut self.world.issuing.specimen;
            let citizen = specimen.citizen(0);
            let venue = &self.world.venues[place(self.scene)];
            let ask = specimen.display(venue, now);
            let code = specimen.present(&citizen, colour, &ask).to_bytes();
            let verdict = self.world.scan(self.scene, &code).await;
            assert_eq!(verdict, refused("no_green"));
            let who = format!("{colour}, by a changed wallet");
            self.log(&who, "a code", Some(&verdict));
        }
    }

    /// Codes of another place, of any place, and twice.
    async fn elsewhere(&mut self) {
        let mut wallet = self.world.wallet(&[("Ada", GREEN)]);
        let now = self.world.now();
        let code = self.code(&mut wallet, "Ada", now).unwrap();
        assert_eq!(
            self.world.scan(self.scene, &code).await["result"],
            "accepted"
        );
        let again = self.world.scan(self.scene, &code).await;
        assert_eq!(again, refused("replayed"));
        self.log("green", "the same code again", Some(&again));
        let other = Scene::ALL[usize::from(self.scene.code()) % 8];
        let mut rng = rand::make_rng::<rand::rngs::StdRng>();
        let place = self.world.place(other);
        let code = wallet.show("Ada", place, now, &mut rng).unwrap().unwrap();
        let wrong = self.world.scan(self.scene, code.bytes()).await;
        assert_eq!(wrong, refused("wrong_audience"));
        self.log("green", "a code for another venue", Some(&wrong));
        let shown = wallet.show("Ada", Place::Anywhere, now, &mut rng);
        let code = shown.unwrap().unwrap();
        let verdict = self.world.scan(self.scene, code.bytes()).await;
        let policy = self.world.policy(self.scene);
        let suits = policy.grid.as_secs() == 3_600 && !policy.asks_for_pseudonym();
        match suits {
            true => assert_eq!(verdict["result"], "accepted"),
            false => assert_eq!(verdict, refused("policy_mismatch")),
        }
        self.log("green", "a code for any venue", Some(&verdict));
    }

    /// The venue asks, and a wallet answers over HTTP.
    async fn challenged(&mut self) {
        let mut wallet = self.world.wallet(&[("Ada", GREEN)]);
        let made = self.world.device(self.scene, "/v1/challenges", json!({}));
        let made = made.await;
        let token = typed::challenge(text(&made["challenge"])).unwrap();
        let now = self.world.now();
        let rng = &mut self.world.specimen().rng;
        let answer = wallet.answer("Ada", &token, now, rng).unwrap().unwrap();
        let form = AuthorizationResponse {
            credential_id: answer.credential_id,
            presentation: base64url(&answer.presentation),
            state: base64url(&token),
        };
        let uri = answer.response_uri.to_string();
        let told = self.world.post(&uri, form.to_form()).await;
        let id = text(&made["id"]);
        let outcome = self.world.outcome(self.scene, id).await;
        assert_eq!(told, outcome);
        assert_eq!(outcome["result"], "accepted");
        self.log("green", "an answer to the venue's question", Some(&outcome));
    }

    /// Printed cards, where they are taken.
    async fn cards(&mut self) {
        let mut wallet = self.world.wallet(&[("Ada", GREEN)]);
        let now = self.world.now();
        let mut rng = rand::make_rng::<rand::rngs::StdRng>();
        let venue = self.world.venue(self.scene);
        let (certificate, policy) = (&venue.signed_certificate, &venue.signed_policy);
        let sheet = wallet.paper("Ada", certificate, policy, 2, now, &mut rng);
        if !self.world.policy(self.scene).paper {
            assert_eq!(sheet, Err(WalletError::NoPaper));
            return;
        }
        let sheet = sheet.unwrap();
        for (card, brings) in [
            (&sheet[0], "a printed card"),
            (&sheet[0], "the same card again"),
            (&sheet[1], "another card of the sheet"),
        ] {
            let verdict = self.world.scan(self.scene, card.bytes()).await;
            let again = brings.contains("again");
            match again {
                true => assert_eq!(verdict, refused("replayed")),
                false => assert_eq!(verdict["result"], "accepted"),
            }
            self.log("green", brings, Some(&verdict));
        }
        let specimen = &mut self.world.issuing.specimen;
        let citizen = specimen.citizen(0);
        let yesterday = now.minus(86_400);
        let venue = &self.world.venues[place(self.scene)];
        let id = venue.certificate.venue;
        let federation = &specimen.federation;
        let ask = Ask::paper(id, &venue.policy, yesterday, [7; 8], federation);
        let old = specimen.present(&citizen, Colour::Green, &ask).to_bytes();
        let verdict = self.world.scan(self.scene, &old).await;
        assert_eq!(verdict, refused("no_green"));
        self.log("green", "a card of yesterday", Some(&verdict));
    }
}

pub fn refused(reason: &str) -> Value {
    json!({ "result": "refused", "reason": reason })
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
