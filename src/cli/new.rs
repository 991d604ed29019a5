//! tmp
use super::args::NewArgs;
use super::terminal::Terminal;
pub(super) fn run(_args: &NewArgs, _terminal: &Terminal) -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
