//! One struct, and what others made of it.
use abi_stable::{
    std_types::{RArc, RBox, RVec},
    StableAbi,
};

macro_rules! point {
    ($module:ident $({ $($body:tt)* })?) => {
        pub mod $module {
            use super::*;
            #[repr(C)]
            #[derive(StableAbi)]
            pub struct Point $({ $($body)* })?
        }
    };
}
point! { base { pub x: u32, pub y: u32, pub tag: u8 } }
point! { field_more { pub x: u32, pub y: u32, pub tag: u8, pub z: u32 } }
point! { swapped { pub y: u32, pub x: u32, pub tag: u8 } }
point! { other_type { pub x: u32, pub y: i32, pub tag: u8 } }
point! { field_renamed { pub x: u32, pub why: u32, pub tag: u8 } }

pub mod over_aligned {
    use super::*;
    #[repr(C, align(16))]
    #[derive(StableAbi)]
    pub struct Point { pub x: u32, pub y: u32, pub tag: u8 }
}
pub mod renamed {
    use super::*;
    #[repr(C)]
    #[derive(StableAbi)]
    pub struct Place { pub x: u32, pub y: u32, pub tag: u8 }
}
pub mod unions {
    use super::*;
    #[repr(C)]
    #[derive(StableAbi, Clone, Copy)]
    pub union Point { pub x: u32, pub y: u32, pub tag: u8 }
}

/// A struct of one field, of a type that varies.
macro_rules! holder {
    ($($module:ident: $type:ty,)*) => {
        $(pub mod $module {
            use super::*;
            #[repr(C)]
            #[derive(StableAbi)]
            pub struct Holder { pub held: $type }
        })*
    };
}
holder! {
    bytes: RVec<u8>, shorts: RVec<u16>, boxed: RBox<u32>, shared: RArc<u32>,
    reference: &'static u32, exclusive: &'static mut u32, raw: *const u32, raw_exclusive: *mut u32,
    word: usize, long: u64, four: [u8; 4], eight: [u8; 8], option: Option<&'static u32>,
}

layouts! {
    point_base: base::Point, point_field_more: field_more::Point, point_swapped: swapped::Point, point_other_type: other_type::Point,
    point_field_renamed: field_renamed::Point, point_over_aligned: over_aligned::Point, point_renamed: renamed::Place, point_union: unions::Point,
    holder_bytes: bytes::Holder, holder_shorts: shorts::Holder, holder_boxed: boxed::Holder, holder_shared: shared::Holder,
    holder_reference: reference::Holder, holder_exclusive: exclusive::Holder, holder_raw: raw::Holder,
    holder_raw_exclusive: raw_exclusive::Holder, holder_word: word::Holder, holder_long: long::Holder,
    holder_four: four::Holder, holder_eight: eight::Holder, holder_option: option::Holder,
}
