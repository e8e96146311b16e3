//! Rust as the caller of traits that somebody else implements.
use crate::objects::*;
use savefile_abi::AbiConnection;
use savefile_support::answers::Room;
use savefile_support::connecting::{connect, Entry};
use savefile_support::drops::Counted;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

/// # Safety
/// The entry must speak the protocol; the room must be as large as it says.
#[no_mangle]
pub unsafe extern "C" fn use_objects(entry: Entry, out: *mut u8, capacity: usize) -> isize {
    Room { out, capacity }.answer(|| {
        let mut peer: AbiConnection<dyn Objects> = connect(entry)?;
        let mut told: Vec<String> = vec![];
        let mut tell = |value: String| told.push(value);
        tell(peer.lend(&|x, text| x * 100 + text.len() as u32, 1).to_string());
        let mut sum = 0;
        peer.lend_mut(&mut |x| { sum += x; sum }, 4);
        tell(sum.to_string());
        tell(peer.nest(&|g, x| g(&|y| y + 5, x) * 2, 1).to_string());
        let counted = Counted::default();
        peer.keep(Box::new(move |x| { let _held = &counted; x + 40 }));
        tell(peer.kept(2).to_string());
        let adder = peer.adder(3);
        let good = peer.checked(4);
        tell(peer.checked(0).err().unwrap());
        let mut bell = peer.cast(10);
        tell(peer.hear(&mut *bell, 2).to_string());
        peer.hang(bell);
        tell(peer.ring(1).to_string());
        peer.clear();
        drop(peer);
        // Both outlive the connection.
        tell(adder(1).to_string());
        tell(good.unwrap()(1).to_string());
        Ok(told.join(" ").into_bytes())
    })
}

/// Where a thread says what it has found out.
#[derive(Default)]
pub struct Finding(Mutex<Option<String>>);

/// Lets a thread sleep until it is woken.
#[derive(Default)]
struct Alarm(Mutex<bool>, Condvar);

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        *self.0.lock().unwrap() = true;
        self.1.notify_all();
    }
}

fn block_on<T>(mut future: Pin<Box<dyn Future<Output = T> + Send>>) -> T {
    let alarm = Arc::new(Alarm::default());
    let waker = Waker::from(alarm.clone());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return value;
        }
        let mut is_woken = alarm.0.lock().unwrap();
        while !*is_woken {
            is_woken = alarm.1.wait(is_woken).unwrap();
        }
        *is_woken = false;
    }
}

/// Takes futures of a peer, and waits for them on a thread of its own.
///
/// # Safety
/// The entry must speak the protocol.
#[no_mangle]
pub unsafe extern "C" fn start_futures(entry: Entry) -> *const Finding {
    let finding = Arc::new(Finding::default());
    let told = Arc::into_raw(finding.clone());
    let peer: AbiConnection<dyn Futures> = connect(entry).unwrap();
    let (later, crowded, failing) = (peer.later(5), peer.crowded(2), peer.failing());
    // One that nobody ever polls.
    drop(peer.forgotten());
    drop(peer);
    thread::spawn(move || {
        std::panic::set_hook(Box::new(|_| {}));
        let mut parts = vec![block_on(later).to_string(), block_on(crowded)];
        let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| block_on(failing)));
        parts.push(match failed {
            Ok(value) => value.to_string(),
            Err(panic) => panic.downcast_ref::<String>().cloned().unwrap_or_default(),
        });
        *finding.0.lock().unwrap() = Some(parts.join(" | "));
    });
    told
}

/// What a thread has found out: the number of its bytes, or 0 as long as it is under way.
///
/// # Safety
/// The finding must be one of these, taken once; the room must be as large as it says.
#[no_mangle]
pub unsafe extern "C" fn take_finding(finding: *const Finding, out: *mut u8, capacity: usize) -> isize {
    let text = (*finding).0.lock().unwrap().take();
    match text {
        None => 0,
        Some(text) => {
            drop(Arc::from_raw(finding));
            Room { out, capacity }.text(&text)
        }
    }
}
