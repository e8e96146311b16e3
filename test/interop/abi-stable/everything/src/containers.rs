//! What holds other values.
use crate::shapes::Point;
use abi_stable::{
    pointer_trait::CallReferentDrop,
    sabi_types::{Constructor, MovePtr, RMut, RRef, RSmallBox, StaticRef},
    std_types::{
        RArc, RBox, RDuration, RHashMap, ROption, RStr, RString, RVec, Tuple1, Tuple2, Tuple3, Tuple4,
    },
    StableAbi,
};

pub type Slot = RSmallBox<u64, [usize; 4]>;

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix), missing_field(panic))]
pub struct Containers {
    pub range: extern "C" fn(end: u32) -> RVec<u32>,
    #[sabi(last_prefix_field)]
    pub points: extern "C" fn(count: usize) -> RVec<Point>,
    pub boxed: extern "C" fn(value: Point) -> RBox<Point>,
    pub unboxed: extern "C" fn(value: RBox<Point>) -> Point,
    pub shared: extern "C" fn(text: RStr<'_>) -> RArc<RString>,
    pub counts: extern "C" fn(words: RVec<RString>) -> RHashMap<RString, u32>,
    pub first: extern "C" fn(numbers: RVec<u32>) -> ROption<u32>,
    pub nested: extern "C" fn(value: ROption<ROption<u8>>) -> u8,
    pub one: extern "C" fn(value: Tuple1<u8>) -> Tuple1<u8>,
    pub swap: extern "C" fn(value: Tuple2<u32, RString>) -> Tuple2<RString, u32>,
    pub three: extern "C" fn(value: Tuple3<u8, u16, u32>) -> u32,
    pub four: extern "C" fn(value: Tuple4<u8, u16, u32, u64>) -> u64,
    pub peek: extern "C" fn(value: RRef<'_, u64>) -> u64,
    pub poke: extern "C" fn(value: RMut<'_, u64>, by: u64),
    pub take: unsafe extern "C" fn(value: MovePtr<'_, u64>) -> u64,
    pub forever: extern "C" fn() -> StaticRef<u64>,
    pub small: extern "C" fn(value: u64) -> Slot,
    pub large: extern "C" fn(value: Slot) -> u64,
    pub pause: extern "C" fn(milliseconds: u64) -> RDuration,
    pub make: Constructor<u32>,
    pub drop_kind: CallReferentDropField,
}

/// A field that is no function.
pub type CallReferentDropField = CallReferentDrop;

extern "C" fn range(end: u32) -> RVec<u32> {
    (0..end).collect()
}
extern "C" fn points(count: usize) -> RVec<Point> {
    (0..count).map(|index| Point { x: index as f64, y: -(index as f64), tag: 1 }).collect()
}
extern "C" fn boxed(value: Point) -> RBox<Point> {
    RBox::new(value)
}
extern "C" fn unboxed(value: RBox<Point>) -> Point {
    RBox::into_inner(value)
}
extern "C" fn shared(text: RStr<'_>) -> RArc<RString> {
    RArc::new(text.into())
}
extern "C" fn counts(words: RVec<RString>) -> RHashMap<RString, u32> {
    let mut map = RHashMap::new();
    for word in words {
        let count = map.get(&word).copied().unwrap_or(0);
        map.insert(word, count + 1);
    }
    map
}
extern "C" fn first(numbers: RVec<u32>) -> ROption<u32> {
    numbers.first().copied().into()
}
extern "C" fn nested(value: ROption<ROption<u8>>) -> u8 {
    match value {
        ROption::RSome(ROption::RSome(inner)) => inner,
        ROption::RSome(ROption::RNone) => 254,
        ROption::RNone => 255,
    }
}
extern "C" fn one(value: Tuple1<u8>) -> Tuple1<u8> {
    Tuple1(value.0 + 1)
}
extern "C" fn swap(value: Tuple2<u32, RString>) -> Tuple2<RString, u32> {
    Tuple2(value.1, value.0)
}
extern "C" fn three(value: Tuple3<u8, u16, u32>) -> u32 {
    value.0 as u32 + value.1 as u32 + value.2
}
extern "C" fn four(value: Tuple4<u8, u16, u32, u64>) -> u64 {
    value.0 as u64 + value.1 as u64 + value.2 as u64 + value.3
}
extern "C" fn peek(value: RRef<'_, u64>) -> u64 {
    *value.get()
}
extern "C" fn poke(mut value: RMut<'_, u64>, by: u64) {
    *value.get_mut() += by
}
unsafe extern "C" fn take(value: MovePtr<'_, u64>) -> u64 {
    MovePtr::into_inner(value)
}
extern "C" fn forever() -> StaticRef<u64> {
    StaticRef::new(&42)
}
extern "C" fn small(value: u64) -> Slot {
    RSmallBox::new(value)
}
extern "C" fn large(value: Slot) -> u64 {
    RSmallBox::into_inner(value)
}
extern "C" fn pause(milliseconds: u64) -> RDuration {
    RDuration::from_millis(milliseconds)
}
extern "C" fn make() -> u32 {
    77
}

pub const CONTAINERS: Containers_Ref = crate::table!(
    Containers_Ref,
    Containers {
        range,
        points,
        boxed,
        unboxed,
        shared,
        counts,
        first,
        nested,
        one,
        swap,
        three,
        four,
        peek,
        poke,
        take,
        forever,
        small,
        large,
        pause,
        make: Constructor(make),
        drop_kind: CallReferentDrop::Yes,
    }
);
