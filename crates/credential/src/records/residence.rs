//! Where a citizen lives.

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{MAX_TEXT, content};
use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::record::Record;

/// Where a citizen lives, in its own words. The issuer never sees it.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Residence {
    /// Province, state or region.
    pub province: String,
    /// City or prefecture.
    pub city: String,
    /// District or county.
    pub district: String,
    /// Street and house.
    pub address: String,
}

content!(Residence, "residence");

/// CBOR `[1, province, city, district, address]`.
impl Canonical for Residence {
    const MAX_BYTES: usize = Record::MAX_BYTES;
    fn write(&self, writer: &mut Writer) {
        writer
            .array(5)
            .uint(1)
            .text(&self.province)
            .text(&self.city)
            .text(&self.district)
            .text(&self.address);
    }
    fn read(reader: &mut Reader<'_>) -> Result<Residence, DecodeError> {
        reader.versioned(5)?;
        Ok(Residence {
            province: reader.text(MAX_TEXT)?.to_owned(),
            city: reader.text(MAX_TEXT)?.to_owned(),
            district: reader.text(MAX_TEXT)?.to_owned(),
            address: reader.text(MAX_TEXT)?.to_owned(),
        })
    }
}
