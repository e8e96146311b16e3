// Strings, vectors and slices of abi_stable, made here and used elsewhere, and the other way round.
mod borrowed;
mod counting;
mod strings;
mod threads;
mod vectors;
