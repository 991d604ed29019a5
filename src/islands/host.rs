//! Rendering components at build time: the build module in an interpreter.
//!
//! A render can do nothing but compute: it has fuel instead of a clock, an instance of its own instead of
//! memory that others wrote, and six values of context that it must ask for. So its result depends on
//! nothing else, and is remembered by exactly what it asked.

use super::failure::RenderFailure;
use super::locale;
use super::panic::Panic;
use super::rendered::Rendered;
use crate::source::{Hash, hash};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use wasmi::{
    Caller, Config, Engine, Error, ExternType, Instance, Linker, Memory, Module, Store, StoreLimits,
    StoreLimitsBuilder,
};

/// The fuel of one render. A unit is about one instruction; a page-long list takes some 100,000, and a
/// render that takes this many runs for seconds.
pub const FUEL: u64 = 500_000_000;

/// The most memory that one render may take, in bytes.
const MEMORY_LIMIT: usize = 512 * 1024 * 1024;

/// The most calls within calls; the module's own stack usually ends first.
const MAX_RECURSION: usize = 20_000;

/// The version of the interface between the tool and the island crates.
pub const ABI: u32 = 1;

/// A value of the context that a component can ask for. The numbers are part of the ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EnvKey {
    /// The page's language, a BCP 47 tag.
    Language = 0,
    /// `ltr` or `rtl`.
    Direction = 1,
    /// The path that the site is published under: empty, or such as `/sub`.
    BasePath = 2,
    /// The page's path, such as `/guide/x/`.
    PagePath = 3,
    /// The id of the instance; at build time always the hole that stands for it.
    Uid = 4,
    /// The names of the filled slots, joined by commas.
    Slots = 5,
}

impl EnvKey {
    const ALL: [Self; 6] =
        [Self::Language, Self::Direction, Self::BasePath, Self::PagePath, Self::Uid, Self::Slots];

    fn from_number(number: u32) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }
}

/// What a component can know of the page it is rendered for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenderContext {
    /// The page's language, a BCP 47 tag.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// The path that the site is published under: empty, or such as `/sub`.
    pub base_path: String,
    /// The page's path, such as `/guide/x/`.
    pub page_path: String,
    /// The names of the slots that the call fills, in the component's order.
    pub slots: Vec<String>,
}

impl RenderContext {
    fn get(&self, key: EnvKey) -> String {
        match key {
            EnvKey::Language => self.language.clone(),
            EnvKey::Direction => self.direction.clone(),
            EnvKey::BasePath => self.base_path.clone(),
            EnvKey::PagePath => self.page_path.clone(),
            EnvKey::Uid => "\u{1}i\u{2}".to_owned(),
            EnvKey::Slots => self.slots.join(","),
        }
    }
}

/// A loaded build module, to be shared between threads: each render has an instance of its own.
///
/// A fresh instance takes 20 to 40 microseconds with the gallery's module, as much as restoring a copy of the
/// first one's memory would, and it resets globals and tables too.
pub struct Host {
    engine: Engine,
    module: Module,
    linker: Linker<Call>,
    hash: Hash,
    memo: Mutex<HashMap<(String, String), Vec<Remembered>>>,
}

/// The result of a render, and all it depends on besides the component and its props.
struct Remembered {
    asked: Vec<(EnvKey, String)>,
    result: Result<Arc<Rendered>, RenderFailure>,
}

/// The state of one call.
struct Call {
    context: RenderContext,
    asked: Vec<(EnvKey, String)>,
    stash: Vec<u8>,
    panic: Option<String>,
    limits: StoreLimits,
}

impl Host {
    /// Loads a build module and makes sure that it can be instantiated.
    ///
    /// # Errors
    /// [`RenderFailure::Abi`] where it is no module of this version.
    pub fn new(wasm: &[u8]) -> Result<Self, RenderFailure> {
        let engine = Engine::new(Config::default().consume_fuel(true).set_max_recursion_depth(MAX_RECURSION));
        let unfit = |e: Error| RenderFailure::Abi(e.to_string());
        let module = Module::new(&engine, wasm).map_err(unfit)?;
        let mut linker = Linker::new(&engine);
        define_imports(&mut linker, &module).map_err(unfit)?;
        let host = Self { engine, module, linker, hash: hash(wasm), memo: Mutex::default() };
        let (mut store, instance) = host.instance(&RenderContext::default())?;
        let abi = instance.get_typed_func::<(), u32>(&store, "l9_abi").map_err(unfit)?;
        match abi.call(&mut store, ()).map_err(unfit)? {
            ABI => Ok(host),
            other => Err(RenderFailure::Abi(format!("it speaks version {other}, this tool version {ABI}"))),
        }
    }

    /// The hash of the module.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The manifests of components: the JSON texts that their macros made, each with why it cannot be had:
    /// [`RenderFailure`] where the module has no such manifest or it cannot be read.
    ///
    /// They are asked of as few instances as there are threads, since an instance takes longer than a manifest. One that
    /// has failed is asked no more.
    pub fn manifests(&self, names: &[String]) -> Vec<Result<String, RenderFailure>> {
        let share = names.len().div_ceil(rayon::current_num_threads()).max(1);
        let shares = names.par_chunks(share).flat_map_iter(|names| {
            let mut used = None;
            names.iter().map(move |name| {
                let (mut store, instance) = match used.take() {
                    Some(made) => made,
                    None => self.instance(&RenderContext::default())?,
                };
                let manifest = manifest(&mut store, &instance, name)?;
                used = Some((store, instance));
                Ok(manifest)
            })
        });
        shares.collect()
    }

    /// Renders a component with props in wire form. The second result is what it asked of the context, in
    /// the order asked.
    ///
    /// # Errors
    /// [`RenderFailure`] where the component panics, runs too long or calls the browser.
    pub fn render(
        &self,
        name: &str,
        wire: &str,
        context: &RenderContext,
    ) -> Result<Arc<Rendered>, RenderFailure> {
        let key = (name.to_owned(), wire.to_owned());
        // A poisoned lock guards a map whose entries are each pushed whole, so it is sound to go on.
        let lock = || self.memo.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entries) = lock().get(&key) {
            let fits = |r: &&Remembered| r.asked.iter().all(|(key, value)| context.get(*key) == *value);
            if let Some(known) = entries.iter().find(fits) {
                return known.result.clone();
            }
        }
        let (result, asked) = self.run(name, wire, context);
        let result = result.map(|html| Arc::new(Rendered::new(&html, asked.clone())));
        let mut memo = lock();
        let entries = memo.entry(key).or_default();
        if entries.iter().all(|r| r.asked != asked) {
            entries.push(Remembered { asked, result: result.clone() });
        }
        result
    }

    fn run(
        &self,
        name: &str,
        wire: &str,
        context: &RenderContext,
    ) -> (Result<String, RenderFailure>, Vec<(EnvKey, String)>) {
        let (mut store, instance) = match self.instance(context) {
            Ok(made) => made,
            Err(failure) => return (Err(failure), Vec::new()),
        };
        let result = call_render(&mut store, &instance, name, wire);
        (result, store.into_data().asked)
    }

    fn instance(&self, context: &RenderContext) -> Result<(Store<Call>, Instance), RenderFailure> {
        let call = Call {
            context: context.clone(),
            asked: Vec::new(),
            stash: Vec::new(),
            panic: None,
            limits: StoreLimitsBuilder::new().memory_size(MEMORY_LIMIT).build(),
        };
        let mut store = Store::new(&self.engine, call);
        store.limiter(|call| &mut call.limits);
        store.set_fuel(FUEL).map_err(|e| RenderFailure::Abi(e.to_string()))?;
        let instance = self
            .linker
            .instantiate_and_start(&mut store, &self.module)
            .map_err(|e| RenderFailure::Abi(e.to_string()))?;
        Ok((store, instance))
    }
}

fn manifest(store: &mut Store<Call>, instance: &Instance, name: &str) -> Result<String, RenderFailure> {
    let unfit = |e: Error| RenderFailure::Abi(e.to_string());
    store.set_fuel(FUEL).map_err(unfit)?;
    let function =
        instance.get_typed_func::<(), u64>(&*store, &format!("l9_manifest__{name}")).map_err(unfit)?;
    let packed = function.call(&mut *store, ()).map_err(|e| failure(&e, store))?;
    text(store, instance, packed)
}

fn call_render(
    store: &mut Store<Call>,
    instance: &Instance,
    name: &str,
    wire: &str,
) -> Result<String, RenderFailure> {
    let unfit = |e: Error| RenderFailure::Abi(e.to_string());
    let alloc = instance.get_typed_func::<u32, u32>(&*store, "l9_alloc").map_err(unfit)?;
    let render =
        instance.get_typed_func::<(u32, u32), u64>(&*store, &format!("l9_render__{name}")).map_err(unfit)?;
    let length = u32::try_from(wire.len()).map_err(|_| RenderFailure::Abi("props over 4 GiB".into()))?;
    let at = alloc.call(&mut *store, length).map_err(|e| failure(&e, store))?;
    let memory = memory(instance, store)?;
    memory
        .write(&mut *store, at as usize, wire.as_bytes())
        .map_err(|_| RenderFailure::Abi("l9_alloc gave memory that does not exist".into()))?;
    let packed = render.call(&mut *store, (at, length)).map_err(|e| failure(&e, store))?;
    text(store, instance, packed)
}

fn memory(instance: &Instance, store: &Store<Call>) -> Result<Memory, RenderFailure> {
    instance.get_memory(store, "memory").ok_or_else(|| RenderFailure::Abi("it exports no memory".into()))
}

/// The UTF-8 text that a packed pointer (upper half) and length (lower half) name.
fn text(store: &Store<Call>, instance: &Instance, packed: u64) -> Result<String, RenderFailure> {
    let bytes = slice(memory(instance, store)?.data(store), (packed >> 32) as u32, packed as u32);
    let text = bytes.and_then(|b| std::str::from_utf8(b).ok());
    text.map(str::to_owned).ok_or_else(|| RenderFailure::Abi("it returned no UTF-8 text".into()))
}

fn slice(memory: &[u8], at: u32, length: u32) -> Option<&[u8]> {
    let at = usize::try_from(at).ok()?;
    memory.get(at..at.checked_add(usize::try_from(length).ok()?)?)
}

/// What an error of the interpreter means.
fn failure(error: &Error, store: &Store<Call>) -> RenderFailure {
    use wasmi::TrapCode;
    use wasmi::errors::{ErrorKind, MemoryError, TableError};
    if let Some(failure) = error.downcast_ref::<RenderFailure>() {
        return failure.clone();
    }
    match error.kind() {
        ErrorKind::TrapCode(TrapCode::OutOfFuel)
        | ErrorKind::ResumableOutOfFuel(_)
        | ErrorKind::Memory(MemoryError::OutOfFuel { .. })
        | ErrorKind::Table(TableError::OutOfFuel { .. }) => RenderFailure::Fuel,
        // A panic ends in `unreachable`; what it said came before, by `l9x.panic`.
        _ => match &store.data().panic {
            Some(said) => RenderFailure::Panic(Panic::parse(said)),
            None => RenderFailure::Trap(error.to_string()),
        },
    }
}

/// Gives every import of the module something to call: the environment and text functions of `l9x`, and a
/// trap that names itself for everything that only a browser has.
fn define_imports(linker: &mut Linker<Call>, module: &Module) -> Result<(), Error> {
    let mut defined = BTreeSet::new();
    for import in module.imports() {
        let (namespace, name) = (import.module(), import.name());
        if !defined.insert((namespace, name)) {
            continue;
        }
        match (namespace, name) {
            ("l9x", "env") => _ = linker.func_wrap("l9x", "env", env)?,
            ("l9x", "take") => _ = linker.func_wrap("l9x", "take", take)?,
            ("l9x", "lower") => _ = linker.func_wrap("l9x", "lower", lower)?,
            ("l9x", "upper") => _ = linker.func_wrap("l9x", "upper", upper)?,
            ("l9x", "compare") => _ = linker.func_wrap("l9x", "compare", compare)?,
            ("l9x", "order") => _ = linker.func_wrap("l9x", "order", compare)?,
            ("l9x", "number") => _ = linker.func_wrap("l9x", "number", number)?,
            ("l9x", "panic") => _ = linker.func_wrap("l9x", "panic", panic)?,
            _ => {
                let ExternType::Func(ty) = import.ty().clone() else {
                    return Err(Error::new(format!("it imports {namespace}.{name}, which is no function")));
                };
                let called = format!("{namespace}.{name}");
                linker.func_new(namespace, name, ty, move |_, _, _| {
                    Err(Error::host(RenderFailure::BrowserApi(called.clone())))
                })?;
            }
        }
    }
    Ok(())
}

fn env(mut caller: Caller<'_, Call>, key: u32) -> Result<u32, Error> {
    let Some(key) = EnvKey::from_number(key) else {
        return Err(Error::host(RenderFailure::Abi(format!("it asked for the unknown value {key}"))));
    };
    let call = caller.data_mut();
    let value = call.context.get(key);
    // The hole of the instance's id is the same in every render.
    if key != EnvKey::Uid && call.asked.iter().all(|(k, _)| *k != key) {
        call.asked.push((key, value.clone()));
    }
    stash(&mut caller, value)
}

fn take(mut caller: Caller<'_, Call>, at: u32) -> Result<(), Error> {
    let bytes = std::mem::take(&mut caller.data_mut().stash);
    let memory = caller_memory(&caller)?;
    memory.write(&mut caller, at as usize, &bytes).map_err(|_| outside())
}

fn lower(mut caller: Caller<'_, Call>, at: u32, length: u32) -> Result<u32, Error> {
    let text = read(&caller, at, length)?.to_lowercase();
    stash(&mut caller, text)
}

fn upper(mut caller: Caller<'_, Call>, at: u32, length: u32) -> Result<u32, Error> {
    let text = read(&caller, at, length)?.to_uppercase();
    stash(&mut caller, text)
}

fn compare(caller: Caller<'_, Call>, a: u32, a_length: u32, b: u32, b_length: u32) -> Result<i32, Error> {
    Ok(locale::compare(&read(&caller, a, a_length)?, &read(&caller, b, b_length)?) as i32)
}

fn number(mut caller: Caller<'_, Call>, value: f64, min: u32, max: u32) -> Result<u32, Error> {
    let language = caller.data().context.language.clone();
    let call = caller.data_mut();
    if call.asked.iter().all(|(k, _)| *k != EnvKey::Language) {
        call.asked.push((EnvKey::Language, language.clone()));
    }
    stash(&mut caller, locale::number(value, min, max, &language))
}

fn panic(mut caller: Caller<'_, Call>, at: u32, length: u32) -> Result<(), Error> {
    let message = read(&caller, at, length)?;
    caller.data_mut().panic = Some(message);
    Ok(())
}

fn stash(caller: &mut Caller<'_, Call>, text: String) -> Result<u32, Error> {
    let length = u32::try_from(text.len()).map_err(|_| outside())?;
    caller.data_mut().stash = text.into_bytes();
    Ok(length)
}

/// A text in the module's memory. A half character (a string cut by bytes) becomes U+FFFD, as in a
/// browser's `TextDecoder`.
fn read(caller: &Caller<'_, Call>, at: u32, length: u32) -> Result<String, Error> {
    let memory = caller_memory(caller)?;
    let bytes = slice(memory.data(caller), at, length).ok_or_else(outside)?;
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

fn caller_memory(caller: &Caller<'_, Call>) -> Result<Memory, Error> {
    caller.get_export("memory").and_then(|e| e.into_memory()).ok_or_else(outside)
}

fn outside() -> Error {
    Error::host(RenderFailure::Abi("it named memory that does not exist".into()))
}
