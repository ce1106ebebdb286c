//! What the online key signs is bound to the list that names the key.

use super::*;
use crate::challenge::{Challenge, ChallengeError};
use crate::colour::Colour;
use crate::grid::Grid;
use crate::ids::{PolicyId, VenueId};
use crate::policy::{Policy, PolicyError};
use crate::venue::{CertificateError, Scene, VenueCertificate};

const ONLINE: u8 = 50;

fn policy(list: &VerifiedTrustList) -> Policy {
    Policy {
        federation: *list.federation(),
        id: PolicyId::from_bytes([3; 16]),
        version: 1,
        name: "Metro".parse().unwrap(),
        colours: vec![Colour::Green],
        grid: Grid::HOUR,
        pseudonym: None,
        paper: false,
        purpose: 1,
        refused: String::new(),
        yellow: String::new(),
        valid_until: list.online_key_until(),
    }
}

fn certificate(list: &VerifiedTrustList, policy: &Policy) -> VenueCertificate {
    let policy = policy.seal(&signing_key(ONLINE)).unwrap();
    VenueCertificate {
        federation: *list.federation(),
        venue: VenueId::from_bytes([4; 16]),
        name: "Metro, Lake Street".parse().unwrap(),
        address: "Lake Street 1".parse().unwrap(),
        scene: Scene::Transport,
        key: signing_key(60).verifying_key(),
        policy_digest: Policy::digest(&policy),
        valid_from: list.active_from(),
        valid_until: list.online_key_until(),
    }
}

fn challenge(
    list: &VerifiedTrustList,
    certificate: &VenueCertificate,
    policy: &Policy,
) -> Result<Challenge, ChallengeError> {
    let certificate = certificate.seal(&signing_key(ONLINE)).unwrap();
    let policy = policy.seal(&signing_key(ONLINE)).unwrap();
    let (_, token) = Challenge::create(
        &certificate,
        &policy,
        list.active_from(),
        60,
        "https://venue.example/v1/presentations".parse().unwrap(),
        &signing_key(60),
        &mut StdRng::seed_from_u64(1),
    )
    .unwrap();
    list.open_challenge(&token)
}

#[test]
fn papers_of_the_online_key_are_opened() {
    let mut federation = Federation::new(1);
    let list = federation.first();
    let list = federation.verify(&list).unwrap();
    let policy = policy(&list);
    let certificate = certificate(&list, &policy);
    let online = signing_key(ONLINE);
    let opened = list.open_policy(&policy.seal(&online).unwrap());
    assert_eq!(opened.as_ref(), Ok(&policy));
    let opened = list.open_certificate(&certificate.seal(&online).unwrap());
    assert_eq!(opened.as_ref(), Ok(&certificate));
    let challenge = challenge(&list, &certificate, &policy).unwrap();
    assert_eq!(challenge.check_time(list.active_from()), Ok(()));
    // A root key, or the venue's own, is not the online key.
    for seed in [1, 60] {
        let forged = policy.seal(&signing_key(seed)).unwrap();
        assert!(matches!(
            list.open_policy(&forged),
            Err(PolicyError::Signature(_))
        ));
        let forged = certificate.seal(&signing_key(seed)).unwrap();
        assert!(matches!(
            list.open_certificate(&forged),
            Err(CertificateError::Signature(_))
        ));
    }
}

#[test]
fn nothing_outlives_the_online_key() {
    let mut federation = Federation::new(1);
    let list = federation.first();
    let list = federation.verify(&list).unwrap();
    let good = policy(&list);
    let mut late = good.clone();
    late.valid_until = list.online_key_until().plus(1);
    let refused = challenge(&list, &certificate(&list, &late), &late);
    assert_eq!(refused, Err(PolicyError::OutlivesKey.into()));
    let refused = list.open_policy(&late.seal(&signing_key(ONLINE)).unwrap());
    assert_eq!(refused, Err(PolicyError::OutlivesKey));
    let mut late = certificate(&list, &good);
    late.valid_until = list.online_key_until().plus(1);
    let refused = challenge(&list, &late, &good);
    assert_eq!(refused, Err(CertificateError::OutlivesKey.into()));
    let refused = list.open_certificate(&late.seal(&signing_key(ONLINE)).unwrap());
    assert_eq!(refused, Err(CertificateError::OutlivesKey));
}

#[test]
fn a_policy_asks_for_one_of_the_charters_grids() {
    let mut federation = Federation::new(1);
    let list = federation.first();
    let list = federation.verify(&list).unwrap();
    let mut policy = policy(&list);
    policy.grid = Grid::new(900).unwrap();
    let refused = challenge(&list, &certificate(&list, &policy), &policy);
    assert_eq!(refused, Err(PolicyError::UnknownGrid.into()));
}
