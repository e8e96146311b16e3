//! Vectors: of numbers, of structs that own nothing, and of structs that own something.
use abi_stable::{
    std_types::{ROption, RSlice, RSliceMut, RString, RVec},
    StableAbi,
};

#[repr(C)]
#[derive(StableAbi, Debug, Clone, PartialEq)]
pub struct Item {
    pub id: u32,
    pub name: RString,
    pub weight: f64,
    pub parent: ROption<u32>,
    pub tags: RVec<RString>,
}

#[repr(C)]
#[derive(StableAbi, Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
    pub tag: u8,
}

#[no_mangle]
pub extern "C" fn items_relay(items: RVec<Item>) -> RVec<Item> {
    items
}

#[no_mangle]
pub extern "C" fn items_reverse(items: RVec<Item>) -> RVec<Item> {
    items.into_iter().rev().collect()
}

/// Takes the first item out, and puts a copy of it at the end.
#[no_mangle]
pub extern "C" fn items_rotate(mut items: RVec<Item>) -> RVec<Item> {
    if !items.is_empty() {
        let first = items.remove(0);
        items.push(first.clone());
    }
    items
}

/// The names and tags of all, each with a line of its own.
#[no_mangle]
pub extern "C" fn items_names(items: RSlice<'_, Item>) -> RString {
    let mut lines = String::new();
    for item in items {
        lines.push_str(item.name.as_str());
        for tag in item.tags.iter() {
            lines.push('\n');
            lines.push_str(tag.as_str());
        }
        lines.push('\n');
    }
    lines.into()
}

#[no_mangle]
pub extern "C" fn item_relay(item: Item) -> Item {
    item
}

#[no_mangle]
pub extern "C" fn item_copy(item: &Item) -> Item {
    item.clone()
}

#[no_mangle]
pub extern "C" fn points_scale(points: RVec<Point>, by: f64) -> RVec<Point> {
    let scale = |point: Point| Point {
        x: point.x * by,
        y: point.y * by,
        tag: point.tag,
    };
    points.into_iter().map(scale).collect()
}

#[no_mangle]
pub extern "C" fn points_relay(points: RVec<Point>) -> RVec<Point> {
    points
}

#[no_mangle]
pub extern "C" fn points_move(mut points: RSliceMut<'_, Point>, by: f64) {
    for point in points.iter_mut() {
        point.x += by;
    }
}

#[no_mangle]
pub extern "C" fn numbers_sum(numbers: RSlice<'_, u32>) -> u64 {
    numbers.iter().map(|one| u64::from(*one)).sum()
}

#[no_mangle]
pub extern "C" fn numbers_double(mut numbers: RVec<u32>) -> RVec<u32> {
    let copy = numbers.clone();
    numbers.extend(copy);
    numbers
}

#[no_mangle]
pub extern "C" fn grid_transpose(rows: RVec<RVec<u16>>) -> RVec<RVec<u16>> {
    let width = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let column = |x: usize| rows.iter().filter_map(|row| row.get(x).copied()).collect();
    (0..width).map(column).collect()
}
