// Trait objects and boxes of Rust, made here and used elsewhere, and the other way round.
mod boxes;
mod counters;
mod levels;
mod older;
mod steps;
mod words;

/// Copies a text to where the caller has room for it; gives its length.
pub(crate) unsafe fn copy_text(text: &str, out: *mut u8, capacity: usize) -> usize {
    let length = text.len().min(capacity);
    std::ptr::copy_nonoverlapping(text.as_ptr(), out, length);
    text.len()
}
