//! One citizen in the wallet. Several may share it: each with its own enrolment, its own request
//! under way, its own credential, so that no answer is lost for another's.

use core::fmt;

use celadon_credential::issuance::{Credential, Offer, PendingCredential};
use celadon_credential::name::Name;
use celadon_credential::record::Record;
use celadon_credential::stamp::Stamp;
use celadon_credential::url::HttpUrl;
use celadon_credential::{Colour, DecodeError, Grid, Period, Time};
use celadon_curve::{Scalar, Secret};
use rand_core::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

use crate::codec::{Reader, Writer};
use crate::lists::read_url;

/// What a person is called in this wallet. It never leaves it.
pub type Label = Name;

/// One citizen.
#[derive(Clone)]
pub struct Person {
    label: Label,
    /// `h`: the first message of every credential of this person, so that a second credential is
    /// no second pseudonym.
    holder_secret: Secret<Scalar>,
    pub(crate) enrolment: Option<Enrolment>,
    pub(crate) pending: Option<PendingCredential>,
    pub(crate) credential: Option<Credential>,
    /// By period.
    pub(crate) shelves: Vec<Shelf>,
}

/// What an issuer gave in return for a one-time code.
#[derive(Clone)]
pub struct Enrolment {
    pub(crate) endpoint: HttpUrl,
    pub(crate) session: Zeroizing<String>,
    pub(crate) offer: Offer,
}

/// What is known of one period's stamps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shelf {
    pub(crate) period: Period,
    /// How many rounds have been looked through: all below.
    pub(crate) seen: u32,
    pub(crate) stamp: Option<HeldStamp>,
}

/// A stamp that was checked, of the newest round that has one for this person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeldStamp {
    pub(crate) colour: Colour,
    pub(crate) round: u32,
    pub(crate) stamp: Stamp,
}

impl Person {
    /// The most periods of which stamps are held: two of each grid, and some that have just ended.
    pub(crate) const MAX_SHELVES: usize = 16;
    /// The most bytes of an encoded person.
    pub(crate) const MAX_BYTES: usize = 256 * 1_024;
    /// How long a stamp is kept after its period, in seconds: a challenge may be that old.
    const KEPT: u64 = 600;

    pub(crate) fn new(label: Label, rng: &mut impl CryptoRng) -> Person {
        Person {
            label,
            holder_secret: Secret::new(Scalar::random_nonzero(rng)),
            enrolment: None,
            pending: None,
            credential: None,
            shelves: Vec::new(),
        }
    }

    /// What it is called.
    pub fn label(&self) -> &Label {
        &self.label
    }

    /// The issuer's address, once it is enrolled.
    pub fn endpoint(&self) -> Option<&HttpUrl> {
        self.enrolment.as_ref().map(|enrolment| &enrolment.endpoint)
    }

    /// The secret by which the issuer knows this person's wallet.
    pub fn session(&self) -> Option<&str> {
        self.enrolment
            .as_ref()
            .map(|enrolment| enrolment.session.as_str())
    }

    /// The request that waits for its answer: these bytes and no others are sent again.
    pub fn request(&self) -> Option<&[u8]> {
        self.pending.as_ref().map(PendingCredential::request)
    }

    /// Whether there is a credential.
    pub fn has_credential(&self) -> bool {
        self.credential.is_some()
    }

    /// What the credential says of its citizen, for this citizen alone.
    pub fn records(&self) -> &[Record] {
        self.credential.as_ref().map_or(&[], Credential::records)
    }

    pub(crate) fn holder_secret(&self) -> &Secret<Scalar> {
        &self.holder_secret
    }

    /// The stamp of a period.
    pub(crate) fn stamp(&self, period: Period) -> Option<&HeldStamp> {
        self.shelf(period)?.stamp.as_ref()
    }

    pub(crate) fn shelf(&self, period: Period) -> Option<&Shelf> {
        self.shelves.iter().find(|shelf| shelf.period == period)
    }

    /// The place for a period's stamp, made if there is none.
    pub(crate) fn shelf_mut(&mut self, period: Period, now: Time) -> &mut Shelf {
        self.prune(now);
        let at = self.shelves.partition_point(|shelf| shelf.period < period);
        if self
            .shelves
            .get(at)
            .is_none_or(|shelf| shelf.period != period)
        {
            self.shelves.insert(
                at,
                Shelf {
                    period,
                    seen: 0,
                    stamp: None,
                },
            );
        }
        &mut self.shelves[at]
    }

    fn prune(&mut self, now: Time) {
        self.shelves
            .retain(|shelf| now < shelf.period.end().plus(Person::KEPT));
        // A clock that was far ahead leaves periods that are not over for long.
        while self.shelves.len() >= Person::MAX_SHELVES {
            let last = (0..self.shelves.len()).max_by_key(|at| self.shelves[*at].period.end());
            self.shelves.remove(last.unwrap_or(0));
        }
    }

    /// CBOR `[1, label, holder secret, [endpoint, session, offer], [pending], [credential],
    /// [[grid, T, seen, [colour, round, stamp]], …]]`, where what is not there is an empty array.
    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let pending = self.pending.as_ref().map(|p| Zeroizing::new(p.to_bytes()));
        let credential = (self.credential.as_ref()).map(|c| Zeroizing::new(c.to_bytes()));
        let long = |bytes: &Option<Zeroizing<Vec<u8>>>| bytes.as_ref().map_or(0, |b| b.len());
        let mut writer = Writer::with_capacity(8_192 + long(&pending) + long(&credential));
        writer.array(7).uint(1).text(self.label.as_str());
        let mut secret = self.holder_secret.expose().to_bytes();
        writer.bytes(&secret);
        secret.zeroize();
        match &self.enrolment {
            None => writer.array(0),
            Some(enrolment) => writer
                .array(3)
                .text(enrolment.endpoint.as_str())
                .text(&enrolment.session)
                .bytes(&enrolment.offer.to_bytes()),
        };
        for part in [&pending, &credential] {
            writer.array(usize::from(part.is_some()));
            if let Some(bytes) = part {
                writer.bytes(bytes);
            }
        }
        writer.array(self.shelves.len());
        for shelf in &self.shelves {
            shelf.write(&mut writer);
        }
        writer.finish()
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Person, DecodeError> {
        let mut reader = Reader::new(bytes, Person::MAX_BYTES)?;
        reader.versioned(7)?;
        let label = (reader.text(Label::MAX_BYTES)?.parse())
            .map_err(|_| DecodeError::Invalid("a person's name"))?;
        let holder_secret = read_secret(&mut reader)?;
        let enrolment = match reader.list(3)? {
            0 => None,
            3 => Some(Enrolment {
                endpoint: read_url(&mut reader)?,
                session: Zeroizing::new(reader.text(Enrolment::MAX_SESSION)?.to_owned()),
                offer: Offer::from_bytes(reader.bytes(Person::MAX_BYTES)?)?,
            }),
            _ => return Err(DecodeError::Invalid("an enrolment")),
        };
        let pending = match reader.option()? {
            true => Some(PendingCredential::from_bytes(
                reader.bytes(Person::MAX_BYTES)?,
            )?),
            false => None,
        };
        let credential = match reader.option()? {
            true => Some(Credential::from_bytes(reader.bytes(Person::MAX_BYTES)?)?),
            false => None,
        };
        let shelves = (0..reader.list(Person::MAX_SHELVES)?)
            .map(|_| Shelf::read(&mut reader))
            .collect::<Result<Vec<_>, _>>()?;
        reader.end()?;
        if !shelves.is_sorted_by(|a, b| a.period < b.period) {
            return Err(DecodeError::Invalid("the order of the stamps"));
        }
        Ok(Person {
            label,
            holder_secret,
            enrolment,
            pending,
            credential,
            shelves,
        })
    }
}

impl Enrolment {
    /// The longest session token, in bytes.
    pub const MAX_SESSION: usize = 256;
}

impl Shelf {
    fn write(&self, writer: &mut Writer) {
        writer
            .array(4)
            .uint(self.period.grid().as_secs().into())
            .time(self.period.end())
            .uint(self.seen.into());
        match &self.stamp {
            None => writer.array(0),
            Some(held) => writer
                .array(3)
                .uint(held.colour.code().into())
                .uint(held.round.into())
                .bytes(&held.stamp.to_bytes()),
        };
    }

    fn read(reader: &mut Reader<'_>) -> Result<Shelf, DecodeError> {
        reader.array(4)?;
        let grid = Grid::new(reader.small()?).map_err(|_| DecodeError::Invalid("a grid"))?;
        let period =
            Period::ending(grid, reader.time()?).ok_or(DecodeError::Invalid("a period"))?;
        let seen = reader.small()?;
        let stamp = match reader.list(3)? {
            0 => None,
            3 => Some(HeldStamp {
                colour: u8::try_from(reader.uint()?)
                    .ok()
                    .and_then(|code| Colour::from_code(code).ok())
                    .ok_or(DecodeError::Invalid("a colour"))?,
                round: reader.small()?,
                stamp: Stamp::from_bytes(&reader.fixed()?)?,
            }),
            _ => return Err(DecodeError::Invalid("a stamp")),
        };
        Ok(Shelf {
            period,
            seen,
            stamp,
        })
    }
}

/// Says who it is and nothing of what it holds.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person({}, ..)", self.label)
    }
}

/// A scalar other than zero, wiped on the way.
fn read_secret(reader: &mut Reader<'_>) -> Result<Secret<Scalar>, DecodeError> {
    let mut bytes = reader.fixed()?;
    let scalar = Scalar::from_bytes(&bytes);
    bytes.zeroize();
    match scalar {
        Some(scalar) if !scalar.is_zero() => Ok(Secret::new(scalar)),
        _ => Err(DecodeError::Invalid("a holder secret")),
    }
}
