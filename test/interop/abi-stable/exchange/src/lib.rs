//! Functions that take values of all sorts and give them back, and a count of what they allocate.
#![allow(clippy::missing_safety_doc, non_local_definitions)]
mod batches;
mod counting;
mod errors;
mod items;
mod maps;
mod nested;
mod objects;
mod shapes;
mod texts;
mod threads;
mod tools;
