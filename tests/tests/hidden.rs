//! docs/what-is-hidden.md, cell by cell from real runs: presentations of several people, issuers,
//! colours, venues and days, judged and compared byte for byte.

use std::collections::HashSet;

use celadon_admission::{Code, Judgement, Reason, ReplayKey, ReplayStore, Unavailable, Venue};
use celadon_credential::challenge::Challenge;
use celadon_credential::presentation::{Admission, Ask, Header, Mode};
use celadon_credential::time::Slot;
use celadon_credential::{Colour, Grid, Time};
use celadon_specimen::{Citizen, NOW, Specimen, VenueSpecimen};

use crate::documents::{assert_section, table};

/// What is run: a row of the table.
#[derive(Debug, Clone, Copy)]
struct Case {
    mode: Mode,
    anywhere: bool,
    issuers: usize,
    pseudonym: bool,
}

/// A presentation on its way, with the token that it answers.
struct Sent {
    bytes: Vec<u8>,
    token: Vec<u8>,
    ask: Ask,
}

impl Sent {
    fn header(&self) -> Header {
        Header::from_bytes(self.bytes.first_chunk().unwrap()).unwrap()
    }

    /// What a venue sees of it that was not in the question: all but the header.
    fn body(&self) -> &[u8] {
        &self.bytes[Header::BYTES..]
    }
}

/// A federation, two venues and three people, two of whom have one issuer.
struct Run {
    case: Case,
    specimen: Specimen,
    here: VenueSpecimen,
    there: VenueSpecimen,
    ada: Citizen,
    bo: Citizen,
    other: Citizen,
}

const TOMORROW: Time = NOW.plus(86_400);

impl Run {
    fn new(case: Case) -> Run {
        let mut specimen = Specimen::new(case.issuers);
        let mut venue = |number| {
            specimen.venue(number, |policy| {
                policy.pseudonym = case.pseudonym.then(|| "To count heads.".into());
                policy.colours = Colour::ALL.to_vec();
                policy.paper = case.mode == Mode::Paper;
                if policy.paper {
                    policy.grid = Grid::DAY;
                }
            })
        };
        let (here, there) = (venue(1), venue(2));
        Run {
            case,
            here,
            there,
            ada: specimen.citizen(0),
            bo: specimen.citizen(0),
            other: specimen.citizen(case.issuers - 1),
            specimen,
        }
    }

    fn send(&mut self, who: Who, colour: Colour, elsewhere: bool, now: Time) -> Sent {
        let Run {
            case,
            specimen,
            here,
            there,
            ada,
            bo,
            other,
        } = self;
        let venue = if elsewhere { there } else { here };
        let (id, policy) = (venue.certificate.venue, &venue.policy);
        let mut nonce = [0; 8];
        rand::Rng::fill_bytes(&mut specimen.rng, &mut nonce);
        let mut token = Vec::new();
        if case.mode == Mode::Challenge {
            token = specimen.challenge(venue, now).1;
        }
        let federation = &specimen.federation;
        let ask = match case.mode {
            Mode::Challenge => Ask::challenge(id, policy, now, &token, federation),
            Mode::Paper => Ask::paper(id, policy, now, nonce, federation),
            Mode::Display if case.anywhere => {
                Ask::display_anywhere(Slot::of(now), nonce, federation)
            }
            Mode::Display => Ask::display(id, policy, Slot::of(now), nonce, federation),
        };
        let citizen = match who {
            Who::Ada => ada,
            Who::Bo => bo,
            Who::Other => other,
        };
        let bytes = specimen.present(citizen, colour, &ask).to_bytes();
        Sent { bytes, token, ask }
    }

    fn judge(
        &mut self,
        sent: &Sent,
        elsewhere: bool,
        now: Time,
        store: &mut Memory,
    ) -> Result<Judgement, Unavailable> {
        let paper = if elsewhere { &self.there } else { &self.here };
        let federation = &self.specimen.federation;
        let rng = &mut self.specimen.rng;
        let venue = Venue::new(&paper.signed_certificate, &paper.signed_policy, federation);
        let venue = venue.unwrap();
        match self.case.mode {
            Mode::Challenge => {
                venue.judge_answer(&sent.bytes, &sent.token, federation, now, store, rng)
            }
            _ => venue.judge(Code::Bytes(&sent.bytes), federation, now, store, rng),
        }
    }

    fn admission(&mut self, sent: &Sent, elsewhere: bool, now: Time) -> Admission {
        let judged = self.judge(sent, elsewhere, now, &mut Memory::default());
        match judged.unwrap() {
            Judgement::Accepted(admission) => admission,
            Judgement::Refused(reason) => panic!("{:?}: {reason}", self.case),
        }
    }
}

/// Whose presentation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Ada,
    Bo,
    /// Of the last issuer: another one where there are several.
    Other,
}

/// What was accepted once.
#[derive(Default)]
struct Memory(HashSet<ReplayKey>);

impl ReplayStore for Memory {
    type Error = std::convert::Infallible;

    fn contains(&mut self, key: &ReplayKey) -> Result<bool, Self::Error> {
        Ok(self.0.contains(key))
    }

    fn insert(&mut self, uses: &[(&ReplayKey, &Admission)]) -> Result<Vec<bool>, Self::Error> {
        let keys = uses.iter().map(|(key, _)| (*key).clone());
        Ok(keys.map(|key| self.0.insert(key)).collect())
    }
}

/// Every run of sixteen bytes: random ones are never equal by chance.
fn windows(bytes: &[u8]) -> HashSet<&[u8]> {
    bytes.windows(16).collect()
}

/// What two presentations of one person share.
fn shared(one: &Sent, two: &Sent, pseudonym: Option<&[u8]>) -> String {
    let both = windows(one.body());
    let both: Vec<&[u8]> = windows(two.body()).intersection(&both).copied().collect();
    let of_N = pseudonym.map(windows).unwrap_or_default();
    assert!(
        both.iter().all(|window| of_N.contains(window)),
        "it shares more"
    );
    match both.len() {
        0 => "nothing".to_owned(),
        all if all == of_N.len() => "`N`".to_owned(),
        _ => panic!("it shares a part of N"),
    }
}

/// What depends on whose it is: found by changing one thing at a time.
fn disclosed(run: &mut Run) -> String {
    let ada = run.send(Who::Ada, Colour::Green, false, NOW);
    let admission = run.admission(&ada, false, NOW);
    // The nonce is drawn anew for each code, and a token's digest.
    let fields = |sent: &Sent| {
        let mut header = sent.header();
        header.nonce = [0; 8];
        header
    };
    for who in [Who::Bo, Who::Other] {
        let theirs = run.send(who, Colour::Green, false, NOW);
        assert_eq!(
            fields(&ada),
            fields(&theirs),
            "another person, another issuer"
        );
        assert_eq!(ada.bytes.len(), theirs.bytes.len());
        assert_eq!(
            run.admission(&theirs, false, NOW).valid_until,
            admission.valid_until
        );
    }
    let mut found = Vec::new();
    let mut header = fields(&ada);
    if !run.case.anywhere {
        let red = run.send(Who::Ada, Colour::Red, false, NOW);
        assert_eq!(run.admission(&red, false, NOW).colour, Colour::Red);
        assert_eq!(red.bytes.len(), ada.bytes.len());
        assert_ne!(fields(&red), header);
        header.colour = Colour::Red;
        assert_eq!(fields(&red), header, "nothing but the colour");
    }
    found.push(admission.colour.name());
    assert_eq!(admission.valid_until, ada.ask.period().end());
    found.push("`T`");
    let profile = ada.header().profile;
    if !profile.hides_issuer() {
        let issuers = run.specimen.federation.list().list().issuers().len();
        assert_eq!(issuers, 1);
        found.push("the issuer, by name");
    }
    assert_eq!(profile.has_pseudonym(), admission.pseudonym.is_some());
    if profile.has_pseudonym() {
        found.push("`N`");
    }
    found.join(", ").replace("green", "colour")
}

/// What is shared with everything that the issuer and the federation hold.
fn with_the_issuer(run: &mut Run) -> String {
    let sent = run.send(Who::Ada, Colour::Green, false, NOW);
    let theirs = windows(sent.body());
    let key = run.specimen.issuers[0].secret();
    let parameters = run.specimen.federation.parameters();
    let mut held = vec![
        run.ada.request.clone(),
        run.ada.credential.to_bytes().to_vec(),
        run.specimen.list.to_bytes(),
    ];
    for colour in Colour::ALL {
        for grid in [Grid::HOUR, Grid::DAY] {
            let E = parameters.stamp_base(colour, grid.period_of(NOW));
            let exponent = run.ada.credential.exponent();
            let stamp = celadon_credential::stamp::kernel::stamp(key, exponent, &E);
            held.push(stamp.unwrap().to_bytes().to_vec());
        }
    }
    let found = held.iter().any(|held| !windows(held).is_disjoint(&theirs));
    if found { "something" } else { "nothing" }.to_owned()
}

/// Where it is accepted, and what becomes of it when it is shown again.
fn good_at(run: &mut Run) -> (String, String) {
    let sent = run.send(Who::Ada, Colour::Green, false, NOW);
    let mut store = Memory::default();
    let mut judge = |run: &mut Run, elsewhere| run.judge(&sent, elsewhere, NOW, &mut store);
    let first = judge(run, false).unwrap();
    assert!(matches!(first, Judgement::Accepted(_)));
    let again = match judge(run, false).unwrap() {
        Judgement::Refused(reason) => format!("`{reason}`"),
        Judgement::Accepted(_) => "accepted".to_owned(),
    };
    let place = match judge(run, true).unwrap() {
        Judgement::Accepted(_) => "any venue, once at each",
        Judgement::Refused(Reason::WrongAudience) => "this venue",
        Judgement::Refused(reason) => panic!("{reason}"),
    };
    (place.to_owned(), again)
}

/// How it gets there.
fn reaches(run: &mut Run) -> String {
    let sent = run.send(Who::Ada, Colour::Green, false, NOW);
    if sent.token.is_empty() {
        return match sent.header().mode {
            Mode::Paper => "on paper",
            _ => "by light",
        }
        .to_owned();
    }
    let list = run.specimen.federation.list();
    let opened = Challenge::open(&sent.token, list.online_key(), list.federation()).unwrap();
    assert!(opened.response_uri().is_https());
    "over the network, encrypted".to_owned()
}

/// Which stamp it needs: with the one of the period before, nothing is accepted any more.
fn standing(run: &mut Run) -> String {
    let sent = run.send(Who::Ada, Colour::Green, false, NOW);
    let period = sent.ask.period();
    let seconds = u64::from(period.grid().as_secs());
    assert!(period.end().since(NOW) <= seconds && period.contains(NOW));
    let old = run.send(Who::Ada, Colour::Green, false, NOW.minus(seconds));
    let judged = run.judge(&old, false, NOW, &mut Memory::default());
    assert!(matches!(judged.unwrap(), Judgement::Refused(_)));
    match period.grid() {
        Grid::HOUR => "a stamp of this hour".to_owned(),
        Grid::DAY => "a stamp of this day".to_owned(),
        grid => format!("a stamp of {grid} s"),
    }
}

fn row(case: Case) -> Vec<String> {
    let mut run = Run::new(case);
    let disclosed = disclosed(&mut run);
    let first = run.send(Who::Ada, Colour::Green, false, NOW);
    let N = run.admission(&first, false, NOW).pseudonym;
    let N = N.as_ref().map(|N| N.as_slice());
    let mut links = Vec::new();
    for (elsewhere, now) in [(false, NOW), (false, TOMORROW), (true, NOW)] {
        let later = run.send(Who::Ada, Colour::Green, elsewhere, now);
        run.admission(&later, elsewhere, now);
        links.push(shared(&first, &later, N));
        // Those of two people share nothing, whatever they have in common.
        for who in [Who::Bo, Who::Other] {
            let theirs = run.send(who, Colour::Green, elsewhere, now);
            assert_eq!(shared(&first, &theirs, N), "nothing");
        }
    }
    let (place, twice) = good_at(&mut run);
    let mode = match case.mode {
        Mode::Display if case.anywhere => "display, any venue",
        Mode::Display => "display",
        Mode::Challenge => "challenge",
        Mode::Paper => "paper",
    };
    let issuer = match case.issuers {
        1 => "one issuer",
        _ => "hidden",
    };
    let mut cells = vec![
        mode.to_owned(),
        issuer.to_owned(),
        if case.pseudonym { "asked for" } else { "none" }.to_owned(),
        first.bytes.len().to_string(),
        disclosed,
    ];
    cells.extend(links);
    cells.extend([
        with_the_issuer(&mut run),
        place,
        twice,
        reaches(&mut run),
        standing(&mut run),
    ]);
    cells
}

#[test]
fn the_document_says_what_is_seen() {
    let modes = [
        (Mode::Display, false),
        (Mode::Display, true),
        (Mode::Challenge, false),
        (Mode::Paper, false),
    ];
    let mut rows = Vec::new();
    for issuers in [3, 1] {
        for (mode, anywhere) in modes {
            for pseudonym in [false, true] {
                // A code for any venue carries none.
                if !(anywhere && pseudonym) {
                    rows.push(row(Case {
                        mode,
                        anywhere,
                        issuers,
                        pseudonym,
                    }));
                }
            }
        }
    }
    let header = [
        "mode",
        "issuer",
        "pseudonym",
        "bytes",
        "disclosed",
        "again today",
        "tomorrow",
        "elsewhere",
        "with the issuer",
        "good at",
        "twice",
        "reaches the venue",
        "standing",
    ];
    assert_section("what-is-hidden.md", "The table", &table(&header, &rows));
}
