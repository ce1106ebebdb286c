//! Issuers that sign and stamp.

use celadon_credential::identity::IdentityNumber;
use celadon_credential::issuance::{Exponent, IssuanceRequest, Offer, issue};
use celadon_credential::record::Record;
use celadon_credential::records::Identity;
use celadon_credential::signed::Signed;
use celadon_credential::stamp::round::{self, Entry, PaddingSecret, Round, StampKeys};
use celadon_credential::stamp::write::write_bucket;
use celadon_credential::stamp::{BucketIndex, Kernel, Manifest};
use celadon_credential::{Colour, Period};
use celadon_curve::Secret;
use celadon_specimen::Specimen;
use rand::Rng;

/// Buckets are two: enough to be wrong about.
pub const BITS: u8 = 1;

/// What an issuer knows of a person.
#[derive(Clone)]
pub struct Registered {
    pub exponent: Exponent,
    pub seed: [u8; 16],
    pub colour: Colour,
}

/// One published round.
#[derive(Clone)]
pub struct Publication {
    pub manifest: Signed,
    pub files: Vec<Vec<u8>>,
}

/// A federation, and what its issuers know.
pub struct World {
    pub specimen: Specimen,
    pub registered: Vec<Registered>,
}

impl World {
    /// One whose issuers have signed nothing yet.
    pub fn of(specimen: Specimen) -> World {
        World {
            specimen,
            registered: Vec::new(),
        }
    }

    /// What the issuer at this place offers.
    pub fn offer(&mut self, issuer: usize) -> Offer {
        let parameters = self.specimen.federation.parameters();
        let mut nonce = [0; 32];
        self.specimen.rng.fill_bytes(&mut nonce);
        Offer {
            federation: *parameters.federation(),
            schema: parameters.schema().id(),
            issuer_key: self.specimen.issuers[issuer].W(),
            nonce,
        }
    }

    /// Signs a request as the issuer does, and registers the person.
    pub fn issue(&mut self, issuer: usize, offer: &Offer, request: &[u8]) -> Vec<u8> {
        let parameters = self.specimen.federation.parameters();
        let verified = IssuanceRequest::from_bytes(request)
            .unwrap()
            .verify(offer, parameters)
            .unwrap();
        let rng = &mut self.specimen.rng;
        let identity = Identity {
            number: IdentityNumber::parse("99999919000101004X").unwrap(),
            name: "Specimen".into(),
        };
        let exponent = Exponent::random(rng);
        let mut seed = [0; 16];
        rng.fill_bytes(&mut seed);
        self.registered.push(Registered {
            exponent: exponent.clone(),
            seed,
            colour: Colour::Green,
        });
        issue(
            self.specimen.issuers[issuer].secret(),
            &verified,
            Record::seal(&identity, rng).unwrap(),
            exponent,
            seed,
            parameters,
        )
        .unwrap()
        .to_bytes()
    }

    /// Publishes a round with these people, by place, in their colours.
    pub fn publish(
        &mut self,
        issuer: usize,
        period: Period,
        number: u32,
        people: &[usize],
    ) -> Publication {
        let parameters = self.specimen.federation.parameters();
        let padding: PaddingSecret = Secret::new([9; 32]);
        let keys = StampKeys::new(
            self.specimen.issuers[issuer].secret(),
            &padding,
            period,
            parameters,
            Kernel::ConstantTime,
        );
        let round = Round { period, number };
        let files: Vec<Vec<u8>> = BucketIndex::all(BITS)
            .map(|bucket| {
                let entries: Vec<Entry> = people
                    .iter()
                    .map(|place| &self.registered[*place])
                    .filter(|person| BucketIndex::of(&person.seed, BITS) == Some(bucket))
                    .map(|person| Entry {
                        exponent: person.exponent.clone(),
                        colour: person.colour,
                    })
                    .collect();
                write_bucket(round, bucket, &entries, round::MIN_ROWS, &keys)
            })
            .collect();
        let manifest = Manifest {
            federation: *parameters.federation(),
            schema: parameters.schema().id(),
            period,
            round: number,
            bits: BITS,
            rows: round::MIN_ROWS as u32,
            digests: files.iter().map(|file| round::digest(file)).collect(),
            previous: [0; 32],
        };
        Publication {
            manifest: manifest.seal(&self.specimen.manifest_keys[issuer]),
            files,
        }
    }
}
