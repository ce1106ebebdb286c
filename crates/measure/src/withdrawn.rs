//! An issuer that has withdrawn codes, and one of its citizens in good standing at a door.
//!
//! To withdraw is to stamp no more: the issuer remembers who was withdrawn, its next file lacks
//! their rows, and nothing of it reaches a venue. So a verifier's input is the same whatever the
//! number; that its time is too is measured here rather than assumed.

use celadon_credential::Colour;
use celadon_credential::issuance::Exponent;
use celadon_credential::stamp::label::LabelKey;
use celadon_credential::stamp::round::{Entry, Round, StampKeys, common_rows};
use celadon_credential::stamp::write::write_bucket;
use celadon_credential::stamp::{BucketFile, BucketIndex, Kernel, StampedCredential};
use celadon_curve::Secret;
use celadon_specimen::{Citizen, Specimen};

use crate::population::period;
use crate::{Door, Profile};

/// Citizens in good standing, the one at the door among them.
const STANDING: usize = 1_000;

/// What an issuer remembers of one credential.
struct Registered {
    exponent: Exponent,
    withdrawn: bool,
}

impl Door {
    /// The door with the full presentation, where the citizen's issuer has 1,000 citizens in good
    /// standing and has withdrawn this many others. The stamp is found in the issuer's file, in
    /// which nobody who was withdrawn has a row.
    pub fn after_withdrawals(withdrawn: usize) -> Door {
        let profile = Profile::HiddenPseudonym;
        let mut specimen = Specimen::new(profile.issuers());
        let citizen = specimen.citizen(0);
        let others = (1..STANDING + withdrawn).map(|number| Registered {
            exponent: Exponent::random(&mut specimen.rng),
            withdrawn: number >= STANDING,
        });
        let own = Registered {
            exponent: citizen.credential.exponent().clone(),
            withdrawn: false,
        };
        let registry: Vec<Registered> = others.chain([own]).collect();
        let file = publish(&registry, &specimen);
        let stamped = fetch(&file, &registry, &citizen, &specimen);
        let mut door = Door::before(specimen, citizen, Some(stamped), profile);
        door.add_code();
        door
    }
}

/// The issuer's file of the period: the rows of those in good standing, and padding.
fn publish(registry: &[Registered], specimen: &Specimen) -> Vec<u8> {
    let entries: Vec<Entry> = (registry.iter())
        .filter(|credential| !credential.withdrawn)
        .map(|credential| Entry {
            exponent: credential.exponent.clone(),
            colour: Colour::Green,
        })
        .collect();
    let round = Round {
        period: period(),
        number: 0,
    };
    let padding = Secret::new([9; 32]);
    let key = specimen.issuers[0].secret();
    let keys = StampKeys::new(
        key,
        &padding,
        round.period,
        specimen.federation.parameters(),
        Kernel::ConstantTime,
    );
    let bucket = BucketIndex::new(0, 0).expect("the one bucket of a small population");
    let rows = common_rows(entries.len()).expect("a thousand rows are few");
    write_bucket(round, bucket, &entries, rows, &keys)
}

/// What the citizen's wallet finds in the file.
fn fetch(
    file: &[u8],
    registry: &[Registered],
    citizen: &Citizen,
    specimen: &Specimen,
) -> StampedCredential {
    let file = BucketFile::from_bytes(file).expect("the issuer wrote it");
    let row = |exponent: &Exponent| {
        let label = LabelKey::new(exponent).label(Colour::Green, period());
        file.find(&label).expect("the issuer's points are right")
    };
    for credential in registry.iter().filter(|credential| credential.withdrawn) {
        assert!(
            row(&credential.exponent).is_none(),
            "nobody withdrawn is stamped"
        );
    }
    let stamp = row(citizen.credential.exponent()).expect("who stands well is stamped");
    let parameters = specimen.federation.parameters();
    (citizen.credential)
        .stamped(&stamp, Colour::Green, period(), parameters)
        .expect("the stamp is of this credential")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_stands_well_is_admitted_whoever_was_withdrawn() {
        for withdrawn in [0, 50] {
            Door::after_withdrawals(withdrawn).judge(1);
        }
    }
}
