//! Names of nodes.

use super::gone;
use super::node::Node;

/// A node by its place and by its serial number, which no other node ever had.
#[derive(Clone, Copy)]
pub struct Id {
    /// In a module both in one number, the place in its low half: closures hold little but names, and one number is
    /// moved by half the code of two.
    #[cfg(target_arch = "wasm32")]
    both: u64,
    #[cfg(not(target_arch = "wasm32"))]
    node: &'static Node,
    #[cfg(not(target_arch = "wasm32"))]
    serial: u32,
}

#[cfg(target_arch = "wasm32")]
impl Id {
    pub(crate) fn new(node: &'static Node, serial: u32) -> Self {
        Id { both: u64::from(serial) << 32 | core::ptr::from_ref(node).expose_provenance() as u64 }
    }

    /// The place of the node, where another may be by now.
    pub(crate) fn node(self) -> &'static Node {
        // SAFETY: the low half is the address of a node, whose provenance `new` exposed; memory of nodes stays nodes.
        unsafe { &*core::ptr::with_exposed_provenance(self.both as u32 as usize) }
    }

    pub(crate) fn serial(self) -> u32 {
        (self.both >> 32) as u32
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Id {
    pub(crate) fn new(node: &'static Node, serial: u32) -> Self {
        Id { node, serial }
    }

    /// The place of the node, where another may be by now.
    pub(crate) fn node(self) -> &'static Node {
        self.node
    }

    pub(crate) fn serial(self) -> u32 {
        self.serial
    }
}

impl Id {
    pub(crate) fn is_alive(self) -> bool {
        self.node().serial.get() == self.serial()
    }

    pub(super) fn check(self) -> &'static Node {
        if !self.is_alive() {
            gone()
        }
        self.node()
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        self.serial() == other.serial()
    }
}
