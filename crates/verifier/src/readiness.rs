//! Whether codes can be judged, until when, and what is missing.

use celadon_admission::in_force;
use celadon_credential::Time;
use celadon_credential::ids::Epoch;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::venues::Place;

/// A verifier that can judge for at least one venue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// The trust list's number.
    pub epoch: Epoch,
    /// The earliest end among list, online key, certificates and policies of those that are ready.
    pub until: Time,
    /// What is missing for other venues, and what was wrong with the last refresh.
    pub notes: Vec<String>,
}

impl Engine {
    /// Whether codes can be judged now. To be used on a thread that may block.
    ///
    /// # Errors
    /// All that is missing, each with what to do.
    pub fn readiness(&self, runtime: &tokio::runtime::Handle) -> Result<Readiness, Vec<String>> {
        let now = self.now();
        let mut missing = Vec::new();
        let mut notes = Vec::new();
        match runtime.block_on(self.ledger.ready()) {
            Ok(ready) => notes.extend(self.ledger.fenced_until(&ready).map(|until| {
                format!(
                    "the store may have forgotten used codes: until {until} codes of before are not \
                     accepted"
                )
            })),
            Err(error) => missing.push(match Fault::from(error) {
                behind @ Fault::ClockBehind => behind.to_string(),
                fault => {
                    tracing::warn!(error = %fault, "the ledger does not answer");
                    "used codes cannot be recorded: the log says why".to_owned()
                }
            }),
        }
        if let Some(failure) = self.lists.failure() {
            // Its path or address is for the log: anybody may ask for readiness.
            tracing::warn!(%failure, "the trust list was not refreshed");
            notes.push("the trust list was not refreshed: the log says why".to_owned());
        }
        let standing = match self.standing(now) {
            Ok(standing) => standing,
            Err(fault) => {
                missing.push(fault.to_string());
                missing.append(&mut notes);
                return Err(missing);
            }
        };
        if let Err(unavailable) = in_force(&standing.federation, now) {
            missing.push(unavailable.to_string());
            missing.append(&mut notes);
            return Err(missing);
        }
        let list = standing.federation.list();
        let (left, life) = (
            list.valid_until().since(now),
            list.valid_until().since(list.active_from()),
        );
        if left * 2 < life {
            let hours = left / 3_600;
            notes.push(format!(
                "the trust list ends in {hours} hours: is a new one on its way?"
            ));
        }
        let mut until = list.valid_until().min(list.online_key_until());
        let mut any = false;
        for (at, tenant) in self.venues.iter().enumerate() {
            match self.ready(&standing, Place(at), now) {
                Ok(venue) => {
                    any = true;
                    let own = venue.certificate().valid_until;
                    until = until.min(own).min(venue.policy().valid_until);
                }
                Err(fault) => notes.push(format!("{}: {fault}", tenant.papers.claimed().name)),
            }
        }
        if !any || !missing.is_empty() {
            missing.append(&mut notes);
            return Err(missing);
        }
        Ok(Readiness {
            epoch: list.epoch(),
            until,
            notes,
        })
    }
}
