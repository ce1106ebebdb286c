//! Who a citizen is.

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{MAX_TEXT, content};
use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::identity::IdentityNumber;
use crate::record::Record;

/// Who a citizen is, as the issuer verified it.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Identity {
    /// The number of an identity document, in its one spelling.
    pub number: IdentityNumber,
    /// The name on that document.
    pub name: String,
}

content!(Identity, "identity");

/// CBOR `[1, kind, number, name]`.
impl Canonical for Identity {
    const MAX_BYTES: usize = Record::MAX_BYTES;
    fn write(&self, writer: &mut Writer) {
        writer
            .array(4)
            .uint(1)
            .uint(self.number.kind().code().into())
            .text(self.number.as_str())
            .text(&self.name);
    }
    fn read(reader: &mut Reader<'_>) -> Result<Identity, DecodeError> {
        reader.versioned(4)?;
        let kind = reader.uint()?;
        let number = IdentityNumber::from_code(kind, reader.text(MAX_TEXT)?)
            .map_err(|_| DecodeError::Invalid("an identity number"))?;
        let name = reader.text(MAX_TEXT)?.to_owned();
        if name.is_empty() {
            return Err(DecodeError::Invalid("a name"));
        }
        Ok(Identity { number, name })
    }
}
