// Objects that are lent: a trait whose objects cannot be copied.
use abi_stable::{
    sabi_trait,
    sabi_trait::prelude::*,
    sabi_types::{RMut, RRef},
    std_types::RBox,
};

#[sabi_trait]
pub trait Level {
    fn value(&self) -> i64;
    fn raise(&mut self, by: i64) -> i64;
}

struct Tank(i64);

impl Level for Tank {
    fn value(&self) -> i64 {
        self.0
    }
    fn raise(&mut self, by: i64) -> i64 {
        self.0 += by;
        self.0
    }
}

#[no_mangle]
pub extern "C" fn level_read(level: Level_TO<'_, RRef<'_, ()>>) -> i64 {
    level.value()
}

#[no_mangle]
pub extern "C" fn level_raise(mut level: Level_TO<'_, RMut<'_, ()>>, by: i64) -> i64 {
    level.raise(by)
}

#[no_mangle]
pub extern "C" fn level_at(level: &Level_TO<'static, RBox<()>>) -> i64 {
    level.value()
}

#[no_mangle]
pub extern "C" fn level_relay(level: Level_TO<'static, RBox<()>>) -> Level_TO<'static, RBox<()>> {
    level
}

/// Lends a level of its own while it calls back.
#[no_mangle]
pub extern "C" fn level_visit(
    change: extern "C" fn(Level_TO<'_, RMut<'_, ()>>) -> i64,
    read: extern "C" fn(Level_TO<'_, RRef<'_, ()>>) -> i64,
    value: i64,
) -> i64 {
    let mut tank = Tank(value);
    let changed = change(Level_TO::from_ptr(RMut::new(&mut tank), TD_Opaque));
    let seen = read(Level_TO::from_ptr(RRef::new(&tank), TD_Opaque));
    changed * 1_000_000 + seen * 1_000 + tank.0
}
