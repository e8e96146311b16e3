//! Values or none, and tuples.

use crate::drops::Counted;
use abi_stable::std_types::{RBox, ROption, RString, Tuple1, Tuple2, Tuple3, Tuple4};
use abi_stable::StableAbi;

#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub struct Point {
    pub x: f64,
    pub y: u8,
}

macro_rules! echo {
    ($($name:ident: $type:ty),* $(,)?) => {
        $(#[no_mangle]
        pub extern "C" fn $name(value: $type) -> $type {
            value
        })*
    };
}

echo! {
    option_u8: ROption<u8>,
    option_u16: ROption<u16>,
    option_u32: ROption<u32>,
    option_u64: ROption<u64>,
    option_f32: ROption<f32>,
    option_f64: ROption<f64>,
    option_bool: ROption<bool>,
    option_unit: ROption<()>,
    option_point: ROption<Point>,
    option_string: ROption<RString>,
    option_option_u8: ROption<ROption<u8>>,
    option_option_string: ROption<ROption<RString>>,
    option_counted: ROption<RBox<Counted>>,
    tuple_1: Tuple1<u32>,
    tuple_2: Tuple2<u8, u32>,
    tuple_2_unit: Tuple2<u16, ()>,
    tuple_3: Tuple3<u8, ROption<u32>, u64>,
    tuple_4: Tuple4<u8, u16, u32, RString>,
}

/// The next number, or none behind the last one.
#[no_mangle]
pub extern "C" fn option_next(value: ROption<u32>) -> ROption<u32> {
    value.into_option().and_then(|one| one.checked_add(1)).into()
}

#[no_mangle]
pub extern "C" fn option_make_counted(value: u32) -> ROption<RBox<Counted>> {
    if value == 0 {
        ROption::RNone
    } else {
        ROption::RSome(RBox::new(Counted::new(value)))
    }
}

/// Drops what it is given.
#[no_mangle]
pub extern "C" fn option_drop_counted(value: ROption<RBox<Counted>>) -> u32 {
    value.into_option().map_or(0, |one| one.value)
}

/// The number of bytes of a text, which is dropped.
#[no_mangle]
pub extern "C" fn option_string_length(value: ROption<RString>) -> usize {
    value.into_option().map_or(usize::MAX, |text| text.len())
}
