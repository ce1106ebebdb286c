//! A file that is complete under its name, or absent: also after a crash and on a full disk.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use crate::error::FileError;

/// What to do with a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it and say so: what a secret key deserves.
    Keep,
    /// Put the new content in its place, in one step.
    Replace,
}

/// Writes `bytes` to `path`, readable by its owner only. Readers see the old content or the new,
/// never a part; when this returns, the new content has reached the disk.
///
/// # Errors
/// [`FileError::Exists`] under [`Existing::Keep`]; [`FileError::DiskFull`], [`FileError::Denied`],
/// [`FileError::Missing`] (the folder) and [`FileError::Other`]. The old content is then in place.
pub fn write_atomically(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), FileError> {
    write(path, bytes, existing, Readers::Owner).map_err(|error| FileError::new(path, error))
}

/// The same for what is public: everybody may read it, as far as the umask lets them, so that
/// another program can serve it.
///
/// # Errors
/// As [`write_atomically`].
pub fn publish_atomically(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), FileError> {
    write(path, bytes, existing, Readers::Everybody).map_err(|error| FileError::new(path, error))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    Owner,
    Everybody,
}

fn write(path: &Path, bytes: &[u8], existing: Existing, readers: Readers) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // The same folder, for a rename is atomic only within one file system. Mode 0600 is
    // tempfile's own; a file that is not persisted is removed on drop.
    let mut builder = tempfile::Builder::new();
    builder.prefix(".celadon-").suffix(".tmp");
    #[cfg(unix)]
    if readers == Readers::Everybody {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o644));
    }
    #[cfg(not(unix))]
    let _ = readers; // a file has its folder's readers
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    match existing {
        Existing::Keep => file.persist_noclobber(path)?,
        Existing::Replace => file.persist(path)?,
    };
    sync_folder(folder)
}

/// The name itself must reach the disk. Elsewhere than on Unix a folder cannot be synced.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
