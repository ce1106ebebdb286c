//! Signed objects as people and other programs read them.

use std::fmt::{self, Display};

use celadon_credential::ids::SchemaId;
use celadon_credential::policy::Policy;
use celadon_credential::root::RootDocument;
use celadon_credential::schema::Schema;
use celadon_credential::trust_list::{Issuer, IssuerKeyRequest, TrustList};
use celadon_credential::venue::VenueCertificate;
use serde::Serialize;

use crate::hex;

/// A trust list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListView {
    /// The federation's id.
    pub federation: String,
    /// The federation's name.
    pub name: String,
    /// The list's number.
    pub epoch: u32,
    /// SHA-256 of the list.
    pub digest: String,
    /// SHA-256 of the list before.
    pub predecessor: Option<String>,
    /// Whether it was made in an emergency.
    pub emergency: bool,
    /// When it was logged.
    pub logged_at: String,
    /// When it begins.
    pub active_from: String,
    /// When it ends.
    pub valid_until: String,
    /// When the federation ends.
    pub sunset: String,
    /// The grids, in seconds.
    pub grids_seconds: Vec<u32>,
    /// The zone of a day.
    pub time_zone: String,
    /// How long a list is logged before it begins.
    pub activation_delay_seconds: u32,
    /// The online key.
    pub online_key: String,
    /// Its end.
    pub online_key_until: String,
    /// How many root keys have to sign.
    pub threshold: u8,
    /// The root keys, by number from 1.
    pub root_keys: Vec<RootKeyView>,
    /// The issuers, by name.
    pub issuers: Vec<IssuerView>,
}

/// A root key and whether there is a signature under its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RootKeyView {
    /// The key.
    pub key: String,
    /// Whether it has signed.
    pub signed: bool,
}

/// An issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IssuerView {
    /// Its name.
    pub name: String,
    /// Its address.
    pub endpoint: String,
    /// The key of its stamp files' manifests.
    pub manifest_key: String,
    /// Its keys for credentials.
    pub keys: Vec<KeyView>,
}

/// An issuer's key for one schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyView {
    /// The schema's name, or its id.
    pub schema: String,
    /// `W`.
    pub key: String,
}

/// A venue's certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VenueView {
    /// The federation's id.
    pub federation: String,
    /// The venue's id.
    pub venue: String,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// What kind of place it is.
    pub scene: &'static str,
    /// Its key.
    pub key: String,
    /// The digest of its policy.
    pub policy: String,
    /// From when it holds.
    pub valid_from: String,
    /// Until when.
    pub valid_until: String,
}

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyView {
    /// The federation's id.
    pub federation: String,
    /// The policy's id.
    pub policy: String,
    /// Its version.
    pub version: u32,
    /// SHA-256 of its payload.
    pub digest: String,
    /// Its name.
    pub name: String,
    /// The colours that are admitted.
    pub accept: Vec<&'static str>,
    /// Whose stamps are asked for.
    pub grid_seconds: u32,
    /// Why a pseudonym is asked for.
    pub pseudonym_reason: Option<String>,
    /// Whether paper is taken.
    pub paper: bool,
    /// The purpose code.
    pub purpose: u16,
    /// What a person is told who was not admitted.
    pub refused_text: String,
    /// What a person is told who was admitted with yellow.
    pub yellow_text: String,
    /// Until when it holds.
    pub valid_until: String,
}

/// What an issuer hands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestView {
    /// The federation's id.
    pub federation: String,
    /// The issuer and the key.
    #[serde(flatten)]
    pub issuer: IssuerView,
}

impl ListView {
    /// Of a list with its root document and the places of the keys that have signed.
    pub fn new(root: &RootDocument, list: &TrustList, signed: impl Fn(u8) -> bool) -> ListView {
        let terms = list.terms();
        let charter = &terms.charter;
        let root_keys = (0..).zip(root.keys()).map(|(place, key)| RootKeyView {
            key: hex(key.as_bytes()),
            signed: signed(place),
        });
        let issuers = list.issuers().iter().map(|entry| {
            let keys = entry.keys().iter();
            IssuerView::new(
                entry.issuer(),
                keys.map(|key| (key.schema, key.W.to_bytes())),
            )
        });
        ListView {
            federation: terms.federation.to_string(),
            name: root.name().to_string(),
            epoch: terms.epoch.as_u32(),
            digest: hex(&list.digest()),
            predecessor: (!terms.is_first()).then(|| hex(&terms.predecessor)),
            emergency: terms.emergency,
            logged_at: terms.logged_at.to_string(),
            active_from: terms.active_from.to_string(),
            valid_until: terms.valid_until.to_string(),
            sunset: terms.sunset.to_string(),
            grids_seconds: charter.grids().iter().map(|grid| grid.as_secs()).collect(),
            time_zone: charter.zone().name().to_owned(),
            activation_delay_seconds: charter.activation_delay(),
            online_key: hex(terms.online_key.as_bytes()),
            online_key_until: terms.online_key_until.to_string(),
            threshold: root.threshold(),
            root_keys: root_keys.collect(),
            issuers: issuers.collect(),
        }
    }
}

impl IssuerView {
    fn new(issuer: &Issuer, keys: impl Iterator<Item = (SchemaId, [u8; 96])>) -> IssuerView {
        let name = |id| match Schema::known(id) {
            Some(schema) => schema.name().to_owned(),
            None => id.to_string(),
        };
        IssuerView {
            name: issuer.name.to_string(),
            endpoint: issuer.endpoint.to_string(),
            manifest_key: hex(issuer.manifest_key.as_bytes()),
            keys: keys
                .map(|(schema, key)| KeyView {
                    schema: name(schema),
                    key: hex(&key),
                })
                .collect(),
        }
    }
}

impl From<&IssuerKeyRequest> for RequestView {
    fn from(request: &IssuerKeyRequest) -> RequestView {
        let key = std::iter::once((request.schema, request.W.to_bytes()));
        RequestView {
            federation: request.federation.to_string(),
            issuer: IssuerView::new(&request.issuer, key),
        }
    }
}

impl From<&VenueCertificate> for VenueView {
    fn from(venue: &VenueCertificate) -> VenueView {
        VenueView {
            federation: venue.federation.to_string(),
            venue: venue.venue.to_string(),
            name: venue.name.to_string(),
            address: venue.address.to_string(),
            scene: venue.scene.name(),
            key: hex(venue.key.as_bytes()),
            policy: hex(&venue.policy_digest),
            valid_from: venue.valid_from.to_string(),
            valid_until: venue.valid_until.to_string(),
        }
    }
}

impl PolicyView {
    /// Of a policy and its digest.
    pub fn new(policy: &Policy, digest: &[u8; 32]) -> PolicyView {
        PolicyView {
            federation: policy.federation.to_string(),
            policy: policy.id.to_string(),
            version: policy.version,
            digest: hex(digest),
            name: policy.name.to_string(),
            accept: policy.colours.iter().map(|colour| colour.name()).collect(),
            grid_seconds: policy.grid.as_secs(),
            pseudonym_reason: policy.pseudonym.clone(),
            paper: policy.paper,
            purpose: policy.purpose,
            refused_text: policy.refused.clone(),
            yellow_text: policy.yellow.clone(),
            valid_until: policy.valid_until.to_string(),
        }
    }
}

/// One line: what it is, and its value.
fn line(f: &mut fmt::Formatter<'_>, what: &str, value: impl Display) -> fmt::Result {
    writeln!(f, "{what:<14}{value}")
}

impl Display for ListView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(
            f,
            "federation",
            format_args!("{}, {}", self.name, self.federation),
        )?;
        let emergency = if self.emergency {
            ", made in an emergency"
        } else {
            ""
        };
        line(f, "epoch", format_args!("{}{emergency}", self.epoch))?;
        line(f, "digest", &self.digest)?;
        line(
            f,
            "follows",
            self.predecessor
                .as_deref()
                .unwrap_or("nothing: it is the first"),
        )?;
        line(f, "logged at", &self.logged_at)?;
        line(f, "active from", &self.active_from)?;
        line(f, "valid until", &self.valid_until)?;
        line(f, "sunset", &self.sunset)?;
        let grids: Vec<String> = self.grids_seconds.iter().map(u32::to_string).collect();
        line(
            f,
            "grids",
            format_args!("{} s, days of {}", grids.join(", "), self.time_zone),
        )?;
        line(
            f,
            "delay",
            format_args!("{} s", self.activation_delay_seconds),
        )?;
        line(
            f,
            "online key",
            format_args!("{} until {}", self.online_key, self.online_key_until),
        )?;
        line(
            f,
            "root keys",
            format_args!("{} of {} sign", self.threshold, self.root_keys.len()),
        )?;
        for (number, key) in (1..).zip(&self.root_keys) {
            let signed = if key.signed { "  signed" } else { "" };
            line(f, "", format_args!("{number}  {}{signed}", key.key))?;
        }
        line(f, "issuers", self.issuers.len())?;
        for issuer in &self.issuers {
            line(f, "", format_args!("{}  {}", issuer.name, issuer.endpoint))?;
        }
        Ok(())
    }
}

impl Display for RequestView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(f, "federation", &self.federation)?;
        line(f, "issuer", &self.issuer.name)?;
        line(f, "endpoint", &self.issuer.endpoint)?;
        line(f, "manifest key", &self.issuer.manifest_key)?;
        for key in &self.issuer.keys {
            line(f, "key", format_args!("{} for {}", key.key, key.schema))?;
        }
        Ok(())
    }
}

impl Display for VenueView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(f, "federation", &self.federation)?;
        line(f, "venue", &self.venue)?;
        line(f, "name", &self.name)?;
        line(f, "address", &self.address)?;
        line(f, "scene", self.scene)?;
        line(f, "key", &self.key)?;
        line(f, "policy", &self.policy)?;
        line(
            f,
            "valid",
            format_args!("{} to {}", self.valid_from, self.valid_until),
        )
    }
}

impl Display for PolicyView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(f, "federation", &self.federation)?;
        line(
            f,
            "policy",
            format_args!("{}, version {}", self.policy, self.version),
        )?;
        line(f, "digest", &self.digest)?;
        line(f, "name", &self.name)?;
        line(f, "admits", self.accept.join(", "))?;
        line(f, "stamps of", format_args!("{} s", self.grid_seconds))?;
        line(
            f,
            "pseudonym",
            self.pseudonym_reason.as_deref().unwrap_or("none"),
        )?;
        line(f, "paper", if self.paper { "taken" } else { "not taken" })?;
        line(f, "purpose", self.purpose)?;
        line(f, "if refused", &self.refused_text)?;
        if !self.yellow_text.is_empty() {
            line(f, "if not green", &self.yellow_text)?;
        }
        line(f, "valid until", &self.valid_until)
    }
}
