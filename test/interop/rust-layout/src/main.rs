//! Prints size, alignment and offsets of types, one type a line. The types, and the function that prints them all, are
//! written by the test that builds this crate.
// The types are generated.
#![allow(dead_code, irrefutable_let_patterns, non_camel_case_types, non_snake_case)]
#![allow(improper_ctypes_definitions)]
// `repr(C, u8)` of an enum without fields.
#![allow(conflicting_repr_hints)]

use std::mem::{align_of, size_of, MaybeUninit};
use std::os::raw::*;

type FunctionPointer = Option<extern "C" fn()>;
#[cfg(windows)]
type WideChar = u16;
#[cfg(not(windows))]
type WideChar = u32;

fn begin<T>(name: &str) {
    print!("{} {} {}", name, size_of::<T>(), align_of::<T>());
}

/// The distance of a field from the start of the value that contains it.
fn distance<T, F>(value: &MaybeUninit<T>, field: *const F) {
    print!(" {}", field as usize - value.as_ptr() as usize);
}

macro_rules! field {
    ($type:ty, $field:ident) => {{
        let value = MaybeUninit::<$type>::uninit();
        distance(&value, unsafe { std::ptr::addr_of!((*value.as_ptr()).$field) });
    }};
}

/// A tagged union whose bytes are zero, except for the tag at its start. All field types allow bytes that are zero.
fn with_tag<T, Tag>(tag: Tag) -> MaybeUninit<T> {
    let mut value = MaybeUninit::<T>::zeroed();
    unsafe { value.as_mut_ptr().cast::<Tag>().write(tag) };
    value
}

include!(env!("ABIDING_RUST_TYPES"));

fn main() {
    print_all();
}
