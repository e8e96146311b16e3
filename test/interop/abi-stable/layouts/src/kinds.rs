//! One type of each kind.
use abi_stable::{
    external_types::{RMutex, ROnce, RRwLock},
    std_types::*,
    StableAbi,
};
use std::marker::PhantomData;

#[repr(transparent)]
#[derive(StableAbi)]
pub struct Meters(pub f64);

#[repr(C)]
#[derive(StableAbi)]
pub struct Pair<A, B> {
    pub first: A,
    pub second: B,
}

#[repr(C)]
#[derive(StableAbi)]
pub struct Buffer<const N: usize> {
    pub bytes: [u8; N],
}

#[repr(C)]
#[derive(StableAbi)]
pub struct Flagged<const YES: bool> {
    pub value: u8,
}

#[repr(C)]
#[derive(StableAbi)]
pub struct Tree {
    pub value: u32,
    pub children: RVec<Tree>,
}

#[repr(C)]
#[derive(StableAbi)]
pub struct Link {
    pub next: Option<&'static Link>,
    pub other: ROption<RBox<Link>>,
}

#[repr(C)]
#[derive(StableAbi)]
pub struct Hidden {
    #[sabi(unsafe_opaque_field)]
    pub secret: u64,
    pub open: u32,
}

#[repr(C)]
#[derive(StableAbi)]
pub struct Marked<T> {
    pub value: u32,
    pub marker: PhantomData<T>,
}

#[repr(C)]
#[derive(StableAbi)]
pub struct Borrowing<'a, 'b> {
    pub one: RStr<'a>,
    pub other: &'b u32,
    pub both: Pair<RStr<'a>, RStr<'b>>,
}

#[repr(C)]
#[derive(StableAbi)]
pub struct EveryType {
    pub ints: Tuple4<u8, i16, u32, i64>,
    pub words: Tuple2<usize, isize>,
    pub floats: Tuple2<f32, f64>,
    pub truth: bool,
    pub unit: (),
    pub text: RStr<'static>,
    pub string: RString,
    pub slice: RSlice<'static, u16>,
    pub slice_mut: RSliceMut<'static, u32>,
    pub vector: RVec<RString>,
    pub boxed: RBox<u64>,
    pub shared: RArc<u8>,
    pub option: ROption<RVec<u8>>,
    pub result: RResult<u32, RBoxError>,
    pub cow_text: RCowStr<'static>,
    pub cow_slice: RCowSlice<'static, u8>,
    pub map: RHashMap<RString, u32>,
    pub duration: RDuration,
    pub ordering: RCmpOrdering,
    pub error: RIoError,
    pub mutex: RMutex<u8>,
    pub lock: RRwLock<u64>,
    pub once: ROnce,
    pub array: [[u16; 3]; 2],
}

layouts! {
    meters: Meters,
    pair: Pair<u32, RString>,
    pair_swapped: Pair<RString, u32>,
    buffer_4: Buffer<4>,
    buffer_8: Buffer<8>,
    flagged: Flagged<true>,
    flagged_not: Flagged<false>,
    tree: Tree,
    link: Link,
    hidden: Hidden,
    marked: Marked<u8>,
    marked_other: Marked<u16>,
    borrowing: Borrowing<'static, 'static>,
    every_type: EveryType,
    unit: (),
    map: RHashMap<RString, RVec<u8>>,
}
