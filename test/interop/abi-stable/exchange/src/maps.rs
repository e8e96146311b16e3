//! Hash maps.
use abi_stable::std_types::{RHashMap, RString, RVec, Tuple2};

#[no_mangle]
pub extern "C" fn map_of(entries: RVec<Tuple2<RString, u32>>) -> RHashMap<RString, u32> {
    entries.into_iter().map(|Tuple2(key, value)| (key, value)).collect()
}

/// The entries in the order of their keys.
#[no_mangle]
pub extern "C" fn map_entries(map: RHashMap<RString, u32>) -> RVec<Tuple2<RString, u32>> {
    let mut entries: Vec<Tuple2<RString, u32>> = map.into_iter().collect();
    entries.sort();
    entries.into()
}

#[no_mangle]
pub extern "C" fn map_relay(map: RHashMap<RString, u32>) -> RHashMap<RString, u32> {
    map
}

/// Puts every value into the list of its remainder.
#[no_mangle]
pub extern "C" fn map_group(values: RVec<u32>, modulus: u32) -> RHashMap<u32, RVec<u32>> {
    let mut groups = RHashMap::<u32, RVec<u32>>::new();
    for value in values {
        let group = groups.entry(value % modulus).or_insert_with(RVec::new);
        group.push(value);
    }
    groups
}
