//! How many objects of a library live.
use std::sync::atomic::{AtomicIsize, Ordering::SeqCst};

static LIVE: AtomicIsize = AtomicIsize::new(0);

/// A part of every object that is counted.
pub struct Counted(());

impl Default for Counted {
    fn default() -> Self {
        LIVE.fetch_add(1, SeqCst);
        Counted(())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        LIVE.fetch_sub(1, SeqCst);
    }
}

/// How many counted objects were made and not dropped.
#[no_mangle]
pub extern "C" fn live_objects() -> isize {
    LIVE.load(SeqCst)
}
