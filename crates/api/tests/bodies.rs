//! The exact keys of what goes over the wire.

use celadon_api::issuer::{EnrolmentResponse, OrderBody, StatusResponse};
use celadon_api::verifier::{
    Answered, ChallengeCreated, ChallengeRequest, QrContent, Verdict, VerificationRequest,
};
use celadon_api::words::{base64url, from_base64url};
use celadon_api::{ProblemCode, Reason};
use celadon_credential::{Colour, Time};
use serde::Serialize;

fn json(verdict: &Verdict) -> String {
    serde_json::to_string(verdict).unwrap()
}

#[test]
fn a_verdict_has_these_keys_and_no_other() {
    let valid_until: Time = "2026-11-25T09:00:00Z".parse().unwrap();
    let mut accepted = Verdict::Accepted {
        colour: Colour::Green,
        valid_until,
        pseudonym: None,
    };
    assert_eq!(
        json(&accepted),
        r#"{"result":"accepted","colour":"green","valid_until":"2026-11-25T09:00:00Z"}"#
    );
    if let Verdict::Accepted { pseudonym, .. } = &mut accepted {
        *pseudonym = Some("ab".into());
    }
    assert!(json(&accepted).ends_with(r#""2026-11-25T09:00:00Z","pseudonym":"ab"}"#));
    let refused = Verdict::Refused {
        reason: Reason::NoGreen,
    };
    assert_eq!(
        json(&refused),
        r#"{"result":"refused","reason":"no_green"}"#
    );
    assert_eq!(json(&Verdict::Pending), r#"{"result":"pending"}"#);
    for verdict in [accepted, refused, Verdict::Pending] {
        assert_eq!(
            serde_json::from_str::<Verdict>(&json(&verdict)).unwrap(),
            verdict
        );
    }
    let more = r#"{"result":"refused","reason":"no_green","who":"x"}"#;
    assert!(serde_json::from_str::<Verdict>(more).is_err());
}

/// The keys of a body, in order.
fn keys(body: &impl Serialize) -> Vec<String> {
    let value = serde_json::to_value(body).unwrap();
    value.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn the_other_bodies_have_these_keys_and_no_other() {
    let expires_at: Time = "2026-11-25T09:00:00Z".parse().unwrap();
    let text = String::new;
    let created = ChallengeCreated {
        id: text(),
        expires_at,
        token: text(),
        challenge: text(),
        request: text(),
        request_by_reference: text(),
        request_uri: text(),
        response_uri: text(),
    };
    let expected = [
        "challenge",
        "expires_at",
        "id",
        "request",
        "request_by_reference",
        "request_uri",
        "response_uri",
        "token",
    ];
    assert_eq!(keys(&created), expected);
    let mut answered = Answered {
        verdict: Verdict::Refused {
            reason: Reason::NoGreen,
        },
        redirect_uri: None,
    };
    assert_eq!(keys(&answered), ["reason", "result"]);
    answered.redirect_uri = Some(text());
    assert_eq!(keys(&answered), ["reason", "redirect_uri", "result"]);
    let told = serde_json::to_string(&answered).unwrap();
    assert_eq!(serde_json::from_str::<Answered>(&told).unwrap(), answered);
    let enrolled = EnrolmentResponse {
        session: text(),
        offer: text(),
        expires_at,
    };
    assert_eq!(keys(&enrolled), ["expires_at", "offer", "session"]);
    let mut status = StatusResponse {
        colour: Colour::Red,
        reason: text(),
        text: text(),
        next: text(),
        valid_until: expires_at,
        order: None,
    };
    let expected = ["colour", "next", "reason", "text", "valid_until"];
    assert_eq!(keys(&status), expected);
    status.order = Some(OrderBody {
        kind: text(),
        start: text(),
        end: text(),
    });
    assert_eq!(keys(&status.order), ["end", "kind", "start"]);
    let problem = ProblemCode::Gone.document("why");
    assert_eq!(keys(&problem), ["detail", "status", "title", "type"]);
}

#[test]
fn unknown_fields_are_refused() {
    assert!(serde_json::from_str::<ChallengeRequest>(r#"{"lifetime":5}"#).is_err());
    assert!(serde_json::from_str::<ChallengeRequest>("{}").is_ok());
    let asked: ChallengeRequest = serde_json::from_str(r#"{"qr":"request_uri"}"#).unwrap();
    assert_eq!(asked.qr, Some(QrContent::RequestUri));
    assert!(serde_json::from_str::<VerificationRequest>(r#"{"text":"a","x":1}"#).is_err());
}

#[test]
fn base64url_has_one_form_and_a_bound() {
    let bytes = [0xfb, 0xff, 1];
    assert_eq!(base64url(&bytes), "-_8B");
    assert_eq!(from_base64url("-_8B", 3).unwrap(), bytes);
    for bad in ["-_8B=", "+/8B", "-_8", "-_8B\n", " -_8B"] {
        assert_eq!(
            from_base64url(bad, 3).filter(|b| b == &bytes),
            None,
            "{bad:?}"
        );
    }
    assert_eq!(from_base64url("-_8BAA", 3), None);
    assert_eq!(from_base64url(&"A".repeat(1_000_000), 3), None);
    // Spare bits that are not zero would be a second text for the same bytes.
    assert_eq!(from_base64url("-_9", 3), None);
}
