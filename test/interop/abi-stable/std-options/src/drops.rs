//! Values that count how many of them live.

use std::sync::atomic::{AtomicIsize, Ordering};

static LIVING: AtomicIsize = AtomicIsize::new(0);

/// A value that is counted while it lives.
#[repr(C)]
#[derive(abi_stable::StableAbi, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counted {
    pub value: u32,
}

impl Counted {
    pub fn new(value: u32) -> Self {
        LIVING.fetch_add(1, Ordering::SeqCst);
        Counted { value }
    }
}

impl Clone for Counted {
    fn clone(&self) -> Self {
        Counted::new(self.value)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        LIVING.fetch_sub(1, Ordering::SeqCst);
    }
}

#[no_mangle]
pub extern "C" fn living() -> isize {
    LIVING.load(Ordering::SeqCst)
}
