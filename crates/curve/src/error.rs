//! Why bytes are not a point.

use thiserror::Error;

/// Why bytes were refused as a group element. None of these says anything about a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PointError {
    /// Not the one canonical compressed encoding of a point on the curve.
    #[error("not a canonical compressed point")]
    NotCanonical,
    /// On the curve, outside the subgroup of prime order.
    #[error("point outside the prime-order subgroup")]
    NotInSubgroup,
    /// The identity, which no honest message contains.
    #[error("point is the identity")]
    Identity,
}
