//! A citizen with a credential, through the whole ceremony.

use celadon_credential::identity::IdentityNumber;
use celadon_credential::issuance::{
    Credential, Declaration, Exponent, IssuanceRequest, IssuanceResponse, Offer, PendingCredential,
    issue,
};
use celadon_credential::presentation::{Ask, Presentation, present};
use celadon_credential::record::Record;
use celadon_credential::records::{
    HealthDeclaration, Identity, Residence, Transport, TravelHistory, Trip,
};
use celadon_credential::stamp::{StampedCredential, kernel};
use celadon_credential::time::Day;
use celadon_credential::{Colour, Period};
use celadon_curve::{Scalar, Secret};
use rand::Rng;

use crate::Specimen;

/// A citizen who holds a credential of one issuer.
pub struct Citizen {
    /// Which issuer, by place.
    pub issuer: usize,
    /// The credential.
    pub credential: Credential,
    /// What the issuer received.
    pub request: Vec<u8>,
}

/// Where specimen citizens live: to be searched for where it must not be.
pub const STREET: &str = "Willow Lane 17, stair 4";

/// A healthy citizen's declaration.
pub fn declaration(specimen: &mut Specimen) -> Declaration {
    let rng = &mut specimen.rng;
    let day = Day::new(20_833).expect("a day of 2027");
    let residence = Residence {
        province: "Azure Province".into(),
        city: "Lakeside".into(),
        district: "West Shore".into(),
        address: STREET.into(),
    };
    let travel = TravelHistory {
        trips: vec![Trip {
            from: day.minus(5),
            to: day.minus(3),
            area_code: "990102".into(),
            place: "Riverton".into(),
            transport: Transport::ALL[0],
        }],
    };
    let health = HealthDeclaration {
        date: day,
        temperature_tenths: 366,
        symptoms: Vec::new(),
        contact_with_case: false,
        positive_test: false,
    };
    let records = vec![
        Record::seal(&health, rng).expect("the record is within its bounds"),
        Record::seal(&travel, rng).expect("the record is within its bounds"),
        Record::seal(&residence, rng).expect("the record is within its bounds"),
    ];
    Declaration::new(records, specimen.federation.parameters())
        .expect("every record of the schema that a citizen declares")
}

impl Specimen {
    /// A citizen of the issuer at this place.
    pub fn citizen(&mut self, issuer: usize) -> Citizen {
        let declaration = declaration(self);
        let parameters = self.federation.parameters();
        let rng = &mut self.rng;
        let mut nonce = [0; 32];
        rng.fill_bytes(&mut nonce);
        let offer = Offer {
            federation: *parameters.federation(),
            schema: parameters.schema().id(),
            issuer_key: self.issuers[issuer].W(),
            nonce,
        };
        let holder_secret = Secret::new(Scalar::random_nonzero(rng));
        let (_, pending) = PendingCredential::begin(
            offer.clone(),
            &declaration,
            holder_secret,
            self.federation.list(),
            parameters,
            rng,
        )
        .expect("the issuer is on the list");

        let request = pending.request().to_vec();
        let verified = IssuanceRequest::from_bytes(&request)
            .expect("a wallet encodes what an issuer decodes")
            .verify(&offer, parameters)
            .expect("the request answers this offer");
        let identity = Identity {
            number: IdentityNumber::parse("99999919000101004X")
                .expect("a number of the specimen format with its check digit"),
            name: "Specimen".into(),
        };
        let mut bucket_seed = [0; 16];
        rng.fill_bytes(&mut bucket_seed);
        let response = issue(
            self.issuers[issuer].secret(),
            &verified,
            Record::seal(&identity, rng).expect("the record is within its bounds"),
            Exponent::random(rng),
            bucket_seed,
            parameters,
        )
        .expect("the exponent is random, and identity all that the issuer sets");

        let response = IssuanceResponse::from_bytes(&response.to_bytes())
            .expect("an issuer encodes what a wallet decodes");
        let credential = pending
            .receive(response, parameters)
            .expect("the issuer signed what was asked for");
        Citizen {
            issuer,
            credential,
            request,
        }
    }

    /// The citizen's credential with a stamp of this colour and period.
    pub fn stamped(&self, citizen: &Citizen, colour: Colour, period: Period) -> StampedCredential {
        let parameters = self.federation.parameters();
        let E = parameters.stamp_base(colour, period);
        let key = self.issuers[citizen.issuer].secret();
        let stamp = kernel::stamp(key, citizen.credential.exponent(), &E)
            .expect("a random exponent is not the negative key");
        citizen
            .credential
            .stamped(&stamp, colour, period, parameters)
            .expect("the stamp is of this credential, colour and period")
    }

    /// A presentation of this colour for what is asked.
    pub fn present(&mut self, citizen: &Citizen, colour: Colour, ask: &Ask) -> Presentation {
        let stamped = self.stamped(citizen, colour, ask.period());
        present(&stamped, ask, &self.federation, &mut self.rng)
            .expect("the list accredits the issuer and the period is what was asked for")
    }
}
