//! A credential is withdrawn: its person has none from then on. Nothing of it is stamped any more,
//! so it dies with the periods that are stamped already.

use celadon_credential::identity::IdentityNumber;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::registry::{Registry, RegistryError};
use crate::store::{credential, person};

impl Registry {
    /// Withdraws a person's live credential; false if there is none.
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
