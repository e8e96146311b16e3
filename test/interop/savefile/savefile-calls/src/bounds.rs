//! Supertraits, and a plugin that makes no objects.
use savefile_abi::AbiConnection;
use savefile_derive::{savefile_abi_export, savefile_abi_exportable};
use savefile_support::answers::{Arguments, Room};
use savefile_support::drops::Counted;
use savefile_support::export_host;

macro_rules! declare {
    ($trait:ident, $plugin:ident, ($($bounds:tt)*)) => {
        #[savefile_abi_exportable(version = 0)]
        pub trait $trait: $($bounds)* {
            fn value(&self) -> u32;
        }

        #[derive(Default)]
        pub struct $plugin(#[allow(dead_code)] Counted);

        impl $trait for $plugin {
            fn value(&self) -> u32 { 7 }
        }

        savefile_abi_export!($plugin, $trait);
    };
}

declare!(Sendable, SendablePlugin, (Send));
declare!(Shareable, ShareablePlugin, (Sync));
declare!(Threaded, ThreadedPlugin, (Send + Sync));

#[savefile_abi_exportable(version = 0)]
pub trait Broken {
    fn value(&self) -> u32;
}

pub struct BrokenPlugin;

impl Default for BrokenPlugin {
    fn default() -> Self {
        panic!("no parts for it")
    }
}

impl Broken for BrokenPlugin {
    fn value(&self) -> u32 {
        0
    }
}

savefile_abi_export!(BrokenPlugin, Broken);
export_host!(Broken, broken_open, broken_load, broken_by_ref, broken_close);
export_host!(Threaded, threaded_open, threaded_load, threaded_by_ref, threaded_close);

/// Calls the method from a thread of Rust's own.
///
/// # Safety
/// The connection must be open.
#[no_mangle]
pub unsafe extern "C" fn threaded_call(
    connection: *const AbiConnection<dyn Threaded>,
    _method: u32,
    _data: *const u8,
    _length: usize,
    out: *mut u8,
    capacity: usize,
) -> isize {
    let connection = &*connection;
    let arguments = Arguments::new(0, out, 0);
    Room { out, capacity }.answer(|| {
        let value = std::thread::scope(|scope| scope.spawn(|| connection.value()).join());
        arguments.result(value.unwrap_or(u32::MAX))
    })
}
