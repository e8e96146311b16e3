//! Errors.
use abi_stable::std_types::{RBoxError, RResult, RStr, RString};
use std::{error::Error, fmt};

#[derive(Debug)]
struct Reason {
    text: String,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "because of {}", self.text)
    }
}

impl Error for Reason {}

pub(crate) fn error_of(text: &str) -> RBoxError {
    RBoxError::new(Reason {
        text: text.to_owned(),
    })
}

#[no_mangle]
pub extern "C" fn error_new(text: RStr<'_>) -> RBoxError {
    error_of(text.as_str())
}

#[no_mangle]
pub extern "C" fn error_relay(error: RBoxError) -> RBoxError {
    error
}

/// Spells an error in all ways, and drops it.
#[no_mangle]
pub extern "C" fn error_spell(error: RBoxError) -> RString {
    RString::from(format!("{error}|{error:?}"))
}

#[no_mangle]
pub extern "C" fn parse(text: RStr<'_>) -> RResult<i64, RBoxError> {
    match text.as_str().parse::<i64>() {
        Ok(value) => RResult::ROk(value),
        Err(error) => RResult::RErr(RBoxError::new(error)),
    }
}
