//! A venue's papers and its challenges: what a wallet accepts to answer.

use celadon_credential::challenge::{Challenge, ChallengeError, nonce};
use celadon_credential::colour::Colour;
use celadon_credential::grid::Grid;
use celadon_credential::ids::{FederationId, PolicyId, VenueId};
use celadon_credential::policy::{Policy, PolicyError};
use celadon_credential::signed::{Signed, SigningKey};
use celadon_credential::time::Time;
use celadon_credential::venue::{CertificateError, Scene, VenueCertificate};
use rand::SeedableRng;
use rand::rngs::StdRng;

const NOW: Time = Time::from_secs(1_800_000_000);

struct Papers {
    online: SigningKey,
    venue: SigningKey,
    certificate: VenueCertificate,
    policy: Policy,
}

fn federation() -> FederationId {
    FederationId::from_bytes([7; 32])
}

impl Papers {
    fn new() -> Papers {
        let online = SigningKey::from_bytes(&[1; 32]);
        let venue = SigningKey::from_bytes(&[2; 32]);
        let policy = Policy {
            federation: federation(),
            id: PolicyId::from_bytes([3; 16]),
            version: 1,
            name: "Metro".parse().unwrap(),
            colours: vec![Colour::Green],
            grid: Grid::HOUR,
            pseudonym: None,
            paper: false,
            purpose: 1,
            refused: "Please speak to the staff.".into(),
            yellow: String::new(),
            valid_until: NOW.plus(1_000_000),
        };
        let certificate = VenueCertificate {
            federation: federation(),
            venue: VenueId::from_bytes([4; 16]),
            name: "Metro, Lake Street".parse().unwrap(),
            address: "Lake Street 1".parse().unwrap(),
            scene: Scene::Transport,
            key: venue.verifying_key(),
            policy_digest: Policy::digest(&policy.seal(&online).unwrap()),
            valid_from: NOW.minus(1_000),
            valid_until: NOW.plus(1_000_000),
        };
        Papers {
            online,
            venue,
            certificate,
            policy,
        }
    }

    fn token(&self, life: u64) -> Result<Vec<u8>, ChallengeError> {
        let certificate = self.certificate.seal(&self.online).unwrap();
        let policy = self.policy.seal(&self.online).unwrap();
        let uri = "https://venue.example/v1/presentations".parse().unwrap();
        let rng = &mut StdRng::seed_from_u64(5);
        Challenge::create(&certificate, &policy, NOW, life, uri, &self.venue, rng)
            .map(|(_, token)| token)
    }

    fn open(&self, token: &[u8]) -> Result<Challenge, ChallengeError> {
        Challenge::open(token, &self.online.verifying_key(), &federation())
    }
}

#[test]
fn a_challenge_says_who_asks_for_what() {
    let papers = Papers::new();
    let token = papers.token(60).unwrap();
    assert!(token.len() < 800, "{}", token.len());
    let challenge = papers.open(&token).unwrap();
    assert_eq!(*challenge.certificate(), papers.certificate);
    assert_eq!(*challenge.policy(), papers.policy);
    assert_eq!((challenge.time(), challenge.expiry()), (NOW, NOW.plus(60)));
    assert_eq!(challenge.check_time(NOW), Ok(()));
    assert_ne!(nonce(&token), [0; 8]);
}

#[test]
fn refuses_a_challenge_of_another_time_or_too_long_a_life() {
    let papers = Papers::new();
    assert_eq!(papers.token(301), Err(ChallengeError::Life));
    assert_eq!(papers.token(0), Err(ChallengeError::Life));
    let challenge = papers.open(&papers.token(300).unwrap()).unwrap();
    assert_eq!(challenge.check_time(NOW.minus(60)), Ok(()));
    assert_eq!(
        challenge.check_time(NOW.minus(61)),
        Err(ChallengeError::Time)
    );
    assert_eq!(challenge.check_time(NOW.plus(60)), Ok(()));
    assert_eq!(
        challenge.check_time(NOW.plus(61)),
        Err(ChallengeError::Time)
    );
    let short = papers.open(&papers.token(5).unwrap()).unwrap();
    assert_eq!(short.check_time(NOW.plus(5)), Err(ChallengeError::Ended));
}

#[test]
fn refuses_papers_that_are_over() {
    let mut papers = Papers::new();
    papers.certificate.valid_until = NOW;
    let challenge = papers.open(&papers.token(60).unwrap()).unwrap();
    assert_eq!(
        challenge.check_time(NOW),
        Err(ChallengeError::CertificateTime)
    );

    let mut papers = Papers::new();
    papers.policy.valid_until = NOW;
    papers.certificate.policy_digest = Policy::digest(&papers.policy.seal(&papers.online).unwrap());
    let challenge = papers.open(&papers.token(60).unwrap()).unwrap();
    assert_eq!(challenge.check_time(NOW), Err(ChallengeError::PolicyTime));
}

#[test]
fn refuses_a_challenge_that_another_venue_signed() {
    let mut papers = Papers::new();
    papers.venue = SigningKey::from_bytes(&[9; 32]);
    let token = papers.token(60).unwrap();
    assert!(matches!(
        papers.open(&token),
        Err(ChallengeError::Signature(_))
    ));
}

#[test]
fn refuses_papers_that_the_federation_did_not_sign() {
    let papers = Papers::new();
    let token = papers.token(60).unwrap();
    let other = SigningKey::from_bytes(&[8; 32]).verifying_key();
    let refused = Challenge::open(&token, &other, &federation());
    assert!(matches!(
        refused,
        Err(ChallengeError::Certificate(CertificateError::Signature(_)))
    ));
    let elsewhere = FederationId::from_bytes([6; 32]);
    let refused = Challenge::open(&token, &papers.online.verifying_key(), &elsewhere);
    assert_eq!(
        refused,
        Err(ChallengeError::Certificate(
            CertificateError::OtherFederation
        ))
    );
}

#[test]
fn refuses_a_policy_that_the_venue_is_not_registered_with() {
    let mut papers = Papers::new();
    papers.policy.pseudonym = Some("to know who comes here".into());
    let token = papers.token(60).unwrap();
    assert_eq!(papers.open(&token), Err(ChallengeError::OtherPolicy));
}

#[test]
fn every_byte_of_a_challenge_matters() {
    let papers = Papers::new();
    let token = papers.token(60).unwrap();
    for at in 0..token.len() {
        let mut changed = token.clone();
        changed[at] ^= 1;
        assert!(papers.open(&changed).is_err(), "byte {at}");
        assert!(papers.open(&token[..at]).is_err(), "cut at {at}");
    }
    let mut longer = token.clone();
    longer.push(0);
    assert!(papers.open(&longer).is_err());
    assert!(papers.open(&[0; Challenge::MAX_BYTES + 1]).is_err());
}

#[test]
fn refuses_policies_out_of_bounds() {
    let papers = Papers::new();
    let broken: [fn(&mut Policy); 7] = [
        |p| p.refused = "Please \u{202e}come in".into(),
        |p| p.version = 0,
        |p| p.colours = vec![],
        |p| p.colours = vec![Colour::Red, Colour::Green],
        |p| p.colours = vec![Colour::Green, Colour::Green],
        |p| p.pseudonym = Some(String::new()),
        |p| p.refused = "x".repeat(Policy::MAX_TEXT + 1),
    ];
    for break_it in broken {
        let mut policy = papers.policy.clone();
        break_it(&mut policy);
        assert!(policy.seal(&papers.online).is_err());
    }
    let signed = papers.policy.seal(&papers.online).unwrap();
    let key = papers.online.verifying_key();
    assert_eq!(
        Policy::open(&signed, &key, &federation()),
        Ok(papers.policy.clone())
    );
    let certificate = papers.certificate.seal(&papers.online).unwrap();
    assert!(matches!(
        Policy::open(&certificate, &key, &federation()),
        Err(PolicyError::Signature(_))
    ));
    let mut nowhere = papers.certificate.clone();
    nowhere.venue = VenueId::ANY;
    assert!(nowhere.seal(&papers.online).is_err());
    assert!(Signed::from_bytes(&certificate.to_bytes()[1..]).is_err());
}
