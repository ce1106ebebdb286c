//! `celadon policy show`.

use celadon_api::sources::PolicySource;
use celadon_credential::venue::Scene;
use clap::Args;
use serde_json::json;

use super::source::Named;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Show a policy in plain words.
#[derive(Debug, Args)]
pub struct Show {
    /// A scene, a TOML file, or a policy as the federation signed it.
    #[arg(value_name = "POLICY")]
    policy: String,

    /// Print a scene's policy as the file that it is.
    #[arg(long)]
    toml: bool,
}

impl Show {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        if self.toml {
            let scene: Scene = self.policy.parse()?;
            let text = PolicySource::shipped_text(scene);
            output.say(text.trim_end());
            output.result(&json!({ "scene": scene.name(), "toml": text }));
            return Ok(Exit::Done);
        }
        let named = Named::read(&self.policy)?;
        let policy = &named.policy;
        let words = policy.in_words(policy.stamp_in_words()).to_string();
        let who = named.scene.map_or("A venue", Scene::words);
        output.say(format!("{who} asks for your health code."));
        output.say(&words);
        output.say(match policy.paper {
            true => "  Printed cards are taken, one for each visit.",
            false => "  Printed cards are not taken.",
        });
        output.result(&json!({
            "scene": named.scene.map(Scene::name),
            "name": policy.name.to_string(),
            "words": words,
        }));
        Ok(Exit::Done)
    }
}
