//! An interface in three versions, and a plugin of each. Version 1.1 adds to 1.0, and 1.2 to 1.1: at the ends of the root
//! module, of the prefix type in it, of a trait and of an enum.
#![allow(clippy::missing_safety_doc, non_local_definitions)]
mod codec;
mod event;
mod item;
mod label;
mod panics;
mod root;
#[cfg(feature = "v1_2")]
mod steps;
mod store;

/// Which of the three versions this is.
pub(crate) const REVISION: u32 = if cfg!(feature = "v1_2") {
    3
} else if cfg!(feature = "v1_1") {
    2
} else {
    1
};
