//! One vector file: JSON whose strings are hex.

use celadon_bbs::{Interface, PublicKey, SecretKey, Suite};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use serde_json::Value;

/// A JSON object, and where it stands.
pub(crate) struct Fixture<'a> {
    pub(crate) place: &'a str,
    pub(crate) value: Value,
}

pub(crate) fn parse<'a>(name: &'a str, json: &[u8]) -> Fixture<'a> {
    Fixture {
        place: name,
        value: serde_json::from_slice(json).unwrap_or_else(|error| panic!("{name}: {error}")),
    }
}

/// The suite that a file's folder names.
pub(crate) fn suite(name: &str) -> Suite {
    if name.contains("/bls12-381-sha-256/") {
        Suite::Sha256
    } else if name.contains("/bls12-381-shake-256/") {
        Suite::Shake256
    } else {
        panic!("{name}: no suite")
    }
}

pub(crate) fn hex(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(bytes.as_ref())
}

pub(crate) fn unhex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap_or_else(|| panic!("{value}: no text"));
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).unwrap()
}

pub(crate) fn unhex_all(value: &Value) -> Vec<Vec<u8>> {
    value.as_array().unwrap().iter().map(unhex).collect()
}

impl Fixture<'_> {
    /// The value at a JSON pointer; it must be there.
    pub(crate) fn at(&self, pointer: &str) -> &Value {
        self.value
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{}: no {pointer}", self.place))
    }

    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.at(pointer).as_str().unwrap()
    }

    pub(crate) fn bytes(&self, pointer: &str) -> Vec<u8> {
        unhex(self.at(pointer))
    }

    /// A list of messages; `null` is none.
    pub(crate) fn list(&self, pointer: &str) -> Vec<Vec<u8>> {
        match self.at(pointer) {
            Value::Null => Vec::new(),
            list => unhex_all(list),
        }
    }

    pub(crate) fn valid(&self) -> bool {
        self.at("/result/valid").as_bool().unwrap()
    }

    pub(crate) fn public_key(&self, pointer: &str) -> PublicKey {
        PublicKey::from_bytes(&self.bytes(pointer).try_into().unwrap()).unwrap()
    }

    /// The signer's key pair. Its halves belong together but in the case of a wrong public key.
    pub(crate) fn key_pair(&self) -> (SecretKey, PublicKey) {
        let secret = self.bytes("/signerKeyPair/secretKey");
        let secret = SecretKey::from_bytes(&secret.try_into().unwrap()).unwrap();
        let public = self.public_key("/signerKeyPair/publicKey");
        let matching = secret.public_key() == &public;
        assert_eq!(
            matching,
            self.reason() != "wrong public key",
            "{}",
            self.place
        );
        (secret, public)
    }

    /// Why the case is not valid; empty if it is.
    pub(crate) fn reason(&self) -> &str {
        match self.value.pointer("/result/reason") {
            Some(reason) => reason.as_str().unwrap(),
            None => "",
        }
    }

    /// Compares a value with the one in the file.
    pub(crate) fn expect(&self, pointer: &str, bytes: impl AsRef<[u8]>) {
        assert_eq!(hex(bytes), self.text(pointer), "{} {pointer}", self.place);
    }
}

/// `<ciphersuite>H2G_HM2S_`, which the mocked randomness of all vectors is named after.
pub(crate) fn core_id(suite: Suite) -> Vec<u8> {
    Interface::core(suite).api_id().to_vec()
}
