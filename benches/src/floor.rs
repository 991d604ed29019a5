//! The floor under every generator: read each input, write each output, compute nothing.

use crate::compare::tree;
use crate::failure::{Context, Failure, Result};
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Writes down what there is to read below `inputs` and to write as `outputs` has it, untimed.
pub(crate) fn manifest(inputs: &[PathBuf], outputs: &Path, path: &Path) -> Result<()> {
    let what = || format!("cannot write {}", path.display());
    let mut file = BufWriter::new(File::create(path).context(what)?);
    for folder in inputs {
        for (name, size) in tree(folder)? {
            writeln!(file, "r\t{size}\t{}", folder.join(name).display()).context(what)?;
        }
    }
    for (name, size) in tree(outputs)? {
        writeln!(file, "w\t{size}\t{name}").context(what)?;
    }
    file.flush().context(what)
}

/// Does what the manifest says, into `folder`, with `threads` threads.
pub(crate) fn run(manifest: &Path, folder: &Path, threads: usize) -> Result<()> {
    let text = fs::read_to_string(manifest).context(|| format!("cannot read {}", manifest.display()))?;
    let (mut inputs, mut outputs, mut largest) = (Vec::new(), Vec::new(), 0);
    for line in text.lines() {
        let mut fields = line.splitn(3, '\t');
        let (Some(kind), Some(size), Some(name)) = (fields.next(), fields.next(), fields.next()) else {
            return Err(Failure(format!("not a line of a manifest: {line}")));
        };
        let size: usize = size.parse().context(|| format!("not a size: {line}"))?;
        largest = largest.max(size);
        if kind == "r" { inputs.push(Path::new(name)) } else { outputs.push((size, Path::new(name))) }
    }
    let read = AtomicUsize::new(0);
    side_by_side(&inputs, threads, |path| {
        let bytes = fs::read(path).context(|| format!("cannot read {}", path.display()))?;
        read.fetch_add(bytes.len(), Ordering::Relaxed);
        Ok(())
    })?;
    let bytes: Vec<u8> = (0..largest).map(|i| b' ' + (i % 90) as u8).collect();
    side_by_side(&outputs, threads, |(size, name)| {
        let path = folder.join(name);
        let bytes = &bytes[..*size];
        // Written first, and its folder made only when that is missing: one call for most files.
        if fs::write(&path, bytes).is_err() {
            let parent = path.parent().unwrap_or(folder);
            fs::create_dir_all(parent).context(|| format!("cannot make {}", parent.display()))?;
            fs::write(&path, bytes).context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(())
    })
}

/// Calls `task` for every item; the first failure is told.
fn side_by_side<T: Sync>(items: &[T], threads: usize, task: impl Fn(&T) -> Result<()> + Sync) -> Result<()> {
    const STRIDE: usize = 16;
    let (next, failure) = (AtomicUsize::new(0), Mutex::new(None));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(items) = items.get(next.fetch_add(STRIDE, Ordering::Relaxed)..) {
                    if items.is_empty() {
                        return;
                    }
                    if let Err(error) = items.iter().take(STRIDE).try_for_each(&task) {
                        if let Ok(mut failure) = failure.lock() {
                            failure.get_or_insert(error);
                        }
                        return;
                    }
                }
            });
        }
    });
    match failure.into_inner() {
        Ok(Some(failure)) => Err(failure),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_floor_writes_the_same_paths_and_sizes() {
        let folder = std::env::temp_dir().join(format!("layer9-bench-floor-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        for i in 0..40 {
            fs::create_dir_all(folder.join(format!("out/{}", i % 7))).unwrap();
            fs::write(folder.join(format!("out/{}/{i}.html", i % 7)), vec![b'x'; i * 100]).unwrap();
        }
        let list = folder.join("manifest");
        manifest(&[folder.join("out")], &folder.join("out"), &list).unwrap();
        run(&list, &folder.join("copy"), 3).unwrap();
        assert_eq!(tree(&folder.join("out")).unwrap(), tree(&folder.join("copy")).unwrap());
        // An input that is gone is a failure, not a faster floor.
        fs::remove_file(folder.join("out/0/0.html")).unwrap();
        assert!(run(&list, &folder.join("third"), 2).unwrap_err().0.contains("0.html"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
