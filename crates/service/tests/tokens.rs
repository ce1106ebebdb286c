//! Tokens: one spelling, one answer to every wrong one, silent.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use axum::routing::get;
use celadon_service::{Bearer, Problem, SecretToken, TokenDigest};
use rand::SeedableRng;
use rand::rngs::StdRng;
use tower::ServiceExt;

fn token(seed: u64) -> SecretToken {
    SecretToken::random(&mut StdRng::seed_from_u64(seed))
}

async fn known(State(known): State<TokenDigest>, Bearer(token): Bearer) -> Result<(), Problem> {
    if token.digest() == known {
        return Ok(());
    }
    Err(Bearer::refused())
}

#[tokio::test]
async fn lets_the_known_token_pass_and_answers_every_other_alike() {
    let (right, wrong) = (token(1).to_text(), token(2).to_text());
    let app = Router::new()
        .route("/", get(known))
        .with_state(token(1).digest());
    let call = async |headers: &[&str]| {
        let mut request = Request::get("/");
        for header in headers {
            request = request.header("authorization", *header);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts, axum::body::to_bytes(body, 10_000).await.unwrap())
    };
    let bearer = format!("Bearer {}", *right);
    assert_eq!(call(&[&bearer]).await.0.status, StatusCode::OK);
    assert_eq!(
        call(&[&bearer.replace("Bearer", "bearer")]).await.0.status,
        StatusCode::OK
    );
    let (_, refusal) = call(&[]).await;
    for headers in [
        &[&*format!("Bearer {}", *wrong)][..],
        &[&*format!("Basic {}", *right)],
        &[&*format!("Bearer  {}", *right)],
        &[&*format!("Bearer {}=", *right)],
        &["Bearer"],
        &["Bearer "],
        &["Bearer é"],
        &[&bearer, &bearer],
    ] {
        let (parts, body) = call(headers).await;
        assert_eq!(parts.status, StatusCode::UNAUTHORIZED, "{headers:?}");
        assert_eq!(parts.headers["www-authenticate"], "Bearer");
        assert_eq!(body, refusal);
    }
}

#[test]
fn has_one_spelling() {
    let text = token(1).to_text();
    assert_eq!(text.len(), SecretToken::TEXT_LENGTH);
    assert!(SecretToken::from_text(&text).unwrap().digest() == token(1).digest());
    assert!(token(2).digest() != token(1).digest());
    for at in 0..text.len() {
        let mut other = text.as_bytes().to_vec();
        other[at] = b'=';
        assert!(SecretToken::from_text(std::str::from_utf8(&other).unwrap()).is_err());
    }
    // The last character has two bits that carry nothing: only zeros are taken.
    let spare = format!("{}{}", "A".repeat(42), "B");
    assert!(SecretToken::from_text(&spare).is_err());
    assert!(SecretToken::from_text(&"A".repeat(43)).is_ok());
}

#[test]
fn does_not_show_itself() {
    assert_eq!(format!("{:?}", Bearer(token(1))), "Bearer(SecretToken(…))");
}
