// What is borrowed, and what may be.
use abi_stable::{
    sabi_types::NulStr,
    std_types::{RCow, RCowSlice, RCowStr, RCowVal, RSlice, RSliceMut, RStr, RString, RVec},
};

#[no_mangle]
pub extern "C" fn slice_sum(numbers: RSlice<'_, u32>) -> u64 {
    numbers.iter().map(|one| *one as u64).sum()
}

#[no_mangle]
pub extern "C" fn slice_tail(numbers: RSlice<'_, u32>) -> RSlice<'_, u32> {
    RSlice::from_slice(&numbers.as_slice()[numbers.len().min(1)..])
}

#[no_mangle]
pub extern "C" fn slice_double(mut numbers: RSliceMut<'_, u32>) {
    for number in numbers.iter_mut() {
        *number *= 2;
    }
}

#[no_mangle]
pub extern "C" fn slice_lengths(words: RSlice<'_, RStr<'_>>) -> RVec<usize> {
    words.iter().map(|word| word.len()).collect()
}

#[no_mangle]
pub extern "C" fn slice_joined(words: RSlice<'_, RString>) -> RString {
    words.iter().map(|word| word.as_str()).collect::<String>().into()
}

#[no_mangle]
pub extern "C" fn nul_text() -> NulStr<'static> {
    const TEXT: NulStr<'static> = NulStr::from_str("with an end\0");
    TEXT
}

#[no_mangle]
pub extern "C" fn nul_length(text: NulStr<'_>) -> usize {
    text.to_str().len()
}

#[no_mangle]
pub extern "C" fn cow_text(is_owned: bool) -> RCowStr<'static> {
    if is_owned {
        RCow::Owned(RString::from("owned"))
    } else {
        RCow::Borrowed(RStr::from_str("borrowed"))
    }
}

#[no_mangle]
pub extern "C" fn cow_text_of(text: RCowStr<'_>) -> RString {
    let kind = if matches!(text, RCow::Owned(_)) { "owned " } else { "borrowed " };
    (kind.to_string() + &text).into()
}

#[no_mangle]
pub extern "C" fn cow_slice(is_owned: bool) -> RCowSlice<'static, u32> {
    if is_owned {
        RCow::Owned(RVec::from(vec![1, 2, 3]))
    } else {
        RCow::Borrowed(RSlice::from_slice(&[4, 5]))
    }
}

#[no_mangle]
pub extern "C" fn cow_slice_sum(numbers: RCowSlice<'_, u32>) -> u32 {
    let sum: u32 = numbers.iter().sum();
    if matches!(numbers, RCow::Owned(_)) { sum + 1000 } else { sum }
}

#[no_mangle]
pub extern "C" fn cow_value(is_owned: bool) -> RCowVal<'static, u8> {
    if is_owned { RCow::Owned(7) } else { RCow::Borrowed(&8) }
}

#[no_mangle]
pub extern "C" fn cow_value_of(value: RCowVal<'_, u8>) -> u32 {
    *value as u32 + if matches!(value, RCow::Owned(_)) { 1000 } else { 0 }
}
