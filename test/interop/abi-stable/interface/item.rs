//! Values that own something, and a generic type.
use abi_stable::{
    std_types::{ROption, RSlice, RString, RVec},
    StableAbi,
};

#[repr(C)]
#[derive(StableAbi, Debug, Clone, PartialEq)]
pub struct Item {
    pub id: u32,
    pub name: RString,
    pub weight: f64,
    pub parent: ROption<u32>,
}

#[repr(C)]
#[derive(StableAbi)]
pub struct Pair<A, B> {
    pub first: A,
    pub second: B,
}

pub extern "C" fn swap(pair: Pair<u32, RString>) -> Pair<RString, u32> {
    Pair {
        first: pair.second,
        second: pair.first,
    }
}

pub extern "C" fn reverse(items: RVec<Item>) -> RVec<Item> {
    items.into_iter().rev().collect()
}

#[cfg(feature = "v1_1")]
pub extern "C" fn summary(items: RSlice<'_, Item>) -> RString {
    let weight: f64 = items.iter().map(|item| item.weight).sum();
    let names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
    RString::from(format!("{} = {weight}", names.join("+")))
}
#[cfg(not(feature = "v1_1"))]
const _: Option<RSlice<'static, Item>> = None;

#[cfg(feature = "v1_2")]
pub extern "C" fn total(map: abi_stable::std_types::RHashMap<RString, u32>) -> u32 {
    map.iter().map(|entry| *entry.1).sum()
}
