//! The domain: one scalar for all that a signature is bound to besides its messages.

use celadon_curve::{G1, Scalar};

use crate::Interface;

/// `calculate_domain` of the core draft:
/// `H(pk ‖ I2OSP(L, 8) ‖ Q_1 ‖ H_1..H_L ‖ api_id ‖ I2OSP(len(header), 8) ‖ header)`.
///
/// `pk_octets` is what stands in the public key's slot: the 96 bytes of the key in the drafts'
/// interfaces; an interface that hides the issuer puts there what all its issuers share, at one
/// fixed length. `generators` are all message generators, those of committed messages and `Q_2`
/// among them.
pub fn domain(
    interface: &Interface,
    pk_octets: &[u8],
    q1: &G1,
    generators: &[G1],
    header: &[u8],
) -> Scalar {
    let mut points = Vec::with_capacity(generators.len() + 1);
    points.push(*q1);
    points.extend_from_slice(generators);

    let mut input = pk_octets.to_vec();
    input.extend_from_slice(&length(generators.len()));
    for point in G1::batch_to_affine(&points) {
        input.extend_from_slice(&point.to_bytes());
    }
    input.extend_from_slice(interface.api_id());
    input.extend_from_slice(&length(header.len()));
    input.extend_from_slice(header);
    interface.hash_to_scalar(&input)
}

/// `I2OSP(n, 8)`.
pub(crate) fn length(n: usize) -> [u8; 8] {
    (n as u64).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_it_counts() {
        let interface = Interface::celadon();
        let generators = interface.generators(3).unwrap();
        let (q1, h) = (generators.q1(), generators.messages());
        let pk = [7u8; 32];
        let of = |pk: &[u8], q1, h: &[G1], header: &[u8]| domain(&interface, pk, q1, h, header);
        let good = of(&pk, q1, h, b"header");
        assert_eq!(good, of(&pk, q1, h, b"header"));
        let swapped = [h[1], h[0], h[2]];
        let others = [
            of(&[8u8; 32], q1, h, b"header"),
            of(&pk, &h[0], h, b"header"),
            of(&pk, q1, &h[..2], b"header"),
            of(&pk, q1, &swapped, b"header"),
            of(&pk, q1, h, b"headex"),
            of(&pk, q1, h, b""),
            domain(
                &Interface::core(crate::Suite::Sha256),
                &pk,
                q1,
                h,
                b"header",
            ),
            domain(
                &Interface::blind(crate::Suite::Shake256),
                &pk,
                q1,
                h,
                b"header",
            ),
        ];
        for other in others {
            assert_ne!(good, other);
        }
    }
}
