//! Ceilings: the most that a kind of place may ask of a person. A wallet answers nothing beyond
//! them, whoever signed it, and a federation signs nothing beyond them.

use thiserror::Error;

use super::Policy;
use crate::colour::Colour;
use crate::venue::Scene;

/// The most that venues of one scene may learn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceiling {
    /// The colours that may be told apart there.
    pub colours: &'static [Colour],
    /// Whether a pseudonym may be asked for.
    pub pseudonym: bool,
}

/// What a policy asks for beyond its scene's ceiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Excess {
    /// A colour with which such a place has nothing to do.
    #[error("a venue of the scene {} may not learn who holds {colour}", scene.name())]
    Colour {
        /// The scene.
        scene: Scene,
        /// The colour.
        colour: Colour,
    },
    /// A pseudonym.
    #[error("a venue of the scene {} may not ask for a pseudonym", scene.name())]
    Pseudonym {
        /// The scene.
        scene: Scene,
    },
}

const GREEN: &[Colour] = &[Colour::Green];
const YELLOW: &[Colour] = &[Colour::Green, Colour::Yellow];

impl Scene {
    /// The most that its venues may learn. Yellow only where such a person has to get in all the
    /// same, and red only where it is a matter of care; a pseudonym only where people stay together
    /// for hours, so that a register or a warning has a use.
    pub const fn ceiling(self) -> Ceiling {
        let (colours, pseudonym) = match self {
            Scene::Transport | Scene::Shop | Scene::Pharmacy => (GREEN, false),
            Scene::CityGate | Scene::Community => (YELLOW, false),
            Scene::Workplace | Scene::School => (GREEN, true),
            Scene::Hospital => (&Colour::ALL as &[Colour], true),
        };
        Ceiling { colours, pseudonym }
    }
}

impl Policy {
    /// What it asks for beyond what venues of this scene may.
    pub fn excess(&self, scene: Scene) -> Option<Excess> {
        let ceiling = scene.ceiling();
        let colour = (self.colours.iter()).find(|colour| !ceiling.colours.contains(colour));
        match colour {
            Some(&colour) => Some(Excess::Colour { scene, colour }),
            None if self.asks_for_pseudonym() && !ceiling.pseudonym => {
                Some(Excess::Pseudonym { scene })
            }
            None => None,
        }
    }
}
