// Locks, channels and JSON.
use crate::traced::Traced;
use abi_stable::{
    external_types::{
        crossbeam_channel::{bounded, unbounded, RReceiver, RSender},
        RMutex, ROnce, RRwLock, RawValueBox, RawValueRef,
    },
    std_types::{ROption, RStr, RString, Tuple2},
};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

#[no_mangle]
pub extern "C" fn mutex_new(value: u64) -> RMutex<u64> {
    RMutex::new(value)
}

#[no_mangle]
pub extern "C" fn mutex_byte(value: u8) -> RMutex<u8> {
    RMutex::new(value)
}

#[no_mangle]
pub extern "C" fn mutex_traced(id: u32) -> RMutex<Traced> {
    RMutex::new(Traced::new(id))
}

#[no_mangle]
pub extern "C" fn mutex_add(mutex: &RMutex<u64>, by: u64) -> u64 {
    let mut guard = mutex.lock();
    *guard += by;
    *guard
}

#[no_mangle]
pub extern "C" fn mutex_take(mutex: RMutex<Traced>) -> u32 {
    mutex.into_inner().id
}

static HOLDING: AtomicBool = AtomicBool::new(false);

/// Locks on another thread until it is told to let go, and returns when it holds the lock.
#[no_mangle]
pub extern "C" fn mutex_hold(mutex: &'static RMutex<u64>) {
    HOLDING.store(true, Ordering::SeqCst);
    let (holds, held) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let guard = mutex.lock();
        holds.send(()).unwrap();
        while HOLDING.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(1));
        }
        drop(guard);
        let _ = holds.send(());
    });
    held.recv().unwrap();
}

#[no_mangle]
pub extern "C" fn let_go() {
    HOLDING.store(false, Ordering::SeqCst);
}

#[no_mangle]
pub extern "C" fn lock_new(value: u64) -> RRwLock<u64> {
    RRwLock::new(value)
}

#[no_mangle]
pub extern "C" fn lock_read(lock: &RRwLock<u64>) -> u64 {
    *lock.read()
}

#[no_mangle]
pub extern "C" fn lock_is_written(lock: &RRwLock<u64>) -> bool {
    lock.try_read().is_none()
}

#[no_mangle]
pub extern "C" fn lock_is_read(lock: &RRwLock<u64>) -> bool {
    lock.try_write().is_none()
}

#[no_mangle]
pub extern "C" fn once_new() -> ROnce {
    ROnce::new()
}

#[no_mangle]
pub extern "C" fn once_run(once: &ROnce) -> bool {
    let mut ran = false;
    once.call_once(|| ran = true);
    ran
}

#[no_mangle]
pub extern "C" fn channel_unbounded() -> Tuple2<RSender<Traced>, RReceiver<Traced>> {
    let (sender, receiver) = unbounded();
    Tuple2(sender, receiver)
}

#[no_mangle]
pub extern "C" fn channel_texts(capacity: usize) -> Tuple2<RSender<RString>, RReceiver<RString>> {
    let (sender, receiver) = bounded(capacity);
    Tuple2(sender, receiver)
}

#[no_mangle]
pub extern "C" fn sender_send(sender: &RSender<Traced>, id: u32) -> bool {
    sender.send(Traced::new(id)).is_ok()
}

#[no_mangle]
pub extern "C" fn sender_take(sender: RSender<Traced>) {
    drop(sender);
}

#[no_mangle]
pub extern "C" fn receiver_next(receiver: &RReceiver<Traced>) -> ROption<u32> {
    receiver.try_recv().ok().map(|traced| traced.id).into()
}

/// Sends texts on another thread, and hangs up.
#[no_mangle]
pub extern "C" fn sender_feed(sender: RSender<RString>, count: u32) {
    thread::spawn(move || {
        for index in 0..count {
            if sender.send(RString::from(format!("text {index}"))).is_err() {
                return;
            }
        }
    });
}

#[no_mangle]
pub extern "C" fn json_box(text: RStr<'_>) -> ROption<RawValueBox> {
    RawValueBox::try_from_string(text.into()).ok().into()
}

#[no_mangle]
pub extern "C" fn json_length(value: RawValueRef<'_>) -> usize {
    value.get().len()
}

#[no_mangle]
pub extern "C" fn json_take(value: RawValueBox) -> usize {
    value.get().len()
}
