// The trait `Counter` as its first version knew it.
use abi_stable::{sabi_trait, sabi_trait::prelude::*, std_types::RBox};

use crate::counters::Tally;

#[sabi_trait]
pub trait Counter: Clone + Debug + Display {
    fn get(&self) -> u32;
    fn add(&mut self, by: u32) -> u32;
    #[sabi(last_prefix_field)]
    fn finish(self) -> u32;
}

pub type BoxedCounter = Counter_TO<'static, RBox<()>>;

impl Counter for Tally {
    fn get(&self) -> u32 {
        self.0
    }
    fn add(&mut self, by: u32) -> u32 {
        self.0 += by;
        self.0
    }
    fn finish(self) -> u32 {
        self.0 + 2000
    }
}

#[no_mangle]
pub extern "C" fn older_tally_new(value: u32) -> BoxedCounter {
    Counter_TO::from_value(Tally(value), TD_Opaque)
}

#[no_mangle]
pub extern "C" fn older_finish(mut counter: BoxedCounter) -> u32 {
    counter.add(1);
    counter.finish()
}
