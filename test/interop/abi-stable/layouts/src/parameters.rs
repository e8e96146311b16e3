//! Functions with few and with many parameters, lifetimes of all sorts.
use abi_stable::{
    std_types::{RBoxError, RResult, RSlice, RStr, RString},
    StableAbi,
};

#[repr(C)]
#[derive(StableAbi)]
pub struct Functions<'a> {
    pub none: extern "C" fn(),
    pub one: extern "C" fn(only: u8) -> u8,
    pub many: extern "C" fn(a: u8, b: u16, c: u32, d: u64, e: i8, f: i16, g: i32, h: i64) -> f64,
    pub unnamed: extern "C" fn(u8, u16, _: u32),
    pub optional: Option<extern "C" fn(value: u32) -> u32>,
    pub borrowing: extern "C" fn(text: RStr<'_>) -> RStr<'_>,
    pub bound: for<'b> extern "C" fn(left: RStr<'b>, right: RStr<'a>, always: RStr<'static>) -> RStr<'b>,
    pub slices: for<'b, 'c> extern "C" fn(
        one: RSlice<'b, RStr<'c>>,
        two: RSlice<'c, RStr<'b>>,
        three: RSlice<'a, RStr<'_>>,
    ) -> RResult<RString, RBoxError>,
    pub text: RStr<'a>,
}

layouts! {
    functions: Functions<'static>,
}
