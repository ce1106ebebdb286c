//! Policies compared: what the comparison says is what wallets and verifiers do, for every pair of
//! policies and everything that somebody can bring.

use celadon_admission::{Code, Judgement, NoReplay, Venue};
use celadon_credential::policy::{Gap, Holding};
use celadon_credential::{Colour, Grid};
use celadon_specimen::{NOW, VenueSpecimen};
use celadon_wallet::{Place, Wallet, WalletError};

use crate::world::World;

const GRIDS: [Grid; 2] = [Grid::HOUR, Grid::DAY];

/// Whether bit `at` of a number is set.
fn bit(number: u8, at: usize) -> bool {
    number >> at & 1 == 1
}

/// Every policy: seven sets of colours, two grids, pseudonym or not, paper or not.
fn venues(world: &mut World) -> Vec<VenueSpecimen> {
    let mut venues = Vec::new();
    for number in 0..7 * 8 {
        let (colours, rest) = (number % 7 + 1, number / 7);
        venues.push(world.specimen.venue(number + 1, |policy| {
            let admitted = (0..3).filter(|at| bit(colours, *at));
            policy.colours = admitted.map(|at| Colour::ALL[at]).collect();
            policy.grid = GRIDS[usize::from(bit(rest, 0))];
            policy.pseudonym = bit(rest, 1).then(|| "To count heads.".into());
            policy.paper = bit(rest, 2);
        }));
    }
    venues
}

/// Everything that somebody can bring, and a wallet with it.
fn people(world: &mut World) -> Vec<(Holding, Wallet)> {
    let federation = *world.specimen.federation.list().federation();
    let mut people = Vec::new();
    for number in 0..3 * 4 {
        let (colour, has) = (Colour::ALL[usize::from(number % 3)], number / 3);
        let stamps = (0..2).filter(|at| bit(has, *at)).map(|at| GRIDS[at]);
        let stamps: Vec<Grid> = stamps.collect();
        let mut wallet = world.wallet(&["Ada"]);
        world.credential(&mut wallet, "Ada", 0);
        let place = world.registered.len() - 1;
        world.registered[place].colour = colour;
        for grid in &stamps {
            world.stamp(&mut wallet, "Ada", 0, grid.period_of(NOW));
        }
        for way in 0..4 {
            let holding = Holding {
                federation,
                colour,
                stamps: stamps.clone(),
                card: bit(way, 0),
                pseudonym: bit(way, 1),
            };
            people.push((holding, wallet.clone()));
        }
    }
    people
}

/// Whether this person is really admitted there: asked first, then shown, then judged.
fn is_admitted(
    world: &mut World,
    venue: &VenueSpecimen,
    holding: &Holding,
    wallet: &mut Wallet,
) -> bool {
    let place = Place::Venue {
        certificate: &venue.signed_certificate,
        policy: &venue.signed_policy,
    };
    let consent = wallet.describe_place(place, NOW).unwrap().unwrap();
    if consent.policy.asks_for_pseudonym() && !holding.pseudonym {
        return false;
    }
    let rng = &mut world.specimen.rng;
    let code = if holding.card {
        let (certificate, policy) = (&venue.signed_certificate, &venue.signed_policy);
        match wallet.paper("Ada", certificate, policy, 1, NOW, rng) {
            Ok(cards) => cards.into_iter().next(),
            Err(error) => {
                assert_eq!(error, WalletError::NoPaper);
                None
            }
        }
    } else {
        wallet.show("Ada", place, NOW, rng).unwrap()
    };
    let Some(code) = code else {
        return false;
    };
    let federation = &world.specimen.federation;
    let door = Venue::new(&venue.signed_certificate, &venue.signed_policy, federation).unwrap();
    let code = Code::Bytes(code.bytes());
    let judged = door.judge(code, federation, NOW, &mut NoReplay, rng);
    matches!(judged.unwrap(), Judgement::Accepted(_))
}

#[test]
fn whatever_satisfies_one_policy_satisfies_another_exactly_where_there_is_no_gap() {
    let mut world = World::new(2);
    let venues = venues(&mut world);
    let mut people = people(&mut world);
    let mut admitted = Vec::new();
    for venue in &venues {
        let mut row = Vec::new();
        for (holding, wallet) in &mut people {
            let really = is_admitted(&mut world, venue, holding, wallet);
            let said = venue.policy.satisfied_by(holding);
            assert_eq!(really, said, "{holding:?} at {:?}", venue.policy);
            row.push(really);
        }
        admitted.push(row);
    }
    let place = |holding: &Holding| people.iter().position(|(own, _)| own == holding).unwrap();
    let (mut with, mut without) = (0, 0);
    for (a, first) in venues.iter().zip(&admitted) {
        for (b, second) in venues.iter().zip(&admitted) {
            let gaps = a.policy.gaps(&b.policy);
            let follows = first.iter().zip(second).all(|(a, b)| !a || *b);
            assert_eq!(gaps.is_empty(), follows, "{:?} {:?}", a.policy, b.policy);
            for gap in &gaps {
                let example = place(&a.policy.example(*gap));
                assert!(first[example] && !second[example], "{gap}");
            }
            with += usize::from(follows);
            without += usize::from(!follows);
        }
    }
    assert!(with > venues.len() && without > venues.len());
}

#[test]
fn another_federation_satisfies_nothing() {
    let mut world = World::new(1);
    let here = world.specimen.venue(1, |_| {}).policy;
    let mut there = here.clone();
    there.federation = celadon_credential::FederationId::from_bytes([7; 32]);
    assert_eq!(here.gaps(&there), [Gap::Federation]);
    let example = here.example(Gap::Federation);
    assert!(here.satisfied_by(&example) && !there.satisfied_by(&example));
}

#[test]
fn a_wallet_answers_nothing_beyond_the_ceiling_of_the_place() {
    use celadon_credential::venue::Scene;
    let mut world = World::new(1);
    let mut wallet = world.ready(Colour::Green);
    let counting = |policy: &mut celadon_credential::policy::Policy| {
        policy.pseudonym = Some("To count heads.".into());
    };
    let (nosy, colourful) = (
        world.specimen.venue(1, counting),
        world
            .specimen
            .venue(2, |policy| policy.colours.push(Colour::Red)),
    );
    for mut venue in [nosy, colourful] {
        for scene in Scene::ALL {
            venue.certificate.scene = scene;
            venue.signed_certificate = venue.certificate.seal(&world.specimen.online).unwrap();
            let ceiling = scene.ceiling();
            let may = venue
                .policy
                .colours
                .iter()
                .all(|c| ceiling.colours.contains(c))
                && (ceiling.pseudonym || !venue.policy.asks_for_pseudonym());
            let place = Place::Venue {
                certificate: &venue.signed_certificate,
                policy: &venue.signed_policy,
            };
            let rng = &mut world.specimen.rng;
            let shown = wallet.show("Ada", place, NOW, rng);
            let told = wallet.describe_place(place, NOW);
            let (_, token) = world.specimen.challenge(&venue, NOW);
            let described = wallet.describe(&token, NOW);
            let rng = &mut world.specimen.rng;
            let answered = wallet.answer("Ada", &token, NOW, rng);
            let refused = |ok: bool, error: Option<WalletError>| match (ok, error) {
                (true, None) => false,
                (false, Some(WalletError::Excess(_))) => true,
                other => panic!("{other:?}"),
            };
            assert_eq!(refused(shown.is_ok(), shown.err()), !may, "{scene:?}");
            assert_eq!(refused(told.is_ok(), told.err()), !may);
            assert_eq!(refused(described.is_ok(), described.err()), !may);
            assert_eq!(refused(answered.is_ok(), answered.err()), !may);
        }
    }
}
