//! The trait as Rust calls it, with arguments that a test gives as bytes of this version.
use crate::interface::*;
use savefile_abi::AbiConnection;
use savefile_support::answers::{Arguments, Room};
use savefile_support::export_host;

export_host!(Depot, depot_open, depot_load, depot_by_ref, depot_close);

/// Calls a method of the peer by its name and gives what comes back.
///
/// # Safety
/// The connection must be open; pointers and lengths belong together.
#[no_mangle]
pub unsafe extern "C" fn depot_call(
    connection: *mut AbiConnection<dyn Depot>,
    name: *const u8,
    name_length: usize,
    data: *const u8,
    length: usize,
    out: *mut u8,
    capacity: usize,
) -> isize {
    let peer = &mut *connection;
    let name = std::str::from_utf8(std::slice::from_raw_parts(name, name_length)).unwrap();
    let of = Arguments::new(VERSION, data, length);
    Room { out, capacity }.answer(|| match name {
        "revision" => of.result(peer.revision()),
        "item" => of.result(peer.item(of.next())),
        "items" => of.result(peer.items(of.next())),
        "total" => of.result(peer.total(&of.next::<Vec<Item>>())),
        "price" => of.result(peer.price(&of.next())),
        "label" => of.result(peer.label(of.next())),
        "colour" => of.result(peer.colour(&of.next())),
        "measure" => of.result(peer.measure(of.next())),
        "unit_of" => of.result(peer.unit_of(of.next())),
        "mood" => of.result(peer.mood(of.next())),
        "moods" => of.result(peer.moods(of.next())),
        "number_of_mood" => of.result(peer.number_of_mood(&of.next())),
        "distance" => of.result(peer.distance(&of.next::<Vec<Point>>())),
        #[cfg(feature = "v0")]
        "former" => of.result(peer.former(of.next())),
        #[cfg(not(feature = "v0"))]
        "newer" => of.result(peer.newer(of.next())),
        #[cfg(feature = "v2")]
        "newest" => of.result(peer.newest(of.next())),
        "put" => of.result(peer.put(of.next())),
        "find" => of.result(peer.find(&of.next::<String>())),
        "fails" => of.result(peer.fails(of.next())),
        "map_item" => of.result(peer.map_item(of.next(), &repriced)),
        "mapper" => of.result((peer.mapper())(of.next())),
        _ => panic!("no such method"),
    })
}
