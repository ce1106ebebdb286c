//! What every issuer of a federation shares for one schema, computed by each party from constants.
//!
//! No value here depends on an issuer: that is what makes hiding the issuer possible. And none is
//! taken from anybody: a party that could choose a base could put somebody into a crowd of one.

use celadon_bbs::{Interface, create_generators, domain, p1};
use celadon_circuits::Generators;
use celadon_curve::{G1, Scalar, Suite, hash_to_g1};

use crate::cbor::Writer;
use crate::colour::Colour;
use crate::grid::Period;
use crate::ids::{FederationId, VenueId, accreditation_base};
use crate::schema::Schema;
use crate::time::Day;

const STAMP_DST: &[u8] = b"CELADON-V1-STAMP_BLS12381G1_XMD:SHA-256_SSWU_RO_";
const SCOPE_DST: &[u8] = b"CELADON-V1-SCOPE_BLS12381G1_XMD:SHA-256_SSWU_RO_";

/// Generators, domain and accreditation base of one schema in one federation.
///
/// Made once and shared: the tables of the generators take some ten milliseconds.
#[derive(Debug, Clone)]
pub struct Parameters {
    federation: FederationId,
    schema: Schema,
    generators: Generators,
    domain: Scalar,
    accreditation_base: G1,
}

impl Parameters {
    /// Computes them. The generators are `Q1, Q2, H_1..H_L` of [`Interface::celadon`]; the domain
    /// is the BBS draft's with the federation id in the public key's slot, the flat list
    /// `Q2, H_1..H_L` as generators and CBOR `[federation id, schema id]` as header.
    pub fn new(federation: FederationId, schema: Schema) -> Parameters {
        let interface = Interface::celadon();
        let points = create_generators(&interface, schema.attributes().len() + 2);
        let (Q1, Q2, H) = (points[0], points[1], &points[2..]);
        let id = schema.id();
        let mut header = Writer::new();
        header.array(2).item(&federation).item(&id);
        let domain = domain(
            &interface,
            federation.as_bytes(),
            &Q1,
            &points[1..],
            &header.finish(),
        );
        Parameters {
            federation,
            generators: Generators::new(p1(Suite::Sha256), Q1, &Q2, H),
            domain,
            accreditation_base: accreditation_base(&federation, &id),
            schema,
        }
    }

    /// The federation.
    pub fn federation(&self) -> &FederationId {
        &self.federation
    }

    /// The schema.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// `P1`, `Q1`, `Q2`, `H_1..H_L`.
    pub fn generators(&self) -> &Generators {
        &self.generators
    }

    /// The domain scalar.
    pub fn domain(&self) -> Scalar {
        self.domain
    }

    /// `Z`.
    pub fn accreditation_base(&self) -> G1 {
        self.accreditation_base
    }

    /// `E`: the base of all stamps of one colour for one period,
    /// `hash_to_G1(CBOR [federation id, schema id, colour, grid, T])`.
    pub fn stamp_base(&self, colour: Colour, period: Period) -> G1 {
        let mut input = Writer::new();
        input
            .array(5)
            .item(&self.federation)
            .item(&self.schema.id())
            .item(&colour)
            .item(&period.grid())
            .item(&period.end());
        hash_to_g1(Suite::Sha256, &input.finish(), STAMP_DST)
    }
}

/// The scope of a pseudonym: one venue on one day of the federation's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// The federation.
    pub federation: FederationId,
    /// One place with one address.
    pub venue: VenueId,
    /// The local date.
    pub day: Day,
}

impl Scope {
    /// CBOR `[federation id, venue id, day]`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .array(3)
            .item(&self.federation)
            .item(&self.venue)
            .item(&self.day);
        writer.finish()
    }

    /// The base of all pseudonyms of this scope.
    pub fn base(&self) -> G1 {
        hash_to_g1(Suite::Sha256, &self.to_bytes(), SCOPE_DST)
    }
}
