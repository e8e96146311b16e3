//! Unions and enums with data, by value.
use abi_stable::{std_types::RString, StableAbi};

#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub union Bits {
    pub whole: u64,
    pub halves: [u32; 2],
    pub real: f64,
}

#[no_mangle]
pub extern "C" fn bits_relay(bits: Bits) -> Bits {
    bits
}

#[no_mangle]
pub extern "C" fn bits_halve(bits: Bits) -> Bits {
    Bits {
        real: unsafe { bits.real } / 2.0,
    }
}

/// The tag has one byte, and each variant its own places.
#[repr(u8)]
#[derive(StableAbi, Clone, Debug, PartialEq)]
pub enum Shape {
    Circle(f64),
    Rect { width: f32, height: f32 },
    Named(RString),
    Empty = 9,
}

/// The tag has the size of an int, and all variants are behind it.
#[repr(C)]
#[derive(StableAbi, Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    None,
    Few(u8),
    Many(u64),
    Share(f64),
}

#[no_mangle]
pub extern "C" fn shape_relay(shape: Shape) -> Shape {
    shape
}

#[no_mangle]
pub extern "C" fn shape_spell(shape: Shape) -> RString {
    RString::from(format!("{shape:?}"))
}

#[no_mangle]
pub extern "C" fn shape_turn(shape: Shape) -> Shape {
    match shape {
        Shape::Rect { width, height } => Shape::Rect {
            width: height,
            height: width,
        },
        other => other,
    }
}

#[no_mangle]
pub extern "C" fn amount_relay(amount: Amount) -> Amount {
    amount
}

#[no_mangle]
pub extern "C" fn amount_add(amount: Amount, by: u8) -> Amount {
    match amount {
        Amount::None => Amount::Few(by),
        Amount::Few(few) => Amount::Many(u64::from(few) + u64::from(by)),
        Amount::Many(many) => Amount::Many(many.wrapping_add(u64::from(by))),
        Amount::Share(share) => Amount::Share(share + f64::from(by)),
    }
}

/// Calls back with values of all three sorts.
#[no_mangle]
pub extern "C" fn shapes_visit(
    bits: extern "C" fn(Bits) -> Bits,
    shape: extern "C" fn(Shape) -> Shape,
    amount: extern "C" fn(Amount) -> Amount,
) -> RString {
    let bits = unsafe { bits(Bits { real: 1.5 }).real };
    let shape = shape(Shape::Named(RString::from("größe")));
    let amount = amount(Amount::Few(3));
    RString::from(format!("{bits}, {shape:?}, {amount:?}"))
}
