//! Entries that write down what passes through them.
use crate::answers::Room;
use crate::connecting::Entry;
use savefile_abi::{AbiErrorMsg, AbiProtocol, RawAbiCallResult};
use std::fmt::Write;
use std::sync::Mutex;

/// The entries behind the recording ones. Callers know peers by their entries, so each has one of its own.
static TARGETS: Mutex<[Option<Entry>; 4]> = Mutex::new([None; 4]);
static RECORD: Mutex<String> = Mutex::new(String::new());

const RECORDERS: [Entry; 4] = [recorder::<0>, recorder::<1>, recorder::<2>, recorder::<3>];

fn note(line: String) {
    RECORD.lock().unwrap().push_str(&(line + "\n"));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// Who waits for the result of a call.
struct Waiting {
    receiver: unsafe extern "C" fn(*const RawAbiCallResult, *mut ()),
    result: *mut (),
    count: u32,
}

unsafe extern "C" fn receive(outcome: *const RawAbiCallResult, waiting: *mut ()) {
    let waiting = &mut *(waiting as *mut Waiting);
    waiting.count += 1;
    let text = |error: &AbiErrorMsg| error.convert_to_string();
    note(match &*outcome {
        RawAbiCallResult::Success { data, len } => format!("success {}", hex(std::slice::from_raw_parts(*data, *len))),
        RawAbiCallResult::Panic(error) => format!("panic {}", text(error)),
        RawAbiCallResult::AbiError(error) => format!("error {}", text(error)),
    });
    (waiting.receiver)(outcome, waiting.result);
}

unsafe extern "C" fn recorder<const N: usize>(message: AbiProtocol) {
    let target = TARGETS.lock().unwrap()[N].expect("a recorded entry");
    match message {
        AbiProtocol::RegularCall {
            trait_object,
            compatibility_mask,
            data,
            data_length,
            abi_result,
            receiver,
            effective_version,
            method_number,
        } => {
            let bytes = std::slice::from_raw_parts(data, data_length);
            note(format!(
                "call {method_number} version {effective_version} mask {compatibility_mask:b} data {}",
                hex(bytes)
            ));
            let mut waiting = Waiting { receiver, result: abi_result, count: 0 };
            target(AbiProtocol::RegularCall {
                trait_object,
                compatibility_mask,
                data,
                data_length,
                abi_result: &mut waiting as *mut Waiting as *mut (),
                receiver: receive,
                effective_version,
                method_number,
            });
            if waiting.count == 0 {
                note("no result".into());
            }
        }
        AbiProtocol::InterrogateVersion { schema_version_receiver, abi_version_receiver } => {
            target(AbiProtocol::InterrogateVersion { schema_version_receiver, abi_version_receiver });
            note(format!("version {} {}", *schema_version_receiver, *abi_version_receiver));
        }
        AbiProtocol::InterrogateMethods {
            schema_version_required,
            callee_schema_version_interrogated,
            result_receiver,
            callback,
        } => {
            note(format!("methods {schema_version_required} {callee_schema_version_interrogated}"));
            target(AbiProtocol::InterrogateMethods {
                schema_version_required,
                callee_schema_version_interrogated,
                result_receiver,
                callback,
            });
        }
        AbiProtocol::CreateInstance { trait_object_receiver, error_receiver, error_callback } => {
            note("create".into());
            target(AbiProtocol::CreateInstance { trait_object_receiver, error_receiver, error_callback });
        }
        AbiProtocol::DropInstance { trait_object } => {
            note("drop".into());
            target(AbiProtocol::DropInstance { trait_object });
        }
    }
}

/// Puts a recording entry before another one and gives it.
#[no_mangle]
pub extern "C" fn recorded_entry(number: usize, target: Entry) -> usize {
    TARGETS.lock().unwrap()[number] = Some(target);
    RECORDERS[number] as usize
}

/// What has passed since the last time.
///
/// # Safety
/// The room must be as large as it says.
#[no_mangle]
pub unsafe extern "C" fn take_record(out: *mut u8, capacity: usize) -> isize {
    Room { out, capacity }.text(&std::mem::take(&mut *RECORD.lock().unwrap()))
}
