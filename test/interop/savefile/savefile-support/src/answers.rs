//! Bytes and text that functions of these crates give to the tests.
use savefile::prelude::*;
use std::any::Any;
use std::cell::Cell;
use std::panic::{catch_unwind, set_hook, AssertUnwindSafe};

/// Where a function of a test writes its answer.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Room {
    pub out: *mut u8,
    pub capacity: usize,
}

impl Room {
    /// Writes bytes and gives their number.
    fn write(self, bytes: &[u8]) -> isize {
        assert!(bytes.len() <= self.capacity, "the room is too small");
        // SAFETY: the test gives a room of this capacity.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), self.out, bytes.len()) };
        bytes.len() as isize
    }

    /// Writes a text.
    pub fn text(self, text: &str) -> isize {
        self.write(text.as_bytes())
    }

    /// Runs what may fail or panic. Gives the number of its bytes, or what went wrong as a negative number: one less
    /// than none for each byte of the text.
    pub fn answer(self, run: impl FnOnce() -> Result<Vec<u8>, SavefileError>) -> isize {
        set_hook(Box::new(|_| {}));
        match catch_unwind(AssertUnwindSafe(run)) {
            Ok(Ok(bytes)) => self.write(&bytes),
            Ok(Err(error)) => -1 - self.text(&format!("{error:?}")),
            Err(panic) => -1 - self.text(&panic_text(&*panic)),
        }
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => text.to_string(),
        (_, Some(text)) => text.clone(),
        _ => "a panic without a text".into(),
    }
}

/// Values one after the other, as they would be passed to a method.
pub struct Arguments<'a> {
    version: u32,
    data: Cell<&'a [u8]>,
}

impl<'a> Arguments<'a> {
    /// # Safety
    /// The pointer and the length belong together.
    pub unsafe fn new(version: u32, data: *const u8, length: usize) -> Self {
        Arguments { version, data: Cell::new(std::slice::from_raw_parts(data, length)) }
    }

    /// The next value.
    pub fn next<T: Deserialize>(&self) -> T {
        let mut data = self.data.get();
        let value = Deserializer::bare_deserialize(&mut data, self.version).expect("an argument of the test");
        self.data.set(data);
        value
    }

    /// The bytes of what a method gave.
    pub fn result<T: Serialize>(&self, value: T) -> Result<Vec<u8>, SavefileError> {
        let mut bytes = Vec::new();
        Serializer::bare_serialize(&mut bytes, self.version, &value)?;
        Ok(bytes)
    }
}
