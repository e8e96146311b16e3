// Gives back whatever it is given, of types that contain themselves.
use savefile_derive::{savefile_abi_export, savefile_abi_exportable, Savefile};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// In a box.
#[derive(Savefile)]
pub struct Chain {
    value: u8,
    next: Option<Box<Chain>>,
}

/// In boxes that are items.
#[derive(Savefile)]
pub struct Forest {
    value: u8,
    trees: Vec<Box<Forest>>,
}

/// Through each other.
#[derive(Savefile)]
pub struct Folder {
    name: String,
    first: Option<Box<File>>,
}

#[derive(Savefile)]
pub struct File {
    size: u32,
    inside: Option<Arc<Folder>>,
}

/// Through another one that lies within it.
#[derive(Savefile)]
pub struct Outer {
    inner: Inner,
}

#[derive(Savefile)]
pub struct Inner {
    value: u8,
    again: Option<Box<Outer>>,
}

/// As an enum.
#[derive(Savefile)]
pub enum Sum {
    One(i32),
    Both(Box<Sum>, Box<Sum>),
}

/// As values of maps, which the crate counts in two ways.
#[derive(Savefile)]
pub struct Hashed {
    value: u8,
    inside: HashMap<String, Hashed>,
}

#[derive(Savefile)]
pub struct Sorted {
    value: u8,
    inside: BTreeMap<String, Sorted>,
}

/// No recursion, but the crate says that it is one.
#[derive(Savefile)]
pub struct Tags {
    tags: HashMap<String, Vec<String>>,
}

#[savefile_abi_exportable(version = 0)]
pub trait Recursion {
    fn chain(&self, value: Chain) -> Chain;
    fn boxed_chain(&self, value: Box<Chain>) -> Box<Chain>;
    fn forest(&self, value: Forest) -> Vec<Box<Forest>>;
    fn folder(&self, value: Folder) -> Folder;
    fn file(&self, value: Box<File>) -> Box<File>;
    fn outer(&self, value: Outer) -> Outer;
    fn sum(&self, value: Sum) -> Sum;
    fn hashed(&self, value: Hashed) -> Hashed;
    fn sorted(&self, value: Sorted) -> Sorted;
    fn sorted_values(&self, value: BTreeMap<String, Sorted>) -> BTreeMap<String, Sorted>;
    fn tags(&self, value: HashMap<String, Vec<String>>) -> Tags;
    fn lost(&self, value: HashMap<String, HashMap<String, u32>>) -> u32;
}

#[derive(Default)]
pub struct Echo;

impl Recursion for Echo {
    fn chain(&self, value: Chain) -> Chain {
        value
    }
    fn boxed_chain(&self, value: Box<Chain>) -> Box<Chain> {
        value
    }
    fn forest(&self, value: Forest) -> Vec<Box<Forest>> {
        value.trees
    }
    fn folder(&self, value: Folder) -> Folder {
        value
    }
    fn file(&self, value: Box<File>) -> Box<File> {
        value
    }
    fn outer(&self, value: Outer) -> Outer {
        value
    }
    fn sum(&self, value: Sum) -> Sum {
        value
    }
    fn hashed(&self, value: Hashed) -> Hashed {
        value
    }
    fn sorted(&self, value: Sorted) -> Sorted {
        value
    }
    fn sorted_values(&self, value: BTreeMap<String, Sorted>) -> BTreeMap<String, Sorted> {
        value
    }
    fn tags(&self, value: HashMap<String, Vec<String>>) -> Tags {
        Tags { tags: value }
    }
    fn lost(&self, value: HashMap<String, HashMap<String, u32>>) -> u32 {
        value.values().map(|inner| inner.len() as u32).sum()
    }
}

savefile_abi_export!(Echo, Recursion);
