//! Type layouts of every kind, each given by a function, and what the checker of abi_stable says of two of them.
#![allow(dead_code, improper_ctypes_definitions, non_camel_case_types, non_local_definitions, unused_braces)]

/// Exports functions that give the layouts of types.
macro_rules! layouts {
    ($($name:ident: $type:ty,)*) => {
        $(
            #[no_mangle]
            pub extern "C" fn $name() -> &'static abi_stable::type_layout::TypeLayout {
                <$type as abi_stable::StableAbi>::LAYOUT
            }
        )*
    };
}

mod check;
mod enums;
mod interfaces;
mod kinds;
mod objects;
mod parameters;
mod structs;
mod tags;
