//! The `layer9` binary: parse the command line, run the command, map its outcome to an exit code.

fn main() {}
