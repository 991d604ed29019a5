//! tmp
use super::args::ServeArgs;
use super::terminal::Terminal;
pub(super) fn run(
    _root: &std::path::Path,
    _args: &ServeArgs,
    _terminal: &std::sync::Arc<Terminal>,
) -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
