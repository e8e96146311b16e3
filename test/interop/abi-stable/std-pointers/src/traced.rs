// A value that counts how often it is made and dropped.
use abi_stable::StableAbi;
use std::sync::atomic::{AtomicUsize, Ordering};

static MADE: AtomicUsize = AtomicUsize::new(0);
static DROPPED: AtomicUsize = AtomicUsize::new(0);

#[repr(C)]
#[derive(StableAbi, Debug)]
pub struct Traced {
    pub id: u32,
}

impl Traced {
    pub fn new(id: u32) -> Self {
        MADE.fetch_add(1, Ordering::SeqCst);
        Traced { id }
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::SeqCst);
    }
}

#[no_mangle]
pub extern "C" fn traced_made() -> usize {
    MADE.load(Ordering::SeqCst)
}

#[no_mangle]
pub extern "C" fn traced_dropped() -> usize {
    DROPPED.load(Ordering::SeqCst)
}
