//! Citizens without the stamp of the hour.

use celadon_curve::{G1, Scalar};

use super::{assert_accepted, assert_refused};
use crate::world::{Credential, scalar, world};

const NOW: &str = "green/T2";
const PROFILES: [bool; 2] = [false, true];

fn citizen() -> Credential {
    world().issue(&world().issuer, "citizen")
}

/// Presents "green until T2" with this stamp, in both profiles.
fn refused(credential: &Credential, stamp: G1) {
    for hidden in PROFILES {
        let issuer = if hidden {
            &world().hidden
        } else {
            &world().known
        };
        let statement = world().statement(issuer, NOW, Some("venue, day"));
        assert_refused(&statement, &credential.witness(stamp));
        assert_accepted(
            &statement,
            &credential.witness(credential.stamp(world().E(NOW))),
        );
    }
}

#[test]
fn refuses_a_credential_without_a_stamp() {
    refused(&citizen(), G1::identity());
}

#[test]
fn refuses_a_stamp_without_a_credential() {
    let mut nothing = citizen();
    let stamp = nothing.stamp(world().E(NOW));
    nothing.A = G1::identity();
    for hidden in PROFILES {
        let issuer = if hidden {
            &world().hidden
        } else {
            &world().known
        };
        assert_refused(
            &world().statement(issuer, NOW, None),
            &nothing.witness(stamp),
        );
    }
}

#[test]
fn refuses_anothers_stamp() {
    let other = world().issue(&world().issuer, "other");
    refused(&citizen(), other.stamp(world().E(NOW)));
}

#[test]
fn refuses_a_sum_of_two_stamps() {
    let citizen = citizen();
    let other = world().issue(&world().issuer, "other");
    let E = world().E(NOW);
    refused(&citizen, citizen.stamp(E) + other.stamp(E));
    refused(&citizen, citizen.stamp(E) + citizen.stamp(E));
    refused(
        &citizen,
        citizen.stamp(E) + citizen.stamp(world().E("green/T1")),
    );
}

#[test]
fn refuses_an_old_stamp() {
    let citizen = citizen();
    refused(&citizen, citizen.stamp(world().E("green/T1")));
}

#[test]
fn refuses_a_red_stamp() {
    let citizen = citizen();
    refused(&citizen, citizen.stamp(world().E("red/T2")));
}

#[test]
fn refuses_a_stamp_extrapolated_from_earlier_ones() {
    let citizen = citizen();
    let (S0, S1) = (
        citizen.stamp(world().E("green/T0")),
        citizen.stamp(world().E("green/T1")),
    );
    refused(&citizen, S1 + S1 - S0);
    // Of red and green, old and new: green/T1 + (red/T2 - red/T1).
    let (R1, R2) = (
        citizen.stamp(world().E("red/T1")),
        citizen.stamp(world().E("red/T2")),
    );
    refused(&citizen, S1 + R2 - R1);
}

#[test]
fn refuses_a_renewed_credential_with_the_old_stamp_or_the_old_exponent() {
    let old = citizen();
    let mut new = old.clone();
    let (blind, messages) = (scalar("new/blind"), old.messages.clone());
    new = world().sign(&new.issuer, scalar("new/e"), blind, messages);
    let E = world().E(NOW);

    refused(&new, old.stamp(E));
    // The new signature under the old exponent, the old one under the new.
    for hidden in PROFILES {
        let issuer = if hidden {
            &world().hidden
        } else {
            &world().known
        };
        let statement = world().statement(issuer, NOW, None);
        let mut mixed = new.witness(old.stamp(E));
        mixed.e = old.e;
        assert_refused(&statement, &mixed);
        let mut mixed = old.witness(new.stamp(E));
        mixed.e = new.e;
        assert_refused(&statement, &mixed);
        // Old signature and stamp on the new records.
        let mut mixed = old.witness(old.stamp(E));
        mixed.blind = new.blind;
        assert_refused(&statement, &mixed);
    }
}

#[test]
fn refuses_two_credentials_pooled() {
    // Half of each: the exponents differ, so no affine combination is a signature.
    let (mine, yours) = (citizen(), world().issue(&world().issuer, "other"));
    let E = world().E(NOW);
    let half = Scalar::from(2u64).invert().unwrap();
    let mut pooled = mine.witness(mine.stamp(E));
    pooled.A = (mine.A + mine.stamp(E) + yours.A + yours.stamp(E)) * half;
    pooled.blind = (mine.blind + yours.blind) * half;
    pooled.messages = (mine.messages.iter().zip(&yours.messages))
        .map(|(m, n)| (*m + *n) * half)
        .collect();
    for e in [mine.e, yours.e, (mine.e + yours.e) * half] {
        pooled.e = e;
        assert_refused(&world().statement(&world().hidden, NOW, None), &pooled);
    }
}
