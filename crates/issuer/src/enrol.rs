//! Enrolment at the counter: a person, found or made, and a one-time code.

use celadon_credential::Time;
use celadon_credential::record::Content;
use celadon_credential::records::Identity;
use celadon_service::StoreError;
use rand::CryptoRng;
use sea_orm::sea_query::Query;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use thiserror::Error;

use crate::at_rest::Column;
use crate::code::OneTimeCode;
use crate::registry::{Registry, RegistryError};
use crate::store::{code, issuance, person, seconds};

/// How long a code can be shown, in seconds: a day.
pub const CODE_LIFE: u64 = 24 * 3_600;

/// A code for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// To be given to the person and kept by nobody.
    pub code: OneTimeCode,
    /// Its end.
    pub expires_at: Time,
    /// Whether the person was enrolled before: what is issued for this code replaces what the
    /// person has.
    pub again: bool,
}

/// A person was not enrolled.
#[derive(Debug, Error)]
pub enum EnrolError {
    /// No name, or one that no record holds.
    #[error("a name has 1 to 200 bytes and no control characters: check it")]
    Name,
    /// The database.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl From<StoreError> for EnrolError {
    fn from(error: StoreError) -> EnrolError {
        EnrolError::Registry(error.into())
    }
}

impl Registry {
    /// Enrols a person whose document was checked: whoever was enrolled before keeps record and
    /// bucket. A code that was given before and not used is void from now on.
    pub async fn enrol(
        &self,
        identity: &Identity,
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<Enrolled, EnrolError> {
        let content = identity.to_bytes();
        Identity::from_bytes(&content).map_err(|_| EnrolError::Name)?;
        let index = self.at_rest.person(&identity.number);
        let code = OneTimeCode::random(rng);
        let expires_at = now.plus(CODE_LIFE);
        let (mut new_id, mut seed) = ([0; 16], [0; 16]);
        rng.fill_bytes(&mut new_id);
        rng.fill_bytes(&mut seed);
        let known = person::Entity::find()
            .filter(person::Column::IdentityIndex.eq(index.to_vec()))
            .one(self.store.reader())
            .await
            .map_err(RegistryError::from)?;
        let id = known.as_ref().map_or(&new_id[..], |person| &person.id);
        let sealed = self.at_rest.seal(Column::PersonIdentity, id, &content, rng);
        let sealed_seed = self.at_rest.seal(Column::PersonBucketSeed, id, &seed, rng);
        let again = known.is_some();
        let row = person::ActiveModel {
            id: Set(id.to_vec()),
            identity_index: Set(index.to_vec()),
            identity: Set(sealed),
            bucket_seed: Set(sealed_seed),
        };
        let new_code = code::ActiveModel {
            code_index: Set(self.at_rest.code(code.symbols()).to_vec()),
            person: Set(id.to_vec()),
            expires_at: Set(seconds(expires_at)),
        };
        self.store
            .write("enrol", async |db| {
                if again {
                    // The name may have changed; the seed is for life.
                    let renamed = person::ActiveModel {
                        bucket_seed: sea_orm::ActiveValue::NotSet,
                        ..row
                    };
                    person::Entity::update(renamed).exec(db).await?;
                } else {
                    person::Entity::insert(row)
                        .exec_without_returning(db)
                        .await?;
                }
                let used = Query::select()
                    .column(issuance::Column::Code)
                    .from(issuance::Entity)
                    .take();
                code::Entity::delete_many()
                    .filter(code::Column::Person.eq(id.to_vec()))
                    .filter(code::Column::CodeIndex.not_in_subquery(used))
                    .exec(db)
                    .await?;
                code::Entity::insert(new_code)
                    .exec_without_returning(db)
                    .await?;
                Ok::<_, RegistryError>(())
            })
            .await?;
        Ok(Enrolled {
            code,
            expires_at,
            again,
        })
    }
}
