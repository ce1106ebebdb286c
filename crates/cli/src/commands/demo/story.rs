//! The chapters: who sends what to whom, and what the venue learned.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use celadon_credential::presentation::{Ask, Presentation, Profile};
use celadon_credential::signed::Signed;
use celadon_credential::text::{self, Prefix};
use celadon_credential::time::{Clock, Slot};
use celadon_qr::{Code, Level, SvgOptions, Terminal};
use celadon_service::SystemClock;
use celadon_vault::Passphrase;
use celadon_wallet::WalletFile;
use rand::Rng;
use rand::rngs::StdRng;
use serde::Serialize;
use serde_json::Value;

use super::cheat;
use super::door::Door;
use super::figures::{self, Figures};
use super::world::{REGIONS, World, string, text};
use crate::exit::{Exit, Failure};

/// How long a new credential may wait for its stamp.
const STAMP: Duration = Duration::from_secs(60);

/// What the demo prints for machines.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// A code for the workplace: `CEL1` and digits.
    pub qr_text: String,
    /// When it was made: RFC 3339, UTC.
    pub at: String,
    /// The files with which it can be checked.
    pub trust_list: PathBuf,
    /// See `trust_list`.
    pub policy: PathBuf,
    /// See `trust_list`.
    pub venue: PathBuf,
    /// Bytes of the code's presentation.
    pub presentation_bytes: usize,
    /// Version of its QR code at level L.
    pub qr_version: u8,
    /// Digits after `CEL1`.
    pub qr_digits: usize,
    /// Median time to prove, in this build.
    pub prove_us: u64,
    /// Median time to verify, in this build.
    pub verify_us: u64,
    /// Issuers on the trust list.
    pub issuers: usize,
    /// How many presentations the venues accepted.
    pub accepted: usize,
    /// What the venues said to the others.
    pub refused: BTreeMap<&'static str, String>,
    /// Whether everything went as told.
    pub ok: bool,
}

/// How the story ended.
#[derive(Debug)]
pub struct Ending {
    /// For machines.
    pub summary: Summary,
}

/// Tells the story once.
pub fn tell(world: &mut World) -> Result<Ending, Failure> {
    opening(world);
    let wallet = enrol(
        world,
        0,
        "wallet",
        "99999919000101004X",
        "Lin Specimen",
        false,
    )?;
    let mut accepted = 0;
    accepted += challenge(world, &wallet)?;
    let shown = display(world, &wallet)?;
    accepted += shown.accepted;
    let mut refused = BTreeMap::new();
    refused.insert("red", red(world)?);
    refused.insert("replay", replay(&world.doors[1], &shown.text)?);
    refused.insert("unaccredited", unaccredited(world, &wallet)?);
    let figures = measured(world, &wallet)?;
    let ok = accepted == 2
        && refused["red"] == "no_green"
        && refused["replay"] == "replayed"
        && refused["unaccredited"] == "proof_invalid";
    let summary = Summary {
        qr_digits: shown.text.len() - 4,
        qr_text: shown.text,
        at: shown.at,
        trust_list: world.trust_list.clone(),
        policy: world.doors[1].policy.clone(),
        venue: world.doors[1].certificate.clone(),
        presentation_bytes: shown.bytes,
        qr_version: shown.version,
        prove_us: figures.prove_us,
        verify_us: figures.verify_us,
        issuers: REGIONS.len(),
        accepted,
        refused,
        ok,
    };
    closing(&summary);
    Ok(Ending { summary })
}

fn chapter(title: &str) {
    println!("\n── {title}");
}

fn opening(world: &World) {
    chapter("The federation");
    println!("   id        {}", world.federation);
    println!(
        "   trust list {} bytes, served at {}",
        size(&world.trust_list),
        world.list_url()
    );
    for (name, region) in REGIONS.iter().zip(&world.regions) {
        println!("   issuer    {name}, {}", region.issuer.url());
    }
    for door in &world.doors {
        println!("   venue     {}, {}", door.name, door.verifier.url());
    }
    println!("   Everything is in {}", world.dir.display());
}

/// From document to stamp: one citizen of a region. Gives the wallet's file.
fn enrol(
    world: &World,
    region: usize,
    file: &str,
    number: &str,
    name: &str,
    red: bool,
) -> Result<PathBuf, Failure> {
    let celadon = &world.celadon;
    let wallet = world.dir.join(format!("{file}.sealed"));
    let declaration = if red {
        &world.red_declaration
    } else {
        &world.declaration
    };
    chapter(&format!("{name} declares in {}", REGIONS[region]));
    let folder = text(&world.regions[region].dir)?;
    let code = celadon.must(&[
        "issuer", "enrol", "--dir", folder, "--number", number, "--name", name,
    ])?;
    let code = string(&code, "code")?;
    println!("   The office checked the document and gave a one-time code: {code}");
    let own = text(&wallet)?;
    let federation = &world.federation;
    celadon.must(&[
        "wallet",
        "init",
        "--wallet",
        own,
        "--federation-id",
        federation,
    ])?;
    celadon.must(&["wallet", "list", "--wallet", own, &world.list_url()])?;
    celadon.must(&[
        "wallet",
        "enrol",
        "--wallet",
        own,
        "--issuer",
        REGIONS[region],
        "--code",
        &code,
    ])?;
    let start = Instant::now();
    celadon.must(&["wallet", "declare", "--wallet", own, text(declaration)?])?;
    println!(
        "   wallet → issuer  a commitment that hides residence and holder secret, a proof of its"
    );
    println!("                    opening, and the records for review: trips and health");
    println!("   issuer → wallet  a signature on all of it, 80 bytes; it never saw the residence");
    println!(
        "                    ({} ms with opening and sealing the wallet)",
        start.elapsed().as_millis()
    );
    let start = Instant::now();
    let colour = loop {
        celadon.must(&["wallet", "sync", "--wallet", own])?;
        let status = celadon.must(&["wallet", "status", "--wallet", own])?;
        let stamps = status
            .get("stamps")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let colours: Vec<&str> = stamps
            .iter()
            .filter_map(|stamp| stamp.get("colour")?.as_str())
            .collect();
        if !stamps.is_empty() && colours.len() == stamps.len() {
            break colours[0].to_owned();
        }
        if start.elapsed() > STAMP {
            return Err(
                Failure::new("the issuer published no stamp within a minute")
                    .help(format!("look at {}", world.dir.join("logs").display())),
            );
        }
        std::thread::sleep(Duration::from_millis(500));
    };
    println!(
        "   issuer → everybody  stamp files of one size, 64 bytes a row; the wallet took the whole"
    );
    println!(
        "                    file and found its own row: {colour} ({} s)",
        start.elapsed().as_secs()
    );
    Ok(wallet)
}

/// The station: a challenge answered over HTTP.
fn challenge(world: &World, wallet: &Path) -> Result<usize, Failure> {
    let door = &world.doors[0];
    chapter("At the metro station, over HTTP");
    let (challenge, id) = door.challenge(60)?;
    println!(
        "   venue → wallet   a challenge signed by the venue, {} characters as a QR code",
        challenge.len()
    );
    let start = Instant::now();
    let own = text(wallet)?;
    let answer = world
        .celadon
        .must(&["wallet", "answer", "--wallet", own, &challenge, "--yes"])?;
    println!(
        "   wallet → venue   {} bytes of proof ({} ms in all)",
        Presentation::len(Profile::Hidden),
        start.elapsed().as_millis()
    );
    let outcome = door.outcome(&id)?;
    println!("   The venue learned: {outcome}");
    println!(
        "   It did not learn: who, which region, where from, where to, or whether it saw this"
    );
    println!("   citizen before.");
    let good = outcome.get("result").and_then(Value::as_str) == Some("accepted")
        && answer.get("result").is_some();
    Ok(usize::from(good))
}

struct Shown {
    text: String,
    at: String,
    bytes: usize,
    version: u8,
    accepted: usize,
}

/// The workplace: a code on the wallet's screen, with a pseudonym for today.
fn display(world: &World, wallet: &Path) -> Result<Shown, Failure> {
    let door = &world.doors[1];
    chapter("At the workplace, from screen to scanner");
    let code = show(world, wallet, door)?;
    let at = SystemClock.now().to_string();
    let bytes = text::strict::presentation(&code)?;
    let drawn = Code::encode(&code, Level::L)?;
    let svg = SvgOptions {
        title: "A Celadon code",
        module_pixels: Some(4),
    };
    fs::write(world.dir.join("code.png"), drawn.to_png(4))?;
    fs::write(world.dir.join("code.svg"), drawn.to_svg(&svg))?;
    fs::write(world.dir.join("code.txt"), &code)?;
    fs::write(world.dir.join("code.at"), &at)?;
    println!("{}", drawn.to_terminal(Terminal::Ansi));
    println!(
        "   QR code version {}, {} bytes in {} digits; also as code.png and code.svg",
        drawn.version(),
        bytes.len(),
        code.len() - 4
    );
    let verdict = door.scan(&code)?;
    println!("   The venue learned: {verdict}");
    println!(
        "   The pseudonym is for this venue and this day; tomorrow, or next door, it is another."
    );
    let good = verdict.get("result").and_then(Value::as_str) == Some("accepted");
    Ok(Shown {
        text: code,
        at,
        bytes: bytes.len(),
        version: drawn.version(),
        accepted: usize::from(good),
    })
}

fn show(world: &World, wallet: &Path, door: &Door) -> Result<String, Failure> {
    let shown = world.celadon.must(&[
        "wallet",
        "show",
        "--wallet",
        text(wallet)?,
        "--yes",
        "--venue",
        text(&door.certificate)?,
        "--policy",
        text(&door.policy)?,
    ])?;
    string(&shown, "text")
}

/// A red citizen: the wallet sends nothing, and the challenge ends.
fn red(world: &World) -> Result<String, Failure> {
    let wallet = enrol(
        world,
        1,
        "wallet-red",
        "999999198501010018",
        "Mo Specimen",
        true,
    )?;
    chapter("At the metro station again, red");
    let door = &world.doors[0];
    let (challenge, id) = door.challenge(5)?;
    let own = text(&wallet)?;
    let answer = world
        .celadon
        .run(&["wallet", "answer", "--wallet", own, &challenge, "--yes"])?;
    if answer.code != Exit::Refused as i32 {
        return Err(Failure::new(format!(
            "the red wallet did not stay silent: {}",
            answer.error
        )));
    }
    println!("   The wallet holds no green and sends nothing: the same as no code at all.");
    println!("   While it waits the venue reads {}", door.outcome(&id)?);
    std::thread::sleep(Duration::from_millis(5_500));
    let outcome = door.outcome(&id)?;
    println!("   After its 5 seconds it reads {outcome}");
    reason(&outcome)
}

/// A code shown a second time.
fn replay(door: &Door, code: &str) -> Result<String, Failure> {
    chapter("A picture of the workplace's code, shown again");
    let verdict = door.scan(code)?;
    println!("   The venue reads {verdict}");
    reason(&verdict)
}

/// An issuer that is on no list.
fn unaccredited(world: &World, wallet: &Path) -> Result<String, Failure> {
    chapter("An issuer that nobody accredited");
    let mut rng: StdRng = rand::make_rng();
    let now = SystemClock.now();
    let mut file = open(world, wallet, &mut rng)?;
    let mut own = file.read(&mut rng)?;
    let federation = own.federation(now)?;
    let door = &world.doors[1];
    let list = federation.list();
    let certificate = list.open_certificate(&signed(&door.certificate)?)?;
    let policy = list.open_policy(&signed(&door.policy)?)?;
    let mut nonce = [0; 8];
    rng.fill_bytes(&mut nonce);
    let ask = Ask::display(
        certificate.venue,
        &policy,
        Slot::of(now),
        nonce,
        &federation,
    );
    let presentation = cheat::unaccredited(&ask, &federation, &mut rng)
        .ok_or_else(|| Failure::new("the policy's grid is none of the federation's"))?;
    println!("   It signs, stamps and proves by the same equations, with a key of its own.");
    let code = text::encode(Prefix::Presentation, &presentation.to_bytes());
    let verdict = door.scan(&code)?;
    println!("   The venue reads {verdict}");
    reason(&verdict)
}

fn measured(world: &World, wallet: &Path) -> Result<Figures, Failure> {
    let mut rng: StdRng = rand::make_rng();
    let mut file = open(world, wallet, &mut rng)?;
    let mut own = file.read(&mut rng)?;
    let label = (own.people().first())
        .map(|person| person.label().to_string())
        .ok_or_else(|| Failure::new("the wallet is empty"))?;
    let door = &world.doors[1];
    let (certificate, policy) = (signed(&door.certificate)?, signed(&door.policy)?);
    figures::measure(&mut own, &label, &certificate, &policy, SystemClock.now())
}

fn closing(summary: &Summary) {
    chapter("In figures");
    println!(
        "   {} accepted; refused: {:?}",
        summary.accepted, summary.refused
    );
    println!(
        "   proving {} µs, verifying {} µs (medians in this development build, one thread)",
        summary.prove_us, summary.verify_us
    );
    println!(
        "   {} bytes, whichever of the {} issuers; QR version {}",
        summary.presentation_bytes, summary.issuers, summary.qr_version
    );
}

/// What to try next, and the file that says that everything is served.
pub fn by_hand(world: &World) -> Result<(), Failure> {
    let environment = world.write_environment()?;
    let own = world.dir.join("wallet.sealed");
    let near = |name: &str| world.dir.join(name).display().to_string();
    chapter("By hand, in another terminal (Ctrl-C here ends it all)");
    println!("   . {}", environment.display());
    println!("   celadon wallet status --wallet {}", own.display());
    println!("   celadon wallet show --wallet {}", own.display());
    println!("   curl -s -X POST -H \"Authorization: Bearer $METRO_KEY\" $METRO_URL/v1/challenges");
    println!("   celadon wallet answer --wallet {} CELQ1…", own.display());
    println!(
        "   celadon verifier check CEL1… --trust-list {} --venue {} --policy {}",
        near("trust-list"),
        near("metro.venue"),
        near("metro.policy")
    );
    Ok(())
}

fn open(world: &World, wallet: &Path, rng: &mut StdRng) -> Result<WalletFile, Failure> {
    let passphrase = Passphrase::from_file(&world.passphrase)?;
    Ok(WalletFile::open(wallet, passphrase, rng)?)
}

fn signed(path: &Path) -> Result<Signed, Failure> {
    let bytes = celadon_vault::read_bounded(path, 4_096)?;
    Ok(Signed::from_bytes(&bytes)?)
}

fn reason(verdict: &Value) -> Result<String, Failure> {
    string(verdict, "reason")
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}
