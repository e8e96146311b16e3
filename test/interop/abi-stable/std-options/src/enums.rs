//! Enums that may get more forms, in the version with all of them, and small types around them.

use crate::drops::Counted;
use abi_stable::nonexhaustive_enum::{NonExhaustive, NonExhaustiveFor};
use abi_stable::sabi_types::{Constructor, ConstructorOrValue, VersionNumber, VersionStrings};
use abi_stable::std_types::utypeid::{new_utypeid, UTypeId};
use abi_stable::std_types::{RBox, RHashMap, ROption, RString, RVec};
use abi_stable::StableAbi;
use std::fmt;

/// What happened. Hosts may know fewer forms.
#[repr(u8)]
#[derive(StableAbi, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[sabi(kind(WithNonExhaustive(
    size = [usize; 8],
    traits(Debug, Display, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Send, Sync)
)))]
pub enum Event {
    Started,
    Stopped { code: u32 },
    Said(RString),
    Counted(RBox<Counted>),
    #[doc(hidden)]
    Resumed { at: u64 } = 40,
}

impl fmt::Display for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Started => write!(formatter, "started"),
            Event::Stopped { code } => write!(formatter, "stopped with {code}"),
            Event::Said(text) => write!(formatter, "said {text}"),
            Event::Counted(one) => write!(formatter, "counted {}", one.value),
            Event::Resumed { at } => write!(formatter, "resumed at {at}"),
        }
    }
}

type AnyEvent = NonExhaustiveFor<Event>;

#[no_mangle]
pub extern "C" fn event_started() -> AnyEvent {
    NonExhaustive::new(Event::Started)
}

#[no_mangle]
pub extern "C" fn event_stopped(code: u32) -> AnyEvent {
    NonExhaustive::new(Event::Stopped { code })
}

#[no_mangle]
pub extern "C" fn event_said(text: RString) -> AnyEvent {
    NonExhaustive::new(Event::Said(text))
}

#[no_mangle]
pub extern "C" fn event_counted(value: u32) -> AnyEvent {
    NonExhaustive::new(Event::Counted(RBox::new(Counted::new(value))))
}

#[no_mangle]
pub extern "C" fn event_resumed(at: u64) -> AnyEvent {
    NonExhaustive::new(Event::Resumed { at })
}

#[no_mangle]
pub extern "C" fn event_echo(event: AnyEvent) -> AnyEvent {
    event
}

/// What an event says, which is dropped.
#[no_mangle]
pub extern "C" fn event_text(event: AnyEvent) -> RString {
    event.to_string().into()
}

/// What an event says for programmers, and stays what it was.
#[no_mangle]
pub extern "C" fn event_debug(event: &AnyEvent) -> RString {
    format!("{event:?}").into()
}

/// The number of a `Stopped`, where it is one.
#[no_mangle]
pub extern "C" fn event_code(event: &AnyEvent) -> ROption<u32> {
    match event.as_enum() {
        Ok(Event::Stopped { code }) => ROption::RSome(*code),
        _ => ROption::RNone,
    }
}

/// Drops a copy, and gives the event back.
#[no_mangle]
pub extern "C" fn event_clone(event: &AnyEvent) -> AnyEvent {
    event.clone()
}

#[no_mangle]
pub extern "C" fn event_equal(one: &AnyEvent, other: &AnyEvent) -> bool {
    one == other
}

#[no_mangle]
pub extern "C" fn event_less(one: &AnyEvent, other: &AnyEvent) -> bool {
    one < other
}

/// How many different ones there are, found by their hashes.
#[no_mangle]
pub extern "C" fn event_distinct(events: RVec<AnyEvent>) -> usize {
    let mut found = RHashMap::new();
    for event in events {
        found.insert(event, ());
    }
    found.len()
}

extern "C" fn seven() -> u32 {
    7
}

#[no_mangle]
pub extern "C" fn constructor_seven() -> Constructor<u32> {
    Constructor(seven)
}

#[no_mangle]
pub extern "C" fn constructor_call(constructor: Constructor<u32>) -> u32 {
    (constructor.0)()
}

#[no_mangle]
pub extern "C" fn constructor_or_value(value: u32) -> ConstructorOrValue<u32> {
    if value == 0 {
        ConstructorOrValue::Constructor(Constructor(seven))
    } else {
        ConstructorOrValue::Value(value)
    }
}

#[no_mangle]
pub extern "C" fn constructor_or_value_get(mut value: ConstructorOrValue<u32>) -> u32 {
    *value.get()
}

#[no_mangle]
pub extern "C" fn type_id_of_event() -> UTypeId {
    new_utypeid::<Event>()
}

#[no_mangle]
pub extern "C" fn type_id_of_text() -> UTypeId {
    new_utypeid::<RString>()
}

#[no_mangle]
pub extern "C" fn type_id_equal(one: UTypeId, other: UTypeId) -> bool {
    one == other
}

#[no_mangle]
pub extern "C" fn version_parse(text: abi_stable::std_types::RStr<'static>) -> ROption<VersionNumber> {
    VersionStrings::new(text.as_str()).parsed().ok().into()
}

#[no_mangle]
pub extern "C" fn version_is_compatible(one: VersionNumber, other: VersionNumber) -> bool {
    one.is_compatible(other)
}

#[no_mangle]
pub extern "C" fn version_is_loosely_compatible(one: VersionNumber, other: VersionNumber) -> bool {
    one.is_loosely_compatible(other)
}
