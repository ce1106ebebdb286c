//! Problem documents (RFC 9457): every error answer of every service is one of these.
//!
//! A program goes by the type, `urn:celadon:problem:<code>`; codes are never renamed. A person goes
//! by the detail, which says what to do.

use serde::{Deserialize, Serialize};

/// The media type of a problem document.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// What a type URI begins with.
pub const TYPE_PREFIX: &str = "urn:celadon:problem:";

/// A problem as JSON. Readers ignore members they do not know (RFC 9457 section 3.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemDocument {
    /// [`TYPE_PREFIX`] and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same for every problem of this type.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened here and what to do.
    pub detail: String,
}

impl ProblemDocument {
    /// The code, if it is one that this version knows.
    #[must_use]
    pub fn code(&self) -> Option<ProblemCode> {
        ProblemCode::from_code(self.kind.strip_prefix(TYPE_PREFIX)?)
    }
}

macro_rules! problem_codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $status:literal, $title:literal;)+) => {
        /// The stable code of a problem, with its HTTP status and title.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ProblemCode {
            $($(#[doc = $doc])+ $name,)+
        }

        impl ProblemCode {
            /// All of them.
            pub const ALL: &'static [ProblemCode] = &[$(ProblemCode::$name,)+];

            /// The last part of the type URI.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(ProblemCode::$name => $code,)+ }
            }

            /// The HTTP status.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(ProblemCode::$name => $status,)+ }
            }

            /// A short summary, the same for every problem with this code.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(ProblemCode::$name => $title,)+ }
            }
        }
    };
}

problem_codes! {
    // Any service.
    /// Not HTTP or JSON as it should be.
    BadRequest = "bad_request", 400, "The request cannot be read";
    /// No key, no token, or one that is not known.
    Unauthenticated = "unauthenticated", 401, "Who asks is not known";
    /// Known, and not allowed to.
    Forbidden = "forbidden", 403, "Not allowed";
    /// No such route, or nothing under this id.
    NotFound = "not_found", 404, "There is nothing here";
    /// The route exists, for another method.
    MethodNotAllowed = "method_not_allowed", 405, "This method is not for this route";
    /// The sender was too slow.
    RequestTimeout = "request_timeout", 408, "The request did not arrive in time";
    /// It contradicts what is stored.
    Conflict = "conflict", 409, "It contradicts what is stored";
    /// It was here and has ended.
    Gone = "gone", 410, "It has ended";
    /// Larger than the route takes.
    TooLarge = "too_large", 413, "The body is too large";
    /// Not a content type that the route takes.
    UnsupportedMediaType = "unsupported_media_type", 415, "The content type is not taken here";
    /// JSON, but not the JSON of this route.
    InvalidBody = "invalid_body", 422, "The body is not what this route takes";
    /// Too many of a kind that costs.
    TooManyRequests = "too_many_requests", 429, "Too many requests";
    /// A fault of the service.
    Internal = "internal", 500, "A fault of the service";
    /// As many requests at work as the service takes.
    Overloaded = "overloaded", 503, "The service is at its limit";
    /// The service did not finish in time.
    Timeout = "timeout", 503, "The service did not finish in time";
    /// The database is away, locked or full. Nothing was stored.
    StoreUnavailable = "store_unavailable", 503, "The store cannot be used now";
    /// Starting, or cut off from what it needs.
    Unavailable = "unavailable", 503, "The service is not ready";

    // What could not be judged: never the visitor's fault. The words are the engine's.
    /// The trust list is past its validity.
    ListExpired = "list_expired", 503, "The trust list has ended";
    /// The federation's sunset date has passed.
    Sunset = "sunset", 503, "The federation has ended its health code";
    /// The trust list is not active yet.
    ListNotYetActive = "list_not_yet_active", 503, "The trust list is not active yet";
    /// The venue's certificate is not valid now, or is not of this trust list.
    VenueCertificate = "venue_certificate", 503, "The venue's certificate does not hold now";
    /// The venue's policy has ended, or is not of this trust list.
    PolicyExpired = "policy_expired", 503, "The venue's policy does not hold now";
    /// Used codes could not be looked up or recorded. None was accepted.
    ReplayStore = "replay_store", 503, "Used codes cannot be recorded now";
    /// The service's clock cannot be right.
    ClockWrong = "clock_wrong", 503, "The service's clock is wrong";

    // The verifier.
    /// The outcome is told to whoever brings the response code, and this was none or another.
    ResponseCode = "response_code", 403, "The response code is missing or another";
    /// A turnstile stays shut: refused, or not judged.
    NotAdmitted = "not_admitted", 403, "Not admitted";

    // The issuer.
    /// The one-time code, or what was given with it, is wrong. A try is used up.
    CodeWrong = "code_wrong", 403, "The code does not fit";
    /// Too many wrong tries.
    CodeLocked = "code_locked", 403, "The code is locked";
    /// Another wallet has used the code.
    CodeUsed = "code_used", 409, "The code has been used";
    /// The nonce is not known, used or too old.
    NonceStale = "nonce_stale", 409, "The nonce is used or too old";
    /// Another request was answered on this code before.
    AlreadyIssued = "already_issued", 409, "Another request was answered before";
    /// The issuer's keys are not on the trust list in force.
    NotAccredited = "not_accredited", 503, "The issuer is not accredited";
    /// The wallet's proof over its commitment does not verify.
    RequestProofInvalid = "request_proof_invalid", 422, "The request's proof does not verify";
    /// A record is not what the rules ask for.
    DeclarationInvalid = "declaration_invalid", 422, "The declaration is not acceptable";
    /// A reviewer has to look first.
    ReviewPending = "review_pending", 409, "A review is under way";
    /// The second pair of eyes must be another person's.
    SamePerson = "same_person", 403, "Another person has to do this";
    /// The case changed after it was read.
    CaseChanged = "case_changed", 409, "The case has changed";
}

impl ProblemCode {
    /// The code with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<ProblemCode> {
        Self::ALL.iter().copied().find(|known| known.code() == code)
    }

    /// The general code for an HTTP status: what the service did not name itself.
    #[must_use]
    pub fn for_status(status: u16) -> ProblemCode {
        match status {
            401 => Self::Unauthenticated,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            405 => Self::MethodNotAllowed,
            408 => Self::RequestTimeout,
            409 => Self::Conflict,
            410 => Self::Gone,
            413 => Self::TooLarge,
            415 => Self::UnsupportedMediaType,
            422 => Self::InvalidBody,
            429 => Self::TooManyRequests,
            503 => Self::Unavailable,
            400..500 => Self::BadRequest,
            _ => Self::Internal,
        }
    }

    /// The document with this code.
    #[must_use]
    pub fn document(self, detail: impl Into<String>) -> ProblemDocument {
        ProblemDocument {
            kind: format!("{TYPE_PREFIX}{}", self.code()),
            title: self.title().to_owned(),
            status: self.status(),
            detail: detail.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_distinct_stable_words() {
        let codes: HashSet<_> = ProblemCode::ALL.iter().map(|code| code.code()).collect();
        assert_eq!(codes.len(), ProblemCode::ALL.len());
        for code in ProblemCode::ALL {
            assert!(
                code.code()
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'_')
            );
            assert!((400..600).contains(&code.status()));
            assert_eq!(
                ProblemCode::for_status(code.status()).status(),
                code.status()
            );
            assert_eq!(code.document("what to do").code(), Some(*code));
        }
    }

    #[test]
    fn reads_a_document_with_members_of_a_newer_version() {
        let json =
            r#"{"type":"urn:celadon:problem:gone","title":"t","status":410,"detail":"d","x":1}"#;
        let document: ProblemDocument = serde_json::from_str(json).unwrap();
        assert_eq!(document.code(), Some(ProblemCode::Gone));
    }
}
