//! The policies that come with the product, one for each scene.

use celadon_credential::venue::Scene;

use super::PolicySource;

impl PolicySource {
    /// The text of the policy that is shipped for a scene, to be used as it is or changed.
    pub fn shipped_text(scene: Scene) -> &'static str {
        match scene {
            Scene::CityGate => include_str!("../../../policies/city_gate.toml"),
            Scene::Transport => include_str!("../../../policies/transport.toml"),
            Scene::Community => include_str!("../../../policies/community.toml"),
            Scene::Workplace => include_str!("../../../policies/workplace.toml"),
            Scene::School => include_str!("../../../policies/school.toml"),
            Scene::Shop => include_str!("../../../policies/shop.toml"),
            Scene::Pharmacy => include_str!("../../../policies/pharmacy.toml"),
            Scene::Hospital => include_str!("../../../policies/hospital.toml"),
        }
    }

    /// The policy that is shipped for a scene.
    pub fn shipped(scene: Scene) -> PolicySource {
        PolicySource::parse(PolicySource::shipped_text(scene))
            .expect("a test parses what is shipped for every scene")
    }
}
