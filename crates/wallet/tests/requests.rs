//! A venue's question as an OpenID4VP request: answered whatever its form, refused where it
//! contradicts the signed challenge, and then nothing leaves the machine.

use celadon_api::openid4vp::{AuthorizationRequest, RequestError};
use celadon_api::verifier::Verdict;
use celadon_credential::challenge::Challenge;
use celadon_credential::text::{self, Prefix, TextError};
use celadon_credential::{Colour, Grid};
use celadon_specimen::NOW;
use celadon_wallet::online::OnlineError;
use celadon_wallet::{FileError, WalletError};

use crate::network::{Home, list_url};
use crate::server::Server;

/// A question of the server's venue, in its forms.
struct Question {
    token: Vec<u8>,
    request: AuthorizationRequest,
}

impl Question {
    /// Asked by the server's venue, at this address.
    fn of(server: &Server, home: &mut Home, response_uri: &str) -> Question {
        let mut behind = server.behind();
        let venue = behind.world.specimen.venue(1, |_| {});
        let (_, token) = Challenge::create(
            &venue.signed_certificate,
            &venue.signed_policy,
            NOW,
            60,
            response_uri.parse().unwrap(),
            &venue.key,
            &mut home.rng,
        )
        .unwrap();
        behind.venue = Some(venue);
        let federation = &behind.world.specimen.federation;
        let challenge = federation.list().open_challenge(&token).unwrap();
        let request = AuthorizationRequest::of(&token, &challenge, federation);
        Question { token, request }
    }

    fn at(server: &Server, home: &mut Home) -> Question {
        let uri = server.url("/v1/presentations").to_string();
        Question::of(server, home, &uri)
    }

    fn by_reference(&self, server: &Server) -> String {
        server.behind().request = Some(self.request.to_object());
        self.request.to_reference(server.url("/request").as_str())
    }
}

fn refused(found: Result<Vec<u8>, OnlineError>) -> WalletError {
    match found {
        Err(OnlineError::File(FileError::Wallet(error))) => error,
        other => panic!("{other:?}"),
    }
}

/// What was asked of the server since the last call.
fn asked(server: &Server) -> Vec<String> {
    let asked = std::mem::take(&mut server.behind().asked);
    asked.into_iter().map(|(asked, _)| asked).collect()
}

fn green(server: &Server) -> Home {
    let mut home = Home::with_credential(server);
    server.publish(Grid::HOUR.period_of(NOW), &[0]);
    home.online().sync("Ada", None).unwrap();
    asked(server);
    home
}

#[test]
fn a_question_is_the_same_whatever_its_form() {
    let server = Server::start();
    let mut home = green(&server);
    let question = Question::at(&server, &mut home);
    let compact = text::encode(Prefix::Challenge, &question.token);
    for (form, fetched) in [
        (format!("https://venue.example/#{compact}"), 0),
        (compact, 0),
        (question.request.to_uri(), 0),
        (question.by_reference(&server), 1),
    ] {
        let token = home.online().question(&form).unwrap();
        assert_eq!(token, question.token);
        assert_eq!(asked(&server), vec!["GET /request"; fetched]);
    }
    let answered = home.online().answer("Ada", &question.token).unwrap();
    let verdict = answered.unwrap().verdict;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    assert_eq!(asked(&server), ["POST /v1/presentations"]);
    let told = refused(home.online().question("https://menu.example"));
    assert_eq!(told, WalletError::Text(TextError::NotCeladon));
}

#[test]
fn what_contradicts_the_challenge_is_refused_and_nothing_is_sent() {
    let server = Server::start();
    let mut home = green(&server);
    let question = Question::at(&server, &mut home);
    let link = question.request.to_uri();
    let uri = server.url("/v1/presentations").to_string();
    let encoded: String = form_urlencoded::byte_serialize(uri.as_bytes()).collect();
    let other = encoded.replace("presentations", "presentation5");
    for (changed, name) in [
        (
            link.replace(
                &format!("response_uri={encoded}"),
                &format!("response_uri={other}"),
            ),
            "response_uri",
        ),
        (
            link.replace(
                &format!("redirect_uri%3A{encoded}"),
                &format!("redirect_uri%3A{other}"),
            ),
            "client_id",
        ),
        (link.replace("direct_post", "fragment"), "response_mode"),
        (link.replace("%22green%22", "%22red%22"), "dcql_query"),
        (link.replace("%3A3600", "%3A900"), "dcql_query"),
        (
            format!("{link}&transaction_data=%5B%5D"),
            "transaction_data",
        ),
        (format!("{link}&redirect_uri={encoded}"), "redirect_uri"),
    ] {
        assert_ne!(changed, link);
        let told = refused(home.online().question(&changed));
        assert_eq!(told, WalletError::Request(RequestError::Contradicts(name)));
    }
    // A question of the same venue to somebody else's address.
    let theirs = Question::of(&server, &mut home, "https://other.example/v1/presentations");
    let mixed = link.replace(
        &celadon_api::words::base64url(&question.token),
        &celadon_api::words::base64url(&theirs.token),
    );
    let told = refused(home.online().question(&mixed));
    assert_eq!(
        told,
        WalletError::Request(RequestError::Contradicts("client_id"))
    );
    assert!(asked(&server).is_empty());
}

#[test]
fn a_link_to_another_host_or_in_the_clear_is_not_followed() {
    let server = Server::start();
    let stranger = Server::start();
    let mut home = green(&server);
    let question = Question::at(&server, &mut home);
    question.by_reference(&stranger);
    let link = question
        .request
        .to_reference(stranger.url("/request").as_str());
    let told = refused(home.online().question(&link));
    assert_eq!(told, WalletError::Request(RequestError::OtherHost));
    let open = Question::of(&server, &mut home, "http://venue.example/v1/presentations");
    let link = open.request.to_reference("http://venue.example/request");
    let told = refused(home.online().question(&link));
    assert!(matches!(told, WalletError::OpenResponse(_)), "{told}");
    // What is behind a good link is judged like what is in one.
    let link = question.by_reference(&server);
    server.behind().request = Some(open.request.to_object());
    let told = refused(home.online().question(&link));
    assert_eq!(
        told,
        WalletError::Request(RequestError::Contradicts("client_id"))
    );
    server.behind().request = Some("x".repeat(17 << 10));
    assert!(matches!(
        home.online().question(&link),
        Err(OnlineError::Client(_))
    ));
    server.behind().request = None;
    assert!(matches!(
        home.online().question(&link),
        Err(OnlineError::Client(_))
    ));
    assert!(stranger.behind().asked.is_empty());
}

#[test]
fn c25_who_holds_no_green_is_seen_to_do_nothing() {
    let server = Server::start();
    let mut withdrawn = Home::with_credential(&server);
    let mut not_enrolled = Home::new();
    not_enrolled.online().load_list(&list_url(&server)).unwrap();
    let period = Grid::HOUR.period_of(NOW);
    let mut red = Home::with_credential(&server);
    server.behind().world.registered[1].colour = Colour::Red;
    server.publish(period, &[1]);
    let mut yellow = Home::with_credential(&server);
    server.behind().world.registered[2].colour = Colour::Yellow;
    server.publish(period, &[2]);
    for (home, colour) in [
        (&mut withdrawn, None),
        (&mut red, Some(Colour::Red)),
        (&mut yellow, Some(Colour::Yellow)),
    ] {
        let synced = home.online().sync("Ada", None).unwrap();
        assert_eq!(synced[0].found, colour);
    }
    let question = Question::at(&server, &mut red);
    let link = question.by_reference(&server);
    asked(&server);
    for home in [&mut withdrawn, &mut not_enrolled, &mut red, &mut yellow] {
        let token = home.online().question(&link).unwrap();
        assert_eq!(home.online().answer("Ada", &token).unwrap(), None);
        // The question was fetched, as a green's is; then nothing.
        assert_eq!(asked(&server), ["GET /request"]);
    }
}
