// Strings and vectors of others that are used on another thread, while the one that made them waits.
use abi_stable::std_types::{RString, RVec};
use std::thread::spawn;

#[no_mangle]
pub extern "C" fn text_dropped_elsewhere(text: RString) {
    spawn(move || drop(text)).join().unwrap()
}

#[no_mangle]
pub extern "C" fn numbers_grown_elsewhere(mut numbers: RVec<u32>, count: u32) -> RVec<u32> {
    spawn(move || {
        for number in 0..count {
            numbers.push(number);
        }
        numbers
    })
    .join()
    .unwrap()
}

#[no_mangle]
pub extern "C" fn text_through_std_elsewhere(text: RString) -> RString {
    spawn(move || RString::from(String::from(text))).join().unwrap()
}
