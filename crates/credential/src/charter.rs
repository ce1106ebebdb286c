//! The charter: what a federation fixes for all its members.

use thiserror::Error;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::grid::{Grid, Grids};
use crate::ids::SchemaId;
use crate::schema::Schema;
use crate::time::Zone;

/// What a federation fixes for all: it stands in the trust list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charter {
    grids: Grids,
    zone: Zone,
    schemas: Vec<SchemaId>,
    display_grid: Grid,
    display_purpose: u16,
    activation_delay: u32,
    round_interval: u32,
}

/// Why a change was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CharterError {
    /// The grid of codes for any venue is none of the federation's.
    #[error("the grid of codes for any venue is none of the federation's grids")]
    DisplayGrid,
    /// No schema, more than eight, one twice, or one that is not known here.
    #[error("a federation has 1 to 8 schemas, none twice, all of them known to this program")]
    Schemas,
    /// More than the bounds allow.
    #[error("a list may be delayed by at most 30 days, and rounds are 1 s to 1 day apart")]
    Seconds,
}

impl Charter {
    /// The most schemas.
    pub const MAX_SCHEMAS: usize = 8;
    /// The longest delay of a list, in seconds: 30 days.
    pub const MAX_DELAY: u32 = 30 * 86_400;
    /// The longest time between two rounds of stamps, in seconds: a day.
    pub const MAX_ROUND_INTERVAL: u32 = 86_400;

    /// Hour and day, the declaration, codes for any venue on the hour grid for purpose 1, lists
    /// that become active a day after they were logged, rounds of stamps every quarter of an hour.
    pub fn standard(zone: Zone) -> Charter {
        Charter {
            grids: Grids::default(),
            zone,
            schemas: vec![Schema::declaration().id()],
            display_grid: Grid::HOUR,
            display_purpose: 1,
            activation_delay: 86_400,
            round_interval: 900,
        }
    }

    /// With other grids, and the one of them that codes for any venue use.
    pub fn with_grids(self, grids: Grids, display_grid: Grid) -> Result<Charter, CharterError> {
        Charter {
            grids,
            display_grid,
            ..self
        }
        .checked()
    }

    /// With another purpose of codes for any venue.
    pub fn with_display_purpose(self, display_purpose: u16) -> Charter {
        Charter {
            display_purpose,
            ..self
        }
    }

    /// With other schemas, all of which have to be known here.
    pub fn with_schemas(self, schemas: Vec<SchemaId>) -> Result<Charter, CharterError> {
        Charter { schemas, ..self }.checked()
    }

    /// With another delay between the logging of a list and its beginning, in seconds.
    pub fn with_activation_delay(self, seconds: u32) -> Result<Charter, CharterError> {
        Charter {
            activation_delay: seconds,
            ..self
        }
        .checked()
    }

    /// With another time between two rounds of stamps, in seconds.
    pub fn with_round_interval(self, seconds: u32) -> Result<Charter, CharterError> {
        Charter {
            round_interval: seconds,
            ..self
        }
        .checked()
    }

    /// The periods for which colours are stamped.
    pub fn grids(&self) -> &Grids {
        &self.grids
    }

    /// The zone in which a "day" is a day.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The schemas for which issuers are accredited.
    pub fn schemas(&self) -> &[SchemaId] {
        &self.schemas
    }

    /// The grid of codes for any venue.
    pub fn display_grid(&self) -> Grid {
        self.display_grid
    }

    /// The purpose of codes for any venue.
    pub fn display_purpose(&self) -> u16 {
        self.display_purpose
    }

    /// How many seconds after it was logged a list may become active.
    pub fn activation_delay(&self) -> u32 {
        self.activation_delay
    }

    /// Seconds between two rounds of stamps within a period.
    pub fn round_interval(&self) -> u32 {
        self.round_interval
    }

    fn checked(self) -> Result<Charter, CharterError> {
        if self.grids.index_of(self.display_grid).is_none() {
            return Err(CharterError::DisplayGrid);
        }
        let known = |(place, id): (usize, &SchemaId)| {
            !self.schemas[..place].contains(id) && Schema::known(*id).is_some()
        };
        let count = self.schemas.len();
        if !(1..=Charter::MAX_SCHEMAS).contains(&count)
            || !self.schemas.iter().enumerate().all(known)
        {
            return Err(CharterError::Schemas);
        }
        if self.activation_delay > Charter::MAX_DELAY
            || !(1..=Charter::MAX_ROUND_INTERVAL).contains(&self.round_interval)
        {
            return Err(CharterError::Seconds);
        }
        Ok(self)
    }
}

/// CBOR `[1, grids, zone, [schema, …], index of the display grid, display purpose, activation
/// delay, round interval]`.
impl Canonical for Charter {
    const MAX_BYTES: usize = 512;
    fn write(&self, writer: &mut Writer) {
        writer.array(8).uint(1).item(&self.grids).item(&self.zone);
        writer.array(self.schemas.len());
        for schema in &self.schemas {
            writer.item(schema);
        }
        let display_grid = self.grids.index_of(self.display_grid);
        writer
            .uint(display_grid.map_or(u64::MAX, u64::from))
            .uint(self.display_purpose.into())
            .uint(self.activation_delay.into())
            .uint(self.round_interval.into());
    }
    fn read(reader: &mut Reader<'_>) -> Result<Charter, DecodeError> {
        reader.versioned(8)?;
        let grids: Grids = reader.item()?;
        let zone = reader.item()?;
        let len = reader.list(Charter::MAX_SCHEMAS)?;
        let schemas = (0..len).map(|_| reader.item()).collect::<Result<_, _>>()?;
        let display_grid = u8::try_from(reader.uint()?)
            .ok()
            .and_then(|index| grids.at(index))
            .ok_or(DecodeError::Invalid("the grid of codes for any venue"))?;
        let number =
            |value: u64, what| u32::try_from(value).map_err(|_| DecodeError::Invalid(what));
        let display_purpose =
            u16::try_from(reader.uint()?).map_err(|_| DecodeError::Invalid("a purpose"))?;
        Charter {
            grids,
            zone,
            schemas,
            display_grid,
            display_purpose,
            activation_delay: number(reader.uint()?, "a delay")?,
            round_interval: number(reader.uint()?, "a round interval")?,
        }
        .checked()
        .map_err(|error| {
            DecodeError::Invalid(match error {
                CharterError::DisplayGrid => "the grid of codes for any venue",
                CharterError::Schemas => "a schema that is not known here",
                CharterError::Seconds => "a delay or a round interval",
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standard() -> Charter {
        Charter::standard(Zone::named("Asia/Shanghai").unwrap())
    }

    #[test]
    fn the_standard_is_within_its_own_bounds() {
        let charter = standard();
        assert_eq!(charter.clone().checked(), Ok(charter.clone()));
        assert_eq!(Charter::decode(&charter.encode()), Ok(charter));
    }

    #[test]
    fn tag_spaces_are_closed() {
        let unknown = SchemaId::from_bytes([7; 16]);
        let own = Schema::declaration().id();
        for schemas in [vec![], vec![unknown], vec![own, own], vec![own, unknown]] {
            let refused = standard().with_schemas(schemas.clone());
            assert_eq!(refused, Err(CharterError::Schemas));
            let mut charter = standard();
            charter.schemas = schemas;
            assert!(Charter::decode(&charter.encode()).is_err());
        }
        let quarter = Grid::new(900).unwrap();
        let grids = Grids::new(vec![quarter, Grid::DAY]).unwrap();
        assert_eq!(
            standard().with_grids(grids.clone(), Grid::HOUR),
            Err(CharterError::DisplayGrid)
        );
        let charter = standard().with_grids(grids, Grid::DAY).unwrap();
        assert_eq!(Charter::decode(&charter.encode()), Ok(charter));
    }

    #[test]
    fn seconds_have_bounds() {
        assert!(standard().with_activation_delay(0).is_ok());
        assert!(
            standard()
                .with_activation_delay(Charter::MAX_DELAY + 1)
                .is_err()
        );
        assert!(standard().with_round_interval(0).is_err());
        assert!(standard().with_round_interval(86_401).is_err());
        let mut charter = standard();
        charter.round_interval = 0;
        assert!(Charter::decode(&charter.encode()).is_err());
    }
}
