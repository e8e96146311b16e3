//! Results and errors of all sorts of types.

use crate::drops::Counted;
use crate::options::Point;
use abi_stable::std_types::{RBox, RBoxError, ROption, RResult, RStr, RString};

macro_rules! echo {
    ($($name:ident: $type:ty),* $(,)?) => {
        $(#[no_mangle]
        pub extern "C" fn $name(value: $type) -> $type {
            value
        })*
    };
}

echo! {
    result_u8_u64: RResult<u8, u64>,
    result_u64_u8: RResult<u64, u8>,
    result_u32_u32: RResult<u32, u32>,
    result_unit_unit: RResult<(), ()>,
    result_point_string: RResult<Point, RString>,
    result_string_error: RResult<RString, RBoxError>,
    result_nested: RResult<ROption<u8>, RResult<u16, ROption<u64>>>,
    result_counted: RResult<RBox<Counted>, RBoxError>,
}

/// Parses a number, and gives the error of the standard library where that is not possible.
#[no_mangle]
pub extern "C" fn parse(text: RStr<'_>) -> RResult<u32, RBoxError> {
    text.as_str().parse::<u32>().map_err(RBoxError::new).into()
}

#[no_mangle]
pub extern "C" fn make_counted(value: u32) -> RResult<RBox<Counted>, RBoxError> {
    if value == 0 {
        RResult::RErr(RBoxError::new(crate::errors::Failure(Counted::new(0))))
    } else {
        RResult::ROk(RBox::new(Counted::new(value)))
    }
}

/// Calls a function, and gives what it says of its error.
#[no_mangle]
pub extern "C" fn call_half(
    value: u32,
    half: extern "C" fn(u32) -> RResult<u32, RBoxError>,
) -> RResult<u32, RString> {
    half(value).map_err(|error| RString::from(error.to_string()))
}
