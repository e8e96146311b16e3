//! The trait as Rust calls it, with arguments that a test gives as bytes.
use crate::calls::*;
use crate::calls_plugin::CountsUp;
use crate::types::*;
use savefile_abi::AbiConnection;
use savefile_support::answers::{Arguments, Room};
use savefile_support::drops::Counted;
use savefile_support::export_host;
use std::pin::Pin;

export_host!(Calls, calls_open, calls_load, calls_by_ref, calls_close);

/// Calls a method of the peer and gives what comes back.
///
/// # Safety
/// The connection must be open; pointers and lengths belong together.
#[no_mangle]
pub unsafe extern "C" fn calls_call(
    connection: *mut AbiConnection<dyn Calls>,
    method: u32,
    data: *const u8,
    length: usize,
    out: *mut u8,
    capacity: usize,
) -> isize {
    let peer = &mut *connection;
    let of = Arguments::new(3, data, length);
    Room { out, capacity }.answer(|| match method {
        0 => of.result(peer.text_length(&of.next::<String>())),
        1 => of.result(peer.string_length(&of.next::<String>())),
        2 => of.result(peer.greeting().to_string()),
        3 => of.result(peer.shout(of.next())),
        4 => of.result(peer.sum(&of.next::<Vec<u32>>())),
        5 => of.result(peer.sum_bytes(&of.next::<Vec<u8>>())),
        6 => of.result(peer.join(&of.next::<Vec<String>>())),
        7 => of.result(peer.known(&of.next::<Vec<Option<u8>>>())),
        8 => of.result(peer.double(&of.next())),
        9 => of.result(peer.half(&of.next())),
        10 => of.result(peer.negate(&of.next())),
        11 => of.result(peer.code(&of.next())),
        12 => of.result(peer.wide(&of.next())),
        13 => of.result(peer.person(&of.next())),
        14 => of.result(peer.point(&of.next())),
        15 => of.result(peer.plot(&of.next::<Vec<Point>>())),
        16 => of.result(peer.uneven(&of.next())),
        17 => of.result(peer.unevens(&of.next::<Vec<Uneven>>())),
        18 => of.result(peer.grid(&of.next())),
        19 => of.result(peer.event(&of.next())),
        20 => of.result(peer.shape(&of.next())),
        21 => of.result(peer.level(&of.next())),
        22 => of.result(peer.tree(&of.next())),
        23 => of.result(peer.nothing()),
        24 => of.result(peer.take_nothing(())),
        25 => of.result(peer.add(of.next(), of.next())),
        26 => of.result(peer.count()),
        27 => of.result(Pin::new_unchecked(peer).pinned(of.next())),
        28 => of.result(peer.checked(of.next())),
        29 => of.result(peer.refused(of.next())),
        30 => of.result(peer.panics(of.next())),
        31 => of.result(peer.panics_at_nothing()),
        32 => of.result(peer.by_default(of.next())),
        33 => of.result(peer.many(
            of.next(),
            &of.next::<String>(),
            &of.next::<Vec<u16>>(),
            of.next(),
            &of.next(),
            of.next(),
            &of.next::<String>(),
        )),
        34 => {
            let base: u32 = of.next();
            of.result(peer.apply(&|number, text| base + number + text.len() as u32))
        }
        35 => {
            let mut sum: u32 = of.next();
            let given = peer.apply_changing(&mut |number| {
                sum += number;
                sum
            });
            of.result((given, sum))
        }
        36 => {
            let counted = Counted::default();
            let factor: u32 = of.next();
            of.result(peer.apply_boxed(Box::new(move |number| {
                let _ = &counted;
                number * factor
            })))
        }
        37 => of.result(peer.use_counter(&CountsUp::new(of.next()))),
        38 => of.result(peer.take_counter(Box::new(CountsUp::new(of.next())))),
        39 => {
            let counter = peer.make_counter(of.next());
            of.result((counter.next(1), counter.next(10)))
        }
        40 => of.result(peer.maker(of.next()).map(|function| function(21))),
        _ => panic!("no such method"),
    })
}
