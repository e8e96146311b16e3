//! Trait objects, and interfaces of erased types.
use abi_stable::{sabi_trait, std_types::{RBox, RString}, DynTrait, StableAbi};

macro_rules! counter {
    ($module:ident ($($super:ident)*) { $($body:tt)* }) => {
        pub mod $module {
            use super::*;
            #[sabi_trait]
            pub trait Counter: $($super +)* 'static { $($body)* }
        }
    };
}
counter! { counter (Debug) {
    fn get(&self) -> u32;
    #[sabi(last_prefix_field)]
    fn add(&mut self, amount: u32);
} }
counter! { method_more (Debug) {
    fn get(&self) -> u32;
    #[sabi(last_prefix_field)]
    fn add(&mut self, amount: u32);
    fn name(&self) -> RString { RString::from("counter") }
} }
counter! { super_more (Debug Clone) {
    fn get(&self) -> u32;
    #[sabi(last_prefix_field)]
    fn add(&mut self, amount: u32);
} }
counter! { sendable (Debug Send) {
    fn get(&self) -> u32;
    #[sabi(last_prefix_field)]
    fn add(&mut self, amount: u32);
} }
counter! { by_value (Debug) {
    fn get(&self) -> u32;
    #[sabi(last_prefix_field)]
    fn add(&mut self, amount: u64);
} }

#[repr(C)]
#[derive(StableAbi)]
#[sabi(impl_InterfaceType(Debug, Display))]
pub struct Shown;
#[repr(C)]
#[derive(StableAbi)]
#[sabi(impl_InterfaceType(Debug, Display, Clone, Sync, Send))]
pub struct Copied;

layouts! {
    counter_base: counter::Counter_TO<RBox<()>>, counter_method_more: method_more::Counter_TO<RBox<()>>,
    counter_super_more: super_more::Counter_TO<RBox<()>>, counter_sendable: sendable::Counter_TO<RBox<()>>,
    counter_by_value: by_value::Counter_TO<RBox<()>>,
    dyn_shown: DynTrait<'static, RBox<()>, Shown>, dyn_copied: DynTrait<'static, RBox<()>, Copied>,
}
