//! One enum, and what others made of it.
use abi_stable::StableAbi;

macro_rules! color {
    ($module:ident $repr:ident { $($body:tt)* }) => {
        pub mod $module {
            use super::*;
            #[repr($repr)]
            #[derive(StableAbi)]
            pub enum Color { $($body)* }
        }
    };
}
color! { base u8 { Red, Green = 4, Blue } }
color! { variant_more u8 { Red, Green = 4, Blue, Black } }
color! { discriminant u8 { Red, Green = 7, Blue } }
color! { repr_c C { Red, Green = 4, Blue } }
color! { repr_u16 u16 { Red, Green = 4, Blue } }
color! { variant_renamed u8 { Red, Verde = 4, Blue } }
color! { negative i8 { Red = -1, Green = 4, Blue } }

macro_rules! shape {
    ($module:ident { $($body:tt)* }) => {
        pub mod $module {
            use super::*;
            #[repr(u8)]
            #[derive(StableAbi)]
            pub enum Shape { $($body)* }
        }
    };
}
shape! { shape { Circle(f64), Rect { w: f32, h: f32 }, Empty = 9 } }
shape! { shape_type { Circle(f64), Rect { w: f32, h: u32 }, Empty = 9 } }
shape! { shape_field_more { Circle(f64), Rect { w: f32, h: f32, d: f32 }, Empty = 9 } }

macro_rules! event {
    ($module:ident $size:literal { $($body:tt)* }) => {
        pub mod $module {
            use super::*;
            #[repr(u8)]
            #[derive(StableAbi, Clone, Debug)]
            #[sabi(kind(WithNonExhaustive(size = $size, traits(Clone, Debug))))]
            #[non_exhaustive]
            pub enum Event { $($body)* }
        }
    };
}
event! { event 16 { Start, Stop, Say { code: u32 } } }
event! { event_more 16 { Start, Stop, Say { code: u32 }, Wait(u64) } }
pub mod event_closed {
    use super::*;
    #[repr(u8)]
    #[derive(StableAbi, Clone, Debug)]
    pub enum Event { Start, Stop, Say { code: u32 } }
}

use abi_stable::nonexhaustive_enum::NonExhaustiveFor;
layouts! {
    color_base: base::Color, color_variant_more: variant_more::Color, color_discriminant: discriminant::Color, color_repr_c: repr_c::Color,
    color_repr_u16: repr_u16::Color, color_variant_renamed: variant_renamed::Color, color_negative: negative::Color,
    shape_base: shape::Shape, shape_type: shape_type::Shape, shape_field_more: shape_field_more::Shape,
    event_base: NonExhaustiveFor<event::Event>, event_more: NonExhaustiveFor<event_more::Event>, event_closed: event_closed::Event,
}
