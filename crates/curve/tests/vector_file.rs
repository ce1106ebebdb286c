//! Reads the files in `vectors/`: `[kind]` begins a vector, `key = value` is a line of it, and
//! lines with `#` tell where the values come from.

use data_encoding::HEXLOWER;

/// One vector.
pub(crate) struct Vector {
    pub(crate) kind: String,
    fields: Vec<(String, String)>,
}

/// All vectors of a file, of one kind at least once.
pub(crate) fn read(file: &str) -> Vec<Vector> {
    let mut vectors: Vec<Vector> = Vec::new();
    for line in file.lines().map(str::trim).filter(|l| !l.starts_with('#')) {
        if let Some(kind) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            vectors.push(Vector {
                kind: kind.to_owned(),
                fields: Vec::new(),
            });
        } else if let Some((key, value)) = line.split_once('=') {
            let vector = vectors.last_mut().expect("a kind comes first");
            vector
                .fields
                .push((key.trim().to_owned(), value.trim().to_owned()));
        } else {
            assert!(line.is_empty(), "neither kind nor field: {line}");
        }
    }
    vectors
}

impl Vector {
    /// The value of a key, as text.
    pub(crate) fn text(&self, key: &str) -> &str {
        self.find(key)
            .unwrap_or_else(|| panic!("[{}] has no {key}", self.kind))
    }

    /// The value of a key, from hexadecimal, of one length.
    pub(crate) fn hex<const N: usize>(&self, key: &str) -> [u8; N] {
        unhex(self.text(key)).try_into().expect("the length of N")
    }

    /// The values of a key, separated by commas.
    pub(crate) fn list<const N: usize>(&self, key: &str) -> Vec<[u8; N]> {
        self.text(key)
            .split(',')
            .map(|item| unhex(item).try_into().expect("the length of N"))
            .collect()
    }

    /// A message: text, or hexadecimal under the key with `_hex`.
    pub(crate) fn message(&self, key: &str) -> Vec<u8> {
        match self.find(&format!("{key}_hex")) {
            Some(hex) => unhex(hex),
            None => self.text(key).as_bytes().to_vec(),
        }
    }

    fn find(&self, key: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    HEXLOWER.decode(text.as_bytes()).expect("hexadecimal")
}
