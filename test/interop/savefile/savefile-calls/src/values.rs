//! A method for every type, which gives its argument back.
use crate::types::*;
use chrono::{DateTime, Utc};
use savefile_abi::AbiConnection;
use savefile_derive::{savefile_abi_export, savefile_abi_exportable};
use savefile_support::answers::{Arguments, Room};
use savefile_support::drops::Counted;
use savefile_support::export_host;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

macro_rules! declare {
    ($trait:ident, $plugin:ident, $call:ident, $($number:literal $method:ident ($($type:tt)+))+) => {
        #[savefile_abi_exportable(version = 0)]
        pub trait $trait {
            $(fn $method(&self, value: $($type)+) -> $($type)+;)+
        }

        #[derive(Default)]
        pub struct $plugin(#[allow(dead_code)] Counted);

        impl $trait for $plugin {
            $(fn $method(&self, value: $($type)+) -> $($type)+ { value })+
        }

        /// Passes a value to the peer and gives what comes back.
        ///
        /// # Safety
        /// The connection must be open; pointers and lengths belong together.
        #[no_mangle]
        pub unsafe extern "C" fn $call(
            connection: *const AbiConnection<dyn $trait>,
            method: u32,
            data: *const u8,
            length: usize,
            out: *mut u8,
            capacity: usize,
        ) -> isize {
            let arguments = Arguments::new(0, data, length);
            Room { out, capacity }.answer(|| match method {
                $($number => {
                    let value: $($type)+ = arguments.next();
                    arguments.result((*connection).$method(value))
                })+
                _ => panic!("no such method"),
            })
        }
    };
}

declare! {
    Values, ValuesPlugin, values_call,
    0 of_i8(i8)
    1 of_u8(u8)
    2 of_i16(i16)
    3 of_u16(u16)
    4 of_i32(i32)
    5 of_u32(u32)
    6 of_i64(i64)
    7 of_u64(u64)
    8 of_i128(i128)
    9 of_u128(u128)
    10 of_isize(isize)
    11 of_usize(usize)
    12 of_f32(f32)
    13 of_f64(f64)
    14 of_bool(bool)
    15 of_char(char)
    16 of_string(String)
    17 of_bytes(Vec<u8>)
    18 of_numbers(Vec<u16>)
    19 of_bools(Vec<bool>)
    20 of_chars(Vec<char>)
    21 of_texts(Vec<String>)
    22 of_option(Option<u16>)
    23 of_options(Option<Option<String>>)
    24 of_result(Result<u32, String>)
    25 of_one((u8,))
    26 of_pair((u8, u32))
    27 of_three((u8, char, bool))
    28 of_person(Person)
    29 of_row(Row)
    30 of_nothing(Nothing)
    31 of_point(Point)
    32 of_uneven(Uneven)
    33 of_grid(Grid)
    34 of_event(Event)
    35 of_mode(Mode)
    36 of_modes(Vec<Mode>)
    37 of_shape(Shape)
    38 of_level(Level)
    39 of_tree(Tree)
    40 of_nested(Nested)
    41 of_hash_map(HashMap<String, u32>)
    42 of_tree_map(BTreeMap<u8, Vec<String>>)
    43 of_hash_set(HashSet<u16>)
    44 of_tree_set(BTreeSet<String>)
    45 of_deque(VecDeque<i32>)
    46 of_box(Box<u64>)
    47 of_duration(Duration)
    48 of_system_time(SystemTime)
    49 of_ip(IpAddr)
    50 of_socket(SocketAddr)
    51 of_io_error(std::io::Error)
    52 of_timestamp(DateTime<Utc>)
    53 of_path(PathBuf)
    54 of_text_slice(Arc<str>)
}

// Types of Rust that peers cannot tell from what they hold.
declare! {
    Wrapped, WrappedPlugin, wrapped_call,
    0 of_rc(Rc<String>)
    1 of_arc(Arc<u32>)
    2 of_cell(Cell<u32>)
    3 of_ref_cell(RefCell<String>)
    4 of_mutex(Mutex<u64>)
    5 of_atomic(AtomicU32)
    6 of_cow(Cow<'static, str>)
    7 of_range(std::ops::Range<u32>)
    8 of_slice(Arc<[u16]>)
    9 of_points(Vec<Point>)
    10 of_rows(Vec<Row>)
}

savefile_abi_export!(ValuesPlugin, Values);
savefile_abi_export!(WrappedPlugin, Wrapped);
export_host!(Values, values_open, values_load, values_by_ref, values_close);
export_host!(Wrapped, wrapped_open, wrapped_load, wrapped_by_ref, wrapped_close);
