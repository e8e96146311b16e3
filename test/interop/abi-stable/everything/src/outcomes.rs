//! Errors, and what says how something ended.
use abi_stable::{
    sabi_types::{VersionNumber, VersionStrings},
    std_types::{
        RBoxError, RCmpOrdering, RIoError, RIoErrorKind, RResult, RSeekFrom, RStr, SendRBoxError,
        UnsyncRBoxError, UTypeId,
    },
    StableAbi,
};

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix), missing_field(panic))]
pub struct Outcomes {
    pub version: VersionStrings,
    #[sabi(last_prefix_field)]
    pub parse: extern "C" fn(text: RStr<'_>) -> RResult<u32, RBoxError>,
    pub send: extern "C" fn(text: RStr<'_>) -> RResult<(), SendRBoxError>,
    pub local: extern "C" fn(text: RStr<'_>) -> UnsyncRBoxError,
    pub open: extern "C" fn(kind: RIoErrorKind) -> RResult<u8, RIoError>,
    pub seek: extern "C" fn(from: RSeekFrom) -> i64,
    pub compare: extern "C" fn(a: u32, b: u32) -> RCmpOrdering,
    pub parts: extern "C" fn(text: RStr<'_>) -> VersionNumber,
    pub identity: extern "C" fn() -> UTypeId,
}

extern "C" fn parse(text: RStr<'_>) -> RResult<u32, RBoxError> {
    text.as_str().parse::<u32>().map_err(RBoxError::new).into()
}
extern "C" fn send(text: RStr<'_>) -> RResult<(), SendRBoxError> {
    text.as_str().parse::<f64>().map(|_| ()).map_err(SendRBoxError::new).into()
}
extern "C" fn local(text: RStr<'_>) -> UnsyncRBoxError {
    UnsyncRBoxError::from_fmt(&text)
}
extern "C" fn open(kind: RIoErrorKind) -> RResult<u8, RIoError> {
    RResult::RErr(RIoError::from(kind))
}
extern "C" fn seek(from: RSeekFrom) -> i64 {
    match from {
        RSeekFrom::Start(at) => at as i64,
        RSeekFrom::End(at) => -at,
        RSeekFrom::Current(by) => by * 2,
    }
}
extern "C" fn compare(a: u32, b: u32) -> RCmpOrdering {
    a.cmp(&b).into()
}
extern "C" fn parts(text: RStr<'_>) -> VersionNumber {
    VersionStrings::new(leak(text)).parsed().unwrap()
}
fn leak(text: RStr<'_>) -> &'static str {
    Box::leak(text.to_string().into_boxed_str())
}
extern "C" fn identity() -> UTypeId {
    UTypeId::new::<u32>()
}

pub const OUTCOMES: Outcomes_Ref = crate::table!(
    Outcomes_Ref,
    Outcomes {
        version: abi_stable::package_version_strings!(),
        parse,
        send,
        local,
        open,
        seek,
        compare,
        parts,
        identity,
    }
);
