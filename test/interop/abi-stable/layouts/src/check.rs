//! The checker of abi_stable, asked about two layouts.
use abi_stable::abi_stability::abi_checking::{check_layout_compatibility_with_globals, CheckingGlobals};
use abi_stable::type_layout::TypeLayout;

/// Compares two layouts, remembering nothing of earlier ones, and writes the names of the errors, each followed by a comma.
/// Gives the number of bytes written.
#[no_mangle]
pub unsafe extern "C" fn compare_layouts(
    expected: &'static TypeLayout,
    found: &'static TypeLayout,
    text: *mut u8,
    capacity: usize,
) -> usize {
    let globals = Box::leak(Box::new(CheckingGlobals::new()));
    let mut names = String::new();
    if let Err(errors) = check_layout_compatibility_with_globals(expected, found, globals) {
        for error in errors.errors.iter().flat_map(|one| one.errs.iter()) {
            let debug = format!("{:?}", error);
            let end = debug.find(|c: char| !c.is_alphanumeric()).unwrap_or(debug.len());
            names.push_str(&debug[..end]);
            names.push(',');
        }
    }
    let length = names.len().min(capacity);
    std::ptr::copy_nonoverlapping(names.as_ptr(), text, length);
    length
}

/// What abi_stable prints of a type.
#[no_mangle]
pub unsafe extern "C" fn print_type(layout: &'static TypeLayout, text: *mut u8, capacity: usize) -> usize {
    let printed = layout.full_type().to_string();
    let length = printed.len().min(capacity);
    std::ptr::copy_nonoverlapping(printed.as_ptr(), text, length);
    length
}
