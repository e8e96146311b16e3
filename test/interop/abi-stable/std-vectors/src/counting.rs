// How many allocations are alive, and how many values were dropped.
use abi_stable::{std_types::RVec, StableAbi};
use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
};

static LIVE: AtomicUsize = AtomicUsize::new(0);
static DROPPED: AtomicUsize = AtomicUsize::new(0);

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(1, SeqCst);
        System.alloc(layout)
    }
    unsafe fn dealloc(&self, address: *mut u8, layout: Layout) {
        LIVE.fetch_sub(1, SeqCst);
        System.dealloc(address, layout)
    }
    unsafe fn realloc(&self, address: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        System.realloc(address, layout, size)
    }
}

#[no_mangle]
pub extern "C" fn live_allocations() -> usize {
    LIVE.load(SeqCst)
}

#[repr(C)]
#[derive(StableAbi)]
pub struct Counted {
    id: u64,
}

impl Drop for Counted {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, SeqCst);
    }
}

#[no_mangle]
pub extern "C" fn counted_new(count: u64) -> RVec<Counted> {
    (0..count).map(|id| Counted { id }).collect()
}

#[no_mangle]
pub extern "C" fn counted_echo(all: RVec<Counted>) -> RVec<Counted> {
    all
}

#[no_mangle]
pub extern "C" fn counted_dropped() -> usize {
    DROPPED.load(SeqCst)
}
