//! A credential is withdrawn: its person has none from then on. Nothing of it is stamped any more,
//! so it dies with the periods that are stamped already.

use celadon_credential::identity::IdentityNumber;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::registry::{Registry, RegistryError};
use crate::store::{code, credential, issuance, person};

impl Registry {
    /// Withdraws a person's live credential, and with it a code that was not used yet; false if
    /// there is no such credential.
    pub async fn withdraw(&self, number: &IdentityNumber) -> Result<bool, RegistryError> {
        let index = self.at_rest.person(number).to_vec();
        self.store
            .write("withdraw", async |db| {
                let person = person::Entity::find()
                    .filter(person::Column::IdentityIndex.eq(index))
                    .one(db)
                    .await?;
                let Some(person) = person else {
                    return Ok(false);
                };
                // A code that was not used yet would give a new credential at once.
                let used = Query::select()
                    .column(issuance::Column::Code)
                    .from(issuance::Entity)
                    .take();
                code::Entity::delete_many()
                    .filter(code::Column::Person.eq(person.id.clone()))
                    .filter(code::Column::CodeIndex.not_in_subquery(used))
                    .exec(db)
                    .await?;
                let ended = credential::Entity::update_many()
                    .col_expr(credential::Column::Live, Expr::value(false))
                    .filter(credential::Column::Person.eq(person.id))
                    .filter(credential::Column::Live.eq(true))
                    .exec(db)
                    .await?;
                Ok(ended.rows_affected > 0)
            })
            .await
    }
}
