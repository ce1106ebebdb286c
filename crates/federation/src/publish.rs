//! A list is made, signed and made public; killed at any moment, it is public as a whole or not.
//!
//! The order of the writes is what makes that so: the unfinished list with its signatures, its copy
//! in `lists`, then `known-lists`, from which on this list and no other is its epoch's, then
//! `public/trust-list`. Whatever comes next finishes what a killed process left after that point.

use std::path::PathBuf;
use std::{fs, io};

use celadon_credential::Time;
use celadon_credential::ids::Epoch;
use celadon_credential::root::QuorumError;
use celadon_credential::signed::SigningKey;
use celadon_credential::trust_list::{
    AccreditationKey, KnownLists, SignedTrustList, Terms, TrustList, TrustListError,
    VerifiedTrustList,
};
use celadon_vault::{Existing, FileError, publish_atomically, read_bounded, write_atomically};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::dir::damaged;
use crate::terms::{Gap, ListPlan, gap};
use crate::{FederationDir, FederationError};

const UNFINISHED: &str = "unfinished.list";
const KNOWN: &str = "known-lists";
const PUBLIC: &str = "public/trust-list";

/// How long after the time at which it says that it was logged a list may go public: the time of a
/// ceremony at one table. Everybody has the charter's delay, less this, to notice a list.
const LATE: u64 = 3_600;

/// How far a list is.
#[derive(Debug)]
pub enum Progress {
    /// It is public.
    Public(Box<Publication>),
    /// It waits for signatures.
    Waiting {
        /// The file, to be signed elsewhere.
        file: PathBuf,
        /// Its epoch.
        epoch: Epoch,
        /// How many root keys have signed.
        signed: usize,
        /// How many have to.
        needed: usize,
    },
}

/// A list that is public.
#[derive(Debug)]
pub struct Publication {
    /// The list.
    pub list: VerifiedTrustList,
    /// The public file.
    pub file: PathBuf,
    /// A time in which nothing will be accepted.
    pub gap: Option<Gap>,
}

/// A list that waits for signatures, or for a process that was killed.
struct Unfinished(SignedTrustList);

/// What the folder remembers.
struct Memory {
    known: KnownLists,
    newest: Option<VerifiedTrustList>,
}

impl FederationDir {
    /// Makes the list of a new epoch of all members, signs it with these root keys, and makes it
    /// public if they are enough. `anew` puts it in the place of an unfinished one.
    ///
    /// The accreditation key is drawn here, used once, and wiped.
    ///
    /// # Errors
    /// [`FederationError`]; what is public is as it was.
    pub fn publish(
        &self,
        plan: &ListPlan,
        keys: &[SigningKey],
        anew: bool,
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<Progress, FederationError> {
        let memory = self.recovered(rng)?;
        if !anew && let Some(unfinished) = self.unfinished()? {
            return Err(FederationError::Unfinished(unfinished.epoch()?));
        }
        let first = match &memory.newest {
            Some(_) => Some(self.published(Epoch::FIRST, &memory.known, rng)?),
            None => None,
        };
        let terms = self.terms(plan, first.as_ref(), memory.newest.as_ref(), now)?;
        let members = self.members()?;
        let requests: Vec<_> = members
            .all()
            .iter()
            .map(|member| member.request.clone())
            .collect();
        let list = {
            let v = AccreditationKey::generate(rng);
            TrustList::new(terms, &v, &requests)?
        };
        let mut signed = SignedTrustList::new(&self.root, &list);
        for key in keys {
            signed.sign(key)?;
        }
        // What was read back, so that a list which nobody could read is not written.
        let bytes = signed.to_bytes();
        SignedTrustList::from_bytes(&bytes)
            .map_err(TrustListError::from)?
            .verify_unsigned(Some(&self.id()), &memory.known, rng)?;
        write_atomically(&self.file(UNFINISHED), &bytes, Existing::Replace)?;
        self.conclude(&Unfinished(signed), memory, now, rng)
    }

    /// Adds the signatures of these copies to the unfinished list, and makes it public if they are
    /// enough now. Each copy is named by where it came from.
    ///
    /// # Errors
    /// [`FederationError`]; what is public is as it was.
    pub fn finish(
        &self,
        copies: &[(PathBuf, SignedTrustList)],
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<Progress, FederationError> {
        let memory = self.recovered(rng)?;
        let mut unfinished = self
            .unfinished()?
            .ok_or(FederationError::NothingUnfinished)?;
        for (path, copy) in copies {
            (unfinished.0.merge(copy)).ok_or_else(|| FederationError::NoCopy(path.clone()))?;
        }
        if !copies.is_empty() {
            let bytes = unfinished.0.to_bytes();
            write_atomically(&self.file(UNFINISHED), &bytes, Existing::Replace)?;
        }
        self.conclude(&unfinished, memory, now, rng)
    }

    /// The newest list that was published.
    ///
    /// # Errors
    /// [`FederationError::NoList`] before the first.
    pub fn newest(&self, rng: &mut impl CryptoRng) -> Result<VerifiedTrustList, FederationError> {
        self.recovered(rng)?.newest.ok_or(FederationError::NoList)
    }

    /// Makes an unfinished list public if it is good and signed by enough.
    fn conclude(
        &self,
        unfinished: &Unfinished,
        memory: Memory,
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<Progress, FederationError> {
        let signed = &unfinished.0;
        let list = match signed.verify(Some(&self.id()), &memory.known, rng) {
            Ok(list) => list,
            Err(TrustListError::Quorum(QuorumError::TooFew { signed, needed })) => {
                return Ok(Progress::Waiting {
                    file: self.file(UNFINISHED),
                    epoch: unfinished.epoch()?,
                    signed,
                    needed,
                });
            }
            Err(error) => return Err(error.into()),
        };
        let terms = list.list().terms();
        in_time(terms, now)?;
        let gap = gap(memory.newest.as_ref(), terms);
        let bytes = signed.to_bytes();
        write_atomically(&self.list_file(list.epoch()), &bytes, Existing::Replace)?;
        let mut known = memory.known;
        known.remember(&list);
        write_atomically(&self.file(KNOWN), &known.to_bytes(), Existing::Replace)?;
        publish_atomically(&self.file(PUBLIC), &bytes, Existing::Replace)?;
        self.forget_unfinished()?;
        Ok(Progress::Public(Box::new(Publication {
            list,
            file: self.file(PUBLIC),
            gap,
        })))
    }

    /// What is remembered, after finishing what a killed process left.
    fn recovered(&self, rng: &mut impl CryptoRng) -> Result<Memory, FederationError> {
        let path = self.file(KNOWN);
        let known = match read_bounded(&path, 1 << 20) {
            Ok(bytes) => KnownLists::from_bytes(&bytes).map_err(|source| damaged(&path, source))?,
            Err(FileError::Missing(_)) => KnownLists::new(),
            Err(error) => return Err(error.into()),
        };
        let newest = match known.newest() {
            Some(epoch) => Some(self.published(epoch, &known, rng)?),
            None => None,
        };
        self.restore_public(newest.as_ref(), rng)?;
        Ok(Memory { known, newest })
    }

    /// Puts the newest list into `public` where something else is: the list before it, if a process
    /// was killed, or rubbish.
    fn restore_public(
        &self,
        newest: Option<&VerifiedTrustList>,
        rng: &mut impl CryptoRng,
    ) -> Result<(), FederationError> {
        let own = match newest {
            Some(list) => Some(self.list_bytes(list.epoch())?),
            None => None,
        };
        let public = match read_bounded(&self.file(PUBLIC), SignedTrustList::MAX_BYTES) {
            Ok(bytes) => Some(bytes),
            Err(FileError::Missing(_) | FileError::TooLarge(..)) => None,
            Err(error) => return Err(error.into()),
        };
        if own != public {
            // A folder that was restored from an old copy would sign a second list of an epoch.
            if let Some(public) = public
                && let Ok(public) = SignedTrustList::from_bytes(&public)
                && let Ok(public) = public.verify(Some(&self.id()), &KnownLists::new(), rng)
                && newest.is_none_or(|newest| newest.epoch() < public.epoch())
            {
                return Err(FederationError::OldCopy {
                    public: public.epoch(),
                    known: newest.map_or("none".to_owned(), |list| list.epoch().to_string()),
                });
            }
            if let Some(own) = &own {
                publish_atomically(&self.file(PUBLIC), own, Existing::Replace)?;
            }
        }
        // One that is damaged is told of when it is asked for.
        if let (Some(newest), Ok(Some(unfinished))) = (newest, self.unfinished())
            && unfinished.epoch()? == newest.epoch()
        {
            self.forget_unfinished()?;
        }
        Ok(())
    }

    fn forget_unfinished(&self) -> Result<(), FederationError> {
        let path = self.file(UNFINISHED);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(FileError::new(&path, error).into())
            }
            _ => Ok(()),
        }
    }

    fn published(
        &self,
        epoch: Epoch,
        known: &KnownLists,
        rng: &mut impl CryptoRng,
    ) -> Result<VerifiedTrustList, FederationError> {
        let path = self.list_file(epoch);
        let bytes = self.list_bytes(epoch)?;
        let signed =
            SignedTrustList::from_bytes(&bytes).map_err(|source| damaged(&path, source))?;
        Ok(signed.reopen(known, rng)?)
    }

    fn list_bytes(&self, epoch: Epoch) -> Result<Zeroizing<Vec<u8>>, FileError> {
        read_bounded(&self.list_file(epoch), SignedTrustList::MAX_BYTES)
    }

    fn unfinished(&self) -> Result<Option<Unfinished>, FederationError> {
        let path = self.file(UNFINISHED);
        let bytes = match read_bounded(&path, SignedTrustList::MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(FileError::Missing(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let signed =
            SignedTrustList::from_bytes(&bytes).map_err(|source| damaged(&path, source))?;
        Ok(Some(Unfinished(signed)))
    }

    fn list_file(&self, epoch: Epoch) -> PathBuf {
        self.file("lists").join(format!("{epoch}.list"))
    }
}

impl Unfinished {
    fn epoch(&self) -> Result<Epoch, FederationError> {
        let (_, list) = self.0.unverified().map_err(TrustListError::from)?;
        Ok(list.terms().epoch)
    }
}

/// A federation's first list changes nothing for anybody, so it may take its time.
fn in_time(terms: &Terms, now: Time) -> Result<(), FederationError> {
    if !terms.is_first() && now > terms.logged_at.plus(LATE) {
        return Err(FederationError::SignedTooLate {
            logged_at: terms.logged_at,
        });
    }
    Ok(())
}
