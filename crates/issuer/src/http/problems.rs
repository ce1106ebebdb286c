//! What each error of the issuer is to a client. What the operator has to do goes to the log.

use celadon_credential::issuance::IssuanceError;
use celadon_service::{Bearer, Problem, ProblemCode};

use crate::issuing::IssueError;
use crate::registry::RegistryError;
use crate::session::BeginError;
use crate::status::StatusError;

impl From<RegistryError> for Problem {
    fn from(error: RegistryError) -> Problem {
        match error {
            RegistryError::Store(error) => error.into(),
            error => {
                tracing::error!(%error, "the database does not fit this issuer");
                Problem::internal()
            }
        }
    }
}

impl From<BeginError> for Problem {
    fn from(error: BeginError) -> Problem {
        match error {
            BeginError::Unknown => Problem::new(
                ProblemCode::CodeWrong,
                "There is no such code. Look for a typing error; trying again costs nothing.",
            ),
            BeginError::Ended => Problem::new(
                ProblemCode::Gone,
                "The code has ended. Ask your issuer for a new one.",
            ),
            BeginError::Used => Problem::new(
                ProblemCode::CodeUsed,
                "A credential was issued for this code. Ask your issuer for a new one.",
            ),
            BeginError::TooOften => Problem::new(
                ProblemCode::CodeLocked,
                "The code was shown too often. Ask your issuer for a new one.",
            ),
            BeginError::Registry(error) => error.into(),
        }
    }
}

impl From<IssueError> for Problem {
    fn from(error: IssueError) -> Problem {
        match error {
            IssueError::AlreadyIssued => Problem::new(
                ProblemCode::AlreadyIssued,
                "Another request was answered for this code. Send that request again, or ask your \
                 issuer for a new code.",
            ),
            IssueError::Forgotten => Problem::new(
                ProblemCode::Gone,
                "It was answered, and the answer is kept no longer. Ask your issuer for a new code.",
            ),
            IssueError::Void => Bearer::refused(),
            IssueError::NotAMember(error) => error.into(),
            IssueError::Request(error) => request(&error),
            IssueError::Declaration(detail) => {
                Problem::new(ProblemCode::DeclarationInvalid, detail)
            }
            error @ IssueError::Randomness => {
                tracing::error!(%error);
                Problem::internal()
            }
            IssueError::Registry(error) => error.into(),
        }
    }
}

fn request(error: &IssuanceError) -> Problem {
    let code = match error {
        IssuanceError::Decode(_) => ProblemCode::InvalidBody,
        IssuanceError::Records => ProblemCode::DeclarationInvalid,
        IssuanceError::Proof => ProblemCode::RequestProofInvalid,
        error => {
            tracing::error!(%error, "a verified request was not signed");
            return Problem::internal();
        }
    };
    Problem::new(code, format!("Nothing was issued: {error}."))
}

impl From<StatusError> for Problem {
    fn from(error: StatusError) -> Problem {
        match error {
            StatusError::NotYet => {
                Problem::not_found("Nothing was issued in this session yet. Send the declaration.")
            }
            StatusError::OtherWallet => Problem::new(
                ProblemCode::CodeUsed,
                "Another wallet has used this code. Ask your issuer for a new one.",
            ),
            StatusError::Replaced => Problem::new(
                ProblemCode::Gone,
                "This credential was replaced by a newer one, or withdrawn. Ask your issuer.",
            ),
            StatusError::Registry(error) => error.into(),
        }
    }
}
