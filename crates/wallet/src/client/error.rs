//! What went wrong on the way, in words for the citizen.

use celadon_api::{ProblemCode, ProblemDocument};
use celadon_credential::url::HttpUrl;
use thiserror::Error;

/// Why a request had no good answer. It names the host and never the path, a body or a secret.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The client itself could not be made.
    #[error("the network cannot be used: {0}")]
    Setup(String),
    /// Nobody there, no network, a broken encryption, no answer in time.
    #[error("{host} cannot be reached ({why}): check the network and try again")]
    Unreachable {
        /// Host and port.
        host: String,
        /// What failed.
        why: String,
    },
    /// It answered with a problem.
    #[error("{host} refused ({status}): {detail}")]
    Refused {
        /// Host and port.
        host: String,
        /// The HTTP status.
        status: u16,
        /// The problem's stable code, if it gave a known one.
        code: Option<ProblemCode>,
        /// What it said.
        detail: String,
    },
    /// It pointed elsewhere, as a log-in page of a wireless network does.
    #[error("{host} points to another address, which is not followed: log in to the network first")]
    Redirected {
        /// Host and port.
        host: String,
    },
    /// More bytes than an honest answer has, or none of the kind that was asked for.
    #[error("{host} gave an answer that cannot be read: is this the right address?")]
    Unreadable {
        /// Host and port.
        host: String,
    },
    /// An address to which no path can be added.
    #[error("{0} has a query, to which no path can be added: give the address without it")]
    Address(HttpUrl),
}

impl ClientError {
    pub(crate) fn unreadable(url: &HttpUrl) -> ClientError {
        ClientError::Unreadable {
            host: url.authority().to_owned(),
        }
    }

    /// What a service says of a request that it refused.
    pub(super) fn refused(url: &HttpUrl, status: u16, body: &[u8]) -> ClientError {
        let host = url.authority().to_owned();
        let problem: Option<ProblemDocument> = serde_json::from_slice(body).ok();
        let code = problem.as_ref().and_then(ProblemDocument::code);
        let detail = match problem {
            Some(problem) => printable(&problem.detail),
            None => ProblemCode::for_status(status).title().to_owned(),
        };
        ClientError::Refused {
            host,
            status,
            code,
            detail,
        }
    }

    /// The problem's code, if there was one.
    pub fn problem(&self) -> Option<ProblemCode> {
        match self {
            ClientError::Refused { code, .. } => *code,
            _ => None,
        }
    }
}

/// A stranger's words, short and without what a terminal would obey.
fn printable(text: &str) -> String {
    let printable = |character: &char| !character.is_control();
    text.chars().filter(printable).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_told_in_its_own_words_and_no_others() {
        let url = "https://issuer.example/v1?secret".parse().unwrap();
        let document = ProblemCode::CodeLocked.document("wait an hour\u{1b}[2J");
        let body = serde_json::to_vec(&document).unwrap();
        let error = ClientError::refused(&url, 403, &body);
        assert_eq!(error.problem(), Some(ProblemCode::CodeLocked));
        assert_eq!(
            error.to_string(),
            "issuer.example refused (403): wait an hour[2J"
        );
        let error = ClientError::refused(&url, 500, b"<html>");
        assert_eq!(
            error.to_string(),
            "issuer.example refused (500): A fault of the service"
        );
    }
}
