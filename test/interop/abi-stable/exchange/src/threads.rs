//! Values and objects of others, used and dropped on another thread.
use crate::{items::Item, objects::BoxedSink};
use abi_stable::std_types::{RBoxError, RString, RVec};
use std::thread::spawn;

#[no_mangle]
pub extern "C" fn text_drop_elsewhere(text: RString) -> usize {
    spawn(move || text.len()).join().unwrap_or(usize::MAX)
}

/// Lets the text grow on the other thread.
#[no_mangle]
pub extern "C" fn text_append_elsewhere(text: RString, count: usize) -> RString {
    let grow = move || {
        let mut text = text;
        for _ in 0..count {
            text.push_str("-x");
        }
        text
    };
    spawn(grow).join().unwrap_or_default()
}

#[no_mangle]
pub extern "C" fn items_drop_elsewhere(items: RVec<Item>) -> usize {
    spawn(move || items.len()).join().unwrap_or(usize::MAX)
}

#[no_mangle]
pub extern "C" fn error_spell_elsewhere(error: RBoxError) -> RString {
    spawn(move || RString::from(error.to_string())).join().unwrap_or_default()
}

#[no_mangle]
pub extern "C" fn sink_feed_elsewhere(sink: BoxedSink, items: RVec<Item>) -> BoxedSink {
    let feed = move || {
        let mut sink = sink;
        for item in items {
            sink.take(item);
        }
        sink
    };
    spawn(feed).join().unwrap_or_else(|_| crate::objects::sink_new())
}

#[no_mangle]
pub extern "C" fn sink_drop_elsewhere(sink: BoxedSink) -> RString {
    spawn(move || sink.name()).join().unwrap_or_default()
}
