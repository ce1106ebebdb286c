//! One code, recognised everywhere: every issuer's green at every venue, in the same bytes.

use celadon_admission::{Code, Judgement, NoReplay, Venue};
use celadon_credential::Colour;
use celadon_credential::presentation::{Header, Presentation, Profile};
use celadon_specimen::{Citizen, NOW, Specimen, VenueSpecimen};

const REGIONS: usize = 31;

#[test]
fn every_regions_green_is_accepted_at_every_regions_venue() {
    let mut specimen = Specimen::new(REGIONS);
    let citizens: Vec<Citizen> = (0..REGIONS)
        .map(|region| specimen.citizen(region))
        .collect();
    let mut papers: Vec<VenueSpecimen> = Vec::new();
    for number in 1..=REGIONS as u8 {
        // Every third venue asks for a pseudonym.
        papers.push(specimen.venue(number, |policy| {
            if number % 3 == 0 {
                policy.pseudonym = Some("to count heads".into());
            }
        }));
    }
    let mut accepted = 0;
    for paper in &papers {
        let mut codes = Vec::new();
        for citizen in &citizens {
            let ask = specimen.display(paper, NOW);
            codes.push(specimen.present(citizen, Colour::Green, &ask).to_bytes());
        }
        let lengths: Vec<usize> = codes.iter().map(Vec::len).collect();
        assert!(lengths.iter().all(|len| *len == lengths[0]), "{lengths:?}");

        let federation = &specimen.federation;
        let venue =
            Venue::new(&paper.signed_certificate, &paper.signed_policy, federation).unwrap();
        let codes: Vec<Code<'_>> = codes.iter().map(|code| Code::Bytes(code)).collect();
        let rng = &mut specimen.rng;
        let outcomes = venue
            .judge_all(&codes, federation, NOW, &mut NoReplay, rng)
            .unwrap();
        for judgement in outcomes {
            assert!(matches!(judgement, Judgement::Accepted(_)), "{judgement:?}");
            accepted += 1;
        }
    }
    assert_eq!(accepted, REGIONS * REGIONS);
}

#[test]
fn a_presentation_has_the_same_bytes_among_3_31_and_200_issuers() {
    let mut lengths = Vec::new();
    for issuers in [3, 31, 200] {
        let mut specimen = Specimen::new(issuers);
        let citizen = specimen.citizen(issuers - 1);
        let paper = specimen.venue(1, |policy| policy.pseudonym = Some("to count heads".into()));
        let ask = specimen.display(&paper, NOW);
        let bytes = specimen.present(&citizen, Colour::Green, &ask).to_bytes();
        // The issuer's key is on the list and in no presentation.
        let key = specimen.issuers[issuers - 1].W().to_bytes();
        assert!(!bytes.windows(key.len()).any(|window| window == key));
        lengths.push(bytes.len());
    }
    assert_eq!(lengths, [Presentation::len(Profile::HiddenPseudonym); 3]);
    assert_eq!(lengths[0], 619);
}

/// Two showings of one citizen share what the header says and nothing else; two citizens of two
/// regions share exactly as much.
#[test]
fn two_presentations_share_no_bytes_beyond_the_declared_ones() {
    let mut specimen = Specimen::new(3);
    let (one, other) = (specimen.citizen(0), specimen.citizen(1));
    let paper = specimen.venue(1, |_| {});
    let mut show = |citizen: &Citizen| {
        let ask = specimen.display(&paper, NOW);
        specimen.present(citizen, Colour::Green, &ask).to_bytes()
    };
    let (first, second, third) = (show(&one), show(&one), show(&other));
    let nonce = Header::BYTES - 8;
    for (a, b) in [(&first, &second), (&first, &third)] {
        assert_eq!(a[..nonce], b[..nonce]);
        let shared = (a[nonce..].windows(4))
            .filter(|window| b[nonce..].windows(4).any(|other| other == *window))
            .count();
        assert_eq!(shared, 0);
    }
}

/// With a pseudonym: the same within venue and day, another for another venue or day.
#[test]
fn a_pseudonym_lives_for_one_venue_and_one_day() {
    let mut specimen = Specimen::new(3);
    let citizen = specimen.citizen(0);
    let mut venue = |number| {
        specimen.venue(number, |policy| {
            policy.pseudonym = Some("to count heads".into())
        })
    };
    let (here, there) = (venue(1), venue(2));
    let mut pseudonym = |paper: &VenueSpecimen, now: celadon_credential::Time| {
        let ask = specimen.display(paper, now);
        let bytes = specimen.present(&citizen, Colour::Green, &ask).to_bytes();
        let federation = &specimen.federation;
        let venue =
            Venue::new(&paper.signed_certificate, &paper.signed_policy, federation).unwrap();
        let rng = &mut specimen.rng;
        match venue
            .judge(Code::Bytes(&bytes), federation, now, &mut NoReplay, rng)
            .unwrap()
        {
            Judgement::Accepted(admission) => admission.pseudonym.unwrap(),
            refused => panic!("{refused:?}"),
        }
    };
    let now = pseudonym(&here, NOW);
    assert_eq!(now, pseudonym(&here, NOW.plus(3_600)));
    assert_ne!(now, pseudonym(&there, NOW));
    assert_ne!(now, pseudonym(&here, NOW.plus(86_400)));
}
