//! Issuance: a request is verified and coloured, a credential signed, and the answer stored before
//! it is sent. The same request gets the same bytes for ever; any other on that code is refused.

use celadon_api::sources::{Assessment, OrderKind};
use celadon_credential::Time;
use celadon_credential::issuance::{
    Exponent, IssuanceError, IssuanceRequest, IssuanceResponse, Offer, VerifiedRequest, issue,
};
use celadon_credential::record::{Content, Record};
use celadon_credential::records::{HealthDeclaration, Identity, TravelHistory};
use celadon_credential::time::Day;
use celadon_credential::trust_list::VerifiedTrustList;
use celadon_service::StoreError;
use rand::CryptoRng;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::at_rest::Column;
use crate::office::{NotAMember, Office};
use crate::registry::RegistryError;
use crate::store::{code, credential, issuance, person, seconds, session};

/// How often `e` is drawn again after one that was there already. One repetition has a chance of
/// 2^-200; more mean that the randomness is broken.
const DRAWS: usize = 4;

/// How many days the date of a health declaration may be off today's: a declaration made before
/// midnight is sent after it.
const DATE_TOLERANCE: u32 = 1;

/// How long a session sees the status of its credential after that has ended, in seconds: a week.
const STATUS_LIFE: u64 = 7 * 86_400;

/// Nothing was issued.
#[derive(Debug, Error)]
pub enum IssueError {
    /// Another request was answered for this code.
    #[error("another request was answered for this code")]
    AlreadyIssued,
    /// It was answered, and the answer is kept no longer.
    #[error("the answer is kept no longer")]
    Forgotten,
    /// The code was replaced by another one for the same person.
    #[error("the code is void")]
    Void,
    /// The issuer may not sign now.
    #[error(transparent)]
    NotAMember(#[from] NotAMember),
    /// The request does not decode or its proof does not verify.
    #[error(transparent)]
    Request(#[from] IssuanceError),
    /// A record is not what the rules ask for.
    #[error("{0}")]
    Declaration(&'static str),
    /// The randomness repeats itself.
    #[error("the random numbers of this machine repeat: stop it and look at it")]
    Randomness,
    /// The database.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl From<StoreError> for IssueError {
    fn from(error: StoreError) -> IssueError {
        IssueError::Registry(error.into())
    }
}

/// What is stored for one request.
struct Decision {
    request: [u8; 32],
    person: Vec<u8>,
    commitment: [u8; 48],
    assessment: Assessment,
    valid_until: Time,
    now: Time,
}

/// How a transaction of an issuance ended.
enum Recorded {
    /// These bytes are the answer: new ones, or those of another's same request.
    Answer(Vec<u8>),
    /// `e` was there already.
    Repeated,
}

impl Office {
    /// Answers a request in a session.
    pub async fn issue(
        &self,
        session: &session::Model,
        request: Vec<u8>,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, IssueError> {
        let digest: [u8; 32] = Sha256::digest(&request).into();
        let db = self.registry.store.reader();
        if let Some(answer) = self.answered(db, session, &digest).await? {
            return Ok(answer);
        }
        let list = self.member()?;
        let offer = self.offer(session)?;
        let verified = self.verified(request, offer).await?;
        let now = self.clock.now();
        let assessment = self.assess(&verified, list.charter().zone().day_of(now))?;
        let (person, identity, seed) = self.person_of(session).await?;
        let decision = Decision {
            request: digest,
            person,
            commitment: verified.commitment().to_bytes(),
            valid_until: end_of(&assessment, &list),
            assessment,
            now,
        };
        let identity =
            Record::seal(&identity, rng).map_err(|_| RegistryError::Foreign("an identity"))?;
        for _ in 0..DRAWS {
            let e = Exponent::random(rng);
            let signed = self.sign(&verified, &identity, &e, seed).await?;
            match self.record(session, &decision, &e, &signed, rng).await? {
                Recorded::Answer(answer) => return Ok(answer),
                Recorded::Repeated => {
                    tracing::error!("a random exponent was there already; drawing again");
                }
            }
        }
        Err(IssueError::Randomness)
    }

    /// The offer of a session.
    pub fn offer(&self, session: &session::Model) -> Result<Offer, RegistryError> {
        let nonce = session.nonce.as_slice().try_into();
        Ok(self.offer_with(nonce.map_err(|_| RegistryError::Foreign("a nonce"))?))
    }

    /// An offer with this nonce.
    pub fn offer_with(&self, nonce: [u8; 32]) -> Offer {
        Offer {
            federation: *self.parameters.federation(),
            schema: self.parameters.schema().id(),
            issuer_key: *self.own_key(),
            nonce,
        }
    }

    /// What was answered for the session's code, if it was this request.
    async fn answered(
        &self,
        db: &impl ConnectionTrait,
        session: &session::Model,
        request: &[u8; 32],
    ) -> Result<Option<Vec<u8>>, IssueError> {
        let find = issuance::Entity::find_by_id(session.code.clone()).one(db);
        let Some(row) = find.await.map_err(RegistryError::from)? else {
            return Ok(None);
        };
        if row.request != request {
            return Err(IssueError::AlreadyIssued);
        }
        let sealed = row.response.ok_or(IssueError::Forgotten)?;
        let opened = (self.registry.at_rest)
            .open(Column::IssuanceResponse, &session.code, &sealed)
            .map_err(RegistryError::from)?;
        Ok(Some(opened.to_vec()))
    }

    async fn verified(
        &self,
        request: Vec<u8>,
        offer: Offer,
    ) -> Result<VerifiedRequest, IssueError> {
        let parameters = self.parameters.clone();
        let verify = move || IssuanceRequest::from_bytes(&request)?.verify(&offer, &parameters);
        Ok(self.compute(verify).await?)
    }

    async fn sign(
        &self,
        request: &VerifiedRequest,
        identity: &Record,
        exponent: &Exponent,
        seed: [u8; 16],
    ) -> Result<IssuanceResponse, IssueError> {
        let (secrets, parameters) = (self.secrets.clone(), self.parameters.clone());
        let (request, identity) = (request.clone(), identity.clone());
        let exponent = exponent.clone();
        let sign = move || {
            let key = secrets.key().secret();
            issue(key, &request, identity, exponent, seed, &parameters)
        };
        Ok(self.compute(sign).await?)
    }

    /// The rules' word on the reviewed records. They are read here and kept nowhere.
    fn assess(&self, request: &VerifiedRequest, today: Day) -> Result<Assessment, IssueError> {
        let (mut travel, mut health) = (None, None);
        for record in request.reviewed() {
            travel = travel.or_else(|| record.open::<TravelHistory>().ok());
            health = health.or_else(|| record.open::<HealthDeclaration>().ok());
        }
        let (Some(travel), Some(health)) = (travel, health) else {
            return Err(IssueError::Declaration(
                "A record does not read as what its name says. Make the declaration anew.",
            ));
        };
        let off = today.since(health.date).max(health.date.since(today));
        if off > DATE_TOLERANCE {
            return Err(IssueError::Declaration(
                "The health declaration is not about today. Check the date and declare anew.",
            ));
        }
        Ok(self.rules.assess(&travel, &health, today))
    }

    async fn person_of(
        &self,
        session: &session::Model,
    ) -> Result<(Vec<u8>, Identity, [u8; 16]), IssueError> {
        let db = self.registry.store.reader();
        let code = code::Entity::find_by_id(session.code.clone()).one(db);
        let code = code
            .await
            .map_err(RegistryError::from)?
            .ok_or(IssueError::Void)?;
        let person = person::Entity::find_by_id(code.person).one(db);
        let person = (person.await.map_err(RegistryError::from)?)
            .ok_or(RegistryError::Foreign("a code of nobody"))?;
        let at_rest = &self.registry.at_rest;
        let identity = at_rest
            .open(Column::PersonIdentity, &person.id, &person.identity)
            .map_err(RegistryError::from)?;
        let identity =
            Identity::from_bytes(&identity).map_err(|_| RegistryError::Foreign("an identity"))?;
        let seed = at_rest
            .open(Column::PersonBucketSeed, &person.id, &person.bucket_seed)
            .map_err(RegistryError::from)?;
        let seed = seed.as_slice().try_into();
        let seed = seed.map_err(|_| RegistryError::Foreign("a bucket seed"))?;
        Ok((person.id, identity, seed))
    }

    /// One transaction: whoever is second finds the first's answer.
    async fn record(
        &self,
        session: &session::Model,
        decision: &Decision,
        exponent: &Exponent,
        response: &IssuanceResponse,
        rng: &mut impl CryptoRng,
    ) -> Result<Recorded, IssueError> {
        let at_rest = &self.registry.at_rest;
        let bytes = response.to_bytes();
        let sealed = at_rest.seal(Column::IssuanceResponse, &session.code, &bytes, rng);
        let index = at_rest.exponent(exponent);
        let sealed_exponent = at_rest.seal(
            Column::CredentialExponent,
            &index,
            exponent.to_bytes().expose(),
            rng,
        );
        let row = decision.row(index.to_vec(), sealed_exponent);
        let written = self.registry.store.write("issue", async |db| {
            if let Some(answer) = self.answered(db, session, &decision.request).await? {
                return Ok(Recorded::Answer(answer));
            }
            let number = decision.replace(db, row).await?;
            let answer = issuance::ActiveModel {
                code: Set(session.code.clone()),
                request: Set(decision.request.to_vec()),
                response: Set(Some(sealed)),
                issued_at: Set(seconds(decision.now)),
            };
            // The code is a foreign key: it must not have been replaced in the meantime.
            let code = code::Entity::find_by_id(session.code.clone()).one(db);
            code.await
                .map_err(RegistryError::from)?
                .ok_or(IssueError::Void)?;
            issuance::Entity::insert(answer)
                .exec_without_returning(db)
                .await
                .map_err(RegistryError::from)?;
            session::Entity::update_many()
                .col_expr(session::Column::Credential, Expr::value(number))
                .col_expr(
                    session::Column::ExpiresAt,
                    Expr::value(seconds(decision.valid_until.plus(STATUS_LIFE))),
                )
                .filter(session::Column::TokenIndex.eq(session.token_index.clone()))
                .exec(db)
                .await
                .map_err(RegistryError::from)?;
            Ok(Recorded::Answer(bytes))
        });
        match written.await {
            Err(IssueError::Registry(RegistryError::Store(StoreError::NotUnique))) => {
                Ok(Recorded::Repeated)
            }
            result => result,
        }
    }
}

impl Decision {
    /// The credential's row. The declaration is in none of its columns.
    fn row(&self, exponent_index: Vec<u8>, exponent: Vec<u8>) -> credential::ActiveModel {
        let order = self.assessment.order.as_ref();
        let day = |day: Day| i32::try_from(day.as_u32()).unwrap_or(i32::MAX);
        credential::ActiveModel {
            number: sea_orm::ActiveValue::NotSet,
            person: Set(self.person.clone()),
            exponent_index: Set(exponent_index),
            exponent: Set(Some(exponent)),
            commitment: Set(Some(self.commitment.to_vec())),
            colour: Set(self.assessment.colour.code().into()),
            reason: Set(self.assessment.reason.clone()),
            order_kind: Set(order.map(|order| kind_code(order.kind))),
            order_start: Set(order.map(|order| day(order.start))),
            order_end: Set(order.map(|order| day(order.end))),
            valid_until: Set(seconds(self.valid_until)),
            live: Set(true),
        }
    }

    /// Ends the person's live credential and puts this one in its place; returns its number.
    async fn replace(
        &self,
        db: &DatabaseTransaction,
        row: credential::ActiveModel,
    ) -> Result<i64, RegistryError> {
        credential::Entity::update_many()
            .col_expr(credential::Column::Live, Expr::value(false))
            .filter(credential::Column::Person.eq(self.person.clone()))
            .filter(credential::Column::Live.eq(true))
            .exec(db)
            .await?;
        let inserted = credential::Entity::insert(row).exec(db).await?;
        Ok(inserted.last_insert_id)
    }
}

/// 1 at home, 2 in a collective facility.
pub(crate) fn kind_code(kind: OrderKind) -> i16 {
    match kind {
        OrderKind::Home => 1,
        OrderKind::Collective => 2,
    }
}

/// The beginning of the first day on which the colour no longer holds, and never past the sunset.
fn end_of(assessment: &Assessment, list: &VerifiedTrustList) -> Time {
    let end = list.charter().zone().start_of(assessment.valid_until);
    end.min(list.sunset())
}
