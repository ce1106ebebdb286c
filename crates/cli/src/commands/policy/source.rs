//! A policy by a word: a scene, a TOML file, or a signed file.

use std::path::Path;

use celadon_api::sources::{MAX_SOURCE_BYTES, PolicySource};
use celadon_credential::ids::FederationId;
use celadon_credential::policy::Policy;
use celadon_credential::signed::Signed;
use celadon_credential::time::Clock;
use celadon_credential::venue::Scene;
use celadon_service::SystemClock;
use celadon_vault::read_bounded;

use crate::exit::Failure;

/// A policy that was named.
#[derive(Debug)]
pub struct Named {
    /// What it says. One that is not signed is of no federation yet.
    pub policy: Policy,
    /// The scene for which it is written, if it says so.
    pub scene: Option<Scene>,
    /// Whether it was read from a signed file.
    pub signed: bool,
}

/// What stands for the federation of a policy that is not signed.
fn no_federation() -> FederationId {
    FederationId::from_bytes([0; 32])
}

impl Named {
    /// The policy of a scene or a file.
    pub fn read(word: &str) -> Result<Named, Failure> {
        if let Ok(scene) = word.parse::<Scene>() {
            return Named::of_source(&PolicySource::shipped(scene));
        }
        let path = Path::new(word);
        if !path.exists() {
            let what = format!("{word} is neither a scene nor a file");
            return Err(Failure::new(what).help("`celadon policy list` lists the scenes"));
        }
        let bytes = read_bounded(path, MAX_SOURCE_BYTES)?;
        if let Ok(signed) = Signed::from_bytes(&bytes)
            && let Ok(policy) = Policy::unverified(&signed)
        {
            return Ok(Named {
                policy,
                scene: None,
                signed: true,
            });
        }
        let text = String::from_utf8(bytes.to_vec())
            .map_err(|_| Failure::new(format!("{word} is neither a text nor a signed policy")))?;
        let source = PolicySource::parse(&text).map_err(|error| about(word, error))?;
        Named::of_source(&source).map_err(|error| about(word, error))
    }

    fn of_source(source: &PolicySource) -> Result<Named, Failure> {
        Ok(Named {
            policy: source.policy(no_federation(), SystemClock.now())?,
            scene: source.scene()?,
            signed: false,
        })
    }

    /// One that is not signed is compared as if it were of this one's federation.
    pub fn at_home_with(&mut self, other: &Named) {
        if !self.signed {
            self.policy.federation = other.policy.federation;
        }
    }
}

fn about(word: &str, error: impl core::fmt::Display) -> Failure {
    Failure::new(format!("{word}: {error}"))
}
