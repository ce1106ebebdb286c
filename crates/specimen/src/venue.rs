//! A venue with its papers.

use celadon_credential::challenge::Challenge;
use celadon_credential::ids::{ChallengeId, PolicyId, VenueId};
use celadon_credential::policy::Policy;
use celadon_credential::presentation::Ask;
use celadon_credential::signed::{Signed, SigningKey};
use celadon_credential::time::{Slot, Time};
use celadon_credential::venue::{Scene, VenueCertificate};
use celadon_credential::{Colour, Grid};
use rand::Rng;

use crate::{NOW, Specimen, key};

/// Certificate and policy as signed, and the venue's key.
pub struct VenueSpecimen {
    /// The certificate.
    pub certificate: VenueCertificate,
    /// The policy.
    pub policy: Policy,
    /// The certificate as signed.
    pub signed_certificate: Signed,
    /// The policy as signed.
    pub signed_policy: Signed,
    /// The venue's key.
    pub key: SigningKey,
}

impl Specimen {
    /// A venue that admits green on the hour grid, after a change of its policy. Its scene is the one
    /// of which no ceiling is lower.
    pub fn venue(&mut self, number: u8, change: impl FnOnce(&mut Policy)) -> VenueSpecimen {
        let federation = *self.federation.list().federation();
        let mut policy = Policy {
            federation,
            id: PolicyId::from_bytes([number; 16]),
            version: 1,
            name: "Green within the hour"
                .parse()
                .expect("a name within its bounds"),
            colours: vec![Colour::Green],
            grid: Grid::HOUR,
            pseudonym: None,
            paper: false,
            purpose: 1,
            refused: "Please speak to the staff.".into(),
            yellow: String::new(),
            valid_until: NOW.plus(20 * 86_400),
        };
        change(&mut policy);
        let venue_key = key(&mut self.rng);
        let signed_policy = policy
            .seal(&self.online)
            .expect("a policy that the caller keeps within the rules");
        let certificate = VenueCertificate {
            federation,
            venue: VenueId::from_bytes([number; 16]),
            name: format!("Venue {number}")
                .parse()
                .expect("a name within its bounds"),
            address: format!("Lake Street {number}")
                .parse()
                .expect("an address within its bounds"),
            scene: Scene::Hospital,
            key: venue_key.verifying_key(),
            policy_digest: Policy::digest(&signed_policy),
            valid_from: NOW.minus(86_400),
            valid_until: NOW.plus(20 * 86_400),
        };
        VenueSpecimen {
            signed_certificate: certificate
                .seal(&self.online)
                .expect("a certificate within its bounds"),
            certificate,
            policy,
            signed_policy,
            key: venue_key,
        }
    }

    /// A fresh challenge of a venue, made at `now` for a minute.
    pub fn challenge(&mut self, venue: &VenueSpecimen, now: Time) -> (ChallengeId, Vec<u8>) {
        Challenge::create(
            &venue.signed_certificate,
            &venue.signed_policy,
            now,
            60,
            "https://venue.example/v1/presentations"
                .parse()
                .expect("an address of the form that venues have"),
            &venue.key,
            &mut self.rng,
        )
        .expect("the venue's papers are signed and within their time")
    }

    /// What a venue's display mode asks for at `now`.
    pub fn display(&mut self, venue: &VenueSpecimen, now: Time) -> Ask {
        let mut nonce = [0; 8];
        self.rng.fill_bytes(&mut nonce);
        let id = venue.certificate.venue;
        Ask::display(id, &venue.policy, Slot::of(now), nonce, &self.federation)
    }
}
