//! What a file says, and whether it is good.

use std::fmt::{self, Display};

use celadon_credential::Time;
use celadon_credential::ids::FederationId;
use celadon_credential::policy::Policy;
use celadon_credential::signed::Signed;
use celadon_credential::trust_list::{
    IssuerKeyRequest, KnownLists, ListState, SignedTrustList, VerifiedTrustList,
};
use rand::CryptoRng;
use serde::Serialize;
use thiserror::Error;

use crate::{ListView, PolicyView, RequestView, VenueView};

/// A file, read and checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is.
    pub kind: &'static str,
    /// What it says; nothing if it cannot be read.
    #[serde(flatten)]
    pub view: Option<View>,
    /// What it is now, if it was not refused: `active`, `not_yet_active`, `expired`, `sunset`.
    pub state: Option<&'static str>,
    /// Why it is refused; nothing if every check has passed.
    pub refused: Option<String>,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum View {
    /// A trust list.
    List(Box<ListView>),
    /// What an issuer hands in.
    Request(Box<RequestView>),
    /// A venue's certificate.
    Venue(Box<VenueView>),
    /// A policy.
    Policy(Box<PolicyView>),
}

/// A file that could not be judged.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Undecided {
    /// None of the kinds that are known.
    #[error("this is no trust list, accreditation request, venue certificate or policy")]
    Unknown,
    /// Papers are checked by the online key.
    #[error("a venue's papers are checked against a trust list: name one with --list")]
    NoList,
}

/// Reads a file's bytes, whatever they are, and makes every check. `list` is for a venue's papers.
///
/// # Errors
/// [`Undecided`].
pub fn inspect(
    bytes: &[u8],
    pinned: Option<&FederationId>,
    list: Option<&VerifiedTrustList>,
    now: Time,
    rng: &mut impl CryptoRng,
) -> Result<Finding, Undecided> {
    // The number of elements tells them apart; an object that is damaged is still of its kind.
    match bytes.first() {
        Some(0x84) => Ok(trust_list(bytes, pinned, now, rng)),
        Some(0x87) => Ok(request(bytes, pinned)),
        Some(0x83) => paper(bytes, list.ok_or(Undecided::NoList)?, now),
        _ => Err(Undecided::Unknown),
    }
}

fn trust_list(
    bytes: &[u8],
    pinned: Option<&FederationId>,
    now: Time,
    rng: &mut impl CryptoRng,
) -> Finding {
    let signed = match SignedTrustList::from_bytes(bytes) {
        Ok(signed) => signed,
        Err(error) => return Finding::refused("trust_list", None, error),
    };
    let view = signed.unverified().ok().map(|(root, list)| {
        let has_signed = |place| signed.signatures().iter().any(|(own, _)| *own == place);
        View::List(Box::new(ListView::new(&root, &list, has_signed)))
    });
    match signed.verify(pinned, &KnownLists::new(), rng) {
        Err(error) => Finding::refused("trust_list", view, error),
        Ok(list) => Finding {
            kind: "trust_list",
            view,
            state: Some(match list.state(now) {
                ListState::NotYetActive => "not_yet_active",
                ListState::Active => "active",
                ListState::Expired => "expired",
                ListState::Sunset => "sunset",
            }),
            refused: None,
        },
    }
}

fn request(bytes: &[u8], pinned: Option<&FederationId>) -> Finding {
    let request = match IssuerKeyRequest::from_bytes(bytes) {
        Ok(request) => request,
        Err(error) => return Finding::refused("request", None, error),
    };
    let view = Some(View::Request(Box::new(RequestView::from(&request))));
    if pinned.is_some_and(|pinned| *pinned != request.federation) {
        return Finding::refused("request", view, "it is for another federation");
    }
    if !request.is_proven() {
        return Finding::refused(
            "request",
            view,
            "the issuer has not proven that it knows its key",
        );
    }
    Finding {
        kind: "request",
        view,
        state: None,
        refused: None,
    }
}

fn paper(bytes: &[u8], list: &VerifiedTrustList, now: Time) -> Result<Finding, Undecided> {
    let signed = match Signed::from_bytes(bytes) {
        Ok(signed) => signed,
        Err(error) => return Ok(Finding::refused("paper", None, error)),
    };
    match signed.unverified().first() {
        Some(0x8a) => Ok(match list.open_certificate(&signed) {
            Err(error) => Finding::refused("venue", None, error),
            Ok(venue) => Finding {
                kind: "venue",
                view: Some(View::Venue(Box::new(VenueView::from(&venue)))),
                state: Some(if venue.valid_from > now {
                    "not_yet_active"
                } else {
                    active_until(venue.valid_until, now)
                }),
                refused: None,
            },
        }),
        Some(0x8d) => Ok(match list.open_policy(&signed) {
            Err(error) => Finding::refused("policy", None, error),
            Ok(policy) => Finding {
                kind: "policy",
                state: Some(active_until(policy.valid_until, now)),
                view: Some(View::Policy(Box::new(PolicyView::new(
                    &policy,
                    &Policy::digest(&signed),
                )))),
                refused: None,
            },
        }),
        _ => Err(Undecided::Unknown),
    }
}

fn active_until(end: Time, now: Time) -> &'static str {
    if now < end { "active" } else { "expired" }
}

impl Finding {
    fn refused(kind: &'static str, view: Option<View>, why: impl Display) -> Finding {
        Finding {
            kind,
            view,
            state: None,
            refused: Some(why.to_string()),
        }
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.view {
            None => {}
            Some(View::List(view)) => view.fmt(f)?,
            Some(View::Request(view)) => view.fmt(f)?,
            Some(View::Venue(view)) => view.fmt(f)?,
            Some(View::Policy(view)) => view.fmt(f)?,
        }
        match (&self.refused, self.state) {
            (Some(why), _) => write!(f, "REFUSED: {why}"),
            (None, Some(state)) => write!(f, "every check has passed; it is {}", words(state)),
            (None, None) => write!(f, "every check has passed"),
        }
    }
}

fn words(state: &str) -> String {
    state.replace('_', " ")
}
