//! What a citizen is told about its own code: colour, why, until when, what to do. Nobody else can
//! ask.

use celadon_api::issuer::{OrderBody, StatusResponse};
use celadon_credential::Colour;
use celadon_credential::time::Day;
use sea_orm::EntityTrait;
use thiserror::Error;

use crate::office::Office;
use crate::registry::RegistryError;
use crate::store::{credential, issuance, session, time};

/// What is told once a credential has ended.
const ENDED: &str = "It has ended. Ask your issuer for a new code and declare anew.";

/// There is no status.
#[derive(Debug, Error)]
pub enum StatusError {
    /// Nothing was issued in this session yet.
    #[error("nothing was issued yet")]
    NotYet,
    /// The code was used in another session.
    #[error("the code was used by another wallet")]
    OtherWallet,
    /// The credential is the person's no more.
    #[error("the credential was replaced or withdrawn")]
    Replaced,
    /// The database.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl Office {
    /// The status of the credential that was issued in a session.
    pub async fn status(&self, session: &session::Model) -> Result<StatusResponse, StatusError> {
        let db = self.registry.store.reader();
        let Some(number) = session.credential else {
            let used = issuance::Entity::find_by_id(session.code.clone()).one(db);
            return Err(match used.await.map_err(RegistryError::from)? {
                None => StatusError::NotYet,
                Some(_) => StatusError::OtherWallet,
            });
        };
        let find = credential::Entity::find_by_id(number).one(db);
        let row = (find.await.map_err(RegistryError::from)?)
            .filter(|row| row.live)
            .ok_or(StatusError::Replaced)?;
        let colour = u8::try_from(row.colour).ok();
        let colour = colour
            .and_then(|code| Colour::from_code(code).ok())
            .ok_or(RegistryError::Foreign("a colour"))?;
        let valid_until = time(row.valid_until);
        let (text, next) = self.rules.told(&row.reason).unwrap_or((
            "The rule that decided is no longer in use.",
            "Ask your issuer.",
        ));
        let ended = self.clock.now() >= valid_until;
        Ok(StatusResponse {
            colour,
            text: text.to_owned(),
            next: if ended { ENDED } else { next }.to_owned(),
            order: order(&row)?,
            reason: row.reason,
            valid_until,
        })
    }
}

fn order(row: &credential::Model) -> Result<Option<OrderBody>, RegistryError> {
    let (Some(kind), Some(start), Some(end)) = (row.order_kind, row.order_start, row.order_end)
    else {
        return Ok(None);
    };
    let foreign = RegistryError::Foreign("an order");
    let kind = match kind {
        1 => "home",
        2 => "collective",
        _ => return Err(foreign),
    };
    let day = |number: i32| u32::try_from(number).ok().and_then(|n| Day::new(n).ok());
    let (Some(start), Some(end)) = (day(start), day(end)) else {
        return Err(foreign);
    };
    Ok(Some(OrderBody {
        kind: kind.to_owned(),
        start: start.to_string(),
        end: end.to_string(),
    }))
}
