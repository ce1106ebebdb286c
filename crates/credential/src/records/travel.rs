//! Where a citizen has been.

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{MAX_LIST, MAX_TEXT, content};
use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::record::Record;
use crate::time::Day;

/// Where a citizen has been in the time that the issuer's rules ask for.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct TravelHistory {
    /// The trips, at most [`MAX_LIST`], in the order in which they were told.
    pub trips: Vec<Trip>,
}

/// One stay away from home.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Trip {
    /// The first date of the stay.
    #[zeroize(skip)]
    pub from: Day,
    /// The last date of the stay, not before the first.
    #[zeroize(skip)]
    pub to: Day,
    /// The area in the federation's catalogue, such as an administrative division code.
    pub area_code: String,
    /// The place in words.
    pub place: String,
    /// How the citizen went there.
    #[zeroize(skip)]
    pub transport: Transport,
}

/// A means of transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// Train or metro.
    Rail = 1,
    /// Aeroplane.
    Air = 2,
    /// Bus or coach.
    Bus = 3,
    /// Ship or ferry.
    Ship = 4,
    /// Car, taxi or motorcycle.
    Car = 5,
    /// Anything else.
    Other = 6,
}

impl Transport {
    /// All, by code.
    pub const ALL: [Transport; 6] = [
        Transport::Rail,
        Transport::Air,
        Transport::Bus,
        Transport::Ship,
        Transport::Car,
        Transport::Other,
    ];

    /// The code on the wire, 1 to 6.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The transport of a code.
    pub fn from_code(code: u64) -> Option<Transport> {
        Transport::ALL
            .into_iter()
            .find(|transport| u64::from(transport.code()) == code)
    }

    /// `rail`, `air`, `bus`, `ship`, `car` or `other`.
    pub const fn name(self) -> &'static str {
        match self {
            Transport::Rail => "rail",
            Transport::Air => "air",
            Transport::Bus => "bus",
            Transport::Ship => "ship",
            Transport::Car => "car",
            Transport::Other => "other",
        }
    }
}

content!(TravelHistory, "travel_history");

/// CBOR `[1, [[from, to, area code, place, transport], …]]`.
impl Canonical for TravelHistory {
    const MAX_BYTES: usize = Record::MAX_BYTES;
    fn write(&self, writer: &mut Writer) {
        writer.array(2).uint(1).array(self.trips.len());
        for trip in &self.trips {
            writer
                .array(5)
                .item(&trip.from)
                .item(&trip.to)
                .text(&trip.area_code)
                .text(&trip.place)
                .uint(trip.transport.code().into());
        }
    }
    fn read(reader: &mut Reader<'_>) -> Result<TravelHistory, DecodeError> {
        reader.versioned(2)?;
        let len = reader.list(MAX_LIST)?;
        let trips = (0..len)
            .map(|_| {
                reader.array(5)?;
                let (from, to) = (reader.item()?, reader.item()?);
                if to < from {
                    return Err(DecodeError::Invalid("the end of a trip"));
                }
                Ok(Trip {
                    from,
                    to,
                    area_code: reader.text(MAX_TEXT)?.to_owned(),
                    place: reader.text(MAX_TEXT)?.to_owned(),
                    transport: Transport::from_code(reader.uint()?)
                        .ok_or(DecodeError::Invalid("a transport"))?,
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(TravelHistory { trips })
    }
}

impl core::fmt::Debug for Trip {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Trip(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Content;

    fn trip(from: &str, to: &str) -> Trip {
        Trip {
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            area_code: "420103".into(),
            place: "Jianghan".into(),
            transport: Transport::Rail,
        }
    }

    #[test]
    fn reads_what_it_writes_within_bounds() {
        let mut history = TravelHistory {
            trips: vec![trip("2028-02-28", "2028-02-29"); MAX_LIST],
        };
        assert!(TravelHistory::from_bytes(&history.to_bytes()).unwrap() == history);
        history.trips.push(trip("2028-02-28", "2028-02-29"));
        assert!(TravelHistory::from_bytes(&history.to_bytes()).is_err());
        history.trips = vec![trip("2028-02-29", "2028-02-28")];
        assert!(TravelHistory::from_bytes(&history.to_bytes()).is_err());
    }

    #[test]
    fn transports_lead_back() {
        for transport in Transport::ALL {
            assert_eq!(
                Transport::from_code(transport.code().into()),
                Some(transport)
            );
        }
        assert_eq!(Transport::from_code(0), None);
        assert_eq!(Transport::from_code(7), None);
    }
}
