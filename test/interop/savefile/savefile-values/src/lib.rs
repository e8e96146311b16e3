// Reads values that TypeScript wrote, and writes them again; and gives the schemas of their types.
mod laid;

use laid::*;
use savefile::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, SystemTime};

#[derive(Savefile)]
pub struct Scalars {
    a: i8,
    b: u8,
    c: i16,
    d: u16,
    e: i32,
    f: u32,
    g: i64,
    h: u64,
    i: i128,
    j: u128,
    k: isize,
    l: usize,
    m: f32,
    n: f64,
    o: bool,
    p: char,
}

#[derive(Savefile)]
pub struct Collections {
    text: String,
    bytes: Vec<u8>,
    numbers: Vec<u16>,
    texts: Vec<String>,
    maybe: Option<String>,
    nested: Option<Option<u32>>,
    outcome: Result<u32, String>,
    pair: (u8, u32),
    three: [u16; 3],
    ages: BTreeMap<String, u32>,
    codes: BTreeSet<u8>,
    boxed: Box<u64>,
}

#[derive(Savefile)]
pub struct Tree {
    v: u8,
    kids: Vec<Tree>,
}

#[derive(Savefile)]
pub enum Event {
    Start,
    Wait { seconds: u32 },
    Log { level: u8, text: String },
}

#[derive(Savefile)]
#[repr(u16)]
pub enum Mode {
    Slow,
    Fast,
}

#[derive(Savefile)]
pub struct Times {
    span: Duration,
    at: SystemTime,
    from: IpAddr,
    to: SocketAddr,
}

#[derive(Savefile)]
pub struct Person {
    name: String,
    #[savefile_versions = "1.."]
    #[savefile_default_val = "18"]
    age: u8,
    #[savefile_versions = "..1"]
    colour: AbiRemoved<u16>,
    mode: Mood,
}

#[derive(Savefile)]
pub enum Mood {
    Calm,
    Glad(u8),
    #[savefile_versions = "2.."]
    Odd,
}

/// Reads a value, writes it again, and gives the number of bytes; negative where that fails.
unsafe fn again<T: Serialize + Deserialize>(version: u32, mut data: &[u8], out: &mut [u8]) -> isize {
    let Ok(value) = Deserializer::bare_deserialize::<T>(&mut data, version) else { return -1 };
    if !data.is_empty() {
        return -2;
    }
    let mut bytes = Vec::new();
    if Serializer::bare_serialize(&mut bytes, version, &value).is_err() {
        return -3;
    }
    out[..bytes.len()].copy_from_slice(&bytes);
    bytes.len() as isize
}

unsafe fn schema<T: WithSchema>(version: u32, out: &mut [u8]) -> isize {
    let mut bytes = Vec::new();
    let schema = get_schema::<T>(version);
    if Serializer::bare_serialize(&mut bytes, 2, &schema).is_err() {
        return -3;
    }
    out[..bytes.len()].copy_from_slice(&bytes);
    bytes.len() as isize
}

/// # Safety
/// The pointers and lengths belong together.
#[no_mangle]
pub unsafe extern "C" fn value_again(
    kind: u32,
    version: u32,
    data: *const u8,
    length: usize,
    out: *mut u8,
    capacity: usize,
) -> isize {
    let data = std::slice::from_raw_parts(data, length);
    let out = std::slice::from_raw_parts_mut(out, capacity);
    match kind {
        0 => again::<Scalars>(version, data, out),
        1 => again::<Collections>(version, data, out),
        2 => again::<Tree>(version, data, out),
        3 => again::<Event>(version, data, out),
        4 => again::<Mode>(version, data, out),
        5 => again::<Times>(version, data, out),
        7 => again::<All>(version, data, out),
        8 => again::<Laid>(version, data, out),
        9 => again::<Figure>(version, data, out),
        10 => again::<Packet>(version, data, out),
        11 => again::<Ticket>(version, data, out),
        12 => again::<Tone>(version, data, out),
        13 => again::<Level>(version, data, out),
        14 => again::<Loose>(version, data, out),
        _ => again::<Person>(version, data, out),
    }
}

/// # Safety
/// The pointer and the capacity belong together.
#[no_mangle]
pub unsafe extern "C" fn schema_of(kind: u32, version: u32, out: *mut u8, capacity: usize) -> isize {
    let out = std::slice::from_raw_parts_mut(out, capacity);
    match kind {
        0 => schema::<Scalars>(version, out),
        1 => schema::<Collections>(version, out),
        2 => schema::<Tree>(version, out),
        3 => schema::<Event>(version, out),
        4 => schema::<Mode>(version, out),
        5 => schema::<Times>(version, out),
        7 => schema::<All>(version, out),
        8 => schema::<Laid>(version, out),
        9 => schema::<Figure>(version, out),
        10 => schema::<Packet>(version, out),
        11 => schema::<Ticket>(version, out),
        12 => schema::<Tone>(version, out),
        13 => schema::<Level>(version, out),
        14 => schema::<Loose>(version, out),
        _ => schema::<Person>(version, out),
    }
}
