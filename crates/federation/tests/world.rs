//! A federation in a temporary folder, and what is needed to fill it.

use std::fs;
use std::path::{Path, PathBuf};

use celadon_credential::Time;
use celadon_credential::ids::FederationId;
use celadon_credential::schema::Schema;
use celadon_credential::signed::SigningKey;
use celadon_credential::trust_list::{
    Issuer, IssuerKey, IssuerKeyRequest, KnownLists, SignedTrustList, VerifiedTrustList,
};
use celadon_federation::{
    Accepted, FederationDir, Founding, KeyUse, ListPlan, OnlineKey, Progress, Publication,
    draw_key, open_key,
};
use celadon_vault::{Passphrase, WorkFactor};
use rand::SeedableRng;
use rand::rngs::StdRng;
use tempfile::TempDir;

/// A day in 2027, some hours before midnight in UTC.
pub const NOW: Time = Time::from_secs(1_800_000_610);
pub const DAY: u64 = 86_400;
pub const CHARTER: &str = include_str!("../../api/samples/charter.toml");

pub struct World {
    pub folder: TempDir,
    pub rng: StdRng,
    /// What is open; a command that needs the folder for itself closes it first.
    pub dir: FederationDir,
}

pub fn passphrase() -> Passphrase {
    Passphrase::new("a passphrase of a test".into()).unwrap()
}

impl World {
    /// One root key, no member yet.
    pub fn new() -> World {
        World::with_roots(1, 1)
    }

    /// `n` root keys in the folder, of which `threshold` sign.
    pub fn with_roots(n: usize, threshold: u8) -> World {
        World::founded(n, threshold, CHARTER)
    }

    pub fn founded(n: usize, threshold: u8, charter: &str) -> World {
        let folder = tempfile::tempdir().unwrap();
        let mut rng = StdRng::seed_from_u64(7);
        let founding = Founding {
            charter,
            root_passphrases: &vec![passphrase(); n],
            other_root_keys: &[],
            threshold,
            online_passphrase: &passphrase(),
            online_days: OnlineKey::DEFAULT_DAYS,
            work: WorkFactor::LOW,
        };
        let path = folder.path().join("federation");
        let dir = FederationDir::found(&path, &founding, NOW, &mut rng).unwrap();
        World { folder, rng, dir }
    }

    /// A federation with its first list in public.
    pub fn published(issuers: usize) -> (World, Publication) {
        let mut world = World::new();
        world.join(issuers);
        let publication = world.publish(NOW);
        (world, publication)
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn public_list(&self) -> PathBuf {
        self.dir.public().join("trust-list")
    }

    pub fn request(&mut self, name: &str) -> IssuerKeyRequest {
        request(self.dir.id(), name, &mut self.rng)
    }

    /// Accepts a request.
    pub fn accept(&mut self, request: &IssuerKeyRequest) -> Accepted {
        let from = Path::new("handed-in");
        let mut members = self.dir.members().unwrap();
        members.accept(&request.to_bytes(), from).unwrap()
    }

    /// This many issuers, Region 001 and so on.
    pub fn join(&mut self, issuers: usize) {
        for number in 1..=issuers {
            let request = self.request(&format!("Region {number:03}"));
            self.accept(&request);
        }
    }

    /// The root keys in the folder.
    pub fn root_keys(&self) -> Vec<SigningKey> {
        let files = self.dir.root_key_files();
        let open = |file: &PathBuf| open_key(file, KeyUse::Root, &passphrase()).unwrap();
        files.iter().map(open).collect()
    }

    pub fn online(&self) -> SigningKey {
        let file = self.dir.online_key().unwrap().file;
        open_key(&file, KeyUse::Online, &passphrase()).unwrap()
    }

    /// The next list, signed by all root keys in the folder.
    pub fn publish(&mut self, now: Time) -> Publication {
        match self.plan(&ListPlan::default(), now) {
            Progress::Public(publication) => *publication,
            waiting => panic!("{waiting:?}"),
        }
    }

    pub fn plan(&mut self, plan: &ListPlan, now: Time) -> Progress {
        let keys = self.root_keys();
        self.dir
            .publish(plan, &keys, false, now, &mut self.rng)
            .unwrap()
    }

    /// The public list, verified by somebody who comes new.
    pub fn verified(&mut self) -> VerifiedTrustList {
        let bytes = fs::read(self.public_list()).unwrap();
        SignedTrustList::from_bytes(&bytes)
            .unwrap()
            .verify(Some(&self.dir.id()), &KnownLists::new(), &mut self.rng)
            .unwrap()
    }
}

pub fn request(federation: FederationId, name: &str, rng: &mut StdRng) -> IssuerKeyRequest {
    let key = IssuerKey::generate(federation, Schema::declaration().id(), rng);
    key.request(issuer(name, rng), rng)
}

pub fn issuer(name: &str, rng: &mut StdRng) -> Issuer {
    let slug: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    Issuer {
        name: name.parse().unwrap(),
        endpoint: format!("https://{slug}.example").parse().unwrap(),
        manifest_key: draw_key(rng).verifying_key(),
    }
}
