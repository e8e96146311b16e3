//! Numbers of every size, and pointers to them.
use abi_stable::StableAbi;

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix), missing_field(panic))]
pub struct Scalars {
    pub not: extern "C" fn(value: bool) -> bool,
    pub next_u8: extern "C" fn(value: u8) -> u8,
    pub next_i8: extern "C" fn(value: i8) -> i8,
    pub next_u16: extern "C" fn(value: u16) -> u16,
    pub next_i16: extern "C" fn(value: i16) -> i16,
    pub next_u32: extern "C" fn(value: u32) -> u32,
    pub next_i32: extern "C" fn(value: i32) -> i32,
    pub next_u64: extern "C" fn(value: u64) -> u64,
    #[sabi(last_prefix_field)]
    pub next_i64: extern "C" fn(value: i64) -> i64,
    pub next_usize: extern "C" fn(value: usize) -> usize,
    pub next_isize: extern "C" fn(value: isize) -> isize,
    pub half_f32: extern "C" fn(value: f32) -> f32,
    pub half_f64: extern "C" fn(value: f64) -> f64,
    pub nothing: extern "C" fn(),
    pub sum: extern "C" fn(a: u8, b: u16, c: u32, d: u64, e: i8, f: i16, g: i32) -> i64,
    pub read: unsafe extern "C" fn(from: *const u32) -> u32,
    pub write: unsafe extern "C" fn(to: *mut u32, value: u32),
    pub unnamed: extern "C" fn(u32, u32) -> u32,
    pub reserved_words: extern "C" fn(r#type: u32, class: u32, constructor: u32) -> u32,
}

extern "C" fn not(value: bool) -> bool {
    !value
}

macro_rules! next {
    ($($name:ident: $type:ty),*) => {
        $(extern "C" fn $name(value: $type) -> $type { value.wrapping_add(1) })*
    };
}
next! {
    next_u8: u8, next_i8: i8, next_u16: u16, next_i16: i16, next_u32: u32, next_i32: i32,
    next_u64: u64, next_i64: i64, next_usize: usize, next_isize: isize
}

extern "C" fn half_f32(value: f32) -> f32 {
    value / 2.0
}
extern "C" fn half_f64(value: f64) -> f64 {
    value / 2.0
}
extern "C" fn nothing() {}
extern "C" fn sum(a: u8, b: u16, c: u32, d: u64, e: i8, f: i16, g: i32) -> i64 {
    (a as i64) + (b as i64) + (c as i64) + (d as i64) + (e as i64) + (f as i64) + (g as i64)
}
unsafe extern "C" fn read(from: *const u32) -> u32 {
    *from
}
unsafe extern "C" fn write(to: *mut u32, value: u32) {
    *to = value
}
extern "C" fn unnamed(a: u32, b: u32) -> u32 {
    a - b
}
extern "C" fn reserved_words(a: u32, b: u32, c: u32) -> u32 {
    a * 100 + b * 10 + c
}

pub const SCALARS: Scalars_Ref = crate::table!(
    Scalars_Ref,
    Scalars {
        not,
        next_u8,
        next_i8,
        next_u16,
        next_i16,
        next_u32,
        next_i32,
        next_u64,
        next_i64,
        next_usize,
        next_isize,
        half_f32,
        half_f64,
        nothing,
        sum,
        read,
        write,
        unnamed,
        reserved_words,
    }
);
