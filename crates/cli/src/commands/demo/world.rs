//! Keys, lists and processes of the demo's federation.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use rand::Rng;
use serde_json::Value;

use super::door::Door;
use super::process::{Celadon, Service};
use crate::exit::Failure;

/// The regions of the demo.
pub const REGIONS: [&str; 3] = ["Azure Province", "Jade Province", "Amber Province"];

const CHARTER: &str = include_str!("charter.toml");
const RULES: &str = include_str!("../../../../api/samples/rules.toml");
const GREEN: &str = include_str!("../../../../api/samples/declaration-green.toml");
const RED: &str = include_str!("../../../../api/samples/declaration-red.toml");
const VENUES: [(&str, &str, &str); 2] = [
    (
        "metro",
        include_str!("../../../../api/samples/venue-metro.toml"),
        include_str!("../../../../api/samples/policy-metro.toml"),
    ),
    (
        "workplace",
        include_str!("../../../../api/samples/venue-workplace.toml"),
        include_str!("../../../../api/samples/policy-workplace.toml"),
    ),
];

/// A region: its folder and its running issuer.
#[derive(Debug)]
pub struct Region {
    /// The folder with keys, database and stamps.
    pub dir: PathBuf,
    /// The issuer.
    pub issuer: Service,
}

/// Everything that runs.
#[derive(Debug)]
pub struct World {
    /// Starts more of it.
    pub celadon: Celadon,
    /// The folder of it all.
    pub dir: PathBuf,
    /// The file with the one passphrase of the demo's sealed files.
    pub passphrase: PathBuf,
    /// The federation's id.
    pub federation: String,
    /// The federation's host.
    pub host: Service,
    /// The regions, in the order of [`REGIONS`].
    pub regions: Vec<Region>,
    /// The station and the workplace.
    pub doors: Vec<Door>,
    /// What the citizen declares.
    pub declaration: PathBuf,
    /// What the red citizen declares.
    pub red_declaration: PathBuf,
    /// The published trust list.
    pub trust_list: PathBuf,
}

impl World {
    /// Makes all keys and starts all processes.
    pub fn build(dir: &Path, declaration: Option<&Path>) -> Result<World, Failure> {
        if dir.join("federation").exists() {
            return Err(
                Failure::new(format!("{} holds a federation already", dir.display()))
                    .help("name another folder with --dir, or delete this one"),
            );
        }
        fs::create_dir_all(dir)?;
        let dir = fs::canonicalize(dir)?;
        private(&dir)?;
        let secret = random_hex();
        let passphrase = dir.join("passphrase");
        fs::write(&passphrase, &secret)?;
        private(&passphrase)?;
        let celadon = Celadon::new(secret)?;
        let own = |name: &str, text: &str| -> Result<PathBuf, Failure> {
            let path = dir.join(name);
            fs::write(&path, text)?;
            Ok(path)
        };
        let rules = own("rules.toml", RULES)?;
        let red_declaration = own("declaration-red.toml", RED)?;
        let declaration = match declaration {
            Some(file) => own("declaration.toml", &fs::read_to_string(file)?)?,
            None => own("declaration.toml", GREEN)?,
        };

        println!(
            "Making keys: one federation, {} regions, two venues …",
            REGIONS.len()
        );
        let home = dir.join("federation");
        let charter = own("charter.toml", CHARTER)?;
        let made = celadon.must(&[
            "federation",
            "init",
            "--dir",
            text(&home)?,
            "--charter",
            text(&charter)?,
        ])?;
        let federation = string(&made, "federation")?;

        let mut ports = Vec::new();
        let mut requests = Vec::new();
        for (number, name) in REGIONS.iter().enumerate() {
            let folder = dir.join(format!("region-{}", number + 1));
            let port = free_port()?;
            let endpoint = format!("http://127.0.0.1:{port}");
            let made = celadon.must(&[
                "issuer",
                "init",
                "--dir",
                text(&folder)?,
                "--name",
                name,
                "--endpoint",
                &endpoint,
                "--federation-id",
                &federation,
            ])?;
            requests.push(string(&made, "request")?);
            ports.push((folder, port));
        }
        let mut accredit = vec!["federation", "accredit", "--dir", text(&home)?];
        accredit.extend(requests.iter().map(String::as_str));
        celadon.must(&accredit)?;
        celadon.must(&["federation", "publish", "--dir", text(&home)?])?;
        let trust_list = home.join("public").join("trust-list");

        let logs = dir.join("logs");
        fs::create_dir_all(&logs)?;
        let host = celadon.serve(
            &[
                "federation",
                "serve",
                "--dir",
                text(&home)?,
                "--listen",
                "127.0.0.1:0",
            ],
            &logs.join("federation.log"),
        )?;
        let list_url = format!("{}/.well-known/celadon/trust-list", host.url());

        let mut regions = Vec::new();
        for (number, (folder, port)) in ports.into_iter().enumerate() {
            let listen = format!("127.0.0.1:{port}");
            let issuer = celadon.serve(
                &[
                    "issuer",
                    "serve",
                    "--dir",
                    text(&folder)?,
                    "--trust-list",
                    &list_url,
                    "--rules",
                    text(&rules)?,
                    "--listen",
                    &listen,
                ],
                &logs.join(format!("region-{}.log", number + 1)),
            )?;
            regions.push(Region {
                dir: folder,
                issuer,
            });
        }
        let mut doors = Vec::new();
        for (name, venue, policy) in VENUES {
            let venue = own(&format!("venue-{name}.toml"), venue)?;
            let policy = own(&format!("policy-{name}.toml"), policy)?;
            let folder = dir.join(name);
            doors.push(Door::open(
                name, &celadon, &home, &folder, &venue, &policy, &list_url, &logs,
            )?);
        }
        let near = |from: &Path, name: String| fs::copy(from, dir.join(name));
        near(&trust_list, "trust-list".to_owned())?;
        for door in &doors {
            near(&door.certificate, format!("{}.venue", door.name))?;
            near(&door.policy, format!("{}.policy", door.name))?;
        }
        Ok(World {
            celadon,
            dir,
            passphrase,
            federation,
            host,
            regions,
            doors,
            declaration,
            red_declaration,
            trust_list,
        })
    }

    /// Writes down where everything is, for commands by hand: a file for a shell to read.
    pub fn write_environment(&self) -> Result<PathBuf, Failure> {
        let mut lines = format!(
            "export CELADON_PASSPHRASE=$(cat '{}')\nexport TRUST_LIST_URL={}\n",
            self.passphrase.display(),
            self.list_url()
        );
        for (number, region) in self.regions.iter().enumerate() {
            let url = region.issuer.url();
            lines.push_str(&format!("export REGION_{}_URL={url}\n", number + 1));
        }
        for door in &self.doors {
            let name = door.name.to_ascii_uppercase();
            let (url, key) = (door.verifier.url(), &door.api_key);
            lines.push_str(&format!("export {name}_URL={url} {name}_KEY={key}\n"));
        }
        let path = self.dir.join("env.sh");
        fs::write(&path, lines)?;
        private(&path)?;
        Ok(path)
    }

    /// Where the trust list is served.
    pub fn list_url(&self) -> String {
        format!("{}/.well-known/celadon/trust-list", self.host.url())
    }
}

/// 128 random bits as text.
pub fn random_hex() -> String {
    let mut rng: rand::rngs::StdRng = rand::make_rng();
    format!("{:016x}{:016x}", rng.next_u64(), rng.next_u64())
}

/// A path as an argument.
pub fn text(path: &Path) -> Result<&str, Failure> {
    path.to_str()
        .ok_or_else(|| Failure::new("the folder's path is not valid UTF-8"))
}

/// A member of a result that has to be there.
pub fn string(value: &Value, key: &str) -> Result<String, Failure> {
    value
        .get(key)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| Failure::new(format!("a result has no `{key}`: {value}")))
}

/// A port that is free now.
pub fn free_port() -> Result<u16, Failure> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

#[cfg(unix)]
fn private(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if path.is_dir() { 0o700 } else { 0o600 };
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(mode))?)
}

#[cfg(not(unix))]
fn private(_: &Path) -> Result<(), Failure> {
    Ok(())
}
