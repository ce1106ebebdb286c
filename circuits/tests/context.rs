//! A proof belongs to one context: the same bytes anywhere else are refused by the linear part,
//! before any pairing.

use celadon_circuits::possession::Issuer;
use celadon_circuits::presentation::{Proof, Statement};
use celadon_circuits::{Generators, Transcript, pseudonym};
use celadon_curve::{G1, G2, Scalar};

use crate::reference;
use crate::world::{MESSAGES, point, profile, rng, scalar, transcript, world};

/// What a caller absorbs before a presentation, as the protocol lists it.
const CONTEXT: [(&[u8], &[u8]); 8] = [
    (b"profile", &[3]),
    (b"federation", &[1; 32]),
    (b"epoch", &[0, 0, 0, 7]),
    (b"schema", &[2; 16]),
    (b"colour", &[1]),
    (b"grid", &[0, 0, 14, 16]),
    (b"T", &[0, 0, 0, 0, 105, 0, 0, 0]),
    (b"ph", b"header and token"),
];

fn absorbing(protocol: &'static [u8], items: &[(&'static [u8], Vec<u8>)]) -> Transcript {
    let mut transcript = Transcript::new(protocol);
    for (label, bytes) in items {
        transcript.append(label, bytes);
    }
    transcript
}

#[test]
fn refuses_a_proof_in_any_other_context() {
    let witness = world().green("citizen");
    let items: Vec<(&'static [u8], Vec<u8>)> = CONTEXT
        .iter()
        .map(|(label, bytes)| (*label, bytes.to_vec()))
        .collect();
    for (name, statement) in world().profiles() {
        let proof = statement.prove(&witness, absorbing(b"v1", &items), &mut rng(1));
        let refuses = |transcript, what: &str| {
            let refused = statement.verify_linear(&proof, transcript).is_err();
            assert!(refused, "{name}: {what}");
        };
        assert!(
            statement
                .verify_linear(&proof, absorbing(b"v1", &items))
                .is_ok()
        );

        refuses(absorbing(b"v2", &items), "protocol version");
        for index in 0..items.len() {
            let label = String::from_utf8_lossy(items[index].0);
            let mut other = items.clone();
            *other[index].1.last_mut().unwrap() ^= 1;
            refuses(absorbing(b"v1", &other), &format!("another {label}"));

            let mut other = items.clone();
            other[index].1.push(0);
            refuses(absorbing(b"v1", &other), &format!("a longer {label}"));

            let mut other = items.clone();
            other.remove(index);
            refuses(absorbing(b"v1", &other), &format!("no {label}"));

            let mut other = items.clone();
            other[index].0 = b"other label";
            refuses(absorbing(b"v1", &other), &format!("{label} renamed"));
        }
        // The same bytes, cut between two items in another place.
        let mut other = items.clone();
        let moved = other[1].1.pop().unwrap();
        other[2].1.insert(0, moved);
        refuses(absorbing(b"v1", &other), "items framed otherwise");
    }
}

#[test]
fn refuses_a_proof_for_any_other_statement() {
    let world = world();
    let witness = world.green("citizen");
    let H: Vec<G1> = (0..MESSAGES)
        .map(|j| point(&format!("other H {j}")))
        .collect();
    let g = &world.generators;
    let generators = Generators::new(g.P1, g.Q1, g.Q2.base(), &H);
    let another = |label: &str| point(&format!("another {label}"));
    let W = Issuer::known(world.other_issuer.W);
    let V = Issuer::hidden(world.V + G2::generator(), world.Z);
    let Z = Issuer::hidden(world.V, another("Z"));

    for (name, statement) in world.profiles() {
        let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
        let mut others: Vec<(&str, Statement<'_>)> = Vec::new();

        let mut other = statement.clone();
        other.possession.domain += Scalar::ONE;
        others.push(("domain", other));
        let mut other = statement.clone();
        other.possession.E = world.E("red");
        others.push(("E", other));
        let mut other = statement.clone();
        other.possession.generators = &generators;
        others.push(("generators", other));
        match profile(&statement).0 {
            false => others.push(("W", with_issuer(&statement, &W))),
            true => {
                others.push(("V", with_issuer(&statement, &V)));
                others.push(("Z", with_issuer(&statement, &Z)));
            }
        }
        if statement.pseudonym.is_some() {
            let mut other = statement.clone();
            let scope = another("venue");
            other.pseudonym = Some(pseudonym::Statement { scope });
            others.push(("scope", other));
        }
        for (what, other) in others {
            let refused = other.verify_linear(&proof, transcript("a")).is_err();
            assert!(refused, "{name}: another {what}");
        }
    }
}

#[test]
fn refuses_a_proof_in_any_other_profile() {
    let witness = world().green("citizen");
    let profiles = world().profiles();
    for (name, statement) in &profiles {
        let proof = statement.prove(&witness, transcript("a"), &mut rng(1));
        for (other_name, other) in &profiles {
            if name == other_name {
                continue;
            }
            let (hidden, pseudonym) = profile(other);
            let what = format!("{name} as {other_name}");
            assert!(
                Proof::from_bytes(&proof.to_bytes(), hidden, pseudonym, MESSAGES).is_err(),
                "{what}"
            );
            assert!(
                other.verify_linear(&proof, transcript("a")).is_err(),
                "{what}"
            );
            // The points made to fit: taken away, or added from another proof.
            let donor = other.prove(&witness, transcript("a"), &mut rng(1));
            let mut fitted = proof.clone();
            fitted.points.issuer = donor.points.issuer;
            fitted.N = donor.N;
            assert!(
                other.verify_linear(&fitted, transcript("a")).is_err(),
                "{what}, points made to fit"
            );
        }
    }
}

/// Points of another profile under this one's transcript, the linear part true: only the shape is
/// wrong.
#[test]
fn refuses_points_of_any_other_profile() {
    let witness = world().green("citizen");
    for (name, statement) in world().profiles() {
        let (hidden, pseudonym) = profile(&statement);
        let s = if hidden { scalar("s") } else { Scalar::ONE };
        let (points, secrets) = reference::randomise(&statement, &witness, scalar("r"), s);
        let N = point("venue, day") * witness.messages[0];
        let issuer = (world().issuer.W, world().issuer.Y);
        for with_issuer in [false, true] {
            for with_N in [false, true] {
                let mut points = points.clone();
                points.issuer = with_issuer.then_some(points.issuer.unwrap_or(issuer));
                let proof = reference::prove(
                    &statement,
                    points,
                    with_N.then_some(N),
                    &secrets,
                    transcript("a"),
                    &mut rng(1),
                );
                assert!(reference::linear(&statement, &proof, transcript("a")));
                let verified = statement.verify_linear(&proof, transcript("a"));
                let fits = (with_issuer, with_N) == (hidden, pseudonym);
                assert_eq!(verified.is_ok(), fits, "{name}: {with_issuer}, {with_N}");
            }
        }
    }
}

fn with_issuer<'a>(statement: &Statement<'a>, issuer: &'a Issuer) -> Statement<'a> {
    let mut other = statement.clone();
    other.possession.issuer = issuer;
    other
}
