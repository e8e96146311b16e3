//! Options, results, tuples, errors and enums of abi_stable, for the tests that exchange them.

mod drops;
mod enums;
mod errors;
mod options;
mod outcomes;
