//! What happens in a panic: nothing but a trap, or, with the feature `panic-messages`, a word to the host before it.
//!
//! The tool compiles with that feature when a component has failed, to learn why. No browser module is made of it.

#[cfg(feature = "panic-messages")]
use alloc::string::{String, ToString};

#[cfg(feature = "panic-messages")]
fn tell(message: &String) {
    #[link(wasm_import_module = "l9x")]
    unsafe extern "C" {
        fn panic(message: *const u8, length: usize);
    }
    // SAFETY: the text lives during the call.
    unsafe { panic(message.as_ptr(), message.len()) }
}

#[cfg(feature = "panic-handler")]
#[panic_handler]
fn handle(_info: &core::panic::PanicInfo<'_>) -> ! {
    #[cfg(feature = "panic-messages")]
    tell(&_info.to_string());
    core::arch::wasm32::unreachable()
}

/// Lets the standard library's panics be told. Without it, the handler above is enough.
#[cfg(all(feature = "panic-messages", not(feature = "panic-handler")))]
pub(crate) fn listen() {
    extern crate std;
    std::panic::set_hook(alloc::boxed::Box::new(|info| tell(&info.to_string())));
}
