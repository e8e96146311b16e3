//! Texts, owned and borrowed.
use abi_stable::std_types::{RStr, RString};

#[no_mangle]
pub extern "C" fn text_count(text: RStr<'_>) -> usize {
    text.chars().count()
}

#[no_mangle]
pub extern "C" fn text_lend(text: RStr<'_>) -> RStr<'_> {
    text
}

#[no_mangle]
pub extern "C" fn text_copy(text: RStr<'_>) -> RString {
    RString::from(text.as_str())
}

#[no_mangle]
pub extern "C" fn text_relay(text: RString) -> RString {
    text
}

/// Becomes a `String` first: without a copy where it was made here.
#[no_mangle]
pub extern "C" fn text_reverse(text: RString) -> RString {
    let text: String = text.into();
    text.chars().rev().collect::<String>().into()
}

/// Grows the text by the means of whoever made it.
#[no_mangle]
pub extern "C" fn text_append(mut text: RString, more: RStr<'_>) -> RString {
    text.push_str(more.as_str());
    text
}

/// Shortens the text, and gives back the room that it does not need.
#[no_mangle]
pub extern "C" fn text_first(mut text: RString, count: usize) -> RString {
    while text.chars().count() > count {
        text.pop();
    }
    text.shrink_to_fit();
    text
}

#[no_mangle]
pub extern "C" fn text_drop(text: RString) -> usize {
    text.len()
}
