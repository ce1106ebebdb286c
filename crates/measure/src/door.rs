//! Citizens at a venue.

use celadon_admission::{Code, Judgement, NoReplay, Venue};
use celadon_credential::Colour;
use celadon_credential::presentation::{Ask, Prepared, Presentation, present, verify};
use celadon_credential::stamp::StampedCredential;
use celadon_specimen::{Citizen, NOW, Specimen, VenueSpecimen};

/// What a presentation hides and shows beyond colour and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// One issuer in the federation, which everybody knows.
    Known,
    /// The same, with a pseudonym.
    KnownPseudonym,
    /// The issuer is hidden among all.
    Hidden,
    /// The same, with a pseudonym: the full presentation.
    HiddenPseudonym,
}

impl Profile {
    /// All of them.
    pub const ALL: [Profile; 4] = [
        Profile::Known,
        Profile::KnownPseudonym,
        Profile::Hidden,
        Profile::HiddenPseudonym,
    ];

    /// As measurements call it.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Known => "known",
            Profile::KnownPseudonym => "known-pseudonym",
            Profile::Hidden => "hidden",
            Profile::HiddenPseudonym => "hidden-pseudonym",
        }
    }

    /// Whether a pseudonym is shown.
    pub fn has_pseudonym(self) -> bool {
        matches!(self, Profile::KnownPseudonym | Profile::HiddenPseudonym)
    }

    /// Issuers of its federation, where their number is not what is asked.
    pub fn issuers(self) -> usize {
        match self {
            Profile::Known | Profile::KnownPseudonym => 1,
            Profile::Hidden | Profile::HiddenPseudonym => 3,
        }
    }
}

/// A venue that admits green on the hour grid, in display mode, with a citizen before it and codes
/// to check.
pub struct Door {
    /// The profile of every code.
    pub profile: Profile,
    /// The federation.
    pub specimen: Specimen,
    /// The venue's papers.
    pub papers: VenueSpecimen,
    /// A citizen of the first issuer.
    pub citizen: Citizen,
    venue: Venue,
    ask: Ask,
    stamped: StampedCredential,
    codes: Vec<Vec<u8>>,
}

impl Door {
    /// A door of this profile, with `codes` fresh codes of one citizen.
    pub fn new(profile: Profile, codes: usize) -> Door {
        Door::among(profile.issuers(), profile, codes)
    }

    /// The same in a federation of so many issuers.
    pub fn among(issuers: usize, profile: Profile, codes: usize) -> Door {
        let mut specimen = Specimen::new(issuers);
        let citizen = specimen.citizen(0);
        let mut door = Door::before(specimen, citizen, None, profile);
        (0..codes).for_each(|_| door.add_code());
        door
    }

    /// A citizen before a new venue, with this stamped credential or one that is stamped now.
    pub(crate) fn before(
        mut specimen: Specimen,
        citizen: Citizen,
        stamped: Option<StampedCredential>,
        profile: Profile,
    ) -> Door {
        let papers = specimen.venue(1, |policy| {
            policy.pseudonym = profile.has_pseudonym().then(|| "One visit a day.".into());
        });
        let venue = Venue::new(
            &papers.signed_certificate,
            &papers.signed_policy,
            &specimen.federation,
        )
        .expect("the papers of a specimen belong together");
        let ask = specimen.display(&papers, NOW);
        let stamped =
            stamped.unwrap_or_else(|| specimen.stamped(&citizen, Colour::Green, ask.period()));
        Door {
            profile,
            specimen,
            papers,
            citizen,
            venue,
            ask,
            stamped,
            codes: Vec::new(),
        }
    }

    /// Codes that can be judged.
    pub fn codes(&self) -> usize {
        self.codes.len()
    }

    /// All that a wallet computes for a code, from the stamped credential to its bytes.
    pub fn prove(&mut self) -> Vec<u8> {
        let Specimen {
            federation, rng, ..
        } = &mut self.specimen;
        present(&self.stamped, &self.ask, federation, rng)
            .expect("the citizen is stamped for what the venue asks")
            .to_bytes()
    }

    /// The part of it that a wallet can have ready beforehand: the points, pseudonym included.
    pub fn prepare(&mut self) -> Prepared {
        let Specimen {
            federation, rng, ..
        } = &mut self.specimen;
        let scope = self.ask.scope(federation);
        Prepared::new(&self.stamped, scope, federation, rng)
            .expect("the citizen's issuer is accredited")
    }

    /// The rest, once the challenge is there: nonces, responses and bytes.
    pub fn answer(&mut self, prepared: Prepared) -> Vec<u8> {
        let Specimen {
            federation, rng, ..
        } = &mut self.specimen;
        prepared
            .answer(&self.ask, federation, rng)
            .expect("the points were prepared for what the venue asks")
            .to_bytes()
    }

    /// Adds a fresh code with its own nonce.
    pub fn add_code(&mut self) {
        let ask = self.specimen.display(&self.papers, NOW);
        let Specimen {
            federation, rng, ..
        } = &mut self.specimen;
        let code = present(&self.stamped, &ask, federation, rng)
            .expect("the citizen is stamped for what the venue asks");
        self.codes.push(code.to_bytes());
    }

    /// The proof of `bytes`, which answer this door's own question: decoded with every check of its
    /// points, and verified.
    ///
    /// # Panics
    /// If it does not verify: its time would mean nothing.
    pub fn verify(&mut self, bytes: &[u8]) {
        let Specimen {
            federation, rng, ..
        } = &mut self.specimen;
        let presentation = Presentation::from_bytes(bytes).expect("a wallet made it");
        verify(&presentation, &self.ask, federation, rng).expect("a wallet proved it");
    }

    /// The whole check of the first `count` codes together, from their bytes to the answers,
    /// without replay control.
    ///
    /// # Panics
    /// If one of them is not accepted: the time would mean nothing.
    pub fn judge(&mut self, count: usize) {
        let Specimen {
            federation, rng, ..
        } = &mut self.specimen;
        let codes: Vec<Code<'_>> = (self.codes[..count].iter())
            .map(|bytes| Code::Bytes(bytes))
            .collect();
        let judgements = self
            .venue
            .judge_all(&codes, federation, NOW, &mut NoReplay, rng)
            .expect("papers and list are in force");
        let accepted = |judgement| matches!(judgement, &Judgement::Accepted(_));
        assert!(judgements.iter().all(accepted), "every code is good");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_proves_prepares_and_judges() {
        for profile in Profile::ALL {
            let mut door = Door::new(profile, 2);
            let whole = door.prove();
            door.verify(&whole);
            let prepared = door.prepare();
            let answer = door.answer(prepared);
            door.verify(&answer);
            assert_eq!(whole.len(), answer.len(), "{}", profile.name());
            door.judge(1);
            door.judge(2);
        }
    }

    #[test]
    #[should_panic(expected = "every code is good")]
    fn a_bad_code_is_not_measured() {
        let mut door = Door::new(Profile::Known, 1);
        let last = door.codes[0].len() - 1;
        door.codes[0][last] ^= 1;
        door.judge(1);
    }
}
