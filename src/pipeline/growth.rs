//! Output that grows with the square of a site: every page that shows a list of every page.

use super::record::{FileRecord, Files, Made};
use super::traces::Traces;
use crate::render::{Read, Renderer};

/// Below so many outputs, or entries of their list, there is nothing to say.
const FEWEST: usize = 100;
/// Nor below so many bytes of all outputs that show the list.
const LEAST: u64 = 64 << 20;
/// An output that shows a list has at least so many bytes for each of its entries.
const BYTES_OF_AN_ENTRY: u64 = 16;

/// The outputs that were given one list.
#[derive(Clone, Copy, Debug, Default)]
struct Outputs {
    count: usize,
    bytes: u64,
}

/// A line for each list that makes the output of a site grow with its square, with the numbers.
pub(super) fn notices(files: &Files, traces: &Traces, renderer: &Renderer) -> Vec<String> {
    let mut given = vec![Outputs::default(); traces.len()];
    for file in files.values() {
        let FileRecord { made: Made::Output { reads, .. }, stamp, .. } = &**file else { continue };
        for id in reads {
            if let Some(outputs) = usize::try_from(*id).ok().and_then(|id| given.get_mut(id)) {
                outputs.count += 1;
                outputs.bytes += stamp.length;
            }
        }
    }
    let lists = (0..).zip(&given).filter(|(_, outputs)| outputs.count >= FEWEST && outputs.bytes >= LEAST);
    let lists = lists.filter_map(|(id, outputs)| {
        let (read, _) = traces.get(id)?;
        notice(read, renderer.listed(read)?, *outputs)
    });
    lists.collect()
}

fn notice(read: &Read, entries: usize, outputs: Outputs) -> Option<String> {
    let Outputs { count, bytes } = outputs;
    let of_lists = entries as u64 * BYTES_OF_AN_ENTRY * count as u64;
    (entries >= FEWEST && bytes >= of_lists).then(|| {
        format!(
            "{count} files show a list of {entries} pages each ({read}): {} MB, and four times as much for twice as \
             many pages; cut the list, such as by `[:10]`, or give it pages of its own",
            bytes / 1_000_000
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Fields;

    #[test]
    fn only_what_shows_long_lists_often_is_named() {
        let read = Read::Section("blog/_index.md".to_owned(), Fields::LISTS);
        let of = |entries, count, bytes| notice(&read, entries, Outputs { count, bytes });
        let said = of(1000, 2000, 200_000_000).expect("a notice");
        assert!(
            said.starts_with("2000 files show a list of 1000 pages each (section content/blog/_index.md"),
            "{said}"
        );
        assert!(said.contains("200 MB"), "{said}");
        // A short list; long ones that are given and cannot be shown in so few bytes.
        assert_eq!(of(99, 2000, 200_000_000), None);
        assert_eq!(of(1000, 2000, 31_000_000), None);
    }
}
