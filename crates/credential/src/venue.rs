//! Venue certificate: one place with one address, its key and its policy, signed by the
//! federation's online key. A wallet shows name and address before it answers.

use ed25519_dalek::{SigningKey, VerifyingKey};
use thiserror::Error;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::ids::{FederationId, VenueId};
use crate::name::Name;
use crate::signed::{Kind, SignatureError, Signed, key_from_bytes};
use crate::time::Time;

/// What kind of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scene {
    /// Roads, stations and airports at a city's border.
    CityGate = 1,
    /// Underground, bus, train.
    Transport = 2,
    /// A residential community.
    Community = 3,
    /// A workplace.
    Workplace = 4,
    /// A school.
    School = 5,
    /// A shop or market.
    Shop = 6,
    /// A pharmacy.
    Pharmacy = 7,
    /// A hospital.
    Hospital = 8,
}

impl Scene {
    /// All, by code.
    pub const ALL: [Scene; 8] = [
        Scene::CityGate,
        Scene::Transport,
        Scene::Community,
        Scene::Workplace,
        Scene::School,
        Scene::Shop,
        Scene::Pharmacy,
        Scene::Hospital,
    ];

    /// 1 to 8.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// A stable word, as in configuration files.
    pub const fn name(self) -> &'static str {
        match self {
            Scene::CityGate => "city_gate",
            Scene::Transport => "transport",
            Scene::Community => "community",
            Scene::Workplace => "workplace",
            Scene::School => "school",
            Scene::Shop => "shop",
            Scene::Pharmacy => "pharmacy",
            Scene::Hospital => "hospital",
        }
    }

    /// As people say it.
    pub const fn words(self) -> &'static str {
        match self {
            Scene::CityGate => "city gate",
            Scene::Transport => "public transport",
            Scene::Community => "residential community",
            other => other.name(),
        }
    }
}

/// Not a scene's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "not a scene: city_gate, transport, community, workplace, school, shop, pharmacy or hospital"
)]
pub struct SceneError;

impl core::str::FromStr for Scene {
    type Err = SceneError;
    fn from_str(name: &str) -> Result<Scene, SceneError> {
        (Scene::ALL.into_iter())
            .find(|scene| scene.name() == name)
            .ok_or(SceneError)
    }
}

/// One place with one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueCertificate {
    /// The federation.
    pub federation: FederationId,
    /// The venue's id, not [`VenueId::ANY`].
    pub venue: VenueId,
    /// What a citizen reads.
    pub name: Name,
    /// Where it is.
    pub address: Name,
    /// What kind of place it is.
    pub scene: Scene,
    /// The venue's key, which signs its challenges.
    pub key: VerifyingKey,
    /// SHA-256 of the payload of its policy.
    pub policy_digest: [u8; 32],
    /// From when it holds.
    pub valid_from: Time,
    /// Until when.
    pub valid_until: Time,
}

/// Why a certificate was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CertificateError {
    /// The bytes are no certificate.
    #[error("the venue's certificate is {0}: load it again from the federation")]
    Decode(#[from] DecodeError),
    /// The signature is not of the federation's online key.
    #[error("the venue's certificate is not signed by the federation's online key: load it again")]
    Signature(#[from] SignatureError),
    /// The certificate is of another federation.
    #[error("the venue's certificate is of another federation")]
    OtherFederation,
    /// It is to hold for longer than the key that signed it.
    #[error("the venue's certificate outlives the federation's online key: have it made anew")]
    OutlivesKey,
}

impl VenueCertificate {
    /// The most bytes of a certificate, so that it travels in a challenge.
    pub const MAX_BYTES: usize = 320;

    /// Whether it holds at this time.
    pub fn valid_at(&self, now: Time) -> bool {
        self.valid_from <= now && now < self.valid_until
    }

    /// Signs it. Refuses what could not be read again.
    pub fn seal(&self, key: &SigningKey) -> Result<Signed, DecodeError> {
        let payload = self.encode();
        VenueCertificate::decode(&payload)?;
        Ok(Signed::seal(Kind::Venue, payload, key))
    }

    /// What a certificate says, and nobody has checked yet: it names the key to look for.
    pub fn unverified(signed: &Signed) -> Result<VenueCertificate, DecodeError> {
        VenueCertificate::decode(signed.unverified())
    }

    /// Verifies and decodes a certificate of this federation.
    pub fn open(
        signed: &Signed,
        key: &VerifyingKey,
        federation: &FederationId,
    ) -> Result<VenueCertificate, CertificateError> {
        let certificate = VenueCertificate::decode(signed.verified(Kind::Venue, key)?)?;
        if certificate.federation == *federation {
            Ok(certificate)
        } else {
            Err(CertificateError::OtherFederation)
        }
    }
}

impl Canonical for VenueCertificate {
    const MAX_BYTES: usize = VenueCertificate::MAX_BYTES;

    fn write(&self, writer: &mut Writer) {
        writer
            .array(10)
            .uint(1)
            .item(&self.federation)
            .item(&self.venue)
            .item(&self.name)
            .item(&self.address)
            .uint(self.scene.code().into())
            .bytes(self.key.as_bytes())
            .bytes(&self.policy_digest)
            .item(&self.valid_from)
            .item(&self.valid_until);
    }

    fn read(reader: &mut Reader<'_>) -> Result<VenueCertificate, DecodeError> {
        reader.versioned(10)?;
        let federation = reader.item()?;
        let venue = reader.item()?;
        if venue == VenueId::ANY {
            return Err(DecodeError::Invalid("the venue's id"));
        }
        let name = reader.item()?;
        let address = reader.item()?;
        let code = reader.uint()?;
        let scene = Scene::ALL
            .into_iter()
            .find(|scene| u64::from(scene.code()) == code)
            .ok_or(DecodeError::Invalid("the scene"))?;
        Ok(VenueCertificate {
            federation,
            venue,
            name,
            address,
            scene,
            key: key_from_bytes(&reader.fixed()?)?,
            policy_digest: reader.fixed()?,
            valid_from: reader.item()?,
            valid_until: reader.item()?,
        })
    }
}
