//! SPDX licence expressions, as far as manifests use them.

/// Whether an expression can be met with allowed licences alone. `/` is the older spelling of
/// `OR`; an exception (`WITH`) belongs to its licence and is allowed by the whole text.
///
/// # Errors
/// The expression cannot be read.
pub(crate) fn is_met(expression: &str, allowed: &[String]) -> Result<bool, String> {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader {
        words: &words,
        allowed,
    };
    let met = reader.any()?;
    match reader.words {
        [] => Ok(met),
        [word, ..] => Err(format!("'{word}' is not expected in '{expression}'")),
    }
}

struct Reader<'a> {
    words: &'a [&'a str],
    allowed: &'a [String],
}

impl Reader<'_> {
    fn any(&mut self) -> Result<bool, String> {
        let mut met = self.all()?;
        while self.takes("OR") {
            met |= self.all()?;
        }
        Ok(met)
    }

    fn all(&mut self) -> Result<bool, String> {
        let mut met = self.one()?;
        while self.takes("AND") {
            met &= self.one()?;
        }
        Ok(met)
    }

    fn one(&mut self) -> Result<bool, String> {
        if self.takes("(") {
            let met = self.any()?;
            return if self.takes(")") {
                Ok(met)
            } else {
                Err("a bracket is not closed".into())
            };
        }
        let mut licence = self.licence()?;
        if self.takes("WITH") {
            licence = format!("{licence} WITH {}", self.licence()?);
        }
        Ok(self.allowed.contains(&licence))
    }

    fn licence(&mut self) -> Result<String, String> {
        match self.words {
            [] => Err("a licence is missing at the end".into()),
            [word @ ("(" | ")" | "AND" | "OR" | "WITH"), ..] => {
                Err(format!("a licence is missing before '{word}'"))
            }
            [word, rest @ ..] => {
                self.words = rest;
                Ok((*word).into())
            }
        }
    }

    fn takes(&mut self, word: &str) -> bool {
        match self.words.split_first() {
            Some((first, rest)) if *first == word => {
                self.words = rest;
                true
            }
            _ => false,
        }
    }
}

mod tests {
    use super::*;

    fn met(expression: &str) -> Result<bool, String> {
        let allowed = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].map(String::from);
        is_met(expression, &allowed)
    }

    #[test]
    fn one_of_several_is_enough_and_each_of_several_is_needed() {
        for expression in [
            "MIT",
            "GPL-3.0 OR MIT",
            "GPL-3.0/MIT",
            "MIT AND ISC",
            "(MIT OR X) AND ISC",
            "X AND Y OR MIT",
        ] {
            assert_eq!(met(expression), Ok(true), "{expression}");
        }
        for expression in [
            "GPL-3.0",
            "MIT AND X",
            "(MIT OR ISC) AND X",
            "X OR Y",
            "X AND (Y OR MIT)",
            "MITX",
        ] {
            assert_eq!(met(expression), Ok(false), "{expression}");
        }
    }

    #[test]
    fn an_exception_belongs_to_its_licence() {
        assert_eq!(met("Apache-2.0 WITH LLVM-exception"), Ok(true));
        assert_eq!(met("Apache-2.0"), Ok(false));
        assert_eq!(met("MIT WITH LLVM-exception"), Ok(false));
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        for expression in [
            "", "MIT OR", "AND MIT", "(MIT", "MIT)", "MIT ISC", "MIT WITH",
        ] {
            assert!(met(expression).is_err(), "{expression}");
        }
    }
}
