//! A trait that the crate itself cannot connect to: it panics, and after that connects to nothing any more.
use savefile_derive::{savefile_abi_export, savefile_abi_exportable};
use savefile_support::drops::Counted;
use savefile_support::export_host;
use std::future::Future;
use std::pin::Pin;

#[savefile_abi_exportable(version = 0)]
pub trait Slow {
    fn later(&self) -> Pin<Box<dyn Future<Output = u32>>>;
}

#[savefile_abi_exportable(version = 0)]
pub trait TakesSlow {
    fn value(&self) -> u32;
    fn take(&self, slow: Box<dyn Slow>) -> u32;
}

#[derive(Default)]
pub struct TakesSlowPlugin(#[allow(dead_code)] Counted);

impl TakesSlow for TakesSlowPlugin {
    fn value(&self) -> u32 {
        5
    }

    fn take(&self, _slow: Box<dyn Slow>) -> u32 {
        6
    }
}

savefile_abi_export!(TakesSlowPlugin, TakesSlow);
export_host!(TakesSlow, takes_slow_open, takes_slow_load, takes_slow_by_ref, takes_slow_close);
