//! Objects that take and give values that own something.
use crate::{errors::error_of, items::Item};
use abi_stable::{
    sabi_trait,
    sabi_trait::prelude::*,
    std_types::{RBox, RBoxError, ROption, RResult, RStr, RString, RVec},
};

#[sabi_trait]
pub trait Sink: Send + Sync + Debug {
    fn take(&mut self, item: Item) -> usize;
    fn name(&self) -> RString;
    fn find(&self, name: RStr<'_>) -> ROption<Item>;
    fn attempt(&mut self, value: u32) -> RResult<u32, RBoxError>;
    #[sabi(last_prefix_field)]
    fn finish(self) -> RVec<Item>;
}

pub type BoxedSink = Sink_TO<'static, RBox<()>>;

#[derive(Debug)]
struct Bag(Vec<Item>);

impl Sink for Bag {
    fn take(&mut self, item: Item) -> usize {
        self.0.push(item);
        self.0.len()
    }
    fn name(&self) -> RString {
        RString::from("a bag")
    }
    fn find(&self, name: RStr<'_>) -> ROption<Item> {
        self.0.iter().find(|item| item.name == name).cloned().into()
    }
    fn attempt(&mut self, value: u32) -> RResult<u32, RBoxError> {
        match value {
            0 => RResult::RErr(error_of("zero")),
            value => RResult::ROk(value + 1),
        }
    }
    fn finish(self) -> RVec<Item> {
        self.0.into()
    }
}

#[no_mangle]
pub extern "C" fn sink_new() -> BoxedSink {
    Sink_TO::from_value(Bag(Vec::new()), TD_Opaque)
}

#[no_mangle]
pub extern "C" fn sink_feed(mut sink: BoxedSink, items: RVec<Item>) -> BoxedSink {
    for item in items {
        sink.take(item);
    }
    sink
}

#[no_mangle]
pub extern "C" fn sink_relay(sink: BoxedSink) -> BoxedSink {
    sink
}

#[no_mangle]
pub extern "C" fn sink_finish(sink: BoxedSink) -> RVec<Item> {
    sink.finish()
}

#[no_mangle]
pub extern "C" fn sink_drop(sink: BoxedSink) -> RString {
    sink.name()
}

/// The id of what is found, or nothing.
#[no_mangle]
pub extern "C" fn sink_find(sink: &BoxedSink, name: RStr<'_>) -> ROption<u32> {
    sink.find(name).map(|item| item.id)
}

/// What an attempt gives, in words.
#[no_mangle]
pub extern "C" fn sink_attempt(sink: &mut BoxedSink, value: u32) -> RString {
    RString::from(match sink.attempt(value) {
        RResult::ROk(value) => format!("ok {value}"),
        RResult::RErr(error) => format!("error {error}"),
    })
}
