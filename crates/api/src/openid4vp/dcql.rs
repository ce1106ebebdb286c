//! The query: one credential of Celadon's format. It asks for no claims, for none is disclosed, and
//! names no authorities, for those would be issuers.

use celadon_credential::policy::Policy;
use celadon_credential::presentation::Federation;
use serde::Serialize;

/// The format identifier of a presentation as `docs/protocol/wire.md` lays it out.
pub(super) const FORMAT: &str = "celadon_presentation";

/// `dcql_query`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DcqlQuery {
    /// Exactly one.
    pub credentials: [CredentialQuery; 1],
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CredentialQuery {
    /// See [`Policy::credential_id`].
    pub id: String,
    /// The format identifier, `celadon_presentation`.
    pub format: &'static str,
    /// What the presentation must be.
    pub meta: Meta,
}

/// What the presentation must be. Each member says what the header of the answer will say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meta {
    /// The federation's id, 64 hexadecimal digits.
    pub federation: String,
    /// The schema's id, 32 hexadecimal digits.
    pub schema: String,
    /// The colours that the policy admits, by name, green first. The answer has one of them.
    pub colour: Vec<&'static str>,
    /// The length of the periods whose stamp is asked for, in seconds.
    pub grid: u32,
    /// The profile of the proof, as in the header: 0 to 3.
    pub profile: u8,
}

/// `client_metadata`: the formats that the verifier takes, which is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientMetadata {
    /// The format identifier, and no parameters.
    pub vp_formats_supported: Formats,
}

/// One format without parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Formats {
    celadon_presentation: Nothing,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Nothing {}

impl DcqlQuery {
    pub(super) fn of(policy: &Policy, federation: &Federation) -> DcqlQuery {
        let list = federation.list();
        DcqlQuery {
            credentials: [CredentialQuery {
                id: policy.credential_id(),
                format: FORMAT,
                meta: Meta {
                    federation: list.federation().to_string(),
                    schema: federation.parameters().schema().id().to_string(),
                    colour: policy.colours.iter().map(|colour| colour.name()).collect(),
                    grid: policy.grid.as_secs(),
                    profile: federation.profile(policy.asks_for_pseudonym()) as u8,
                },
            }],
        }
    }
}

impl ClientMetadata {
    pub(super) fn ours() -> ClientMetadata {
        ClientMetadata {
            vp_formats_supported: Formats {
                celadon_presentation: Nothing {},
            },
        }
    }
}
