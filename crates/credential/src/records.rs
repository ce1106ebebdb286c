//! The four records of a health declaration.
//!
//! Every text has at most [`MAX_TEXT`] bytes and no control characters, every list at most
//! [`MAX_LIST`] items. All are wiped when dropped and silent in `Debug`.

mod health;
mod identity;
mod residence;
mod travel;

pub use health::HealthDeclaration;
pub use identity::Identity;
pub use residence::Residence;
pub use travel::{Transport, TravelHistory, Trip};

/// Bytes of the longest text in a record.
pub const MAX_TEXT: usize = 200;
/// The most items of a list in a record.
pub const MAX_LIST: usize = 64;

/// Content and silent `Debug` for a type with canonical bytes.
macro_rules! content {
    ($name:ident, $attribute:literal) => {
        impl $crate::record::Content for $name {
            const ATTRIBUTE: &'static str = $attribute;
            fn to_bytes(&self) -> zeroize::Zeroizing<Vec<u8>> {
                let mut writer =
                    $crate::cbor::Writer::with_capacity($crate::record::Record::MAX_BYTES);
                $crate::cbor::Canonical::write(self, &mut writer);
                zeroize::Zeroizing::new(writer.finish())
            }
            fn from_bytes(bytes: &[u8]) -> Result<Self, $crate::cbor::DecodeError> {
                $crate::cbor::Canonical::decode(bytes)
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}
use content;
