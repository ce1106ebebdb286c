//! Chooses the curve backend: `CELADON_BACKEND=blst` (assembly, the default on x86_64 and
//! aarch64) or `CELADON_BACKEND=pure` (portable Rust, the default elsewhere).

fn main() {
    println!("cargo::rerun-if-env-changed=CELADON_BACKEND");
    println!("cargo::rustc-check-cfg=cfg(backend_blst)");
    println!("cargo::rustc-check-cfg=cfg(backend_pure)");
    let arch = std::env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    let native = matches!(arch.as_str(), "x86_64" | "aarch64");
    let backend = match std::env::var("CELADON_BACKEND").ok().as_deref() {
        None | Some("") if native => "blst",
        None | Some("") | Some("pure") => "pure",
        Some("blst") if native => "blst",
        Some(other) => {
            println!(
                "cargo::error=CELADON_BACKEND={other} is not available for {arch}: use `pure`{}",
                if native { " or `blst`" } else { "" }
            );
            return;
        }
    };
    println!("cargo::rustc-cfg=backend_{backend}");
}
