//! The wallet: one object with one canonical encoding.

use core::fmt;
use std::sync::Arc;

use celadon_credential::ids::FederationId;
use celadon_credential::presentation::Federation;
use celadon_credential::url::HttpUrl;
use celadon_credential::{DecodeError, Time};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::clock::{Clock, Reading, Source};
use crate::codec::{Reader, Writer};
use crate::lists::{Lists, Loaded};
use crate::ready::Ready;
use crate::{Label, Person, WalletError};

/// People, trust lists and a clock. Every change is made in memory; whoever keeps the wallet
/// writes [`Wallet::to_bytes`] as a whole before anything leaves it.
#[derive(Clone)]
pub struct Wallet {
    pub(crate) lists: Lists,
    pub(crate) clock: Clock,
    people: Vec<Person>,
    /// In memory alone.
    ready: Ready,
}

impl Wallet {
    /// The most people in one wallet.
    pub const MAX_PEOPLE: usize = 32;
    /// The most cards on one sheet.
    pub const MAX_CARDS: usize = 24;
    /// The most bytes of a wallet.
    pub const MAX_BYTES: usize = Lists::MAX_BYTES + Wallet::MAX_PEOPLE * Person::MAX_BYTES + 1_024;

    /// An empty wallet, for one federation if that is named; else for the one whose trust list is
    /// loaded first.
    pub fn new(federation: Option<FederationId>) -> Wallet {
        Wallet {
            lists: Lists::pinned(federation),
            clock: Clock::default(),
            people: Vec::new(),
            ready: Ready::default(),
        }
    }

    /// Takes a trust list, if it passes every check; otherwise the one that is held stays in use.
    /// One that begins later is held until then, and the present one is in force meanwhile.
    pub fn load_list(
        &mut self,
        bytes: &[u8],
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<Loaded, WalletError> {
        self.lists.load(bytes, now, rng)
    }

    /// Where trust lists are fetched.
    pub fn list_source(&self) -> Option<&HttpUrl> {
        self.lists.source()
    }

    /// Remembers where trust lists are fetched.
    pub fn set_list_source(&mut self, source: HttpUrl) {
        self.lists.set_source(source);
    }

    /// The federation, once it is known.
    pub fn federation_id(&self) -> Option<&FederationId> {
        self.lists.federation()
    }

    /// The list in force, with what is computed from it. The one before is dropped for good.
    pub fn federation(&mut self, now: Time) -> Result<Arc<Federation>, WalletError> {
        self.lists.in_force(now)
    }

    /// The time at a reading of the machine's clocks, corrected.
    pub fn now(&self, reading: Reading) -> Time {
        self.clock.now(reading)
    }

    /// Remembers the time that a server told.
    pub fn learn_time(&mut self, source: Source, time: Time, at: Reading) {
        self.clock.learn(source, time, at);
    }

    /// Whether a server ever told the time. If not, and the clock is wrong, codes are refused:
    /// the wallet should go online once.
    pub fn has_learned_time(&self) -> bool {
        self.clock.has_learned()
    }

    /// Adds a person, with a fresh holder secret.
    pub fn add_person(
        &mut self,
        label: Label,
        rng: &mut impl CryptoRng,
    ) -> Result<(), WalletError> {
        if self.people.iter().any(|person| *person.label() == label) {
            return Err(WalletError::PersonExists(label));
        }
        if self.people.len() == Wallet::MAX_PEOPLE {
            return Err(WalletError::TooManyPeople);
        }
        self.people.push(Person::new(label, rng));
        Ok(())
    }

    /// Removes a person with all that it holds. It cannot be brought back.
    pub fn remove_person(&mut self, label: &str) -> Result<(), WalletError> {
        let at = self.place(label)?;
        self.people.remove(at);
        Ok(())
    }

    /// All people, in the order in which they were added.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// The person of this name.
    pub fn person(&self, label: &str) -> Result<&Person, WalletError> {
        Ok(&self.people[self.place(label)?])
    }

    pub(crate) fn person_mut(&mut self, label: &str) -> Result<&mut Person, WalletError> {
        let at = self.place(label)?;
        Ok(&mut self.people[at])
    }

    /// A person, and the presentations that are ready.
    pub(crate) fn person_and_ready(
        &mut self,
        label: &str,
    ) -> Result<(&Person, &mut Ready), WalletError> {
        let at = self.place(label)?;
        Ok((&self.people[at], &mut self.ready))
    }

    pub(crate) fn people_and_ready(&mut self) -> (&[Person], &mut Ready) {
        (&self.people, &mut self.ready)
    }

    pub(crate) fn ready_entries(&self) -> &Ready {
        &self.ready
    }

    fn place(&self, label: &str) -> Result<usize, WalletError> {
        self.people
            .iter()
            .position(|person| person.label().as_str() == label)
            .ok_or_else(|| WalletError::UnknownPerson(label.to_owned()))
    }

    /// The canonical bytes, which hold every secret: CBOR `[1, lists, clock, [person, …]]`.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let people: Vec<_> = self.people.iter().map(Person::to_bytes).collect();
        // Lists hold no secret, so it does no harm to grow while they are written.
        let mut lists = Writer::with_capacity(4_096);
        self.lists.write(&mut lists);
        let lists = lists.finish();
        let secrets: usize = people.iter().map(|person| person.len() + 8).sum();
        let mut writer = Writer::with_capacity(secrets + lists.len() + 1_024);
        writer.array(4).uint(1).bytes(&lists);
        self.clock.write(&mut writer);
        writer.array(people.len());
        for person in &people {
            writer.bytes(person);
        }
        writer.finish()
    }

    /// Opens the canonical bytes and verifies the lists in them. `rng` gives the weights of the
    /// batches.
    pub fn from_bytes(bytes: &[u8], rng: &mut impl CryptoRng) -> Result<Wallet, WalletError> {
        let wallet = Wallet::read(bytes, rng)?;
        if *wallet.to_bytes() == bytes {
            Ok(wallet)
        } else {
            Err(DecodeError::NotCanonical.into())
        }
    }

    fn read(bytes: &[u8], rng: &mut impl CryptoRng) -> Result<Wallet, DecodeError> {
        let mut reader = Reader::new(bytes, Wallet::MAX_BYTES)?;
        reader.versioned(4)?;
        let mut inner = Reader::new(reader.bytes(Lists::MAX_BYTES)?, Lists::MAX_BYTES)?;
        let lists = Lists::read(&mut inner, rng)?;
        inner.end()?;
        let clock = Clock::read(&mut reader)?;
        let mut people: Vec<Person> = Vec::new();
        for _ in 0..reader.list(Wallet::MAX_PEOPLE)? {
            let person = Person::from_bytes(reader.bytes(Person::MAX_BYTES)?)?;
            if people.iter().any(|other| other.label() == person.label()) {
                return Err(DecodeError::Invalid("a name that two people have"));
            }
            people.push(person);
        }
        reader.end()?;
        Ok(Wallet {
            lists,
            clock,
            people,
            ready: Ready::default(),
        })
    }
}

/// Says who is in it and nothing of what they hold.
impl fmt::Debug for Wallet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wallet")
            .field("people", &self.people)
            .finish_non_exhaustive()
    }
}
