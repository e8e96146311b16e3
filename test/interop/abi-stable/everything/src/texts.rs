//! Strings and slices, borrowed and owned.
use abi_stable::{
    sabi_types::NulStr,
    std_types::{RCowSlice, RCowStr, RCowVal, RSlice, RSliceMut, RStr, RString, RVec},
    StableAbi,
};

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix), missing_field(panic))]
pub struct Texts {
    pub language: RStr<'static>,
    pub motto: NulStr<'static>,
    #[sabi(last_prefix_field)]
    pub bytes_of: extern "C" fn(text: RStr<'_>) -> usize,
    pub greet: extern "C" fn(name: RStr<'_>) -> RString,
    pub shout: extern "C" fn(text: RString) -> RString,
    pub tidy: for<'a> extern "C" fn(text: RCowStr<'a>) -> RCowStr<'a>,
    pub total: extern "C" fn(numbers: RSlice<'_, i64>) -> i64,
    pub zero: extern "C" fn(numbers: RSliceMut<'_, u32>),
    pub odd: for<'a> extern "C" fn(numbers: RCowSlice<'a, u32>) -> RCowSlice<'a, u32>,
    pub value_of: extern "C" fn(number: RCowVal<'_, u64>) -> u64,
    pub length_of: extern "C" fn(text: NulStr<'_>) -> usize,
    pub words: extern "C" fn(text: RStr<'_>) -> RVec<RString>,
}

extern "C" fn bytes_of(text: RStr<'_>) -> usize {
    text.len()
}
extern "C" fn greet(name: RStr<'_>) -> RString {
    format!("hello, {name}!").into()
}
extern "C" fn shout(text: RString) -> RString {
    text.to_uppercase().into()
}
extern "C" fn tidy<'a>(text: RCowStr<'a>) -> RCowStr<'a> {
    RCowStr::from(text.trim().to_string())
}
extern "C" fn total(numbers: RSlice<'_, i64>) -> i64 {
    numbers.iter().sum()
}
extern "C" fn zero(mut numbers: RSliceMut<'_, u32>) {
    numbers.as_mut_slice().fill(0)
}
extern "C" fn odd<'a>(numbers: RCowSlice<'a, u32>) -> RCowSlice<'a, u32> {
    let odd: RVec<u32> = numbers.iter().copied().filter(|one| one % 2 == 1).collect();
    RCowSlice::Owned(odd)
}
extern "C" fn value_of(number: RCowVal<'_, u64>) -> u64 {
    *number
}
extern "C" fn length_of(text: NulStr<'_>) -> usize {
    text.to_str().len()
}
extern "C" fn words(text: RStr<'_>) -> RVec<RString> {
    text.split_whitespace().map(RString::from).collect()
}

pub const TEXTS: Texts_Ref = crate::table!(
    Texts_Ref,
    Texts {
        language: RStr::from_str("Rust"),
        motto: NulStr::from_str("nothing is lost\0"),
        bytes_of,
        greet,
        shout,
        tidy,
        total,
        zero,
        odd,
        value_of,
        length_of,
        words,
    }
);
