//! The interface: a ciphersuite and a name, from which every tag is made.

use celadon_curve::{Scalar, Suite, hash_to_scalar};

use crate::{CommittedGenerators, Error, Generators};

/// The most messages one signature covers, the slot of a prover's blind among them. The drafts
/// set no bound; this one keeps a short request from asking for much work.
pub const MAX_MESSAGES: usize = 1_024;

/// The longest text put around an interface's name in a tag: `MAP_MSG_TO_SCALAR_AS_HASH_` after
/// it and `BLIND_` before it.
const LONGEST_TAG: usize = 26 + 6;

/// A ciphersuite and the name (`api_id`) of what is built on it.
///
/// Two interfaces share no generator, no message mapping and no challenge, so what was made
/// under one never verifies under another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interface {
    suite: Suite,
    api_id: Vec<u8>,
}

impl Interface {
    /// The interface of the core draft: `<ciphersuite>H2G_HM2S_`.
    pub fn core(suite: Suite) -> Interface {
        Interface::named(suite, b"H2G_HM2S_")
    }

    /// The interface of the blind draft: `<ciphersuite>BLIND_H2G_HM2S_`.
    pub fn blind(suite: Suite) -> Interface {
        Interface::named(suite, b"BLIND_H2G_HM2S_")
    }

    /// Celadon's own: `BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_BLIND_H2G_HM2S_CELADON_V1_`.
    pub fn celadon() -> Interface {
        Interface::named(Suite::Sha256, b"BLIND_H2G_HM2S_CELADON_V1_")
    }

    /// An interface of the caller's: `<ciphersuite><suffix>`. The core draft, section "Defining
    /// New Interfaces", says what a suffix should hold.
    ///
    /// # Errors
    /// [`Error::InterfaceSuffix`] if the suffix is empty or would make a tag over 255 bytes.
    pub fn custom(suite: Suite, suffix: &[u8]) -> Result<Interface, Error> {
        let max = 255 - LONGEST_TAG - ciphersuite_id(suite).len();
        if suffix.is_empty() || suffix.len() > max {
            return Err(Error::InterfaceSuffix {
                found: suffix.len(),
                max,
            });
        }
        Ok(Interface::named(suite, suffix))
    }

    /// The ciphersuite.
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// The name: the ciphersuite's, then the suffix.
    pub fn api_id(&self) -> &[u8] {
        &self.api_id
    }

    /// `hash_to_scalar` under this interface's tag, `api_id || "H2S_"`.
    pub fn hash_to_scalar(&self, message: &[u8]) -> Scalar {
        hash_to_scalar(self.suite, message, &self.tag(b"H2S_"))
    }

    /// `messages_to_scalars` of the core draft for one message, tag
    /// `api_id || "MAP_MSG_TO_SCALAR_AS_HASH_"`.
    pub fn map_message_to_scalar(&self, message: &[u8]) -> Scalar {
        hash_to_scalar(
            self.suite,
            message,
            &self.tag(b"MAP_MSG_TO_SCALAR_AS_HASH_"),
        )
    }

    /// `P1`, `Q_1` and `H_1..H_n` for `n` messages. Hashing them costs more than a signature,
    /// and a longer list begins with the shorter one: keep it.
    ///
    /// # Errors
    /// [`Error::TooManyMessages`] over [`MAX_MESSAGES`].
    pub fn generators(&self, messages: usize) -> Result<Generators, Error> {
        bounded(messages)?;
        Ok(Generators::new(self, messages))
    }

    /// `Q_2` and `J_1..J_M` for `messages` committed messages of a blind signature, from the
    /// interface `BLIND_<api_id>`. `Q_2` carries the prover's blind and is there without any.
    ///
    /// # Errors
    /// [`Error::TooManyMessages`] if they and the blind's slot are over [`MAX_MESSAGES`].
    pub fn committed_generators(&self, messages: usize) -> Result<CommittedGenerators, Error> {
        bounded(messages.saturating_add(1))?;
        Ok(CommittedGenerators::new(self, messages))
    }

    /// A tag of this interface: `api_id || suffix`.
    pub(crate) fn tag(&self, suffix: &[u8]) -> Vec<u8> {
        [&self.api_id, suffix].concat()
    }

    /// The interface `BLIND_<api_id>`, from which the blind draft takes `Q_2` and `J_1..J_M`.
    pub(crate) fn of_committed(&self) -> Interface {
        Interface {
            suite: self.suite,
            api_id: [b"BLIND_", self.api_id.as_slice()].concat(),
        }
    }

    fn named(suite: Suite, suffix: &[u8]) -> Interface {
        Interface {
            suite,
            api_id: [ciphersuite_id(suite), suffix].concat(),
        }
    }
}

/// Refuses more than [`MAX_MESSAGES`] messages.
pub(crate) fn bounded(messages: usize) -> Result<(), Error> {
    if messages > MAX_MESSAGES {
        return Err(Error::TooManyMessages {
            found: messages,
            max: MAX_MESSAGES,
        });
    }
    Ok(())
}

fn ciphersuite_id(suite: Suite) -> &'static [u8] {
    match suite {
        Suite::Sha256 => b"BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_",
        Suite::Shake256 => b"BBS_BLS12381G1_XOF:SHAKE-256_SSWU_RO_",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_suffix_still_hashes_and_one_more_byte_is_refused() {
        for suite in [Suite::Sha256, Suite::Shake256] {
            let max = 255 - LONGEST_TAG - ciphersuite_id(suite).len();
            let longest = Interface::custom(suite, &vec![b'A'; max]).unwrap();
            longest.of_committed().map_message_to_scalar(b"message");
            crate::create_generators(&longest.of_committed(), 1);
            for wrong in [0, max + 1] {
                assert_eq!(
                    Interface::custom(suite, &vec![b'A'; wrong]),
                    Err(Error::InterfaceSuffix { found: wrong, max })
                );
            }
        }
    }

    #[test]
    fn celadons_name_is_the_published_one() {
        assert_eq!(
            Interface::celadon().api_id(),
            b"BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_BLIND_H2G_HM2S_CELADON_V1_"
        );
    }

    #[test]
    fn generators_are_bounded() {
        assert_eq!(
            Interface::celadon().generators(MAX_MESSAGES + 1).err(),
            Some(Error::TooManyMessages {
                found: MAX_MESSAGES + 1,
                max: MAX_MESSAGES
            })
        );
    }
}
