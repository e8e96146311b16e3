// Objects without a trait, of the form `DynTrait`: iterators.
use abi_stable::{std_types::RBox, DynTrait, StableAbi};

#[repr(C)]
#[derive(StableAbi)]
#[sabi(impl_InterfaceType(Iterator, Debug))]
pub struct Steps;

impl<'a> abi_stable::erased_types::IteratorItem<'a> for Steps {
    type Item = u32;
}

pub type BoxedSteps = DynTrait<'static, RBox<()>, Steps>;

#[derive(Debug)]
struct Countdown(u32);

impl Iterator for Countdown {
    type Item = u32;
    fn next(&mut self) -> Option<u32> {
        if self.0 == 0 {
            return None;
        }
        self.0 -= 1;
        Some(self.0)
    }
}

#[no_mangle]
pub extern "C" fn countdown_new(from: u32) -> BoxedSteps {
    DynTrait::from_value(Countdown(from)).interface(Steps)
}

#[no_mangle]
pub extern "C" fn steps_sum(steps: BoxedSteps) -> u32 {
    steps.sum()
}

#[no_mangle]
pub extern "C" fn steps_count(steps: BoxedSteps) -> usize {
    steps.count()
}

#[no_mangle]
pub extern "C" fn steps_last(steps: BoxedSteps) -> u32 {
    steps.last().unwrap_or(u32::MAX)
}

/// Skips two, takes the third, and collects at most `limit` of the rest in a vector of `abi_stable`.
#[no_mangle]
pub extern "C" fn steps_mixed(mut steps: BoxedSteps, limit: usize) -> u64 {
    let (least, _) = steps.size_hint();
    let third = steps.nth(2).unwrap_or(0);
    let mut rest = abi_stable::std_types::RVec::<u32>::new();
    steps.extending_rvec(&mut rest, abi_stable::std_types::RSome(limit));
    steps.skip_eager(1);
    let after = steps.next().unwrap_or(0);
    let folded = rest.iter().fold(0u64, |sum, one| sum * 10 + u64::from(*one));
    u64::from(third) * 1_000_000 + folded * 1_000 + u64::from(after) + least as u64
}
