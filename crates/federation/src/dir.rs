//! A federation's folder: made, opened, locked.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use celadon_api::sources::CharterSource;
use celadon_credential::ids::FederationId;
use celadon_credential::root::RootDocument;
use celadon_credential::signed::VerifyingKey;
use celadon_credential::{DecodeError, Time};
use celadon_vault::{Existing, FileError, Passphrase, WorkFactor, read_bounded, write_atomically};
use rand::CryptoRng;

use crate::keys::{KeyUse, draw_key, seal_key};
use crate::online::draw_online;
use crate::{FederationError, OnlineKey};

const ROOT: &str = "root.document";
const CHARTER: &str = "charter.toml";
const KEYS: &str = "keys";
const FOLDERS: [&str; 7] = [
    KEYS,
    "members",
    "removed",
    "lists",
    "public",
    "public/venues",
    "public/policies",
];

/// A federation's folder, which no other process works on while this is open.
#[derive(Debug)]
pub struct FederationDir {
    pub(crate) path: PathBuf,
    pub(crate) root: RootDocument,
    /// Two publications at one time would be two lists of one epoch.
    _lock: File,
}

/// What a new federation is made of.
#[derive(Debug)]
pub struct Founding<'a> {
    /// The text of `charter.toml`.
    pub charter: &'a str,
    /// The passphrases of the root keys that are drawn here, one for each.
    pub root_passphrases: &'a [Passphrase],
    /// Root keys that were drawn elsewhere and stay there.
    pub other_root_keys: &'a [VerifyingKey],
    /// How many root keys sign a list.
    pub threshold: u8,
    /// The passphrase of the online key.
    pub online_passphrase: &'a Passphrase,
    /// How many days the online key holds.
    pub online_days: u32,
    /// What a guess at a passphrase costs.
    pub work: WorkFactor,
}

impl FederationDir {
    /// Founds a federation in a folder that is not there yet, or is empty: the folder is whole or
    /// as it was.
    ///
    /// # Errors
    /// [`FederationError`]: a charter that is none, keys and threshold that do not fit, a folder
    /// that is in use.
    pub fn found(
        path: &Path,
        founding: &Founding<'_>,
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<FederationDir, FederationError> {
        let charter = CharterSource::parse(founding.charter)?;
        is_free(path)?;
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(|error| FileError::new(parent, error))?;
        let making = temporary(parent).map_err(|error| FileError::new(parent, error))?;
        let folder = making.path();
        for name in FOLDERS {
            create(&folder.join(name), name == KEYS)?;
        }
        let mut keys = Vec::new();
        for (place, passphrase) in founding.root_passphrases.iter().enumerate() {
            let key = draw_key(rng);
            let file = folder.join("keys").join(root_key_name(place + 1));
            seal_key(&file, &key, KeyUse::Root, passphrase, founding.work)?;
            keys.push(key.verifying_key());
        }
        keys.extend_from_slice(founding.other_root_keys);
        let root = RootDocument::new(charter.name.parse()?, keys, founding.threshold)?;
        draw_online(
            folder,
            founding.online_days,
            founding.online_passphrase,
            founding.work,
            now,
            rng,
        )?;
        let text = founding.charter.as_bytes();
        write_atomically(&folder.join(CHARTER), text, Existing::Keep)?;
        write_atomically(&folder.join(ROOT), &root.to_bytes(), Existing::Keep)?;
        // Over an empty folder a rename is one step as well; over another it fails.
        fs::rename(folder, path).map_err(|error| occupied(path, error))?;
        let _ = making.keep(); // it has another name now
        FederationDir::open(path)
    }

    /// Opens a federation's folder.
    ///
    /// # Errors
    /// [`FederationError::NoFederation`], [`FederationError::Busy`], [`FederationError::Damaged`].
    pub fn open(path: &Path) -> Result<FederationDir, FederationError> {
        let file = path.join(ROOT);
        let bytes = match read_bounded(&file, 4_096) {
            Err(FileError::Missing(_)) => {
                return Err(FederationError::NoFederation(path.to_owned()));
            }
            read => read?,
        };
        let root = RootDocument::from_bytes(&bytes).map_err(|source| damaged(&file, source))?;
        // A folder can be locked as a file can, and needs no file for it.
        let lock = File::open(path).map_err(|error| FileError::new(path, error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FederationError::Busy(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(FileError::new(path, error).into()),
        }
        Ok(FederationDir {
            path: path.to_owned(),
            root,
            _lock: lock,
        })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What everybody may read: the folder that the host serves.
    pub fn public(&self) -> PathBuf {
        self.file("public")
    }

    /// Who may sign the federation's lists.
    pub fn root(&self) -> &RootDocument {
        &self.root
    }

    /// The federation's id.
    pub fn id(&self) -> FederationId {
        self.root.id()
    }

    /// The charter as it is written: what the next list will say.
    ///
    /// # Errors
    /// [`FederationError::Source`]; [`FederationError::Renamed`], for the name cannot change.
    pub fn charter(&self) -> Result<CharterSource, FederationError> {
        let path = self.file(CHARTER);
        let bytes = read_bounded(&path, celadon_api::sources::MAX_SOURCE_BYTES)?;
        let text = std::str::from_utf8(&bytes).map_err(|error| FederationError::Text {
            path,
            message: error.to_string(),
        })?;
        let charter = CharterSource::parse(text)?;
        if charter.name != self.root.name().as_str() {
            return Err(FederationError::Renamed {
                charter: charter.name,
                root: self.root.name().to_string(),
            });
        }
        Ok(charter)
    }

    /// The sealed root keys that are in the folder, by number.
    pub fn root_key_files(&self) -> Vec<PathBuf> {
        (1..=RootDocument::MAX_KEYS)
            .map(|number| self.keys_folder().join(root_key_name(number)))
            .filter(|path| path.exists())
            .collect()
    }

    pub(crate) fn keys_folder(&self) -> PathBuf {
        self.file(KEYS)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

impl Founding<'_> {
    /// One root key, which signs alone: for a demonstration.
    pub fn alone<'a>(charter: &'a str, passphrase: &'a Passphrase) -> Founding<'a> {
        Founding {
            charter,
            root_passphrases: std::slice::from_ref(passphrase),
            other_root_keys: &[],
            threshold: 1,
            online_passphrase: passphrase,
            online_days: OnlineKey::DEFAULT_DAYS,
            work: WorkFactor::DEFAULT,
        }
    }
}

fn root_key_name(number: usize) -> String {
    format!("root-{number}.sealed")
}

fn is_free(path: &Path) -> Result<(), FederationError> {
    match fs::read_dir(path) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(FederationError::NotEmpty(path.to_owned())),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(occupied(path, error)),
    }
}

fn occupied(path: &Path, error: io::Error) -> FederationError {
    use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, NotADirectory};
    match error.kind() {
        AlreadyExists | DirectoryNotEmpty | NotADirectory => {
            FederationError::NotEmpty(path.to_owned())
        }
        _ => FileError::new(path, error).into(),
    }
}

/// A folder for the making, which others may look into as far as the umask lets them: another
/// program may serve `public`.
fn temporary(parent: &Path) -> io::Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".celadon-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o755));
    }
    builder.tempdir_in(parent)
}

fn create(folder: &Path, private: bool) -> Result<(), FileError> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    if private {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    #[cfg(not(unix))]
    let _ = private; // a folder has its parent's readers
    builder
        .create(folder)
        .map_err(|error| FileError::new(folder, error))
}

pub(crate) fn damaged(path: &Path, source: DecodeError) -> FederationError {
    FederationError::Damaged {
        path: path.to_owned(),
        source,
    }
}
