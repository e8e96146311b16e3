//! Prefix types as the crate abi_stable lays them out, behind plain C functions: what TypeScript must read in the same
//! way, and readers of what TypeScript writes.

// What a prefix type offers to Rust is of no use to all of the readers here, and its macro is generous with parentheses.
#![allow(dead_code, unused_parens)]

mod given;
mod readers;
