//! A policy in plain words, as a citizen reads it before anything is shown or sent.

use core::fmt;

use super::Policy;
use crate::colour::Colour;
use crate::grid::Grid;

/// Why a venue asks. The numbers are bound into each proof; a federation may have others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purpose(pub u16);

impl Purpose {
    /// To be let into a place.
    pub const ENTRY: Purpose = Purpose(1);
    /// To work or to learn there.
    pub const ATTENDANCE: Purpose = Purpose(2);
    /// To be cared for.
    pub const CARE: Purpose = Purpose(3);
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Purpose::ENTRY => f.write_str("to be let in"),
            Purpose::ATTENDANCE => f.write_str("to work or learn there"),
            Purpose::CARE => f.write_str("to be cared for"),
            Purpose(other) => write!(f, "purpose {other} of the federation"),
        }
    }
}

/// What a policy asks for, what is disclosed, what links, and what people are told: lines of plain
/// words. It says nothing of what anybody holds.
#[derive(Debug, Clone)]
pub struct PolicyWords<'a> {
    policy: &'a Policy,
    until: String,
    hides_issuer: bool,
}

impl Policy {
    /// In plain words. `until` is the time up to which a code would be good.
    pub fn in_words(&self, until: impl fmt::Display) -> PolicyWords<'_> {
        PolicyWords {
            policy: self,
            until: until.to_string(),
            hides_issuer: true,
        }
    }

    /// Until when a code would be good, where no time is at hand to say it exactly.
    pub fn stamp_in_words(&self) -> String {
        match self.grid {
            Grid::HOUR => "the end of the hour, such as 15:00, the same for everybody".to_owned(),
            Grid::DAY => "the end of the day, the same for everybody".to_owned(),
            grid => format!("the end of a period of {grid} s, the same for everybody"),
        }
    }

    /// The colours that it admits: `green or yellow`.
    pub fn colours_in_words(&self) -> String {
        let names: Vec<&str> = self.colours.iter().map(|colour| colour.name()).collect();
        match names.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => String::new(),
        }
    }
}

impl PolicyWords<'_> {
    /// For a federation with one issuer key, whose citizens cannot be hidden among several.
    #[must_use]
    pub fn hides_issuer(self, hides_issuer: bool) -> Self {
        PolicyWords {
            hides_issuer,
            ..self
        }
    }
}

impl fmt::Display for PolicyWords<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let policy = self.policy;
        let colours = policy.colours_in_words();
        let which = match policy.colours.len() {
            1 => "",
            _ => ", whichever you hold",
        };
        writeln!(f, "  Why: {}, {}.", policy.name, Purpose(policy.purpose))?;
        writeln!(
            f,
            "  It learns, if you hold such a code: {colours}{which}, and valid until {}.",
            self.until
        )?;
        write!(f, "  Not who you are, where you live or have been, ")?;
        match self.hides_issuer {
            true => writeln!(f, "who issued your code, or when it really ends.")?,
            false => writeln!(
                f,
                "or when your code really ends. Its issuer is the only one there is."
            )?,
        }
        match &policy.pseudonym {
            Some(reason) => writeln!(
                f,
                "  What links: it also gets a pseudonym, the same for each of your visits to this \
                 address\n  today, another one tomorrow and elsewhere. Its reason: {reason}"
            )?,
            None => writeln!(
                f,
                "  What links: nothing. It gets no pseudonym: two visits of yours look like those \
                 of two people."
            )?,
        }
        if policy.colours.iter().any(|colour| *colour != Colour::Green) {
            writeln!(f, "  With another colour than green: {}", policy.yellow)?;
        }
        write!(
            f,
            "  Without such a code nothing is shown or sent: {}",
            policy.refused
        )
    }
}
