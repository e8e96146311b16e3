// The form `DynTrait`: words, which can be compared and hashed too.
use crate::copy_text;
use abi_stable::{sabi_trait, sabi_trait::prelude::*, std_types::RBox};
use std::{
    cell::RefCell,
    cmp::Ordering,
    fmt::{self, Debug, Display},
    hash::{Hash, Hasher},
    sync::atomic::{AtomicUsize, Ordering as Memory},
};

#[sabi_trait]
#[sabi(use_dyn_trait)]
pub trait Word: Clone + Debug + Display + PartialEq + Eq + PartialOrd + Ord + Hash {
    fn length(&self) -> usize;
    fn push(&mut self, code: u32);
    #[sabi(last_prefix_field)]
    fn consume(self) -> usize;
}

pub type BoxedWord = Word_TO<'static, RBox<()>>;

static DROPPED: AtomicUsize = AtomicUsize::new(0);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Text(String);

impl Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.0, f)
    }
}

impl Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.0, f)
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Memory::SeqCst);
    }
}

impl Word for Text {
    fn length(&self) -> usize {
        self.0.chars().count()
    }
    fn push(&mut self, code: u32) {
        self.0.push(char::from_u32(code).unwrap_or('\u{fffd}'));
    }
    fn consume(self) -> usize {
        self.0.len()
    }
}

thread_local! {
    static STORED: RefCell<Vec<BoxedWord>> = const { RefCell::new(Vec::new()) };
}

fn with_stored<R>(run: impl FnOnce(&mut Vec<BoxedWord>) -> R) -> R {
    let mut stored = STORED.with(|cell| cell.take());
    let result = run(&mut stored);
    STORED.with(|cell| cell.replace(stored));
    result
}

/// A hash that anybody can compute: FNV-1a with 64 bits.
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}

#[no_mangle]
pub unsafe extern "C" fn word_new(data: *const u8, length: usize) -> BoxedWord {
    let bytes = std::slice::from_raw_parts(data, length);
    let text = String::from_utf8_lossy(bytes).into_owned();
    Word_TO::from_value(Text(text), TD_Opaque)
}

#[no_mangle]
pub extern "C" fn words_dropped() -> usize {
    DROPPED.load(Memory::SeqCst)
}

#[no_mangle]
pub extern "C" fn word_store(word: BoxedWord) -> usize {
    with_stored(|stored| {
        stored.push(word);
        stored.len()
    })
}

#[no_mangle]
pub extern "C" fn word_length(index: usize) -> usize {
    with_stored(|stored| stored[index].length())
}

#[no_mangle]
pub extern "C" fn word_push(index: usize, code: u32) {
    with_stored(|stored| stored[index].push(code));
}

#[no_mangle]
pub extern "C" fn word_consume(index: usize) -> usize {
    with_stored(|stored| stored.remove(index)).consume()
}

#[no_mangle]
pub unsafe extern "C" fn word_format(
    index: usize,
    for_programmers: bool,
    out: *mut u8,
    capacity: usize,
) -> usize {
    let text = with_stored(|stored| match for_programmers {
        true => format!("{:?}", stored[index]),
        false => format!("{}", stored[index]),
    });
    copy_text(&text, out, capacity)
}

#[no_mangle]
pub extern "C" fn word_equal(one: usize, other: usize) -> bool {
    with_stored(|stored| stored[one] == stored[other])
}

#[no_mangle]
pub extern "C" fn word_compare(one: usize, other: usize) -> i8 {
    with_stored(|stored| stored[one].cmp(&stored[other]) as i8)
}

#[no_mangle]
pub extern "C" fn word_partial_compare(one: usize, other: usize) -> i8 {
    with_stored(|stored| match stored[one].partial_cmp(&stored[other]) {
        None => 99,
        Some(Ordering::Less) => -1,
        Some(Ordering::Equal) => 0,
        Some(Ordering::Greater) => 1,
    })
}

#[no_mangle]
pub extern "C" fn word_hash(index: usize) -> u64 {
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    with_stored(|stored| stored[index].hash(&mut hasher));
    hasher.finish()
}

#[no_mangle]
pub extern "C" fn word_sort_and_copy() -> usize {
    with_stored(|stored| {
        stored.sort();
        let copies: Vec<BoxedWord> = stored.iter().cloned().collect();
        stored.extend(copies);
        stored.len()
    })
}

#[no_mangle]
pub extern "C" fn word_clear() {
    with_stored(|stored| stored.clear());
}
