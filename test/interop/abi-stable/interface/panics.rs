//! Functions that panic: one that keeps it to itself, and one that does not.
use abi_stable::{
    sabi_extern_fn,
    std_types::{RResult, RString},
};
use std::{
    any::Any,
    panic::{catch_unwind, set_hook},
    sync::Once,
};

static QUIET: Once = Once::new();

/// Half of an even number; the panic that an odd one causes is the error.
pub extern "C" fn halve(value: u32) -> RResult<u32, RString> {
    QUIET.call_once(|| set_hook(Box::new(|_| ())));
    catch_unwind(|| {
        assert!(value % 2 == 0, "{value} is odd");
        value / 2
    })
    .map_err(|panic| RString::from(message(&*panic)))
    .into()
}

fn message(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<String>().map_or("a panic", |text| text)
}

#[sabi_extern_fn]
pub fn panic_at_once() {
    panic!("on purpose")
}
