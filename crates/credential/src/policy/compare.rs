//! Policies compared: does whatever satisfies one satisfy another, and where not?

use thiserror::Error;

use super::Policy;
use crate::colour::Colour;
use crate::grid::Grid;
use crate::ids::FederationId;

/// What somebody at a door has, as far as a policy can ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The federation of the credential.
    pub federation: FederationId,
    /// Its colour.
    pub colour: Colour,
    /// The grids of which there is a stamp of the present period. None follows from another: one of
    /// the day outlives a change of colour, and one of the hour is there when the code ends today.
    pub stamps: Vec<Grid>,
    /// A printed card instead of a telephone.
    pub card: bool,
    /// Whether the person would give a pseudonym, told the reason.
    pub pseudonym: bool,
}

/// A difference by which somebody satisfies one policy and not the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Gap {
    /// Two federations do not share a list.
    #[error("they are of different federations")]
    Federation,
    /// A colour that only the first admits.
    #[error("{0} satisfies the first and not the second")]
    Colour(Colour),
    /// Stamps of one grid say nothing of another.
    #[error("{}", grids(*first, *second))]
    Grid {
        /// The first's.
        first: Grid,
        /// The second's.
        second: Grid,
    },
    /// Cards that only the first takes.
    #[error("a printed card satisfies the first and not the second")]
    Paper,
    /// A pseudonym that only the second asks for.
    #[error("the second asks for a pseudonym, which the first does not: not everybody gives one")]
    Pseudonym,
}

impl Policy {
    /// Whether somebody with this can be admitted: what wallet and verifier together arrive at.
    pub fn satisfied_by(&self, holding: &Holding) -> bool {
        holding.federation == self.federation
            && self.accepts(holding.colour)
            && holding.stamps.contains(&self.grid)
            && (self.paper || !holding.card)
            && (holding.pseudonym || !self.asks_for_pseudonym())
    }

    /// Where somebody satisfies this policy and not the other. None: whatever satisfies this one
    /// satisfies the other, as long as both hold.
    pub fn gaps(&self, other: &Policy) -> Vec<Gap> {
        let mut gaps = Vec::new();
        if self.federation != other.federation {
            gaps.push(Gap::Federation);
        }
        let colours = self.colours.iter().filter(|c| !other.accepts(**c));
        gaps.extend(colours.map(|colour| Gap::Colour(*colour)));
        if self.grid != other.grid {
            gaps.push(Gap::Grid {
                first: self.grid,
                second: other.grid,
            });
        }
        if self.paper && !other.paper {
            gaps.push(Gap::Paper);
        }
        if other.asks_for_pseudonym() && !self.asks_for_pseudonym() {
            gaps.push(Gap::Pseudonym);
        }
        gaps
    }

    /// Somebody who satisfies this policy, and not one that differs from it by this gap.
    pub fn example(&self, gap: Gap) -> Holding {
        let best = self.colours.first().copied().unwrap_or(Colour::Green);
        Holding {
            federation: self.federation,
            colour: if let Gap::Colour(colour) = gap {
                colour
            } else {
                best
            },
            stamps: vec![self.grid],
            card: gap == Gap::Paper,
            pseudonym: self.asks_for_pseudonym(),
        }
    }
}

fn grids(first: Grid, second: Grid) -> String {
    let why = if first > second {
        "an older stamp may outlive a change of colour"
    } else {
        "a code that ends within the longer period has no stamp of it"
    };
    format!("a stamp of {first} s does not replace one of {second} s: {why}")
}
