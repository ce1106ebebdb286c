//! The OpenID4VP profile: a request in its three forms is what the token implies, and one that
//! says anything else is refused; the form of an answer.

use celadon_api::openid4vp::{
    AuthorizationRequest, AuthorizationResponse, Posted, Reference, RequestError, RequestUri,
    ResponseError,
};
use celadon_api::words::from_base64url;
use celadon_credential::policy::Policy;
use celadon_specimen::{NOW, Specimen};
use serde_json::{Map, Value, json};

/// A request for the challenge of a specimen's venue, and its token.
fn implied(change: impl Fn(&mut Policy)) -> (AuthorizationRequest, Vec<u8>) {
    let mut specimen = Specimen::new(2);
    let venue = specimen.venue(1, change);
    let (_, token) = specimen.challenge(&venue, NOW);
    let list = specimen.federation.list();
    let challenge = list.open_challenge(&token).unwrap();
    let request = AuthorizationRequest::of(&token, &challenge, &specimen.federation);
    (request, token)
}

fn with_pseudonym(policy: &mut Policy) {
    policy.pseudonym = Some("to count heads".into());
}

fn members(request: &AuthorizationRequest) -> Map<String, Value> {
    let Ok(Value::Object(members)) = serde_json::to_value(request) else {
        panic!("no object");
    };
    members
}

/// A link with these parameters, each a text or JSON.
fn link(members: &Map<String, Value>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in members {
        let text = value.as_str().map_or_else(|| value.to_string(), Into::into);
        query.append_pair(name, &text);
    }
    format!("openid4vp://?{}", query.finish())
}

fn agrees(link: &str, request: &AuthorizationRequest) -> Result<(), RequestError> {
    let RequestUri::Value(parameters) = RequestUri::parse(link)? else {
        panic!("not by value");
    };
    parameters.agree_with(request)
}

#[test]
fn a_request_has_these_parameters_and_no_other() {
    let (request, token) = implied(|_| {});
    let members = members(&request);
    let names: Vec<_> = members.keys().map(String::as_str).collect();
    let expected = [
        "client_id",
        "client_metadata",
        "dcql_query",
        "nonce",
        "response_mode",
        "response_type",
        "response_uri",
        "state",
    ];
    assert_eq!(names, expected);
    let uri = members["response_uri"].as_str().unwrap();
    assert_eq!(members["client_id"], format!("redirect_uri:{uri}"));
    assert_eq!(members["nonce"], members["state"]);
    let state = members["state"].as_str().unwrap();
    assert_eq!(from_base64url(state, 2_048).unwrap(), token);
    let query = &members["dcql_query"];
    let meta = &query["credentials"][0]["meta"];
    assert_eq!(
        *query,
        json!({ "credentials": [{
            "id": "green",
            "format": "celadon_presentation",
            "meta": {
                "federation": meta["federation"],
                "schema": meta["schema"],
                "colour": ["green"],
                "grid": 3_600,
                "profile": 2,
            },
        }] })
    );
    assert_eq!(meta["federation"].as_str().map(str::len), Some(64));
    assert_eq!(meta["schema"].as_str().map(str::len), Some(32));
}

#[test]
fn a_pseudonyms_scope_is_transaction_data() {
    let (request, _) = implied(|policy| {
        with_pseudonym(policy);
        policy.colours.push(celadon_credential::Colour::Yellow);
        policy.yellow = "Wear a mask.".into();
    });
    let members = members(&request);
    let entry = members["transaction_data"][0].as_str().unwrap();
    let entry: Value = serde_json::from_slice(&from_base64url(entry, 1_024).unwrap()).unwrap();
    assert_eq!(
        entry,
        json!({
            "type": "urn:celadon:pseudonym_scope:1",
            "credential_ids": ["green-yellow"],
            "venue": "01".repeat(16),
            "day": "2027-01-15",
            "reason": "to count heads",
        })
    );
    let credential = &members["dcql_query"]["credentials"][0];
    assert_eq!(credential["id"], "green-yellow");
    assert_eq!(credential["meta"]["colour"], json!(["green", "yellow"]));
    assert_eq!(credential["meta"]["profile"], 3);
}

#[test]
fn all_forms_carry_the_same() {
    for change in [|_: &mut Policy| {}, with_pseudonym] {
        let (request, token) = implied(change);
        let RequestUri::Value(by_value) = RequestUri::parse(&request.to_uri()).unwrap() else {
            panic!("not by value");
        };
        by_value.agree_with(&request).unwrap();
        assert_eq!(by_value.token().unwrap(), token);

        let uri = "https://venue.example/v1/challenges/00/request";
        let reference = reference(&request.to_reference(uri)).unwrap();
        assert_eq!(reference.request_uri().as_str(), uri);
        let by_reference = reference.resolve(&request.to_object()).unwrap();
        by_reference.agree_with(&request).unwrap();
        assert_eq!(by_reference, by_value);
    }
}

fn reference(link: &str) -> Result<Reference, RequestError> {
    match RequestUri::parse(link)? {
        RequestUri::Reference(reference) => Ok(reference),
        RequestUri::Value(_) => panic!("by value"),
    }
}

#[test]
fn a_request_that_contradicts_its_token_is_refused_by_the_parameters_name() {
    let (request, _) = implied(with_pseudonym);
    let good = members(&request);
    assert_eq!(agrees(&link(&good), &request), Ok(()));
    for name in good.keys() {
        let mut without = good.clone();
        without.remove(name);
        let found = agrees(&link(&without), &request);
        assert!(
            matches!(found, Err(RequestError::Missing(missing)) if missing == name),
            "{name}: {found:?}"
        );
    }
    let changed = |change: &dyn Fn(&mut Map<String, Value>)| {
        let mut members = good.clone();
        change(&mut members);
        agrees(&link(&members), &request)
    };
    let mut cases: Vec<(&str, Result<(), RequestError>)> = vec![
        (
            "response_type",
            changed(&|m| m["response_type"] = "code".into()),
        ),
        (
            "response_mode",
            changed(&|m| m["response_mode"] = "direct_post.jwt".into()),
        ),
        (
            "client_id",
            changed(&|m| m["client_id"] = "redirect_uri:https://other.example/".into()),
        ),
        (
            "client_id",
            changed(&|m| m["client_id"] = m["response_uri"].clone()),
        ),
        (
            "response_uri",
            changed(&|m| m["response_uri"] = "https://other.example/".into()),
        ),
        ("nonce", changed(&|m| m["nonce"] = "AAAA".into())),
        ("state", changed(&|m| m["state"] = "AAAA".into())),
        (
            "client_metadata",
            changed(&|m| m["client_metadata"] = json!({ "jwks": {} })),
        ),
        (
            "transaction_data",
            changed(&|m| m["transaction_data"] = json!([])),
        ),
        (
            "transaction_data",
            changed(&|m| m["transaction_data"] = json!(["e30"])),
        ),
    ];
    for (member, value) in [
        ("id", json!("red")),
        ("format", json!("mso_mdoc")),
        ("claims", json!([{ "path": ["residence"] }])),
        (
            "trusted_authorities",
            json!([{ "type": "aki", "values": ["AA"] }]),
        ),
        ("multiple", json!(true)),
        ("require_cryptographic_holder_binding", json!(false)),
    ] {
        let found = changed(&|m| m["dcql_query"]["credentials"][0][member] = value.clone());
        cases.push(("dcql_query", found));
    }
    for (member, value) in [
        ("federation", json!("00".repeat(32))),
        ("schema", json!("00".repeat(16))),
        ("colour", json!(["red"])),
        ("colour", json!(["green", "red"])),
        ("grid", json!(900)),
        ("profile", json!(0)),
    ] {
        let found = changed(&|m| m["dcql_query"]["credentials"][0]["meta"][member] = value.clone());
        cases.push(("dcql_query", found));
    }
    // What is never implied.
    for name in [
        "redirect_uri",
        "scope",
        "request",
        "presentation_definition",
        "client_id_scheme",
        "verifier_info",
        "wallet_nonce",
    ] {
        let found = changed(&|m| drop(m.insert(name.into(), "x".into())));
        cases.push((name, found));
    }
    for (name, found) in cases {
        assert_eq!(found, Err(RequestError::Contradicts(name)));
    }
    // What nobody knows is not looked at.
    assert_eq!(
        changed(&|m| drop(m.insert("locale".into(), "de".into()))),
        Ok(())
    );
    // A scope that is not asked for.
    let (plain, _) = implied(|_| {});
    let mut more = members(&plain);
    more.insert("transaction_data".into(), good["transaction_data"].clone());
    let found = agrees(&link(&more), &plain);
    assert_eq!(found, Err(RequestError::Contradicts("transaction_data")));
}

#[test]
fn another_spelling_of_the_same_json_is_the_same() {
    let (request, _) = implied(with_pseudonym);
    let mut members = members(&request);
    let entry = members["transaction_data"][0].as_str().unwrap();
    let entry = from_base64url(entry, 1_024).unwrap();
    // serde_json's map is in alphabetical order, which is another than ours.
    let entry: Value = serde_json::from_slice(&entry).unwrap();
    let spaced = serde_json::to_string_pretty(&entry).unwrap();
    members["transaction_data"][0] = celadon_api::words::base64url(spaced.as_bytes()).into();
    let query = serde_json::to_string_pretty(&members["dcql_query"]).unwrap();
    members["dcql_query"] = query.into();
    assert_eq!(agrees(&link(&members), &request), Ok(()));
}

#[test]
fn a_link_that_is_no_request_is_refused_before_anything_is_fetched() {
    let client = "redirect_uri%3Ahttps%3A%2F%2Fvenue.example%2Fv1%2Fpresentations";
    let by_reference = |uri: &str| format!("openid4vp://?client_id={client}&request_uri={uri}");
    assert!(reference(&by_reference("https://venue.example/r/1")).is_ok());
    for (link, error) in [
        (
            "https://venue.example/?client_id=x".to_owned(),
            RequestError::NotARequest,
        ),
        ("openid4vp://".into(), RequestError::NotARequest),
        ("openid4vp://?a=b#c".into(), RequestError::NotARequest),
        ("CELQ1000".into(), RequestError::NotARequest),
        (
            format!("openid4vp://?a={}", "x".repeat(1 << 14)),
            RequestError::TooLong,
        ),
        (
            "openid4vp://?dcql_query=%7B".into(),
            RequestError::Malformed("dcql_query"),
        ),
        (
            format!("openid4vp://?dcql_query={}", "%5B".repeat(400)),
            RequestError::Malformed("dcql_query"),
        ),
        (
            "openid4vp://?state=a&state=a".into(),
            RequestError::Malformed("state"),
        ),
        (
            "openid4vp://?request_uri=https%3A%2F%2Fa.example".into(),
            RequestError::Missing("client_id"),
        ),
        (
            "openid4vp://?client_id=x509_san_dns%3Aa&request_uri=https%3A%2F%2Fa.example".into(),
            RequestError::Malformed("client_id"),
        ),
        (
            by_reference("https://other.example/r/1"),
            RequestError::OtherHost,
        ),
        (
            by_reference("http://venue.example/r/1"),
            RequestError::OtherHost,
        ),
        (
            by_reference("https://venue.example:444/r/1"),
            RequestError::OtherHost,
        ),
        (
            by_reference("file:///etc/passwd"),
            RequestError::Malformed("request_uri"),
        ),
    ] {
        assert_eq!(RequestUri::parse(&link), Err(error), "{link}");
    }
}

#[test]
fn only_an_unsigned_object_of_the_same_client_is_taken() {
    let (request, _) = implied(|_| {});
    let object = request.to_object();
    let reference = reference(&request.to_reference("https://venue.example/r")).unwrap();
    let parts: Vec<&str> = object.split('.').collect();
    let encoded = |value: Value| celadon_api::words::base64url(value.to_string().as_bytes());
    let header = |header: Value| format!("{}.{}.", encoded(header), parts[1]);
    let typ = "oauth-authz-req+jwt";
    for bad in [
        "".to_owned(),
        parts[1].into(),
        format!("{object}AAAA"),
        object.trim_end_matches('.').into(),
        format!("{object}."),
        header(json!({ "alg": "none" })),
        header(json!({ "alg": "none", "typ": "JWT" })),
        header(json!({ "alg": "HS256", "typ": typ })),
        format!("{}.{}.", parts[0], encoded(json!([]))),
        format!("{}.{}.", parts[0], "A".repeat(40)),
    ] {
        let found = reference.resolve(&bad);
        assert_eq!(found, Err(RequestError::NotAnObject), "{bad}");
    }
    let mut other = members(&request);
    other.insert(
        "client_id".into(),
        "redirect_uri:https://other.example/".into(),
    );
    let other = format!("{}.{}.", parts[0], encoded(Value::Object(other)));
    let found = reference.resolve(&other);
    assert_eq!(found, Err(RequestError::Contradicts("client_id")));
    let long = format!("{}.{}.", parts[0], "A".repeat(1 << 15));
    assert_eq!(reference.resolve(&long), Err(RequestError::TooLong));
}

#[test]
fn the_form_of_an_answer() {
    let answer = AuthorizationResponse {
        credential_id: "green".into(),
        presentation: "AQID".into(),
        state: "BBBB".into(),
    };
    let form = answer.to_form();
    assert_eq!(
        form,
        "vp_token=%7B%22green%22%3A%5B%22AQID%22%5D%7D&state=BBBB"
    );
    let Ok(Posted::Response(read)) = Posted::from_form(form.as_bytes()) else {
        panic!("not read");
    };
    assert_eq!(read.to_form(), form);
    assert!(matches!(
        Posted::from_form(format!("{form}&locale=de").as_bytes()),
        Ok(Posted::Response(_))
    ));
    assert!(matches!(
        Posted::from_form(b"error=access_denied&state=BBBB"),
        Ok(Posted::Error)
    ));
    for (form, error) in [
        ("", ResponseError::Missing("vp_token")),
        ("state=a", ResponseError::Missing("vp_token")),
        (
            "vp_token=%7B%22g%22%3A%5B%22A%22%5D%7D",
            ResponseError::Missing("state"),
        ),
        (
            "vp_token=a&vp_token=a&state=b",
            ResponseError::Twice("vp_token"),
        ),
        ("vp_token=a&state=b&state=b", ResponseError::Twice("state")),
        ("error=a&error=b", ResponseError::Twice("error")),
        ("vp_token=AQID&state=a", ResponseError::Shape),
        ("vp_token=[]&state=a", ResponseError::Shape),
        ("vp_token={}&state=a", ResponseError::Shape),
        (r#"vp_token={"g":[]}&state=a"#, ResponseError::Shape),
        (r#"vp_token={"g":"A"}&state=a"#, ResponseError::Shape),
        (r#"vp_token={"g":[1]}&state=a"#, ResponseError::Shape),
        (r#"vp_token={"g":["A","A"]}&state=a"#, ResponseError::Shape),
        (
            r#"vp_token={"g":["A"],"h":["A"]}&state=a"#,
            ResponseError::Shape,
        ),
    ] {
        assert_eq!(
            Posted::from_form(form.as_bytes()).err(),
            Some(error),
            "{form}"
        );
    }
}
