//! Prepared presentations: what they answer, and what they refuse.

use celadon_circuits::transcript::challenge_scalar;
use celadon_credential::Colour;
use celadon_credential::ids::VenueId;
use celadon_credential::parameters::Scope;
use celadon_credential::presentation::{
    Ask, Federation, Header, Prepared, PresentError, Presentation, present, verify,
};
use celadon_credential::time::Time;
use celadon_credential::trust_list::KnownLists;
use celadon_curve::Scalar;
use celadon_specimen::{Citizen, NOW, Specimen, VenueSpecimen};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// A citizen and a venue that asks for a pseudonym, or does not.
struct Door {
    specimen: Specimen,
    citizen: Citizen,
    venue: VenueSpecimen,
}

impl Door {
    fn new(issuers: usize, pseudonym: bool) -> Door {
        let mut specimen = Specimen::new(issuers);
        let venue = specimen.venue(1, |policy| {
            policy.pseudonym = pseudonym.then(|| "One visit a day.".into());
        });
        let citizen = specimen.citizen(0);
        Door {
            specimen,
            citizen,
            venue,
        }
    }

    /// A fresh challenge, made at `now`.
    fn ask(&mut self, now: Time) -> Ask {
        let (_, token) = self.specimen.challenge(&self.venue, now);
        let id = self.venue.certificate.venue;
        Ask::challenge(
            id,
            &self.venue.policy,
            now,
            &token,
            &self.specimen.federation,
        )
    }

    fn prepare(&mut self, ask: &Ask, scope: Option<Scope>) -> Prepared {
        let stamped = (self.specimen).stamped(&self.citizen, Colour::Green, ask.period());
        let federation = &self.specimen.federation;
        Prepared::new(&stamped, scope, federation, &mut self.specimen.rng).unwrap()
    }

    fn answer(&mut self, prepared: Prepared, ask: &Ask) -> Result<Presentation, PresentError> {
        prepared.answer(ask, &self.specimen.federation, &mut self.specimen.rng)
    }

    /// The federation in its next epoch.
    fn next_epoch(&mut self) -> Federation {
        let list = self.specimen.next_list(|_| {});
        let mut known = KnownLists::new();
        known.remember(self.specimen.federation.list());
        let verified = list.verify(None, &known, &mut self.specimen.rng).unwrap();
        Federation::new(verified)
    }
}

#[test]
fn a_prepared_presentation_answers_in_each_profile() {
    for issuers in [1, 2] {
        for pseudonym in [false, true] {
            let mut door = Door::new(issuers, pseudonym);
            let ask = door.ask(NOW);
            let scope = ask.scope(&door.specimen.federation);
            assert_eq!(scope.is_some(), pseudonym);
            let at_once = door.specimen.present(&door.citizen, Colour::Green, &ask);
            // The venue is known ahead, or only with its challenge.
            for ready in [scope, None] {
                let prepared = door.prepare(&ask, ready);
                let presentation = door.answer(prepared, &ask).unwrap();
                let rng = &mut StdRng::seed_from_u64(1);
                let federation = &door.specimen.federation;
                let admission = verify(&presentation, &ask, federation, rng).unwrap();
                let other = verify(&at_once, &ask, federation, rng).unwrap();
                assert_eq!(admission, other);
                assert_eq!(
                    presentation.to_bytes().len(),
                    Presentation::len(federation.profile(pseudonym))
                );
            }
        }
    }
}

#[test]
fn two_answers_share_no_bytes_of_their_proofs() {
    let mut door = Door::new(2, false);
    let ask = door.ask(NOW);
    let answers: Vec<Vec<u8>> = (0..3)
        .map(|_| {
            let prepared = door.prepare(&ask, None);
            door.answer(prepared, &ask).unwrap().to_bytes()[Header::BYTES..].to_vec()
        })
        .collect();
    let windows = |bytes: &[u8]| -> std::collections::HashSet<Vec<u8>> {
        bytes.windows(8).map(<[u8]>::to_vec).collect()
    };
    for (at, one) in answers.iter().enumerate() {
        for other in &answers[..at] {
            assert!(windows(one).is_disjoint(&windows(other)));
        }
    }
}

/// At the end of a period, in a new epoch, at midnight, at another venue.
#[test]
fn refuses_what_was_prepared_for_something_else() {
    let mut door = Door::new(2, true);
    let ask = door.ask(NOW);
    let scope = ask.scope(&door.specimen.federation).unwrap();

    let next_hour = door.ask(NOW.plus(3_600));
    for ready in [None, Some(scope)] {
        let old = door.prepare(&ask, ready);
        assert_eq!(door.answer(old, &next_hour), Err(PresentError::OtherPeriod));
    }

    let next = door.next_epoch();
    for ready in [None, Some(scope)] {
        let old = door.prepare(&ask, ready);
        assert!(old.belongs_to(&door.specimen.federation) && !old.belongs_to(&next));
        let refused = old.answer(&ask, &next, &mut door.specimen.rng);
        assert_eq!(refused, Err(PresentError::OtherEpoch));
    }

    for other in [
        Scope {
            day: scope.day.minus(1),
            ..scope
        },
        Scope {
            venue: VenueId::from_bytes([9; 16]),
            ..scope
        },
    ] {
        let old = door.prepare(&ask, Some(other));
        assert_eq!(door.answer(old, &ask), Err(PresentError::OtherScope));
    }

    // A pseudonym that nobody asked for is not shown, nor are its points.
    let id = door.venue.certificate.venue;
    door.venue.policy.pseudonym = None;
    let plain = Ask::challenge(id, &door.venue.policy, NOW, b"", &door.specimen.federation);
    let ready = door.prepare(&ask, Some(scope));
    assert_eq!(door.answer(ready, &plain), Err(PresentError::OtherScope));
}

#[test]
fn refuses_to_prepare_for_another_federation() {
    let mut door = Door::new(2, true);
    let ask = door.ask(NOW);
    let scope = ask.scope(&door.specimen.federation).unwrap();
    let foreign = Scope {
        federation: celadon_credential::ids::FederationId::from_bytes([1; 32]),
        ..scope
    };
    let stamped = (door.specimen).stamped(&door.citizen, Colour::Green, ask.period());
    let rng = &mut StdRng::seed_from_u64(1);
    let refused = Prepared::new(&stamped, Some(foreign), &door.specimen.federation, rng);
    assert_eq!(refused.err(), Some(PresentError::OtherScope));

    // Its issuer is not on that list.
    let alone = Specimen::new(1);
    let citizen = door.specimen.citizen(1);
    let stamped = (door.specimen).stamped(&citizen, Colour::Green, ask.period());
    let refused = Prepared::new(&stamped, None, &alone.federation, rng);
    assert_eq!(refused.err(), Some(PresentError::NotAccredited));
    let refused = present(&stamped, &ask, &alone.federation, rng);
    assert_eq!(refused.err(), Some(PresentError::NotAccredited));
}

/// Two answers from one random source in one state: after a restored backup, in a cloned machine.
/// The points are then the same; if the nonces were, every secret would follow.
#[test]
fn a_random_source_that_repeats_itself_gives_no_nonce_twice() {
    for pseudonym in [false, true] {
        let mut door = Door::new(2, pseudonym);
        let asks = [door.ask(NOW), door.ask(NOW)];
        let scope = asks[0].scope(&door.specimen.federation);
        let [first, second] = asks.map(|ask| {
            door.specimen.rng = StdRng::seed_from_u64(7);
            let prepared = door.prepare(&ask, scope);
            door.answer(prepared, &ask).unwrap().to_bytes()
        });
        // Abar, Bbar, W', Y', N.
        let points = 48 * (5 + usize::from(pseudonym));
        let proof = |bytes: &[u8]| bytes[Header::BYTES..].to_vec();
        let (first, second) = (proof(&first), proof(&second));
        assert_eq!(first[..points], second[..points]);

        let challenge = |proof: &[u8]| challenge_scalar(proof[points..].first_chunk().unwrap());
        let responses = |proof: &[u8]| -> Vec<Scalar> {
            (proof[points + 16..].chunks_exact(32))
                .map(|z| Scalar::from_bytes(z.try_into().unwrap()).unwrap())
                .collect()
        };
        let difference = challenge(&first) - challenge(&second);
        let inverse = difference.invert().expect("two challenges differ");
        // What the textbook attack takes for a, b, s', m_1..m_5.
        let extracted: Vec<Scalar> = (responses(&first).iter().zip(responses(&second)))
            .map(|(y, z)| (*y - z) * inverse)
            .collect();
        assert_eq!(extracted.len(), 8);
        // m_1 is behind the pseudonym, the others are hashes of records that are known here.
        for record in door.citizen.credential.records() {
            assert!(!extracted.contains(&record.message()));
        }
        if let Some(scope) = scope {
            let N = scope.base() * extracted[3];
            assert_ne!(N.to_bytes()[..], first[points - 48..points]);
        }
    }
}

#[test]
fn a_prepared_presentation_is_silent() {
    let mut door = Door::new(1, false);
    let ask = door.ask(NOW);
    let prepared = door.prepare(&ask, None);
    let text = format!("{prepared:?}");
    assert_eq!(text, format!("Prepared(green, {}, ..)", ask.period().end()));
}
