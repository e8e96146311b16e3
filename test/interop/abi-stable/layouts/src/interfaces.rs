//! One interface, and what others made of it.
use abi_stable::{
    std_types::{RStr, RString},
    StableAbi,
};

/// A module of the name Meter with the fields of its own.
macro_rules! meter {
    ($module:ident { $($body:tt)* }) => {
        pub mod $module {
            use super::*;
            #[repr(C)]
            #[derive(StableAbi)]
            #[sabi(kind(Prefix(prefix_ref = Meter_Ref)))]
            pub struct Meter { $($body)* }
        }
    };
}

meter! { base {
    pub add: extern "C" fn(one: u32, other: u32) -> u32,
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub name: extern "C" fn(of: RStr<'_>) -> RString,
    pub peak: u64,
} }
meter! { field_more {
    pub add: extern "C" fn(one: u32, other: u32) -> u32,
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub name: extern "C" fn(of: RStr<'_>) -> RString,
    pub peak: u64,
    pub count: u32,
} }
meter! { parameter_renamed {
    pub add: extern "C" fn(one: u32, two: u32) -> u32,
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub name: extern "C" fn(of: RStr<'_>) -> RString,
    pub peak: u64,
} }
meter! { parameters_unnamed {
    pub add: extern "C" fn(u32, u32) -> u32,
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub name: extern "C" fn(of: RStr<'_>) -> RString,
    pub peak: u64,
} }
meter! { parameter_type {
    pub add: extern "C" fn(one: u32, other: i32) -> u32,
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub name: extern "C" fn(of: RStr<'_>) -> RString,
    pub peak: u64,
} }
meter! { return_type {
    pub add: extern "C" fn(one: u32, other: u32) -> u64,
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub name: extern "C" fn(of: RStr<'_>) -> RString,
    pub peak: u64,
} }
meter! { returns_nothing {
    pub add: extern "C" fn(one: u32, other: u32),
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub name: extern "C" fn(of: RStr<'_>) -> RString,
    pub peak: u64,
} }
meter! { unsafe_function {
    pub add: unsafe extern "C" fn(one: u32, other: u32) -> u32,
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub name: extern "C" fn(of: RStr<'_>) -> RString,
    pub peak: u64,
} }
meter! { parameter_more {
    pub add: extern "C" fn(one: u32, other: u32, third: u32) -> u32,
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub name: extern "C" fn(of: RStr<'_>) -> RString,
    pub peak: u64,
} }
meter! { field_renamed {
    pub add: extern "C" fn(one: u32, other: u32) -> u32,
    pub number: u32,
    #[sabi(last_prefix_field)]
    pub name: extern "C" fn(of: RStr<'_>) -> RString,
    pub peak: u64,
} }
meter! { prefix_longer {
    pub add: extern "C" fn(one: u32, other: u32) -> u32,
    pub id: u32,
    pub name: extern "C" fn(of: RStr<'_>) -> RString,
    #[sabi(last_prefix_field)]
    pub peak: u64,
} }
meter! { conditional {
    pub add: extern "C" fn(one: u32, other: u32) -> u32,
    #[sabi(accessible_if = true)]
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub name: extern "C" fn(of: RStr<'_>) -> RString,
    pub peak: u64,
} }
meter! { suffix_hidden {
    pub add: extern "C" fn(one: u32, other: u32) -> u32,
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub name: extern "C" fn(of: RStr<'_>) -> RString,
    #[sabi(accessible_if = false)]
    pub peak: i64,
} }
meter! { suffix_type {
    pub add: extern "C" fn(one: u32, other: u32) -> u32,
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub name: extern "C" fn(of: RStr<'_>) -> RString,
    pub peak: i64,
} }
meter! { lifetimes {
    pub add: extern "C" fn(one: u32, other: u32) -> u32,
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub name: extern "C" fn(of: RStr<'static>) -> RString,
    pub peak: u64,
} }

pub mod aligned {
    use super::*;
    #[repr(C, align(16))]
    #[derive(StableAbi)]
    #[sabi(kind(Prefix(prefix_ref = Meter_Ref)))]
    pub struct Meter {
        pub add: extern "C" fn(one: u32, other: u32) -> u32,
        pub id: u32,
        #[sabi(last_prefix_field)]
        pub name: extern "C" fn(of: RStr<'_>) -> RString,
        pub peak: u64,
    }
}

layouts! {
    meter_base: base::Meter_Ref,
    meter_field_more: field_more::Meter_Ref,
    meter_parameter_renamed: parameter_renamed::Meter_Ref,
    meter_parameters_unnamed: parameters_unnamed::Meter_Ref,
    meter_parameter_type: parameter_type::Meter_Ref,
    meter_return_type: return_type::Meter_Ref,
    meter_returns_nothing: returns_nothing::Meter_Ref,
    meter_unsafe_function: unsafe_function::Meter_Ref,
    meter_parameter_more: parameter_more::Meter_Ref,
    meter_field_renamed: field_renamed::Meter_Ref,
    meter_prefix_longer: prefix_longer::Meter_Ref,
    meter_conditional: conditional::Meter_Ref,
    meter_suffix_hidden: suffix_hidden::Meter_Ref,
    meter_suffix_type: suffix_type::Meter_Ref,
    meter_lifetimes: lifetimes::Meter_Ref,
    meter_aligned: aligned::Meter_Ref,
}
