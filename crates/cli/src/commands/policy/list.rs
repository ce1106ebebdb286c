//! `celadon policy list`.

use celadon_credential::venue::Scene;
use clap::Args;
use serde::Serialize;

use super::source::Named;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// List the shipped policies.
#[derive(Debug, Args)]
pub struct List {}

#[derive(Serialize)]
struct Shipped {
    scene: &'static str,
    name: String,
    accept: Vec<&'static str>,
    grid_seconds: u32,
    pseudonym: bool,
    paper: bool,
}

impl List {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut policies = Vec::new();
        for scene in Scene::ALL {
            let policy = Named::read(scene.name())?.policy;
            output.say(format!("{:<12}{}", scene.name(), policy.name));
            policies.push(Shipped {
                scene: scene.name(),
                name: policy.name.to_string(),
                accept: policy.colours.iter().map(|colour| colour.name()).collect(),
                grid_seconds: policy.grid.as_secs(),
                pseudonym: policy.asks_for_pseudonym(),
                paper: policy.paper,
            });
        }
        output.result(&policies);
        Ok(Exit::Done)
    }
}
