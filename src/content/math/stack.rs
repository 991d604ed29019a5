//! Room for the parser, which calls itself for what is inside: content is not trusted to leave a worker's stack
//! alone, and a stack that overflows ends the process.

use super::MathError;

/// Bytes of a formula: some tokens cost the parser time that grows with the square of their number.
const MAX_BYTES: usize = 8 * 1024;
/// Tokens that can open a level, in one formula.
const MAX_LEVELS: usize = 4096;
/// What a level takes at most, with room to spare: 26 kB was measured without optimisation.
const BYTES_PER_LEVEL: usize = 48 * 1024;
/// Levels that fit a worker's stack of two megabytes beside what is on it already.
const LEVELS_HERE: usize = 24;

/// Runs the parser on a formula where its stack is large enough: here, or on a thread of its own whose stack is
/// measured by how deep the formula can nest at most.
///
/// # Errors
/// What the parser reports, and formulas that are too large for any stack.
pub(super) fn with_room<T: Send>(
    tex: &str,
    parse: impl FnOnce() -> Result<T, MathError> + Send,
) -> Result<T, MathError> {
    if tex.len() > MAX_BYTES {
        return Err(too_large(format!("the formula is longer than {MAX_BYTES} bytes")));
    }
    let levels = tex.bytes().filter(|b| matches!(b, b'\\' | b'{' | b'[' | b'^' | b'_' | b'%' | b'$')).count();
    if levels <= LEVELS_HERE {
        return parse();
    }
    if levels > MAX_LEVELS {
        return Err(too_large(format!("the formula has more than {MAX_LEVELS} commands and groups")));
    }
    let size = (levels + LEVELS_HERE) * BYTES_PER_LEVEL;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(size).spawn_scoped(scope, parse);
        thread.ok().and_then(|thread| thread.join().ok())
    })
    .unwrap_or_else(|| Err(too_large("the formula needs more memory than there is".to_owned())))
}

fn too_large(message: String) -> MathError {
    MathError { message, span: 0..0 }
}
