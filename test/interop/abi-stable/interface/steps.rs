//! Objects without a trait: iterators.
use abi_stable::{std_types::RBox, DynTrait, StableAbi};

#[repr(C)]
#[derive(StableAbi)]
#[sabi(impl_InterfaceType(Iterator, Debug))]
pub struct Steps;

impl<'a> abi_stable::erased_types::IteratorItem<'a> for Steps {
    type Item = u32;
}

pub type BoxedSteps = DynTrait<'static, RBox<()>, Steps>;

pub extern "C" fn countdown(from: u32) -> BoxedSteps {
    DynTrait::from_value((0..from).rev()).interface(Steps)
}
