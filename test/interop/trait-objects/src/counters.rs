// The form `RObject`: counters, which can be copied and spelled.
use crate::copy_text;
use abi_stable::{
    sabi_trait,
    sabi_trait::prelude::*,
    sabi_types::RRef,
    std_types::RBox,
};
use std::{
    cell::RefCell,
    fmt::{self, Debug, Display},
    sync::atomic::{AtomicUsize, Ordering},
};

#[sabi_trait]
pub trait Counter: Clone + Debug + Display {
    fn get(&self) -> u32;
    fn add(&mut self, by: u32) -> u32;
    #[sabi(last_prefix_field)]
    fn finish(self) -> u32;
    fn twice(&self) -> u32 {
        2 * self.get()
    }
    fn reset(&mut self);
}

pub type BoxedCounter = Counter_TO<'static, RBox<()>>;

static DROPPED: AtomicUsize = AtomicUsize::new(0);

pub struct Tally(pub u32);

impl Clone for Tally {
    fn clone(&self) -> Self {
        Tally(self.0)
    }
}

impl Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tally").field("value", &self.0).finish()
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tallied", self.0)
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::SeqCst);
    }
}

impl Counter for Tally {
    fn get(&self) -> u32 {
        self.0
    }
    fn add(&mut self, by: u32) -> u32 {
        self.0 += by;
        self.0
    }
    fn finish(self) -> u32 {
        self.0 + 1000
    }
    fn twice(&self) -> u32 {
        2 * self.0 + 1
    }
    fn reset(&mut self) {
        self.0 = 0;
    }
}

thread_local! {
    static STORED: RefCell<Vec<BoxedCounter>> = const { RefCell::new(Vec::new()) };
}

fn with_stored<R>(run: impl FnOnce(&mut Vec<BoxedCounter>) -> R) -> R {
    // Nothing is borrowed while methods run: they may lead back here.
    let mut stored = STORED.with(|cell| cell.take());
    let result = run(&mut stored);
    STORED.with(|cell| cell.replace(stored));
    result
}

#[no_mangle]
pub extern "C" fn tally_new(value: u32) -> BoxedCounter {
    Counter_TO::from_value(Tally(value), TD_Opaque)
}

#[no_mangle]
pub extern "C" fn tallies_dropped() -> usize {
    DROPPED.load(Ordering::SeqCst)
}

#[no_mangle]
pub extern "C" fn counter_store(counter: BoxedCounter) -> usize {
    with_stored(|stored| {
        stored.push(counter);
        stored.len()
    })
}

#[no_mangle]
pub extern "C" fn counter_sum() -> u32 {
    with_stored(|stored| stored.iter().map(|one| one.get()).sum())
}

#[no_mangle]
pub extern "C" fn counter_add(index: usize, by: u32) -> u32 {
    with_stored(|stored| stored[index].add(by))
}

#[no_mangle]
pub extern "C" fn counter_twice(index: usize) -> u32 {
    with_stored(|stored| stored[index].twice())
}

#[no_mangle]
pub extern "C" fn counter_clone(index: usize) -> usize {
    with_stored(|stored| {
        let copy = stored[index].clone();
        stored.push(copy);
        stored.len()
    })
}

#[no_mangle]
pub unsafe extern "C" fn counter_format(
    index: usize,
    for_programmers: bool,
    alternate: bool,
    out: *mut u8,
    capacity: usize,
) -> usize {
    let text = with_stored(|stored| match (for_programmers, alternate) {
        (true, false) => format!("{:?}", stored[index]),
        (true, true) => format!("{:#?}", stored[index]),
        (false, false) => format!("{}", stored[index]),
        (false, true) => format!("{:#}", stored[index]),
    });
    copy_text(&text, out, capacity)
}

#[no_mangle]
pub extern "C" fn counter_take(index: usize) -> BoxedCounter {
    with_stored(|stored| stored.remove(index))
}

#[no_mangle]
pub extern "C" fn counter_finish(index: usize) -> u32 {
    with_stored(|stored| stored.remove(index)).finish()
}

#[no_mangle]
pub extern "C" fn counter_clear() {
    with_stored(|stored| stored.clear());
}

#[no_mangle]
pub extern "C" fn counter_read(counter: Counter_TO<'_, RRef<'_, ()>>) -> u32 {
    // What was lent can be copied: it is a pointer.
    counter.clone().get() + counter.twice()
}

#[no_mangle]
pub extern "C" fn counter_at(counter: &BoxedCounter) -> u32 {
    counter.get()
}
