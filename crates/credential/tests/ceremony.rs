//! The ceremony from offer to credential, and what breaks it.

use celadon_credential::Colour;
use celadon_credential::identity::IdentityNumber;
use celadon_credential::issuance::{
    Credential, Exponent, IssuanceError, IssuanceRequest, Offer, PendingCredential, issue,
};
use celadon_credential::record::Record;
use celadon_credential::records::{HealthDeclaration, Identity, Residence};
use celadon_credential::schema::Schema;
use celadon_curve::{G2, Scalar, Secret};
use celadon_specimen::{NOW, STREET, Specimen, declaration};

fn offer(specimen: &Specimen) -> Offer {
    Offer {
        federation: *specimen.federation.list().federation(),
        schema: Schema::declaration().id(),
        issuer_key: specimen.issuers[0].W(),
        nonce: [7; 32],
    }
}

fn begin(specimen: &mut Specimen, offer: Offer) -> Result<PendingCredential, IssuanceError> {
    let declaration = declaration(specimen);
    let h = Secret::new(Scalar::random_nonzero(&mut specimen.rng));
    let federation = &specimen.federation;
    PendingCredential::begin(
        offer,
        &declaration,
        h,
        federation.list(),
        federation.parameters(),
        &mut specimen.rng,
    )
    .map(|(_, pending)| pending)
}

fn identity(specimen: &mut Specimen) -> Record {
    let identity = Identity {
        number: IdentityNumber::parse("99999919000101004X").unwrap(),
        name: "Specimen".into(),
    };
    Record::seal(&identity, &mut specimen.rng).unwrap()
}

#[test]
fn the_residence_is_in_the_request_in_no_form() {
    let mut specimen = Specimen::new(2);
    let citizen = specimen.citizen(0);
    let text = String::from_utf8_lossy(&citizen.request).into_owned();
    for word in [
        STREET,
        "Willow",
        "Lakeside",
        "West Shore",
        "Azure",
        "residence",
    ] {
        assert!(!text.contains(word), "{word}");
    }
    let residence: Residence = (citizen.credential.records().iter())
        .find_map(|record| record.open().ok())
        .unwrap();
    assert_eq!(residence.address, STREET);
    let message = (citizen.credential.records().iter())
        .find(|record| record.attribute() == "residence")
        .unwrap()
        .message()
        .to_bytes();
    assert!(!citizen.request.windows(32).any(|window| window == message));
    // What is reviewed, on the other hand, is there.
    assert!(text.contains("Riverton"));
}

#[test]
fn what_is_kept_opens_again() {
    let mut specimen = Specimen::new(2);
    let own = offer(&specimen);
    let pending = begin(&mut specimen, own).unwrap();
    let reopened = PendingCredential::from_bytes(&pending.to_bytes()).unwrap();
    assert_eq!(reopened, pending);
    let citizen = specimen.citizen(1);
    let bytes = citizen.credential.to_bytes();
    assert_eq!(Credential::from_bytes(&bytes).unwrap(), citizen.credential);
    for cut in (0..bytes.len()).step_by(37) {
        assert!(Credential::from_bytes(&bytes[..cut]).is_err());
    }
}

#[test]
fn refuses_offers_of_others() {
    let mut specimen = Specimen::new(2);
    let mut foreign = offer(&specimen);
    foreign.federation = celadon_credential::FederationId::from_bytes([1; 32]);
    let refused = begin(&mut specimen, foreign);
    assert_eq!(refused.unwrap_err(), IssuanceError::OtherFederation);
    let mut unaccredited = offer(&specimen);
    unaccredited.issuer_key = G2::generator();
    let refused = begin(&mut specimen, unaccredited);
    assert_eq!(refused.unwrap_err(), IssuanceError::NotAccredited);
}

#[test]
fn a_request_is_for_one_offer_and_its_records() {
    let mut specimen = Specimen::new(2);
    let own = offer(&specimen);
    let pending = begin(&mut specimen, own.clone()).unwrap();
    let parameters = specimen.federation.parameters();
    let read = || IssuanceRequest::from_bytes(pending.request()).unwrap();
    read().verify(&own, parameters).unwrap();
    let changes: [fn(&mut Offer); 3] = [
        |offer| offer.nonce[0] ^= 1,
        |offer| offer.issuer_key = G2::generator(),
        |offer| offer.schema = celadon_credential::SchemaId::from_bytes([1; 16]),
    ];
    for change in changes {
        let mut other = own.clone();
        change(&mut other);
        assert_eq!(
            read().verify(&other, parameters).unwrap_err(),
            IssuanceError::Proof
        );
    }
    // A changed record, which is the issuer's to read, no longer fits the proof.
    let at = (pending.request().windows(8))
        .position(|w| w == b"Riverton")
        .unwrap();
    let mut bytes = pending.request().to_vec();
    bytes[at] = b'L';
    let changed = IssuanceRequest::from_bytes(&bytes).unwrap();
    assert_eq!(
        changed.verify(&own, parameters).unwrap_err(),
        IssuanceError::Proof
    );
}

#[test]
fn refuses_a_signature_on_something_else() {
    let mut specimen = Specimen::new(2);
    let own = offer(&specimen);
    let pending = begin(&mut specimen, own.clone()).unwrap();
    let identity = identity(&mut specimen);
    let parameters = specimen.federation.parameters();
    let request = IssuanceRequest::from_bytes(pending.request()).unwrap();
    let verified = request.verify(&own, parameters).unwrap();
    let e = Exponent::random(&mut specimen.rng);
    let other_key = specimen.issuers[1].secret();
    let response = issue(
        other_key,
        &verified,
        identity.clone(),
        e,
        [1; 16],
        parameters,
    )
    .unwrap();
    let refused = pending.receive(response, parameters);
    assert_eq!(refused.unwrap_err(), IssuanceError::Signature);

    // A record of another attribute in the identity's place.
    let health = HealthDeclaration {
        date: celadon_credential::time::Day::new(20_833).unwrap(),
        temperature_tenths: 366,
        symptoms: Vec::new(),
        contact_with_case: false,
        positive_test: false,
    };
    let health = Record::seal(&health, &mut specimen.rng).unwrap();
    let e = Exponent::random(&mut specimen.rng);
    let refused = issue(
        specimen.issuers[0].secret(),
        &verified,
        health,
        e,
        [1; 16],
        parameters,
    );
    let second_of_a_kind = refused.and_then(|response| pending.receive(response, parameters));
    assert_eq!(second_of_a_kind.unwrap_err(), IssuanceError::Records);
}

#[test]
fn a_stamp_is_for_one_credential_colour_and_period() {
    let mut specimen = Specimen::new(2);
    let (own, other) = (specimen.citizen(0), specimen.citizen(0));
    let parameters = specimen.federation.parameters();
    let period = celadon_credential::Grid::HOUR.period_of(NOW);
    let E = parameters.stamp_base(Colour::Green, period);
    let key = specimen.issuers[0].secret();
    let stamp =
        celadon_credential::stamp::kernel::stamp(key, own.credential.exponent(), &E).unwrap();
    let stamped =
        |who: &Credential, colour, period| who.stamped(&stamp, colour, period, parameters).is_ok();
    assert!(stamped(&own.credential, Colour::Green, period));
    assert!(!stamped(&own.credential, Colour::Red, period));
    assert!(!stamped(&own.credential, Colour::Green, period.next()));
    assert!(!stamped(&other.credential, Colour::Green, period));
}

#[test]
fn debug_tells_nothing_of_what_is_held() {
    let mut specimen = Specimen::new(2);
    let own = offer(&specimen);
    let pending = begin(&mut specimen, own.clone()).unwrap();
    let parameters = specimen.federation.parameters().clone();
    let request = IssuanceRequest::from_bytes(pending.request()).unwrap();
    let verified = request.verify(&own, &parameters).unwrap();
    let identity = identity(&mut specimen);
    let response = issue(
        specimen.issuers[0].secret(),
        &verified,
        identity,
        Exponent::random(&mut specimen.rng),
        [0xa7; 16],
        &parameters,
    )
    .unwrap();
    let credential = pending.receive(response.clone(), &parameters).unwrap();
    let text = format!("{pending:?} {response:?} {credential:?}");
    // Neither the seed nor the request, in which the reviewed records are, as lists of bytes.
    for told in ["167, 167", &format!("{:?}", &pending.request()[..4])[1..15]] {
        assert!(!text.contains(told), "{told} in {text}");
    }
}

#[test]
fn the_issuer_sets_the_identity_and_no_other_attribute() {
    let mut specimen = Specimen::new(2);
    let own = offer(&specimen);
    let pending = begin(&mut specimen, own.clone()).unwrap();
    let parameters = specimen.federation.parameters().clone();
    let request = IssuanceRequest::from_bytes(pending.request()).unwrap();
    let verified = request.verify(&own, &parameters).unwrap();
    let reviewed = verified.reviewed()[0].clone();
    let refused = issue(
        specimen.issuers[0].secret(),
        &verified,
        reviewed,
        Exponent::random(&mut specimen.rng),
        [0; 16],
        &parameters,
    );
    assert_eq!(refused, Err(IssuanceError::Records));
}
