//! An issuer's secrets: what signs, what pads, what finds a row and what opens it.

use std::path::Path;

use celadon_credential::ids::FederationId;
use celadon_credential::name::Name;
use celadon_credential::schema::Schema;
use celadon_credential::signed::SigningKey;
use celadon_credential::stamp::round::PaddingSecret;
use celadon_credential::trust_list::{Issuer, IssuerKey, IssuerKeyRequest};
use celadon_credential::url::HttpUrl;
use celadon_curve::{G2, Secret};
use celadon_vault::{Existing, Passphrase, VaultError, WorkFactor, open_file, seal_to_file};
use rand::CryptoRng;
use thiserror::Error;
use zeroize::Zeroizing;

/// What the file begins with: the version of its layout.
const VERSION: u8 = 1;

/// Version, federation id and five secrets of 32 bytes.
const LEN: usize = 1 + 6 * 32;

/// Everything that must stay with one issuer. Wiped when dropped, silent in `Debug`.
#[derive(Debug, Clone)]
pub struct IssuerSecrets {
    key: IssuerKey,
    manifest: SigningKeySecret,
    padding: PaddingSecret,
    index: Secret<[u8; 32]>,
    sealing: Secret<[u8; 32]>,
}

/// The seed of the Ed25519 key that signs manifests.
type SigningKeySecret = Secret<[u8; 32]>;

/// The sealed file of the secrets cannot be used.
#[derive(Debug, Error)]
pub enum SecretsError {
    /// The file, or the passphrase.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// It opens, and holds something else.
    #[error("the file does not hold an issuer's keys: is it the right file?")]
    Content,
}

impl IssuerSecrets {
    /// Fresh secrets for one federation, for the declaration schema.
    pub fn generate(federation: FederationId, rng: &mut impl CryptoRng) -> IssuerSecrets {
        let mut draw = || {
            let mut bytes = Zeroizing::new([0; 32]);
            rng.fill_bytes(bytes.as_mut());
            Secret::new(*bytes)
        };
        let (manifest, padding, index, sealing) = (draw(), draw(), draw(), draw());
        IssuerSecrets {
            key: IssuerKey::generate(federation, Schema::declaration().id(), rng),
            manifest,
            padding,
            index,
            sealing,
        }
    }

    /// What the federation's root needs to accredit this issuer.
    pub fn request(
        &self,
        name: Name,
        endpoint: HttpUrl,
        rng: &mut impl CryptoRng,
    ) -> IssuerKeyRequest {
        let issuer = Issuer {
            name,
            endpoint,
            manifest_key: self.manifest_key().verifying_key(),
        };
        self.key.request(issuer, rng)
    }

    /// Writes a new file under a passphrase. A file that is there already is left as it is.
    pub fn write(
        &self,
        path: &Path,
        passphrase: &Passphrase,
        work: WorkFactor,
    ) -> Result<(), SecretsError> {
        let bytes = self.to_bytes();
        seal_to_file(path, &*bytes, passphrase, work, Existing::Keep)?;
        Ok(())
    }

    /// Reads what [`IssuerSecrets::write`] wrote.
    pub fn read(path: &Path, passphrase: &Passphrase) -> Result<IssuerSecrets, SecretsError> {
        let bytes = open_file(path, passphrase, LEN)?;
        IssuerSecrets::from_bytes(&bytes).ok_or(SecretsError::Content)
    }

    /// The key `x`, to sign and to stamp.
    pub fn key(&self) -> &IssuerKey {
        &self.key
    }

    /// The public key `W`.
    pub fn public_key(&self) -> G2 {
        self.key.W()
    }

    /// The federation.
    pub fn federation(&self) -> &FederationId {
        self.key.federation()
    }

    /// The key that signs manifests.
    pub fn manifest_key(&self) -> SigningKey {
        SigningKey::from_bytes(self.manifest.expose())
    }

    /// From which padding rows are derived.
    pub fn padding(&self) -> &PaddingSecret {
        &self.padding
    }

    pub(crate) fn index(&self) -> &Secret<[u8; 32]> {
        &self.index
    }

    pub(crate) fn sealing(&self) -> &Secret<[u8; 32]> {
        &self.sealing
    }

    fn to_bytes(&self) -> Zeroizing<[u8; LEN]> {
        let x = self.key.to_bytes();
        let parts: [&[u8; 32]; 6] = [
            self.federation().as_bytes(),
            x.expose(),
            self.manifest.expose(),
            self.padding.expose(),
            self.index.expose(),
            self.sealing.expose(),
        ];
        let mut bytes = Zeroizing::new([VERSION; LEN]);
        let (places, _) = bytes[1..].as_chunks_mut::<32>();
        for (place, part) in places.iter_mut().zip(parts) {
            *place = *part;
        }
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<IssuerSecrets> {
        let (&version, rest) = bytes.split_first()?;
        let ([federation, x, manifest, padding, index, sealing], []) = rest.as_chunks::<32>()
        else {
            return None;
        };
        if version != VERSION {
            return None;
        }
        let federation = FederationId::from_bytes(*federation);
        Some(IssuerSecrets {
            key: IssuerKey::from_bytes(federation, Schema::declaration().id(), x).ok()?,
            manifest: Secret::new(*manifest),
            padding: Secret::new(*padding),
            index: Secret::new(*index),
            sealing: Secret::new(*sealing),
        })
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn the_file_gives_back_what_was_written_and_is_never_overwritten() {
        let mut rng = StdRng::seed_from_u64(1);
        let federation = FederationId::from_bytes([7; 32]);
        let secrets = IssuerSecrets::generate(federation, &mut rng);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.sealed");
        let passphrase = Passphrase::new("correct horse".into()).unwrap();
        secrets.write(&path, &passphrase, WorkFactor::LOW).unwrap();
        let again = IssuerSecrets::read(&path, &passphrase).unwrap();
        assert_eq!(*again.to_bytes(), *secrets.to_bytes());
        assert_eq!(again.public_key(), secrets.public_key());

        let other = IssuerSecrets::generate(federation, &mut rng);
        assert!(other.write(&path, &passphrase, WorkFactor::LOW).is_err());
        assert!(IssuerSecrets::read(&path, &passphrase).is_ok());
        let wrong = Passphrase::new("wrong".into()).unwrap();
        assert!(IssuerSecrets::read(&path, &wrong).is_err());
    }

    #[test]
    fn refuses_other_contents() {
        let mut rng = StdRng::seed_from_u64(1);
        let secrets = IssuerSecrets::generate(FederationId::from_bytes([7; 32]), &mut rng);
        let bytes = secrets.to_bytes();
        assert!(IssuerSecrets::from_bytes(&*bytes).is_some());
        assert!(IssuerSecrets::from_bytes(&bytes[..LEN - 1]).is_none());
        let mut newer = *bytes;
        newer[0] = 2;
        assert!(IssuerSecrets::from_bytes(&newer).is_none());
        assert!(!format!("{secrets:?}").contains(&format!("{:?}", secrets.index.expose()[0])));
    }
}
