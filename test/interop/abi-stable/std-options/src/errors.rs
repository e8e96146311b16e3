//! Errors.

use crate::drops::Counted;
use abi_stable::std_types::{
    RBoxError, RCmpOrdering, RDuration, RIoError, RIoErrorKind, ROption, RSeekFrom, RStr, SendRBoxError,
    UnsyncRBoxError,
};
use std::fmt;
use std::io;

/// An error that is counted while it lives.
#[derive(Debug)]
pub struct Failure(pub Counted);

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "failure {}", self.0.value)
    }
}

impl std::error::Error for Failure {}

#[no_mangle]
pub extern "C" fn error_new(value: u32) -> RBoxError {
    RBoxError::new(Failure(Counted::new(value)))
}

#[no_mangle]
pub extern "C" fn error_send(value: u32) -> SendRBoxError {
    SendRBoxError::new(Failure(Counted::new(value)))
}

#[no_mangle]
pub extern "C" fn error_unsync(value: u32) -> UnsyncRBoxError {
    UnsyncRBoxError::new(Failure(Counted::new(value)))
}

/// An error that keeps its texts alone.
#[no_mangle]
pub extern "C" fn error_from_fmt(value: u32) -> RBoxError {
    RBoxError::from_fmt(&Failure(Counted::new(value)))
}

#[no_mangle]
pub extern "C" fn error_echo(error: RBoxError) -> RBoxError {
    error
}

#[no_mangle]
pub extern "C" fn error_send_echo(error: SendRBoxError) -> SendRBoxError {
    error
}

#[no_mangle]
pub extern "C" fn error_unsync_echo(error: UnsyncRBoxError) -> UnsyncRBoxError {
    error
}

/// Whether an error says a text, and another one for programmers. The error is dropped.
#[no_mangle]
pub extern "C" fn error_says(error: RBoxError, display: RStr<'_>, debug: RStr<'_>) -> bool {
    error.to_string() == display.as_str() && format!("{error:?}") == debug.as_str()
}

/// The same for an error that is lent.
#[no_mangle]
pub extern "C" fn error_displays(error: &RBoxError, display: RStr<'_>) -> bool {
    error.to_string() == display.as_str()
}

/// Whether an error is one of this library.
#[no_mangle]
pub extern "C" fn error_is_failure(error: RBoxError) -> bool {
    error.downcast::<Failure>().is_ok()
}

/// Puts an error into another one of the standard library and takes it out again.
#[no_mangle]
pub extern "C" fn error_through_box(error: RBoxError) -> RBoxError {
    RBoxError::from_box(error.into_box())
}

#[no_mangle]
pub extern "C" fn io_error_open(path: RStr<'_>) -> RIoError {
    match std::fs::File::open(path.as_str()) {
        Ok(_) => RIoError::new(io::ErrorKind::Other, Failure(Counted::new(0))),
        Err(error) => error.into(),
    }
}

#[no_mangle]
pub extern "C" fn io_error_new(value: u32) -> RIoError {
    RIoError::new(io::ErrorKind::BrokenPipe, Failure(Counted::new(value)))
}

#[no_mangle]
pub extern "C" fn io_error_simple() -> RIoError {
    RIoError::from_kind(io::ErrorKind::TimedOut)
}

#[no_mangle]
pub extern "C" fn io_error_echo(error: RIoError) -> RIoError {
    error
}

/// Whether an error says a text. It is dropped.
#[no_mangle]
pub extern "C" fn io_error_says(error: RIoError, kind: RIoErrorKind, text: RStr<'_>) -> bool {
    error.kind() == kind && error.to_string() == text.as_str()
}

#[no_mangle]
pub extern "C" fn io_error_kind_echo(kind: RIoErrorKind) -> RIoErrorKind {
    kind
}

/// The kind of an error of the standard library, by its place in a list.
#[no_mangle]
pub extern "C" fn io_error_kind_of(place: u8) -> RIoErrorKind {
    use io::ErrorKind::*;
    [
        NotFound, PermissionDenied, ConnectionRefused, ConnectionReset, ConnectionAborted, NotConnected,
        AddrInUse, AddrNotAvailable, BrokenPipe, AlreadyExists, WouldBlock, InvalidInput, InvalidData,
        TimedOut, WriteZero, Interrupted, UnexpectedEof, Other,
    ][place as usize]
        .into()
}

#[no_mangle]
pub extern "C" fn compare(one: u32, other: u32) -> RCmpOrdering {
    one.cmp(&other).into()
}

#[no_mangle]
pub extern "C" fn reverse(ordering: RCmpOrdering) -> RCmpOrdering {
    ordering.to_ordering().reverse().into()
}

#[no_mangle]
pub extern "C" fn seek(from: RSeekFrom, position: u64, length: u64) -> ROption<u64> {
    match from {
        RSeekFrom::Start(to) => ROption::RSome(to),
        RSeekFrom::End(by) => length.checked_add_signed(by).into(),
        RSeekFrom::Current(by) => position.checked_add_signed(by).into(),
    }
}

#[no_mangle]
pub extern "C" fn seek_echo(from: RSeekFrom) -> RSeekFrom {
    from
}

#[no_mangle]
pub extern "C" fn duration_double(duration: RDuration) -> RDuration {
    (std::time::Duration::from(duration) * 2).into()
}
