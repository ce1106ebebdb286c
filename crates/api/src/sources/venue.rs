//! `venue.toml`: one place with one address.

use celadon_credential::Time;
use celadon_credential::ids::{FederationId, VenueId};
use celadon_credential::signed::VerifyingKey;
use celadon_credential::venue::{Scene, VenueCertificate};
use serde::Deserialize;

use super::{SourceError, parse, wrong};

const WHAT: &str = "venue";

/// A venue as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VenueSource {
    /// What a citizen reads.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// `city_gate`, `transport`, `community`, `workplace`, `school`, `shop`, `pharmacy`, `hospital`.
    pub scene: String,
    /// How many days the certificate holds from its signing.
    pub valid_days: u32,
}

impl VenueSource {
    /// Parses a file's text.
    pub fn parse(text: &str) -> Result<VenueSource, SourceError> {
        parse(WHAT, text)
    }

    /// The scene.
    pub fn scene(&self) -> Result<Scene, SourceError> {
        (self.scene.parse()).map_err(|error| wrong(WHAT, "scene", error))
    }

    /// The certificate for this key and policy, signed at `now`.
    pub fn certificate(
        &self,
        federation: FederationId,
        venue: VenueId,
        key: VerifyingKey,
        policy_digest: [u8; 32],
        now: Time,
    ) -> Result<VenueCertificate, SourceError> {
        let scene = self.scene()?;
        if !(1..=3_660).contains(&self.valid_days) {
            return Err(wrong(WHAT, "valid_days", "1 to 3,660 days"));
        }
        Ok(VenueCertificate {
            federation,
            venue,
            name: self
                .name
                .parse()
                .map_err(|error| wrong(WHAT, "name", error))?,
            address: self
                .address
                .parse()
                .map_err(|error| wrong(WHAT, "address", error))?,
            scene,
            key,
            policy_digest,
            valid_from: now,
            valid_until: now.plus(u64::from(self.valid_days) * 86_400),
        })
    }
}
