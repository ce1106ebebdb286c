//! Rules of issuance that no presentation can make up for: a broken one gives true signatures.

use celadon_circuits::commitment::{self, Statement, commit};
use celadon_circuits::sigma::{Base, Equation, LinearRelation, SigmaProof, Term};
use celadon_curve::{G1, Scalar};

use super::{assert_accepted, assert_refused};
use crate::world::{MESSAGES, rng, scalar, transcript, world};

/// What the holder commits to; the issuer sets the others.
const COMMITTED: [usize; 2] = [0, 2];

fn opening() -> commitment::Witness {
    commitment::Witness {
        blind: scalar("blind"),
        messages: vec![scalar("h"), scalar("record")],
    }
}

/// Signs as an issuer does: over `C` as it came, and its own messages.
fn sign_over(C: G1, e: Scalar, issuer_set: &[(usize, Scalar)]) -> G1 {
    let world = world();
    let g = &world.generators;
    let own: G1 = (issuer_set.iter()).map(|(j, m)| *g.H[*j].base() * *m).sum();
    let B = g.P1 + g.Q1 * world.domain + C + own;
    B * (world.issuer.x + e).invert().unwrap()
}

/// The rule: `e` is unique for the issuer key. Under a shared one any affine combination of two
/// credentials is a credential.
#[test]
fn two_credentials_under_one_exponent_give_any_record() {
    let world = world();
    let e = scalar("shared e");
    let (a, b) = (
        world.issue_with(&world.issuer, "a", e),
        world.issue_with(&world.issuer, "b", e),
    );
    // A record that neither has, chosen freely; the rest follows.
    let wanted = scalar("clean travel history");
    let t = (wanted - b.messages[3]) * (a.messages[3] - b.messages[3]).invert().unwrap();
    let mix = |x: Scalar, y: Scalar| x * t + y * (Scalar::ONE - t);
    let stamp = a.stamp(world.E("green")); // one stamp serves both
    let mut forged = a.witness(G1::identity());
    forged.A = a.A * t + b.A * (Scalar::ONE - t) + stamp;
    forged.blind = mix(a.blind, b.blind);
    forged.messages = (a.messages.iter().zip(&b.messages))
        .map(|(x, y)| mix(*x, *y))
        .collect();
    assert_eq!(forged.messages[3], wanted);
    let statement = world.statement(&world.hidden, "green", Some("venue, day"));
    assert_accepted(&statement, &forged);

    // Under two exponents the same mixture is nothing.
    let c = world.issue(&world.issuer, "b");
    forged.A = a.A * t + c.A * (Scalar::ONE - t) + stamp;
    assert_refused(&statement, &forged);
}

/// A citizen's `C` with some other point in it, and a true proof over the larger set of bases.
fn smuggle(extra: G1, amount: Scalar) -> (G1, SigmaProof) {
    let g = &world().generators;
    let opening = opening();
    let C = commit(g, &COMMITTED, &opening) + extra * amount;
    let mut terms = vec![Term::plus(0, Base::Table(&g.Q2))];
    for (variable, j) in (1..).zip(COMMITTED) {
        terms.push(Term::plus(variable, Base::Table(&g.H[j])));
    }
    terms.push(Term::plus(3, Base::Point(extra)));
    let larger = LinearRelation {
        variables: 4,
        equations: vec![Equation { image: C, terms }],
    };
    let secrets = [
        opening.blind,
        opening.messages[0],
        opening.messages[1],
        amount,
    ];
    // Absorbed as the issuer will absorb it.
    let mut transcript = transcript("issuance");
    transcript.append(b"relation", b"commitment");
    transcript.append_u64(b"committed", 2);
    for j in COMMITTED {
        transcript.append_u64(b"index", j as u64);
    }
    transcript.append_G1(b"C", &C);
    let mut check = transcript.clone();
    let proof = larger.prove(&secrets, &mut transcript, &mut rng(1));
    assert!(larger.verify(&proof, &mut check).is_ok());
    (C, proof)
}

/// The issuer's check: it takes the honest commitment and not the smuggled one, however the proof
/// over the larger set is cut.
fn assert_not_opened(C: G1, larger: &SigmaProof) {
    let statement = |C| Statement {
        generators: &world().generators,
        committed: &COMMITTED,
        C,
    };
    let verify = |C, proof: &SigmaProof| statement(C).verify(proof, transcript("issuance"));
    let honest = commit(&world().generators, &COMMITTED, &opening());
    let proof = statement(honest).prove(&opening(), transcript("issuance"), &mut rng(1));
    assert!(verify(honest, &proof).is_ok());

    assert!(verify(C, &proof).is_err());
    let own = statement(C).prove(&opening(), transcript("issuance"), &mut rng(1));
    assert!(verify(C, &own).is_err());
    assert!(verify(C, larger).is_err());
    for dropped in 0..larger.responses.len() {
        let mut cut = larger.clone();
        cut.responses.remove(dropped);
        assert!(verify(C, &cut).is_err());
    }
}

/// A stamp's base in `C` is signed with it: green for a period that nobody stamped.
#[test]
fn a_smuggled_stamp_base_is_refused() {
    let world = world();
    let future = world.E("green/next year");
    let (C, larger) = smuggle(future, Scalar::ONE);
    assert_not_opened(C, &larger);

    // What an issuer without the check would have signed.
    let e = scalar("e");
    let set: Vec<_> = [1, 3, 4].map(|j| (j, scalar(&format!("set/{j}")))).into();
    let mut witness = world.green("citizen");
    witness.A = sign_over(C, e, &set);
    (witness.e, witness.blind) = (e, scalar("blind"));
    witness.messages = (0..MESSAGES).map(|j| scalar(&format!("set/{j}"))).collect();
    (witness.messages[0], witness.messages[2]) = (scalar("h"), scalar("record"));
    let statement = world.statement(&world.hidden, "green/next year", None);
    assert_accepted(&statement, &witness);
}

/// With minus today's red in `C` a red stamp cancels and leaves the green of another day.
#[test]
fn a_smuggled_difference_of_stamp_bases_is_refused() {
    let world = world();
    let (red, green) = (world.E("red/T1"), world.E("green/T2"));
    let (C, larger) = smuggle(green - red, Scalar::ONE);
    assert_not_opened(C, &larger);

    let e = scalar("e");
    let set: Vec<_> = [1, 3, 4].map(|j| (j, scalar(&format!("set/{j}")))).into();
    let A = sign_over(C, e, &set);
    let red_stamp = red * (world.issuer.x + e).invert().unwrap();
    let mut witness = world.green("citizen");
    (witness.A, witness.e, witness.blind) = (A + red_stamp, e, scalar("blind"));
    witness.messages = (0..MESSAGES).map(|j| scalar(&format!("set/{j}"))).collect();
    (witness.messages[0], witness.messages[2]) = (scalar("h"), scalar("record"));
    assert_accepted(&world.statement(&world.hidden, "green/T2", None), &witness);
}

/// The base of a record that the issuer sets, in `C`, shifts that record after it was checked.
#[test]
fn a_shifted_record_is_refused() {
    let world = world();
    let (checked, wanted) = (scalar("set/3"), scalar("another travel history"));
    let H = *world.generators.H[3].base();
    let (C, larger) = smuggle(H, wanted - checked);
    assert_not_opened(C, &larger);

    let e = scalar("e");
    let set: Vec<_> = [1, 3, 4].map(|j| (j, scalar(&format!("set/{j}")))).into();
    let A = sign_over(C, e, &set);
    let mut messages: Vec<Scalar> = (0..MESSAGES).map(|j| scalar(&format!("set/{j}"))).collect();
    (messages[0], messages[2], messages[3]) = (scalar("h"), scalar("record"), wanted);
    let mut witness = world.green("citizen");
    let stamp = world.E("green") * (world.issuer.x + e).invert().unwrap();
    (witness.A, witness.e, witness.blind) = (A + stamp, e, scalar("blind"));
    witness.messages = messages;
    assert_accepted(&world.statement(&world.hidden, "green", None), &witness);
}

/// The other bases of a signature: with `P1` or `Q1` in `C` a holder would scale its credential or
/// move it to another domain.
#[test]
fn any_other_base_in_a_commitment_is_refused() {
    let g = &world().generators;
    for extra in [g.P1, g.Q1, world().Z, world().issuer.X, G1::generator()] {
        for amount in [Scalar::ONE, -Scalar::ONE, scalar("amount")] {
            let (C, larger) = smuggle(extra, amount);
            assert_not_opened(C, &larger);
        }
    }
}
