// Pointers, maps and locks of abi_stable: made here, taken here, and driven here.
#![allow(improper_ctypes_definitions)]

mod channels;
mod locks;
mod maps;
mod pointers;
mod traced;
