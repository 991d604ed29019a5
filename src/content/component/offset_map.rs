//! From offsets in rewritten text back to the file.

use std::ops::Range;

/// From offsets in the text that Markdown parses to offsets in the author's file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    text: usize,
    source: Range<usize>,
    /// Whether it was copied byte by byte, or stands for `source` as a whole.
    copied: bool,
}

impl OffsetMap {
    /// A text that starts at `source` in the file and is copied whole.
    pub(super) fn identity(source: Range<usize>) -> Self {
        Self { segments: vec![Segment { text: 0, source, copied: true }] }
    }

    pub(super) fn copied(&mut self, text: usize, source: Range<usize>) {
        if let Some(last) = self.segments.last_mut()
            && last.copied
            && last.source.end == source.start
            && text - last.text == last.source.len()
        {
            last.source.end = source.end;
            return;
        }
        self.segments.push(Segment { text, source, copied: true });
    }

    pub(super) fn made(&mut self, text: usize, source: Range<usize>) {
        self.segments.push(Segment { text, source, copied: false });
    }

    fn segment(&self, offset: usize) -> Option<&Segment> {
        let after = self.segments.partition_point(|s| s.text <= offset);
        self.segments.get(after.checked_sub(1)?)
    }

    /// The offset in the file of an offset in the text; for text that stands for a tag, where the tag starts.
    pub fn offset(&self, offset: usize) -> usize {
        match self.segment(offset) {
            Some(s) if s.copied => (s.source.start + (offset - s.text)).min(s.source.end),
            Some(s) => s.source.start,
            None => offset,
        }
    }

    /// The bytes of the file that some bytes of the text stand for.
    pub fn range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.offset(range.start);
        if range.is_empty() {
            return start..start;
        }
        let last = range.end - 1;
        let end = match self.segment(last) {
            Some(s) if s.copied => (s.source.start + (last - s.text) + 1).min(s.source.end),
            Some(s) => s.source.end,
            None => range.end,
        };
        start..end.max(start)
    }
}
