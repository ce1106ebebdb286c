//! A challenge as a picture, for a screen that asks for one by its `Accept` header.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use celadon_api::verifier::{ChallengeCreated, QrContent};
use celadon_qr::{Code, Level, SvgOptions};
use celadon_service::Problem;

/// Pixels of a module in a PNG.
const MODULE: u32 = 4;
/// What a screen reader says.
const TITLE: &str = "Scan with your Celadon wallet";

/// A kind of picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Picture {
    Png,
    Svg,
}

impl Picture {
    /// The picture that the headers ask for; `None` for JSON. The first kind that is known decides.
    pub(super) fn wanted(headers: &HeaderMap) -> Option<Picture> {
        let accepted = headers.get_all(ACCEPT).iter();
        accepted
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .find_map(
                |kind| match kind.split(';').next().unwrap_or_default().trim() {
                    "image/png" | "image/*" => Some(Some(Picture::Png)),
                    "image/svg+xml" => Some(Some(Picture::Svg)),
                    "application/json" | "application/*" | "*/*" => Some(None),
                    _ => None,
                },
            )
            .flatten()
    }

    /// The picture of a challenge.
    pub(super) fn of(
        self,
        created: &ChallengeCreated,
        content: QrContent,
    ) -> Result<Response, Problem> {
        let text = match content {
            QrContent::Compact => &created.challenge,
            QrContent::RequestUri => &created.request_by_reference,
        };
        let code = Code::encode(text, Level::L).map_err(|error| {
            tracing::error!(%error, "a challenge was not drawn");
            Problem::internal()
        })?;
        Ok(match self {
            Picture::Png => ([(CONTENT_TYPE, "image/png")], code.to_png(MODULE)).into_response(),
            Picture::Svg => {
                let options = SvgOptions {
                    title: TITLE,
                    module_pixels: None,
                };
                ([(CONTENT_TYPE, "image/svg+xml")], code.to_svg(&options)).into_response()
            }
        })
    }
}
