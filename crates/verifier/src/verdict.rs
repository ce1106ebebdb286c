//! A judgement as the body that a venue gets.

use celadon_admission::Judgement;
use celadon_api::Reason;
use celadon_api::verifier::Verdict;
use celadon_credential::presentation::Admission;
use data_encoding::HEXLOWER;

use crate::ledger::Outcome;

/// A judgement's body.
#[must_use]
pub fn of_judgement(judgement: Judgement) -> Verdict {
    match judgement {
        Judgement::Accepted(admission) => accepted(&admission),
        Judgement::Refused(reason) => Verdict::Refused {
            reason: word(reason),
        },
    }
}

/// An outcome's body. A challenge that nobody answered well is like one that nobody could answer.
#[must_use]
pub fn of_outcome(outcome: Outcome) -> Verdict {
    match outcome {
        Outcome::Pending => Verdict::Pending,
        Outcome::Accepted(admission) => accepted(&admission),
        Outcome::Unanswered => Verdict::Refused {
            reason: Reason::NoGreen,
        },
    }
}

fn accepted(admission: &Admission) -> Verdict {
    Verdict::Accepted {
        colour: admission.colour,
        valid_until: admission.valid_until,
        pseudonym: admission.pseudonym.map(|N| HEXLOWER.encode(&N)),
    }
}

/// The API's reason has the same name.
fn word(reason: celadon_admission::Reason) -> Reason {
    Reason::from_code(reason.code()).expect("a test compares the two lists of reasons")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engine_and_api_have_the_same_reasons() {
        let engine: Vec<_> = celadon_admission::Reason::ALL.map(|r| r.code()).to_vec();
        let api: Vec<_> = Reason::ALL.map(Reason::code).to_vec();
        assert_eq!(engine, api);
        for reason in celadon_admission::Reason::ALL {
            assert_eq!(word(reason).code(), reason.code());
        }
    }
}
