//! A venue's papers: its certificate and its policy, signed by the online key.

use std::fs;
use std::path::{Path, PathBuf};

use celadon_api::sources::{PolicySource, VenueSource};
use celadon_credential::Time;
use celadon_credential::ids::VenueId;
use celadon_credential::policy::Policy;
use celadon_credential::signed::{Signed, SigningKey, VerifyingKey};
use celadon_credential::trust_list::VerifiedTrustList;
use celadon_credential::venue::VenueCertificate;
use celadon_vault::{Existing, FileError, publish_atomically, read_bounded};
use rand::CryptoRng;

use crate::{FederationDir, FederationError, hex};

/// More bytes than a certificate or a policy has with its signature.
pub(crate) const MAX_PAPER: usize = 1_024;

/// What a venue's papers are made of.
#[derive(Debug)]
pub struct VenueOrder<'a> {
    /// The venue as it is written.
    pub venue: &'a VenueSource,
    /// The policy as it is written.
    pub policy: &'a PolicySource,
    /// The venue's public key.
    pub key: VerifyingKey,
    /// The venue's id, for papers that take the place of old ones; `None` draws one.
    pub id: Option<VenueId>,
}

/// A venue's papers, signed, checked and public.
#[derive(Debug)]
pub struct VenuePapers {
    /// The certificate.
    pub certificate: VenueCertificate,
    /// The policy.
    pub policy: Policy,
    /// The file of the certificate.
    pub certificate_file: PathBuf,
    /// The file of the policy.
    pub policy_file: PathBuf,
    /// From when a verifier takes them: the list that names the online key begins then.
    pub from: Time,
}

impl FederationDir {
    /// Signs a venue's certificate and policy and makes them public.
    ///
    /// A policy that was signed before, of the same id, version and words, is used as it is: one
    /// policy has one digest, however many venues have it.
    ///
    /// # Errors
    /// [`FederationError::Lint`] and whatever policy, certificate and trust list refuse; nothing
    /// is public then.
    pub fn add_venue(
        &self,
        order: &VenueOrder<'_>,
        online: &SigningKey,
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<VenuePapers, FederationError> {
        let list = self.newest(rng)?;
        if *list.online_key() != online.verifying_key() {
            return Err(FederationError::OnlineKeyNotListed);
        }
        let wanted = order.policy.policy(self.id(), now)?;
        let scene = order.venue.scene()?;
        if let Some(other) = order.policy.scene()?.filter(|other| *other != scene) {
            return Err(FederationError::OtherScene {
                policy: other.name(),
                venue: scene.name(),
            });
        }
        if let Some(error) = wanted.lint(scene).into_iter().next() {
            return Err(error.into());
        }
        self.refuse_second(order, &list, now)?;
        let (policy, signed_policy) = match self.same_policy(&wanted, &list, now)? {
            Some(found) => found,
            None => {
                let signed = wanted.seal(online).map_err(FederationError::PolicyBytes)?;
                (list.open_policy(&signed)?, signed)
            }
        };
        let digest = Policy::digest(&signed_policy);
        let id = order.id.unwrap_or_else(|| draw_id(rng));
        let certificate = (order.venue).certificate(self.id(), id, order.key, digest, now)?;
        let signed = certificate
            .seal(online)
            .map_err(FederationError::CertificateBytes)?;
        list.open_certificate(&signed)?;

        // The policy first: a certificate names one that is there.
        let policy_file = self.policies().join(format!("{}.policy", hex(&digest)));
        publish_atomically(&policy_file, &signed_policy.to_bytes(), Existing::Replace)?;
        let certificate_file = self.public().join("venues").join(format!("{id}.venue"));
        publish_atomically(&certificate_file, &signed.to_bytes(), Existing::Replace)?;
        Ok(VenuePapers {
            certificate,
            policy,
            certificate_file,
            policy_file,
            from: list.active_from(),
        })
    }

    /// One place is one venue: two that hold at one door would ask for two codes there, and see one
    /// person under two pseudonyms.
    fn refuse_second(
        &self,
        order: &VenueOrder<'_>,
        list: &VerifiedTrustList,
        now: Time,
    ) -> Result<(), FederationError> {
        let folder = self.public().join("venues");
        let fail = |error| FileError::new(&folder, error);
        for entry in fs::read_dir(&folder).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            let Some(venue) = read_certificate(&path, list)? else {
                continue;
            };
            let (name, address) = (venue.name.as_str(), venue.address.as_str());
            let same_door = name == order.venue.name && address == order.venue.address;
            if same_door && now < venue.valid_until && order.id != Some(venue.venue) {
                return Err(FederationError::SecondVenue {
                    name: name.to_owned(),
                    address: address.to_owned(),
                    id: venue.venue,
                });
            }
        }
        Ok(())
    }

    /// The policy that says the same and holds still, if it was signed before.
    fn same_policy(
        &self,
        wanted: &Policy,
        list: &VerifiedTrustList,
        now: Time,
    ) -> Result<Option<(Policy, Signed)>, FederationError> {
        let folder = self.policies();
        let fail = |error| FileError::new(&folder, error);
        let mut newest = 0;
        let mut found = None;
        for entry in fs::read_dir(&folder).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            // Of an online key before this one, or no policy: nothing to go by.
            let Some((policy, signed)) = read_policy(&path, list)? else {
                continue;
            };
            if policy.id != wanted.id || policy.valid_until <= now {
                continue;
            }
            newest = newest.max(policy.version);
            if policy.version == wanted.version {
                found = Some((policy, signed));
            }
        }
        match found {
            Some((policy, signed)) if says_the_same(&policy, wanted) => Ok(Some((policy, signed))),
            None if newest < wanted.version => Ok(None),
            _ => Err(FederationError::PolicyVersion {
                version: wanted.version,
                next: newest.saturating_add(1),
            }),
        }
    }

    fn policies(&self) -> PathBuf {
        self.public().join("policies")
    }
}

fn read_policy(
    path: &Path,
    list: &VerifiedTrustList,
) -> Result<Option<(Policy, Signed)>, FederationError> {
    let signed = read_paper(path)?;
    Ok(signed.and_then(|signed| Some((list.open_policy(&signed).ok()?, signed))))
}

/// A certificate that this list opens.
fn read_certificate(
    path: &Path,
    list: &VerifiedTrustList,
) -> Result<Option<VenueCertificate>, FederationError> {
    let signed = read_paper(path)?;
    Ok(signed.and_then(|signed| list.open_certificate(&signed).ok()))
}

fn read_paper(path: &Path) -> Result<Option<Signed>, FederationError> {
    match read_bounded(path, MAX_PAPER) {
        Ok(bytes) => Ok(Signed::from_bytes(&bytes).ok()),
        Err(FileError::TooLarge(..)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn says_the_same(a: &Policy, b: &Policy) -> bool {
    let b = Policy {
        valid_until: a.valid_until,
        ..b.clone()
    };
    *a == b
}

fn draw_id(rng: &mut impl CryptoRng) -> VenueId {
    let mut bytes = [0; VenueId::BYTES];
    while VenueId::from_bytes(bytes) == VenueId::ANY {
        rng.fill_bytes(&mut bytes);
    }
    VenueId::from_bytes(bytes)
}
