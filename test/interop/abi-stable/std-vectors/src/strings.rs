// Strings that are owned.
use abi_stable::std_types::{RStr, RString, RVec};

#[no_mangle]
pub extern "C" fn text_new(text: RStr<'_>) -> RString {
    RString::from(text.as_str())
}

#[no_mangle]
pub extern "C" fn text_echo(text: RString) -> RString {
    text
}

#[no_mangle]
pub extern "C" fn text_length(text: RString) -> usize {
    text.len()
}

#[no_mangle]
pub extern "C" fn text_append(text: &mut RString, more: RStr<'_>) {
    text.push_str(more.as_str())
}

#[no_mangle]
pub extern "C" fn text_appended(mut text: RString, more: RStr<'_>) -> RString {
    text.push_str(more.as_str());
    text
}

// A string of another library is copied here.
#[no_mangle]
pub extern "C" fn text_through_std(text: RString) -> RString {
    let mut text: String = text.into();
    text.shrink_to_fit();
    text.into()
}

#[no_mangle]
pub extern "C" fn text_shrunk(mut text: RString) -> RString {
    text.shrink_to_fit();
    text
}

#[no_mangle]
pub extern "C" fn text_called(make: extern "C" fn(RString) -> RString, text: RStr<'_>) -> RString {
    let mut answer = make(RString::from(text.as_str()));
    answer.push_str("!");
    answer
}

#[no_mangle]
pub extern "C" fn words_of(text: RStr<'_>) -> RVec<RString> {
    text.as_str().split(' ').map(RString::from).collect()
}

#[no_mangle]
pub extern "C" fn words_joined(words: RVec<RString>) -> RString {
    words.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(" ").into()
}

#[no_mangle]
pub extern "C" fn words_echo(words: RVec<RString>) -> RVec<RString> {
    words
}

#[no_mangle]
pub extern "C" fn words_push(words: &mut RVec<RString>, word: RString) {
    words.push(word)
}
