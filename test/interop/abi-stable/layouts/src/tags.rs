//! Tags that say more of a type than its layout does.
use abi_stable::{rslice, tag, type_layout::Tag, StableAbi};

macro_rules! tagged {
    ($($module:ident: $tag:expr,)*) => {
        $(pub mod $module {
            use super::*;
            #[repr(C)]
            #[derive(StableAbi)]
            #[sabi(tag = $tag)]
            pub struct Tagged { pub value: u32 }
        })*
    };
}
pub mod untagged {
    use super::*;
    #[repr(C)]
    #[derive(StableAbi)]
    pub struct Tagged { pub value: u32 }
}
tagged! {
    seven: tag!(7),
    eight: tag!(8),
    text: tag!("seven"),
    truth: tag!(true),
    unsigned: Tag::uint(7),
    ignored: Tag::ignored(&Tag::NULL),
    array: tag!([1, 2, 3]),
    array_longer: tag!([1, 2, 3, 4]),
    array_other: tag!([1, 2, 4]),
    small_set: Tag::set(rslice![Tag::str("a"), Tag::str("c")]),
    large_set: Tag::set(rslice![Tag::str("c"), Tag::str("b"), Tag::str("a")]),
    small_map: Tag::map(rslice![Tag::kv(Tag::str("a"), Tag::int(1))]),
    large_map: Tag::map(rslice![Tag::kv(Tag::str("b"), Tag::int(2)), Tag::kv(Tag::str("a"), Tag::int(1))]),
    other_map: Tag::map(rslice![Tag::kv(Tag::str("a"), Tag::int(2))]),
}

layouts! {
    tag_none: untagged::Tagged, tag_seven: seven::Tagged, tag_eight: eight::Tagged, tag_text: text::Tagged, tag_truth: truth::Tagged,
    tag_unsigned: unsigned::Tagged, tag_ignored: ignored::Tagged, tag_array: array::Tagged, tag_array_longer: array_longer::Tagged,
    tag_array_other: array_other::Tagged, tag_small_set: small_set::Tagged, tag_large_set: large_set::Tagged,
    tag_small_map: small_map::Tagged, tag_large_map: large_map::Tagged, tag_other_map: other_map::Tagged,
}
