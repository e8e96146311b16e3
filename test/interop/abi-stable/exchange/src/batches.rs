//! Many values of all sorts in one call.
use crate::{errors::error_of, items::Item, objects::BoxedSink};
use abi_stable::{
    std_types::{RBox, RBoxError, RHashMap, ROption, RResult, RString, RVec},
    StableAbi,
};

#[repr(C)]
#[derive(StableAbi)]
pub struct Mixed {
    pub text: RString,
    pub numbers: RVec<u32>,
    pub boxed: RBox<u64>,
    pub error: ROption<RBoxError>,
    pub outcome: RResult<RString, u32>,
}

/// Drops what it gets of half of the sorts, and gives new ones instead; the others go back as they came.
#[no_mangle]
pub extern "C" fn mixed_exchange(values: RVec<Mixed>, keeps: bool) -> RVec<Mixed> {
    let exchange = |value: Mixed| match keeps {
        true => Mixed {
            text: value.text,
            numbers: value.numbers.iter().map(|one| one + 1).collect(),
            boxed: value.boxed,
            error: ROption::RSome(error_of("kept")),
            outcome: value.outcome,
        },
        false => Mixed {
            text: RString::from(value.text.as_str()),
            numbers: value.numbers,
            boxed: RBox::new(*value.boxed + 1),
            error: value.error,
            outcome: RResult::ROk(RString::from("new")),
        },
    };
    values.into_iter().map(exchange).collect()
}

/// Gives everything to an object, item by item, and what comes of it to the caller.
#[no_mangle]
pub extern "C" fn sink_batch(mut sink: BoxedSink, count: u32) -> RVec<Item> {
    for id in 0..count {
        sink.take(Item {
            id,
            name: RString::from("of Rust"),
            weight: 0.5,
            parent: ROption::RNone,
            tags: RVec::new(),
        });
    }
    sink.finish()
}

/// A map of as many entries.
#[no_mangle]
pub extern "C" fn map_batch(count: u32) -> RHashMap<u32, RString> {
    (0..count).map(|key| (key, RString::from("value"))).collect()
}

/// Takes a map apart.
#[no_mangle]
pub extern "C" fn map_drop_batch(map: RHashMap<u32, RString>) -> u64 {
    map.into_iter().map(|entry| u64::from(entry.0)).sum()
}
