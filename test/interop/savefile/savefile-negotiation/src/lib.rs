// What the crates themselves say of pairs of schemas and definitions that TypeScript wrote.
use savefile::prelude::*;
use savefile::{diff_schema, AbiTraitDefinition, Schema};
use savefile_abi::{
    verify_compatiblity, AbiConnection, AbiExportable, AbiProtocol, Owning, RawAbiCallResult, TraitObject,
};
use savefile_derive::savefile_abi_exportable;
use std::future::Future;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::Mutex;

mod entries;

const FITS: i32 = 0;
const DIFFERS: i32 = 1;
const PANICS: i32 = 2;
const UNREADABLE: i32 = 3;

/// What was said last, for messages of tests.
static SAID: Mutex<String> = Mutex::new(String::new());

fn verdict(judge: impl FnOnce() -> Result<(), String>) -> i32 {
    // Panics are an answer here.
    std::panic::set_hook(Box::new(|_| ()));
    let outcome = catch_unwind(AssertUnwindSafe(judge));
    let (verdict, said) = match outcome {
        Ok(Ok(())) => (FITS, String::new()),
        Ok(Err(said)) => (DIFFERS, said),
        Err(_) => (PANICS, "a panic".to_string()),
    };
    *SAID.lock().unwrap() = said;
    verdict
}

unsafe fn read<T: Deserialize>(data: *const u8, length: usize) -> Option<T> {
    let mut bytes = std::slice::from_raw_parts(data, length);
    catch_unwind(AssertUnwindSafe(|| Deserializer::bare_deserialize::<T>(&mut bytes, 2).ok())).ok()?
}

/// # Safety
/// The pointer and the capacity belong together.
#[no_mangle]
pub unsafe extern "C" fn last_said(out: *mut u8, capacity: usize) -> usize {
    let said = SAID.lock().unwrap();
    let count = said.len().min(capacity);
    std::slice::from_raw_parts_mut(out, count).copy_from_slice(&said.as_bytes()[..count]);
    count
}

/// # Safety
/// The pointers and lengths belong together.
#[no_mangle]
pub unsafe extern "C" fn compare_schemas(
    one: *const u8,
    one_length: usize,
    other: *const u8,
    other_length: usize,
    is_result: u32,
) -> i32 {
    let (Some(one), Some(other)) = (read::<Schema>(one, one_length), read::<Schema>(other, other_length)) else {
        return UNREADABLE;
    };
    verdict(|| match diff_schema(&one, &other, String::new(), is_result != 0) {
        None => Ok(()),
        Some(difference) => Err(difference),
    })
}

/// # Safety
/// The pointers and lengths belong together.
#[no_mangle]
pub unsafe extern "C" fn layout_compatible(
    one: *const u8,
    one_length: usize,
    other: *const u8,
    other_length: usize,
) -> i32 {
    let (Some(one), Some(other)) = (read::<Schema>(one, one_length), read::<Schema>(other, other_length)) else {
        return UNREADABLE;
    };
    verdict(|| if one.layout_compatible(&other) { Ok(()) } else { Err("another layout".to_string()) })
}

/// # Safety
/// The pointers and lengths belong together.
#[no_mangle]
pub unsafe extern "C" fn verify_definitions(
    one: *const u8,
    one_length: usize,
    other: *const u8,
    other_length: usize,
    is_result: u32,
) -> i32 {
    let (Some(one), Some(other)) =
        (read::<AbiTraitDefinition>(one, one_length), read::<AbiTraitDefinition>(other, other_length))
    else {
        return UNREADABLE;
    };
    verdict(|| one.verify_backward_compatible(0, &other, is_result != 0).map_err(|error| format!("{error:?}")))
}

/// What the two sides of a connection say of themselves.
struct Sides {
    own_version: u32,
    own_native: AbiTraitDefinition,
    own_effective: AbiTraitDefinition,
    peer_version: u32,
    peer_native: Vec<u8>,
    peer_effective: Vec<u8>,
}

static SIDES: Mutex<Option<Sides>> = Mutex::new(None);

/// A trait that is whatever a test wants it to be.
pub trait Anything {}

unsafe impl AbiExportable for dyn Anything {
    const ABI_ENTRY: unsafe extern "C" fn(AbiProtocol) = peer;

    fn get_definition(version: u32) -> AbiTraitDefinition {
        let sides = SIDES.lock().unwrap();
        let sides = sides.as_ref().unwrap();
        if version == sides.own_version { sides.own_native.clone() } else { sides.own_effective.clone() }
    }

    fn get_latest_version() -> u32 {
        SIDES.lock().unwrap().as_ref().unwrap().own_version
    }

    fn call(
        _trait_object: TraitObject,
        _method_number: u16,
        _effective_version: u32,
        _compatibility_mask: u64,
        _data: &[u8],
        _abi_result: *mut (),
        _receiver: unsafe extern "C" fn(*const RawAbiCallResult, *mut ()),
    ) -> Result<(), SavefileError> {
        unreachable!()
    }
}

/// The side that is called, as far as it is asked.
unsafe extern "C" fn peer(message: AbiProtocol) {
    let sides = SIDES.lock().unwrap();
    let sides = sides.as_ref().unwrap();
    match message {
        AbiProtocol::InterrogateVersion { schema_version_receiver, abi_version_receiver } => {
            *schema_version_receiver = 2;
            *abi_version_receiver = sides.peer_version;
        }
        AbiProtocol::InterrogateMethods {
            schema_version_required,
            callee_schema_version_interrogated,
            result_receiver,
            callback,
        } => {
            let native = callee_schema_version_interrogated == sides.peer_version;
            let bytes = if native { &sides.peer_native } else { &sides.peer_effective };
            callback(result_receiver, schema_version_required, bytes.as_ptr(), bytes.len());
        }
        _ => {}
    }
}

/// Connects, and writes the mask of each method, in the order of the methods: -1 in place of a method that is missing there.
///
/// # Safety
/// The pointers and lengths belong together: own native, own effective, the peer's native and effective definition.
#[no_mangle]
pub unsafe extern "C" fn connect_sides(
    own_version: u32,
    peer_version: u32,
    data: *const u8,
    lengths: *const u32,
    masks: *mut u64,
    entry: u32,
) -> i32 {
    let lengths = std::slice::from_raw_parts(lengths, 4);
    let mut start = data;
    let parts: Vec<&[u8]> = lengths
        .iter()
        .map(|length| {
            let part = std::slice::from_raw_parts(start, *length as usize);
            start = start.add(*length as usize);
            part
        })
        .collect();
    let definition = |bytes: &[u8]| load_noschema::<AbiTraitDefinition>(&mut &bytes[..], 2).ok();
    let (Some(own_native), Some(own_effective)) = (definition(parts[0]), definition(parts[1])) else {
        return UNREADABLE;
    };
    let methods: Vec<(String, usize)> = own_native
        .methods
        .iter()
        .map(|method| (method.name.clone(), method.info.arguments.len()))
        .collect();
    *SIDES.lock().unwrap() = Some(Sides {
        own_version,
        own_native,
        own_effective,
        peer_version,
        peer_native: parts[2].to_vec(),
        peer_effective: parts[3].to_vec(),
    });
    let object = TraitObject::zero();
    verdict(|| {
        let entry = entries::numbered(entry as usize);
        let connection = AbiConnection::<dyn Anything>::from_raw(entry, object, Owning::NotOwned)
            .map_err(|error| format!("{error:?}"))?;
        for (index, (name, count)) in methods.iter().enumerate() {
            let mut mask = 0u64;
            for argument in 0..*count {
                if connection.get_arg_passable_by_ref(name, argument) {
                    mask |= 1 << argument;
                }
            }
            *masks.add(index) = mask;
        }
        Ok(())
    })
}

#[derive(Savefile)]
pub struct Coin {
    cents: u32,
    #[savefile_versions = "1.."]
    #[savefile_default_val = "0"]
    year: u16,
}

/// A trait whose files both sides write and read.
#[savefile_abi_exportable(version = 1)]
pub trait Till {
    fn add(&mut self, coin: &Coin, note: &str) -> Result<u64, String>;
    fn each(&self, visit: &dyn Fn(u32, &[u8]) -> bool);
    fn close(&self) -> Box<dyn Fn(u32) -> u32>;
}

/// A trait whose files the crate writes, and refuses when it sees them again.
#[savefile_abi_exportable(version = 0)]
pub trait Slow {
    fn wait(&self, seconds: u32) -> Pin<Box<dyn Future<Output = u32>>>;
}

/// Writes and checks the files of a trait.
///
/// # Safety
/// The pointer and the length belong together, and hold UTF-8.
#[no_mangle]
pub unsafe extern "C" fn verify_files(number: u32, folder: *const u8, length: usize) -> i32 {
    let folder = std::str::from_utf8(std::slice::from_raw_parts(folder, length)).unwrap();
    verdict(|| {
        let outcome = match number {
            0 => verify_compatiblity::<dyn Till>(folder),
            _ => verify_compatiblity::<dyn Slow>(folder),
        };
        outcome.map_err(|error| format!("{error:?}"))
    })
}
