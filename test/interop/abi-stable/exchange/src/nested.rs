//! Options and results inside of each other.
use abi_stable::std_types::{ROption, RResult, RString};

pub type Nest = ROption<RResult<ROption<RString>, u32>>;

#[no_mangle]
pub extern "C" fn nest_relay(nest: Nest) -> Nest {
    nest
}

#[no_mangle]
pub extern "C" fn nest_spell(nest: Nest) -> RString {
    RString::from(match nest {
        ROption::RNone => String::from("nothing"),
        ROption::RSome(RResult::RErr(code)) => format!("error {code}"),
        ROption::RSome(RResult::ROk(ROption::RNone)) => String::from("no text"),
        ROption::RSome(RResult::ROk(ROption::RSome(text))) => format!("text {text}"),
    })
}

/// One more around, or one less, or nothing.
#[no_mangle]
pub extern "C" fn option_wrap(inner: ROption<u32>) -> ROption<ROption<u32>> {
    ROption::RSome(inner)
}

#[no_mangle]
pub extern "C" fn option_flatten(outer: ROption<ROption<u32>>) -> ROption<u32> {
    match outer {
        ROption::RSome(inner) => inner,
        ROption::RNone => ROption::RNone,
    }
}

#[no_mangle]
pub extern "C" fn option_relay(outer: ROption<ROption<u32>>) -> ROption<ROption<u32>> {
    outer
}

#[no_mangle]
pub extern "C" fn result_flip(result: RResult<RString, u32>) -> RResult<u32, RString> {
    match result {
        RResult::ROk(text) => RResult::RErr(text),
        RResult::RErr(code) => RResult::ROk(code),
    }
}
