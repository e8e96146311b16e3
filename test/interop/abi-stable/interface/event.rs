//! An enum to which versions add variants.
use abi_stable::{
    std_types::{RResult, RString},
    StableAbi,
};

#[repr(u8)]
#[derive(StableAbi, Debug, Clone, PartialEq)]
#[sabi(kind(WithNonExhaustive(size = [usize; 6], traits(Debug, Clone, PartialEq))))]
#[non_exhaustive]
pub enum Event {
    Started { id: u32 },
    Stopped,
    #[cfg(feature = "v1_1")]
    Renamed(RString),
    #[cfg(feature = "v1_2")]
    Moved { from: u32, to: u64 },
}

/// Event number `which`; the one with the highest number where there are fewer.
pub extern "C" fn make_event(which: u32) -> Event_NE {
    Event_NE::new(match which {
        0 => Event::Started { id: 42 },
        1 => Event::Stopped,
        #[cfg(feature = "v1_2")]
        3.. => Event::Moved { from: 1, to: 1 << 40 },
        #[cfg(feature = "v1_1")]
        _ => Event::Renamed(RString::from("grün")),
        #[cfg(not(feature = "v1_1"))]
        _ => Event::Stopped,
    })
}

/// Spells an event, whether this version knows it or not.
pub extern "C" fn spell_event(event: Event_NE) -> RString {
    RString::from(format!("{event:?}"))
}

/// The number of an event; the error has the number of one that this version does not know.
pub extern "C" fn number_of_event(event: Event_NE) -> RResult<u32, u32> {
    match event.as_enum() {
        Ok(Event::Started { .. }) => RResult::ROk(0),
        Ok(Event::Stopped) => RResult::ROk(1),
        #[cfg(feature = "v1_1")]
        Ok(Event::Renamed(_)) => RResult::ROk(2),
        #[cfg(feature = "v1_2")]
        Ok(Event::Moved { .. }) => RResult::ROk(3),
        Err(_) => RResult::RErr(u32::from(event.get_discriminant())),
    }
}
