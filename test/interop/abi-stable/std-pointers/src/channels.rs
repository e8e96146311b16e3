// What is done with channels that the host made.
use crate::traced::Traced;
use abi_stable::{
    external_types::crossbeam_channel::{RReceiver, RSender},
    std_types::{RBox, ROption, RString},
    StableAbi,
};
use std::{
    fmt::Debug,
    thread,
    time::{Duration, Instant},
};

/// One integer and one float: two registers of different kinds.
#[repr(C)]
#[derive(StableAbi, Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    whole: u64,
    part: f64,
}

/// Floats that AArch64 passes in registers of their own.
#[repr(C)]
#[derive(StableAbi, Clone, Copy, Debug, PartialEq)]
pub struct Floats {
    x: f32,
    y: f32,
    z: f32,
}

/// What passes through memory, and owns something.
#[repr(C)]
#[derive(StableAbi)]
pub struct Named {
    id: u32,
    name: RString,
}

type Boxed = RBox<Traced>;

/// Passes on what it receives, on some threads, until nobody sends any more.
fn relay<T: Send + 'static>(receiver: RReceiver<T>, sender: RSender<T>, threads: usize) {
    for _ in 0..threads {
        let (receiver, sender) = (receiver.clone(), sender.clone());
        thread::spawn(move || {
            for value in receiver {
                if sender.send(value).is_err() {
                    return;
                }
            }
        });
    }
}

macro_rules! relays {
    ($($name:ident: $type:ty),* $(,)?) => {
        $(
            #[no_mangle]
            pub extern "C" fn $name(receiver: RReceiver<$type>, sender: RSender<$type>, threads: usize) {
                relay(receiver, sender, threads)
            }
        )*
    };
}

relays! {
    relay_bytes: u8,
    relay_words: u64,
    relay_doubles: f64,
    relay_pairs: Pair,
    relay_floats: Floats,
    relay_arrays: [u8; 3],
    relay_texts: RString,
    relay_named: Named,
    relay_nothing: (),
    relay_boxed: Boxed,
}

/// Sends numbers from some threads: each its own, in order.
#[no_mangle]
pub extern "C" fn feed_words(sender: RSender<u64>, threads: u64, each: u64) {
    for feeder in 0..threads {
        let sender = sender.clone();
        thread::spawn(move || {
            for index in 0..each {
                sender.send(feeder << 32 | index).unwrap();
            }
        });
    }
}

/// Receives on some threads, and sends what each of them received in all.
#[no_mangle]
pub extern "C" fn sum_words(receiver: RReceiver<u64>, totals: RSender<u64>, threads: usize) {
    for _ in 0..threads {
        let (receiver, totals) = (receiver.clone(), totals.clone());
        thread::spawn(move || {
            let total = receiver.iter().sum();
            totals.send(total).unwrap();
        });
    }
}

/// Sends some, and keeps nothing.
#[no_mangle]
pub extern "C" fn feed_boxed(sender: RSender<Boxed>, count: u32) {
    thread::spawn(move || {
        for id in 0..count {
            if sender.send(RBox::new(Traced::new(id))).is_err() {
                return;
            }
        }
    });
}

#[no_mangle]
pub extern "C" fn feed_named(sender: RSender<Named>, count: u32) {
    thread::spawn(move || {
        for id in 0..count {
            let name = RString::from(format!("name {id}"));
            if sender.send(Named { id, name }).is_err() {
                return;
            }
        }
    });
}

/// Drops an end on another thread, after some time.
#[no_mangle]
pub extern "C" fn drop_boxed_receiver(receiver: RReceiver<Boxed>, milliseconds: u64) {
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(milliseconds));
        drop(receiver);
    });
}

/// Receives on the thread that calls.
#[no_mangle]
pub extern "C" fn receive_here(receiver: &RReceiver<u64>) -> ROption<u64> {
    receiver.recv().ok().into()
}

/// Sends on the thread that calls.
#[no_mangle]
pub extern "C" fn send_here(sender: &RSender<u64>, value: u64) -> bool {
    sender.send(value).is_ok()
}

#[no_mangle]
pub extern "C" fn pass_sender(sender: RSender<u64>) -> RSender<u64> {
    sender
}

fn same<T: PartialEq + Debug>(what: &str, found: T, expected: T) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}: {found:?} in place of {expected:?}"))
}

fn reported(outcome: Result<(), String>) -> RString {
    outcome.err().unwrap_or_default().into()
}

/// Everything that can be done with a channel for two values. Gives what was wrong, or nothing.
#[no_mangle]
pub extern "C" fn check_bounded(sender: RSender<Boxed>, receiver: RReceiver<Boxed>) -> RString {
    reported(bounded(sender, receiver))
}

fn bounded(sender: RSender<Boxed>, receiver: RReceiver<Boxed>) -> Result<(), String> {
    let boxed = |id: u32| RBox::new(Traced::new(id));
    let short = Duration::from_millis(20);
    same(
        "capacities",
        (sender.capacity(), receiver.capacity()),
        (Some(2), Some(2)),
    )?;
    same(
        "empty",
        (sender.is_empty(), receiver.is_empty(), sender.len()),
        (true, true, 0),
    )?;
    same(
        "nothing",
        receiver
            .try_recv()
            .map(|got| got.id)
            .map_err(|error| error.is_empty()),
        Err(true),
    )?;
    sender.send(boxed(1)).map_err(|_| "send")?;
    sender.try_send(boxed(2)).map_err(|_| "try_send")?;
    same(
        "full",
        (sender.is_full(), receiver.is_full(), receiver.len()),
        (true, true, 2),
    )?;
    let refused = sender.try_send(boxed(3)).unwrap_err();
    same(
        "try_send",
        (refused.is_full(), refused.into_inner().id),
        (true, 3),
    )?;
    let before = Instant::now();
    let refused = sender.send_timeout(boxed(4), short).unwrap_err();
    same(
        "send_timeout",
        (refused.is_timeout(), refused.into_inner().id),
        (true, 4),
    )?;
    same("in time", before.elapsed() >= short, true)?;
    same("recv", receiver.recv().unwrap().id, 1)?;
    sender
        .send_timeout(boxed(5), short)
        .map_err(|_| "send_timeout")?;
    let another = sender.clone();
    let same_side = receiver.clone();
    drop(sender);
    drop(receiver);
    same("try_recv", same_side.try_recv().unwrap().id, 2)?;
    same("recv_timeout", same_side.recv_timeout(short).unwrap().id, 5)?;
    let before = Instant::now();
    same(
        "late",
        same_side.recv_timeout(short).unwrap_err().is_timeout(),
        true,
    )?;
    same("in time", before.elapsed() >= short, true)?;
    another.send(boxed(6)).map_err(|_| "send")?;
    drop(another);
    same(
        "iter",
        same_side.iter().map(|one| one.id).collect::<Vec<_>>(),
        vec![6],
    )?;
    same("recv", same_side.recv().is_err(), true)?;
    same(
        "try_recv",
        same_side.try_recv().unwrap_err().is_disconnected(),
        true,
    )?;
    same(
        "recv_timeout",
        same_side.recv_timeout(short).unwrap_err().is_disconnected(),
        true,
    )
}

/// What a channel without receivers says.
#[no_mangle]
pub extern "C" fn check_no_receivers(sender: RSender<Boxed>) -> RString {
    let boxed = |id: u32| RBox::new(Traced::new(id));
    let check = || {
        same(
            "send",
            sender.send(boxed(1)).unwrap_err().into_inner().id,
            1,
        )?;
        let refused = sender.try_send(boxed(2)).unwrap_err();
        same(
            "try_send",
            (refused.is_disconnected(), refused.into_inner().id),
            (true, 2),
        )?;
        let refused = sender
            .send_timeout(boxed(3), Duration::from_secs(5))
            .unwrap_err();
        same(
            "send_timeout",
            (refused.is_disconnected(), refused.into_inner().id),
            (true, 3),
        )
    };
    reported(check())
}

/// Threads that wait learn that the other side is gone, and those that wait for room that there is some.
#[no_mangle]
pub extern "C" fn check_waiting(sender: RSender<u64>, receiver: RReceiver<u64>) -> RString {
    let check = || {
        let other = receiver.clone();
        let waits = thread::spawn(move || other.recv().is_ok());
        thread::sleep(Duration::from_millis(10));
        sender.send(1).unwrap();
        same("woken by a value", waits.join().unwrap(), true)?;
        while sender.try_send(2).is_ok() {}
        let other = sender.clone();
        let waits = thread::spawn(move || other.send_timeout(3, Duration::from_secs(30)).is_ok());
        thread::sleep(Duration::from_millis(10));
        receiver.recv().unwrap();
        same("woken by room", waits.join().unwrap(), true)?;
        while receiver.try_recv().is_ok() {}
        let others: Vec<_> = (0..3).map(|_| receiver.clone()).collect();
        let wait: Vec<_> = others
            .into_iter()
            .map(|one| thread::spawn(move || one.recv().is_err()))
            .collect();
        thread::sleep(Duration::from_millis(10));
        drop(sender);
        same(
            "woken by the end",
            wait.into_iter().all(|one| one.join().unwrap()),
            true,
        )
    };
    reported(check())
}

/// A channel of no capacity: each side waits for the other.
#[no_mangle]
pub extern "C" fn check_handover(sender: RSender<u64>, receiver: RReceiver<u64>) -> RString {
    let check = || {
        let short = Duration::from_millis(5);
        same(
            "capacity",
            (sender.capacity(), sender.is_full(), sender.is_empty()),
            (Some(0), true, true),
        )?;
        same("try_send", sender.try_send(1).unwrap_err().is_full(), true)?;
        same(
            "send_timeout",
            sender.send_timeout(1, short).unwrap_err().is_timeout(),
            true,
        )?;
        same(
            "try_recv",
            receiver.try_recv().unwrap_err().is_empty(),
            true,
        )?;
        same(
            "recv_timeout",
            receiver.recv_timeout(short).unwrap_err().is_timeout(),
            true,
        )?;
        // A sender that waits gives its value to one that does not wait.
        let other = sender.clone();
        let waits = thread::spawn(move || other.send(7).is_ok());
        thread::sleep(Duration::from_millis(20));
        same(
            "try_recv of one that waits",
            receiver.try_recv().ok(),
            Some(7),
        )?;
        same("its send", waits.join().unwrap(), true)?;
        let other = receiver.clone();
        let waits = thread::spawn(move || other.recv().ok());
        thread::sleep(Duration::from_millis(20));
        same(
            "try_send to one that waits",
            sender.try_send(8).is_ok(),
            true,
        )?;
        same("its recv", waits.join().unwrap(), Some(8))?;
        // Each value once, whoever comes first.
        let count = 5000;
        let senders: Vec<_> = (0..3u64)
            .map(|part| {
                let sender = sender.clone();
                thread::spawn(move || {
                    (0..count).for_each(|index| sender.send(part * count + index).unwrap())
                })
            })
            .collect();
        let receivers: Vec<_> = (0..2)
            .map(|_| {
                let receiver = receiver.clone();
                thread::spawn(move || receiver.iter().collect::<Vec<u64>>())
            })
            .collect();
        let mut got = Vec::new();
        for _ in 0..200 {
            got.extend(receiver.try_recv().ok());
            got.extend(receiver.recv_timeout(Duration::from_micros(50)).ok());
        }
        for one in senders {
            one.join().unwrap();
        }
        drop(sender);
        for one in receivers {
            got.extend(one.join().unwrap());
        }
        got.sort_unstable();
        same("all", got == (0..3 * count).collect::<Vec<u64>>(), true)
    };
    reported(check())
}
