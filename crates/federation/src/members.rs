//! Who stands in the next list: what issuers handed in, one file each.

use std::fs;
use std::path::{Path, PathBuf};

use celadon_credential::DecodeError;
use celadon_credential::charter::Charter;
use celadon_credential::name::Name;
use celadon_credential::trust_list::{IssuerEntry, IssuerKeyRequest, TrustList};
use celadon_vault::{Existing, FileError, read_bounded, write_atomically};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{FederationDir, FederationError, hex};

/// The ending of a request's file.
const ENDING: &str = "request";
/// More bytes than a request has.
const MAX_BYTES: usize = 2_048;

/// One key of one issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The file in `members`.
    pub path: PathBuf,
    /// What the issuer handed in.
    pub request: IssuerKeyRequest,
}

/// All members, in the order of their files.
#[derive(Debug)]
pub struct Members<'a> {
    dir: &'a FederationDir,
    charter: Charter,
    all: Vec<Member>,
}

/// What became of a good request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// It is a member from the next list on.
    New(Member),
    /// It was one before.
    Already(Member),
}

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MemberError {
    /// The bytes are no request.
    #[error("not an accreditation request: {0}")]
    Decode(#[from] DecodeError),
    /// Made for another federation.
    #[error(
        "the request is for another federation: the issuer has to be set up with this one's id"
    )]
    OtherFederation,
    /// For a schema that the charter does not name.
    #[error("the request is for a schema that is not in the charter")]
    Schema,
    /// The proof does not hold.
    #[error("the issuer has not proven that it knows its key: have it made anew by the issuer")]
    Possession,
    /// Another member has this name.
    #[error(
        "there is a member of the name {0} with another address or manifest key: remove that one \
         first, or choose another name"
    )]
    NameTaken(Name),
    /// Another member's name differs by nothing that a person sees.
    #[error("a person would take the name for the member {0}: choose another")]
    LooksLike(Name),
    /// Another member has this key.
    #[error("the key is the member {0}'s")]
    KeyTaken(Name),
    /// No more issuers fit into a list.
    #[error("a list has at most {} issuers", TrustList::MAX_ISSUERS)]
    TooMany,
    /// No more keys fit into an entry.
    #[error(
        "an issuer has at most {} keys: remove an old one first",
        IssuerEntry::MAX_KEYS
    )]
    TooManyKeys,
}

impl FederationDir {
    /// Reads all members.
    ///
    /// # Errors
    /// [`FederationError::Member`] and [`FederationError::StrangeFile`]: a file that came in
    /// otherwise than by [`Members::accept`] is held to the same.
    pub fn members(&self) -> Result<Members<'_>, FederationError> {
        let folder = self.file("members");
        let fail = |error| FileError::new(&folder, error);
        let mut paths = Vec::new();
        for entry in fs::read_dir(&folder).map_err(fail)? {
            paths.push(entry.map_err(fail)?.path());
        }
        paths.sort();
        let mut members = Members {
            dir: self,
            charter: self.charter()?.charter()?,
            all: Vec::new(),
        };
        for path in paths {
            // What a killed process left behind.
            if file_name(&path).starts_with('.') {
                continue;
            }
            if path.extension().is_none_or(|ending| ending != ENDING) {
                return Err(FederationError::StrangeFile(path));
            }
            let bytes = read_bounded(&path, MAX_BYTES)?;
            let request = members
                .check(&bytes)
                .and_then(|(request, already)| match already {
                    None => Ok(request),
                    Some(_) => Err(MemberError::KeyTaken(request.issuer.name)),
                });
            match request {
                Ok(request) => members.all.push(Member { path, request }),
                Err(source) => return Err(FederationError::Member { path, source }),
            }
        }
        Ok(members)
    }
}

impl Members<'_> {
    /// All of them.
    pub fn all(&self) -> &[Member] {
        &self.all
    }

    /// Verifies a request, and makes it a member from the next list on.
    ///
    /// That the name is the issuer's own, and the request came from it, is for people to make sure
    /// of: the runbook says how.
    ///
    /// # Errors
    /// [`MemberError`] in [`FederationError::Member`] with `from`, where the bytes came from.
    pub fn accept(&mut self, bytes: &[u8], from: &Path) -> Result<Accepted, FederationError> {
        let refused = |source| FederationError::Member {
            path: from.to_owned(),
            source,
        };
        let request = match self.check(bytes).map_err(refused)? {
            (_, Some(member)) => return Ok(Accepted::Already(member)),
            (request, None) => request,
        };
        let path = self.dir.file("members").join(name_of(&request));
        write_atomically(&path, bytes, Existing::Replace)?;
        let member = Member { path, request };
        self.all.push(member.clone());
        Ok(Accepted::New(member))
    }

    /// Takes all keys of an issuer out of the next list. What it handed in is kept in `removed`.
    ///
    /// # Errors
    /// [`FederationError::NoMember`].
    pub fn remove(&mut self, name: &str) -> Result<Vec<Member>, FederationError> {
        let own = |member: &Member| member.request.issuer.name.as_str() == name;
        let gone: Vec<Member> = self
            .all
            .iter()
            .filter(|member| own(member))
            .cloned()
            .collect();
        if gone.is_empty() {
            return Err(FederationError::NoMember(name.to_owned()));
        }
        for member in &gone {
            let to = self.dir.file("removed").join(file_name(&member.path));
            fs::rename(&member.path, &to).map_err(|error| FileError::new(&member.path, error))?;
        }
        self.all.retain(|member| !own(member));
        Ok(gone)
    }

    /// The request, and the member that it is already.
    fn check(&self, bytes: &[u8]) -> Result<(IssuerKeyRequest, Option<Member>), MemberError> {
        let request = IssuerKeyRequest::from_bytes(bytes)?;
        if let Some(same) = self.all.iter().find(|other| other.request == request) {
            return Ok((request, Some(same.clone())));
        }
        if request.federation != self.dir.id() {
            return Err(MemberError::OtherFederation);
        }
        if !self.charter.schemas().contains(&request.schema) {
            return Err(MemberError::Schema);
        }
        let name = &request.issuer.name;
        let mut keys = 0;
        for Member { request: other, .. } in &self.all {
            let others = &other.issuer.name;
            if other.W == request.W {
                return Err(MemberError::KeyTaken(others.clone()));
            }
            if others == name && other.issuer != request.issuer {
                return Err(MemberError::NameTaken(others.clone()));
            }
            if others != name && seen(others) == seen(name) {
                return Err(MemberError::LooksLike(others.clone()));
            }
            keys += usize::from(others == name);
        }
        if keys >= IssuerEntry::MAX_KEYS {
            return Err(MemberError::TooManyKeys);
        }
        // An upper bound on issuers: most have one key.
        if keys == 0 && self.all.len() >= TrustList::MAX_ISSUERS {
            return Err(MemberError::TooMany);
        }
        if request.is_proven() {
            Ok((request, None))
        } else {
            Err(MemberError::Possession)
        }
    }
}

/// What a person sees of a name: letters and digits, large or small.
fn seen(name: &Name) -> String {
    let letters = name
        .as_str()
        .chars()
        .filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// A name for the file that people can read, and no two requests share.
fn name_of(request: &IssuerKeyRequest) -> String {
    let readable: String = (request.issuer.name.as_str().chars())
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .take(40)
        .collect();
    let digest = hex(&Sha256::digest(request.to_bytes()));
    format!("{readable}-{}.{ENDING}", &digest[..12])
}

fn file_name(path: &Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}
