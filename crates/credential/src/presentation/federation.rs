//! A federation in one epoch, as wallet and verifier hold it.

use std::sync::Arc;

use celadon_circuits::possession::{self, Issuer};
use celadon_circuits::{presentation, pseudonym};

use super::Profile;
use super::bases::{Bases, Known};
use crate::parameters::Parameters;
use crate::schema::Schema;
use crate::trust_list::VerifiedTrustList;

/// A verified trust list with what both sides compute from it for the declaration schema: made
/// once when a list is loaded, shared by every presentation.
#[derive(Debug, Clone)]
pub struct Federation {
    list: VerifiedTrustList,
    parameters: Parameters,
    issuer: Issuer,
    known: Arc<Known>,
}

impl Federation {
    /// Computes tables and prepared keys: some tens of milliseconds.
    ///
    /// Where the list holds exactly one issuer key for the schema, there is nobody to hide among,
    /// and the known-issuer profile saves 144 bytes and a pairing.
    pub fn new(list: VerifiedTrustList) -> Federation {
        let schema = Schema::declaration();
        let parameters = Parameters::new(*list.federation(), schema);
        let id = parameters.schema().id();
        let mut keys = list.issuer_keys(&id);
        let issuer = match (keys.next(), keys.next()) {
            (Some(only), None) => Issuer::known(only.W),
            _ => Issuer::hidden(*list.accreditation_key(), parameters.accreditation_base()),
        };
        drop(keys);
        Federation {
            list,
            parameters,
            issuer,
            known: Arc::default(),
        }
    }

    /// The trust list.
    pub fn list(&self) -> &VerifiedTrustList {
        &self.list
    }

    /// Generators, domain and bases.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The profile that every presentation of this epoch has, with or without a pseudonym.
    pub fn profile(&self, pseudonym: bool) -> Profile {
        Profile::new(matches!(self.issuer, Issuer::Hidden { .. }), pseudonym)
    }

    /// Whose signatures are accepted.
    pub(crate) fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// What a verifier met before.
    pub(super) fn known(&self) -> &Known {
        &self.known
    }

    /// What a presentation proves, given the bases that are hashed for it.
    pub(super) fn statement(&self, bases: Bases) -> presentation::Statement<'_> {
        presentation::Statement {
            possession: possession::Statement {
                generators: self.parameters.generators(),
                domain: self.parameters.domain(),
                E: bases.E,
                issuer: &self.issuer,
                disclosed: possession::Disclosed::nothing(),
            },
            pseudonym: bases.scope.map(|scope| pseudonym::Statement { scope }),
        }
    }
}
