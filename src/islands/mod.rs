//! tmp
use crate::content::component::{Literal, Signature};
use crate::diagnostics::{Diagnostic, Diagnostics};
use std::collections::BTreeSet;
use std::sync::Arc;
pub static THEMES: &[(&str, &[u8])] = &[];
#[derive(Debug, Default)]
pub struct Islands;
pub struct IslandsOptions {
    pub site: Option<std::path::PathBuf>,
    pub theme: Option<std::path::PathBuf>,
    pub state: std::path::PathBuf,
}
#[derive(Clone, Debug, PartialEq)]
pub enum Client {
    Load,
    Idle,
    Media(String),
    Only,
    None,
}
impl Client {
    pub fn parse(_n: &str, _m: Option<&str>) -> Result<Self, Diagnostic> {
        Ok(Client::Idle)
    }
    pub fn name(&self) -> &'static str {
        "idle"
    }
}
pub enum Piece<'a> {
    Html(&'a str),
    Slot(&'a str),
    Uid,
}
pub struct Rendered;
impl Rendered {
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        std::iter::empty()
    }
}
pub struct Failure;
impl Failure {
    pub fn diagnostic(&self, n: &str) -> Diagnostic {
        Diagnostic::error(crate::diagnostics::Code::IslandTrap, n)
    }
}
pub struct RenderContext {
    pub language: String,
    pub direction: String,
    pub base_path: String,
    pub page_path: String,
    pub slots: Vec<String>,
}
pub struct BrowserFile {
    pub file_name: String,
    pub bytes: Arc<[u8]>,
}
impl Islands {
    pub fn load(_o: &IslandsOptions, _p: &(dyn Fn(String) + Sync), _out: &mut Diagnostics) -> Self {
        Self
    }
    pub fn signatures(&self) -> impl Iterator<Item = &Signature> {
        std::iter::empty()
    }
    pub fn css(&self, _n: &str) -> Option<&str> {
        None
    }
    pub fn blocking_script(&self, _n: &str) -> Option<&str> {
        None
    }
    pub fn browser_file(&self, _n: &str) -> &[BrowserFile] {
        &[]
    }
    pub fn loader(&self, _t: &BTreeSet<&str>) -> (String, Arc<[u8]>) {
        (String::new(), Arc::from([]))
    }
    pub fn render(&self, _n: &str, _w: &str, _c: &RenderContext) -> Result<Rendered, Failure> {
        Err(Failure)
    }
}
pub fn encode_props(_s: &Signature, _p: &[Literal]) -> String {
    String::new()
}
pub fn new_islands_crate(_d: &std::path::Path) -> crate::diagnostics::Result<()> {
    Ok(())
}
