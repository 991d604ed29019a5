//! Tables.

use pulldown_cmark::Alignment;

/// The table that is being written. Tables do not nest.
#[derive(Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    /// Which column the next cell stands in.
    cell: usize,
    in_head: bool,
    body_open: bool,
    /// Whether a frame of its own scrolls it.
    is_framed: bool,
}

impl Table {
    pub(super) fn start(&mut self, alignments: Vec<Alignment>, is_framed: bool, html: &mut String) {
        self.alignments = alignments;
        self.body_open = false;
        self.is_framed = is_framed;
        // A frame that scrolls must be reachable by keyboard.
        html.push_str(if is_framed { "<div class=\"table-wrap\" tabindex=\"0\"><table>" } else { "<table>" });
    }

    pub(super) fn end(&self, html: &mut String) {
        if self.body_open {
            html.push_str("</tbody>");
        }
        html.push_str(if self.is_framed { "</table></div>\n" } else { "</table>\n" });
    }

    pub(super) fn start_head(&mut self, html: &mut String) {
        self.in_head = true;
        self.cell = 0;
        html.push_str("<thead><tr>");
    }

    pub(super) fn end_head(&mut self, html: &mut String) {
        self.in_head = false;
        self.body_open = true;
        html.push_str("</tr></thead><tbody>\n");
    }

    pub(super) fn start_row(&mut self, html: &mut String) {
        self.cell = 0;
        html.push_str("<tr>");
    }

    pub(super) fn start_cell(&self, html: &mut String) {
        html.push_str(if self.in_head { "<th" } else { "<td" });
        let align = match self.alignments.get(self.cell) {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            _ => "",
        };
        html.push_str(align);
        html.push('>');
    }

    pub(super) fn end_cell(&mut self, html: &mut String) {
        html.push_str(if self.in_head { "</th>" } else { "</td>" });
        self.cell += 1;
    }
}
