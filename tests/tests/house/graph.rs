//! The packages of the workspace and all that they need, from `cargo metadata`.

use std::collections::HashMap;

use cargo_metadata::camino::Utf8PathBuf;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId, TargetKind};

/// All packages that some build of the workspace may need, on any system and with any feature.
#[derive(Default)]
pub(crate) struct Graph {
    pub(crate) packages: Vec<Package>,
    /// The root of the workspace.
    pub(crate) root: Utf8PathBuf,
}

pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// The licence expression of its manifest.
    pub(crate) licence: Option<String>,
    pub(crate) origin: Origin,
    pub(crate) needs: Vec<Need>,
    /// The root files of its libraries and binaries.
    pub(crate) roots: Vec<Utf8PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The workspace itself.
    Workspace,
    CratesIo,
    /// Anything else.
    Elsewhere,
}

/// That one package needs another.
#[derive(Clone, Copy)]
pub(crate) struct Need {
    /// Which, as an index into the packages of the graph.
    pub(crate) package: usize,
    /// Whether the built library or binary needs it, rather than only tests or a build script.
    pub(crate) normal: bool,
}

impl Graph {
    /// The graph of this repository.
    pub(crate) fn of_repository() -> Graph {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
        let metadata = MetadataCommand::new()
            .manifest_path(manifest)
            .features(cargo_metadata::CargoOpt::AllFeatures)
            .exec()
            .unwrap();
        Graph::from(&metadata)
    }

    /// The packages of the workspace.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages
            .iter()
            .filter(|package| package.origin == Origin::Workspace)
    }

    /// The member with this name.
    pub(crate) fn member(&self, name: &str) -> &Package {
        self.members()
            .find(|package| package.name == name)
            .unwrap_or_else(|| panic!("no package {name} in the workspace"))
    }

    /// The names of what a package needs directly.
    pub(crate) fn direct<'a>(
        &'a self,
        package: &'a Package,
    ) -> impl Iterator<Item = (&'a str, bool)> {
        package
            .needs
            .iter()
            .map(|need| (self.packages[need.package].name.as_str(), need.normal))
    }

    /// The way from a member to a package of that name over normal dependencies, if there is one.
    pub(crate) fn way(&self, from: &str, to: &str) -> Option<String> {
        let start = self
            .packages
            .iter()
            .position(|package| package.name == from)?;
        let mut came_from = HashMap::from([(start, start)]);
        let mut open = vec![start];
        while let Some(here) = open.pop() {
            if self.packages[here].name == to {
                return Some(self.names_back(here, &came_from));
            }
            for need in self.packages[here].needs.iter().filter(|need| need.normal) {
                came_from.entry(need.package).or_insert_with(|| {
                    open.push(need.package);
                    here
                });
            }
        }
        None
    }

    fn names_back(&self, end: usize, came_from: &HashMap<usize, usize>) -> String {
        let mut names = vec![self.packages[end].name.as_str()];
        let mut here = end;
        while came_from[&here] != here {
            here = came_from[&here];
            names.push(&self.packages[here].name);
        }
        names.reverse();
        names.join(" -> ")
    }
}

impl From<&Metadata> for Graph {
    fn from(metadata: &Metadata) -> Graph {
        let nodes = &metadata.resolve.as_ref().unwrap().nodes;
        let places: HashMap<&PackageId, usize> = nodes
            .iter()
            .enumerate()
            .map(|(place, node)| (&node.id, place))
            .collect();
        let packages = nodes.iter().map(|node| {
            let package = &metadata[&node.id];
            let needs = node.deps.iter().map(|need| Need {
                package: places[&need.pkg],
                normal: need
                    .dep_kinds
                    .iter()
                    .any(|kind| kind.kind == DependencyKind::Normal),
            });
            let is_root = |kind: &TargetKind| {
                matches!(
                    kind,
                    TargetKind::Lib | TargetKind::Bin | TargetKind::CDyLib | TargetKind::ProcMacro
                )
            };
            let roots = package
                .targets
                .iter()
                .filter(|target| target.kind.iter().any(is_root));
            Package {
                name: package.name.to_string(),
                version: package.version.to_string(),
                licence: package.license.clone(),
                origin: match &package.source {
                    None if metadata.workspace_members.contains(&node.id) => Origin::Workspace,
                    Some(source) if source.is_crates_io() => Origin::CratesIo,
                    _ => Origin::Elsewhere,
                },
                needs: needs.collect(),
                roots: roots.map(|target| target.src_path.clone()).collect(),
            }
        });
        Graph {
            packages: packages.collect(),
            root: metadata.workspace_root.clone(),
        }
    }
}

pub(crate) mod samples {
    use super::*;

    /// A workspace of packages with these names, and what each needs in a build.
    pub(crate) fn workspace(arrows: &[(&str, &[&str])]) -> Graph {
        let place = |name: &str| arrows.iter().position(|(other, _)| *other == name).unwrap();
        let packages = arrows.iter().map(|(name, needs)| Package {
            name: (*name).into(),
            version: "1.0.0".into(),
            licence: Some("MIT".into()),
            origin: Origin::Workspace,
            needs: needs
                .iter()
                .map(|need| Need {
                    package: place(need),
                    normal: true,
                })
                .collect(),
            roots: Vec::new(),
        });
        Graph {
            packages: packages.collect(),
            root: Utf8PathBuf::new(),
        }
    }

    #[test]
    fn finds_the_way_over_others_and_round_a_circle() {
        let graph = workspace(&[("a", &["b"]), ("b", &["a", "c"]), ("c", &[]), ("d", &["a"])]);
        assert_eq!(graph.way("d", "c").as_deref(), Some("d -> a -> b -> c"));
        assert_eq!(graph.way("a", "d"), None);
    }
}
