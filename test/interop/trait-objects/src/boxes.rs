// A box of one's own, as the guide to prefix types of abi_stable shows one: a pointer, and a table that may grow.
use abi_stable::{
    pointer_trait::CallReferentDrop, prefix_type::WithMetadata,
    std_types::RBox, StableAbi,
};
use std::{
    mem::ManuallyDrop,
    ops::{Deref, DerefMut},
    sync::atomic::{AtomicUsize, Ordering},
};

static DROPPED: AtomicUsize = AtomicUsize::new(0);
static FREED: AtomicUsize = AtomicUsize::new(0);

#[repr(C)]
#[derive(StableAbi)]
pub struct Point {
    x: f64,
    y: f64,
    tag: u32,
}

impl Drop for Point {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::SeqCst);
    }
}

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix))]
pub struct PointBoxTable {
    #[sabi(last_prefix_field)]
    destructor: unsafe extern "C" fn(*mut Point, CallReferentDrop),
}

#[repr(C)]
#[derive(StableAbi)]
pub struct PointBox {
    data: *mut Point,
    vtable: PointBoxTable_Ref,
}

unsafe extern "C" fn destroy(data: *mut Point, call_drop: CallReferentDrop) {
    let boxed = Box::from_raw(data as *mut ManuallyDrop<Point>);
    if call_drop == CallReferentDrop::Yes {
        drop(ManuallyDrop::into_inner(*boxed));
    }
    FREED.fetch_add(1, Ordering::SeqCst);
}

const TABLE: &WithMetadata<PointBoxTable> =
    &WithMetadata::new(PointBoxTable { destructor: destroy });

impl PointBox {
    fn new(point: Point) -> Self {
        PointBox {
            data: Box::into_raw(Box::new(point)),
            vtable: PointBoxTable_Ref(unsafe { WithMetadata::as_prefix(TABLE) }),
        }
    }

    fn into_inner(self) -> Point {
        let this = ManuallyDrop::new(self);
        unsafe {
            let point = this.data.read();
            this.vtable.destructor()(this.data, CallReferentDrop::No);
            point
        }
    }
}

impl Deref for PointBox {
    type Target = Point;
    fn deref(&self) -> &Point {
        unsafe { &*self.data }
    }
}

impl DerefMut for PointBox {
    fn deref_mut(&mut self) -> &mut Point {
        unsafe { &mut *self.data }
    }
}

impl Drop for PointBox {
    fn drop(&mut self) {
        unsafe { self.vtable.destructor()(self.data, CallReferentDrop::Yes) }
    }
}

#[no_mangle]
pub extern "C" fn point_box_new(x: f64, y: f64, tag: u32) -> PointBox {
    PointBox::new(Point { x, y, tag })
}

#[no_mangle]
pub extern "C" fn point_box_drop(boxed: PointBox) -> f64 {
    boxed.x + boxed.y
}

#[no_mangle]
pub extern "C" fn point_box_into_inner(boxed: PointBox) -> u32 {
    let point = boxed.into_inner();
    point.tag
}

#[no_mangle]
pub extern "C" fn point_box_move(mut boxed: PointBox, by: f64) -> PointBox {
    boxed.x += by;
    boxed
}

#[no_mangle]
pub extern "C" fn points_dropped() -> usize {
    DROPPED.load(Ordering::SeqCst)
}

#[no_mangle]
pub extern "C" fn points_freed() -> usize {
    FREED.load(Ordering::SeqCst)
}

#[no_mangle]
pub extern "C" fn rbox_new(x: f64, y: f64, tag: u32) -> RBox<Point> {
    RBox::new(Point { x, y, tag })
}

#[no_mangle]
pub extern "C" fn rbox_into_inner(boxed: RBox<Point>) -> u32 {
    let point = RBox::into_inner(boxed);
    point.tag
}

#[no_mangle]
pub extern "C" fn rbox_drop(boxed: RBox<Point>) -> f64 {
    boxed.x + boxed.y
}
