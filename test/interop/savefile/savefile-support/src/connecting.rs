//! Connections that the tests hold open.
use savefile::prelude::SavefileError;
use savefile_abi::{AbiConnection, AbiErrorMsg, AbiExportable, AbiProtocol, Owning, TraitObject};

/// The function that answers for a trait.
pub type Entry = unsafe extern "C" fn(AbiProtocol);

unsafe extern "C" fn keep_error(receiver: *mut (), error: *const AbiErrorMsg) {
    *(receiver as *mut Option<String>) = Some((*error).convert_to_string());
}

/// Asks an entry for an object.
///
/// # Safety
/// The entry must speak the protocol.
pub unsafe fn create(entry: Entry) -> Result<TraitObject, SavefileError> {
    let mut object = TraitObject::zero();
    let mut error: Option<String> = None;
    entry(AbiProtocol::CreateInstance {
        trait_object_receiver: &mut object,
        error_receiver: &mut error as *mut Option<String> as *mut (),
        error_callback: keep_error,
    });
    match error {
        Some(msg) => Err(SavefileError::CalleePanic { msg }),
        None => Ok(object),
    }
}

/// Drops an object of an entry that no connection has taken.
struct Unconnected(Entry, TraitObject);

impl Drop for Unconnected {
    fn drop(&mut self) {
        // SAFETY: the object is one of the entry, and nobody else has it.
        unsafe { (self.0)(AbiProtocol::DropInstance { trait_object: self.1 }) }
    }
}

/// Makes an object of an entry and a connection that owns it.
///
/// # Safety
/// The entry must speak the protocol.
pub unsafe fn connect<T>(entry: Entry) -> Result<AbiConnection<T>, SavefileError>
where
    T: AbiExportable + ?Sized + 'static,
{
    let made = Unconnected(entry, create(entry)?);
    let connection = AbiConnection::from_raw(entry, made.1, Owning::Owned)?;
    std::mem::forget(made);
    Ok(connection)
}

/// Functions that open, question and close connections of a trait.
#[macro_export]
macro_rules! export_host {
    ($trait:path, $open:ident, $load:ident, $by_ref:ident, $close:ident) => {
        /// # Safety
        /// The entry must speak the protocol; the room must be as large as it says.
        #[no_mangle]
        pub unsafe extern "C" fn $open(entry: $crate::connecting::Entry, out: *mut u8, capacity: usize) -> isize {
            $crate::answers::Room { out, capacity }.answer(|| {
                let connection = $crate::connecting::connect::<dyn $trait>(entry)?;
                Ok((Box::into_raw(Box::new(connection)) as usize).to_le_bytes().to_vec())
            })
        }

        /// # Safety
        /// The path must be UTF-8 of the given length; the room must be as large as it says.
        #[no_mangle]
        pub unsafe extern "C" fn $load(path: *const u8, length: usize, out: *mut u8, capacity: usize) -> isize {
            $crate::answers::Room { out, capacity }.answer(|| {
                let path = std::str::from_utf8(std::slice::from_raw_parts(path, length)).unwrap();
                let connection = savefile_abi::AbiConnection::<dyn $trait>::load_shared_library(path)?;
                Ok((Box::into_raw(Box::new(connection)) as usize).to_le_bytes().to_vec())
            })
        }

        /// # Safety
        /// The connection must be open; the name must be UTF-8 of the given length.
        #[no_mangle]
        pub unsafe extern "C" fn $by_ref(
            connection: *const savefile_abi::AbiConnection<dyn $trait>,
            name: *const u8,
            length: usize,
            argument: usize,
        ) -> bool {
            let name = std::str::from_utf8(std::slice::from_raw_parts(name, length)).unwrap();
            (*connection).get_arg_passable_by_ref(name, argument)
        }

        /// # Safety
        /// The connection must be open.
        #[no_mangle]
        pub unsafe extern "C" fn $close(connection: *mut savefile_abi::AbiConnection<dyn $trait>) {
            drop(Box::from_raw(connection));
        }
    };
}
