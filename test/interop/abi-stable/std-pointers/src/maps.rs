// Maps that are made here and read elsewhere, and maps that are made elsewhere and driven here.
use crate::traced::Traced;
use abi_stable::std_types::{
    map::REntry, RHashMap, RNone, ROption, RSome, RStr, RString, RVec, Tuple2,
};
use std::collections::BTreeMap;

#[no_mangle]
pub extern "C" fn map_numbers(count: u32) -> RHashMap<u32, u64> {
    (0..count).map(|key| (key, key as u64 * 10)).collect()
}

#[no_mangle]
pub extern "C" fn map_numbers_sum(map: &RHashMap<u32, u64>) -> u64 {
    map.iter().map(|Tuple2(key, value)| *key as u64 + *value).sum()
}

#[no_mangle]
pub extern "C" fn map_numbers_take(map: RHashMap<u32, u64>) -> u64 {
    map.into_iter().map(|Tuple2(key, value)| key as u64 + value).sum()
}

#[no_mangle]
pub extern "C" fn map_colours() -> RHashMap<[u8; 3], [u64; 3]> {
    std::iter::once(([1, 2, 3], [1, 2, 3])).collect()
}

#[no_mangle]
pub extern "C" fn map_colours_drive(mut map: RHashMap<[u8; 3], [u64; 3]>) -> u64 {
    map.insert([4, 5, 6], [4, 5, 6]);
    let old = map.remove(&[1, 2, 3]).into_option().unwrap_or_default();
    let occupied = match map.entry([4, 5, 6]) {
        REntry::Occupied(mut entry) => entry.insert([7, 8, 9]),
        REntry::Vacant(entry) => *entry.insert([0, 0, 0]),
    };
    let drained = map.drain().map(|Tuple2(key, value)| key[0] as u64 * value[2]).sum::<u64>();
    old.iter().chain(&occupied).sum::<u64>() * 1000 + drained
}

#[no_mangle]
pub extern "C" fn map_only() -> RHashMap<(), u32> {
    RHashMap::new()
}

#[no_mangle]
pub extern "C" fn map_only_drive(mut map: RHashMap<(), u32>) -> u32 {
    let old = map.insert((), 5).into_option().unwrap_or(0);
    let entry = match map.entry(()) {
        REntry::Occupied(entry) => entry.remove(),
        REntry::Vacant(entry) => *entry.insert(100),
    };
    if let REntry::Vacant(entry) = map.entry(()) {
        entry.into_key();
    }
    if let REntry::Vacant(entry) = map.entry(()) {
        entry.insert(7);
    }
    old * 100 + entry * 10 + map.get(&()).copied().unwrap_or(0)
}

#[no_mangle]
pub extern "C" fn map_texts() -> RHashMap<RString, RString> {
    RHashMap::new()
}

#[no_mangle]
pub extern "C" fn map_texts_take(map: RHashMap<RString, RString>) -> RVec<Tuple2<RString, RString>> {
    let mut pairs: Vec<_> = map.into_iter().map(|Tuple2(key, value)| (key, value)).collect();
    pairs.sort();
    pairs.into_iter().map(|(key, value)| Tuple2(key, value)).collect()
}

#[no_mangle]
pub extern "C" fn map_texts_get(map: &RHashMap<RString, RString>, key: RStr<'_>) -> ROption<RString> {
    match map.get(key.as_str()) {
        Some(value) => RSome(value.clone()),
        None => RNone,
    }
}

#[no_mangle]
pub extern "C" fn map_traced(count: u32) -> RHashMap<RString, Traced> {
    (0..count).map(|id| (RString::from(id.to_string()), Traced::new(id))).collect()
}

#[no_mangle]
pub extern "C" fn map_traced_take(map: RHashMap<RString, Traced>) -> u32 {
    map.iter().map(|Tuple2(_, traced)| traced.id).sum()
}

/// Does the same with a map from elsewhere and with one of the standard library, and says where they first differ.
#[no_mangle]
pub extern "C" fn map_drive(mut map: RHashMap<RString, u32>, keys: RVec<RString>) -> RString {
    let mut model: BTreeMap<String, u32> =
        map.iter().map(|Tuple2(key, value)| (key.to_string(), *value)).collect();
    if map.len() != model.len() {
        return "len".into();
    }
    if map.capacity() < map.len() {
        return "capacity".into();
    }
    for (index, key) in keys.iter().enumerate() {
        let number = index as u32;
        let text = key.to_string();
        let same = match index % 7 {
            0 => map.insert(key.clone(), number).into_option() == model.insert(text, number),
            1 => map.get(key.as_str()).copied() == model.get(&text).copied(),
            2 => map.get_p(key).copied() == model.get(&text).copied(),
            3 => map.remove(key.as_str()).into_option() == model.remove(&text),
            4 => {
                let one = map.entry(key.clone()).or_insert(number);
                let other = model.entry(text).or_insert(number);
                *one += 1;
                *other += 1;
                *one == *other
            }
            5 => match map.entry(key.clone()) {
                REntry::Occupied(mut entry) => {
                    let is_key = entry.key() == key;
                    let old = *entry.get();
                    *entry.get_mut() += 1;
                    is_key
                        && model.remove(&text) == Some(old)
                        && entry.insert(3) == old + 1
                        && entry.remove() == 3
                }
                REntry::Vacant(entry) => {
                    let is_key = entry.key() == key;
                    is_key && entry.into_key() == *key && !model.contains_key(&text)
                }
            },
            _ => match map.get_mut(key.as_str()) {
                Some(value) => {
                    *value += 5;
                    let other = model.get_mut(&text).unwrap();
                    *other += 5;
                    *value == *other
                }
                None => !model.contains_key(&text),
            },
        };
        if !same {
            return format!("step {index} with {key:?}").into();
        }
    }
    for Tuple2(_, value) in map.iter_mut() {
        *value += 1;
    }
    for value in model.values_mut() {
        *value += 1;
    }
    map.reserve(10);
    let clone: BTreeMap<String, u32> = map
        .iter()
        .clone()
        .map(|Tuple2(key, value)| (key.to_string(), *value))
        .collect();
    if clone != model {
        return "clone of iter".into();
    }
    let count = map.len();
    let drained: BTreeMap<String, u32> =
        map.drain().map(|Tuple2(key, value)| (key.to_string(), value)).collect();
    if drained != model || drained.len() != count || !map.is_empty() {
        return "drain".into();
    }
    for (key, value) in &model {
        map.insert(RString::from(key.as_str()), *value);
    }
    let taken: BTreeMap<String, u32> =
        map.into_iter().map(|Tuple2(key, value)| (key.to_string(), value)).collect();
    if taken != model {
        return "into_iter".into();
    }
    RString::new()
}

#[no_mangle]
pub extern "C" fn map_drain_some(map: &mut RHashMap<RString, Traced>, count: usize) -> u32 {
    map.drain().take(count).map(|Tuple2(_, traced)| traced.id).sum()
}

#[no_mangle]
pub extern "C" fn map_into_some(map: RHashMap<RString, Traced>, count: usize) -> u32 {
    map.into_iter().take(count).map(|Tuple2(_, traced)| traced.id).sum()
}

#[no_mangle]
pub extern "C" fn map_clear(map: &mut RHashMap<RString, Traced>) {
    map.clear();
}
