// Pointers that own, share and lend.
use crate::traced::Traced;
use abi_stable::{
    sabi_types::{MovePtr, RMut, RRef, RSmallBox, StaticRef},
    std_types::{RArc, RBox, RResult, RStr, RString},
    StableAbi,
};
use std::sync::Mutex;

#[no_mangle]
pub extern "C" fn box_traced(id: u32) -> RBox<Traced> {
    RBox::new(Traced::new(id))
}

#[no_mangle]
pub extern "C" fn box_take(boxed: RBox<Traced>) -> u32 {
    boxed.id
}

#[no_mangle]
pub extern "C" fn box_open(boxed: RBox<Traced>) -> Traced {
    RBox::into_inner(boxed)
}

#[no_mangle]
pub extern "C" fn box_text(text: RStr<'_>) -> RBox<RString> {
    RBox::new(text.into())
}

#[no_mangle]
pub extern "C" fn box_text_take(boxed: RBox<RString>) -> usize {
    boxed.len()
}

#[no_mangle]
pub extern "C" fn box_text_open(boxed: RBox<RString>) -> RString {
    RBox::into_inner(boxed)
}

#[no_mangle]
pub extern "C" fn box_unit() -> RBox<()> {
    RBox::new(())
}

#[no_mangle]
pub extern "C" fn arc_traced(id: u32) -> RArc<Traced> {
    RArc::new(Traced::new(id))
}

#[no_mangle]
pub extern "C" fn arc_take(arc: RArc<Traced>) -> u32 {
    arc.id
}

#[no_mangle]
pub extern "C" fn arc_clone(arc: &RArc<Traced>) -> RArc<Traced> {
    arc.clone()
}

#[no_mangle]
pub extern "C" fn arc_strong(arc: &RArc<Traced>) -> usize {
    RArc::strong_count(arc)
}

#[no_mangle]
pub extern "C" fn arc_weak(arc: &RArc<Traced>) -> usize {
    RArc::weak_count(arc)
}

#[no_mangle]
pub extern "C" fn arc_set(arc: &mut RArc<Traced>, id: u32) -> bool {
    match RArc::get_mut(arc) {
        Some(traced) => {
            traced.id = id;
            true
        }
        None => false,
    }
}

#[no_mangle]
pub extern "C" fn arc_unwrap(arc: RArc<Traced>) -> RResult<Traced, RArc<Traced>> {
    RArc::try_unwrap(arc).into()
}

static KEPT: Mutex<Vec<RArc<Traced>>> = Mutex::new(Vec::new());

#[no_mangle]
pub extern "C" fn arc_keep(arc: RArc<Traced>) {
    KEPT.lock().unwrap().push(arc);
}

#[no_mangle]
pub extern "C" fn arc_release() -> usize {
    let kept: Vec<_> = KEPT.lock().unwrap().drain(..).collect();
    kept.len()
}

#[no_mangle]
pub extern "C" fn ref_read(traced: RRef<'_, Traced>) -> u32 {
    traced.get().id
}

#[no_mangle]
pub extern "C" fn mut_write(mut traced: RMut<'_, Traced>, id: u32) {
    traced.get_mut().id = id;
}

#[no_mangle]
pub extern "C" fn ref_of(boxed: &RBox<Traced>) -> RRef<'_, Traced> {
    RRef::new(&**boxed)
}

#[no_mangle]
pub extern "C" fn mut_of(boxed: &mut RBox<Traced>) -> RMut<'_, Traced> {
    RMut::new(&mut **boxed)
}

static LEVEL: u32 = 7;

#[no_mangle]
pub extern "C" fn static_level() -> StaticRef<u32> {
    StaticRef::new(&LEVEL)
}

#[no_mangle]
pub extern "C" fn move_take(moved: MovePtr<'_, Traced>) -> u32 {
    moved.id
}

#[no_mangle]
pub extern "C" fn move_box(moved: MovePtr<'_, Traced>) -> RBox<Traced> {
    MovePtr::into_rbox(moved)
}

#[no_mangle]
pub extern "C" fn move_give(
    id: u32,
    take: extern "C" fn(MovePtr<'_, Traced>) -> u32,
) -> u32 {
    let mut place = std::mem::ManuallyDrop::new(Traced::new(id));
    take(unsafe { MovePtr::new(&mut *place) })
}

#[no_mangle]
pub extern "C" fn small_inline(id: u32) -> RSmallBox<Traced, [usize; 1]> {
    RSmallBox::new(Traced::new(id))
}

#[no_mangle]
pub extern "C" fn small_take(small: RSmallBox<Traced, [usize; 1]>) -> u32 {
    small.id
}

#[no_mangle]
pub extern "C" fn small_open(small: RSmallBox<Traced, [usize; 1]>) -> Traced {
    RSmallBox::into_inner(small)
}

#[repr(C)]
#[derive(StableAbi)]
pub struct Large {
    pub words: [u64; 4],
    pub traced: Traced,
}

#[no_mangle]
pub extern "C" fn small_heap(id: u32) -> RSmallBox<Large, [usize; 1]> {
    RSmallBox::new(Large {
        words: [1, 2, 3, 4],
        traced: Traced::new(id),
    })
}

#[no_mangle]
pub extern "C" fn small_heap_take(small: RSmallBox<Large, [usize; 1]>) -> u64 {
    small.words.iter().sum::<u64>() + small.traced.id as u64
}
