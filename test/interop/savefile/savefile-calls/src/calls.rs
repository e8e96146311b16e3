//! Every way to pass and to return.
use crate::types::*;
use savefile_derive::savefile_abi_exportable;
use std::pin::Pin;

#[savefile_abi_exportable(version = 0)]
pub trait Counter: Send + Sync {
    fn next(&self, by: u32) -> u32;
}

#[savefile_abi_exportable(version = 3)]
pub trait Calls {
    fn text_length(&self, text: &str) -> u32;
    fn string_length(&self, text: &String) -> u32;
    fn greeting(&self) -> &'static str;
    fn shout(&self, text: String) -> String;
    fn sum(&self, numbers: &[u32]) -> u64;
    fn sum_bytes(&self, bytes: &[u8]) -> u64;
    fn join(&self, texts: &[String]) -> String;
    fn known(&self, numbers: &[Option<u8>]) -> u32;
    fn double(&self, number: &u32) -> u32;
    fn half(&self, number: &f64) -> f64;
    fn negate(&self, value: &bool) -> bool;
    fn code(&self, letter: &char) -> u32;
    fn wide(&self, number: &u128) -> u128;
    fn person(&self, person: &Person) -> Person;
    fn point(&self, point: &Point) -> u64;
    fn plot(&self, points: &[Point]) -> u64;
    fn uneven(&self, uneven: &Uneven) -> u64;
    fn unevens(&self, unevens: &[Uneven]) -> u64;
    fn grid(&self, grid: &Grid) -> u64;
    fn event(&self, event: &Event) -> Event;
    fn shape(&self, shape: &Shape) -> Shape;
    fn level(&self, level: &Level) -> Level;
    fn tree(&self, tree: &Tree) -> u32;
    fn nothing(&self);
    fn take_nothing(&self, nothing: ());
    fn add(&self, left: u32, right: u32) -> u32;
    fn count(&mut self) -> u32;
    fn pinned(self: Pin<&mut Self>, by: u32) -> u32;
    fn checked(&self, good: bool) -> Result<u32, String>;
    fn refused(&self, kind: bool) -> Result<u8, std::io::Error>;
    fn panics(&self, how: u8) -> u32;
    fn panics_at_nothing(&self);
    fn by_default(&self, number: u32) -> u32 {
        number + 1
    }
    fn many(&self, a: u8, b: &str, c: &[u16], d: String, e: &u64, f: Option<char>, g: &str) -> String;
    fn apply(&self, function: &dyn Fn(u32, &str) -> u32) -> u32;
    fn apply_changing(&mut self, function: &mut dyn FnMut(u32) -> u32) -> u32;
    fn apply_boxed(&self, function: Box<dyn Fn(u32) -> u32 + Send + Sync>) -> u32;
    fn use_counter(&self, counter: &dyn Counter) -> u32;
    fn take_counter(&self, counter: Box<dyn Counter>) -> u32;
    fn make_counter(&self, from: u32) -> Box<dyn Counter>;
    fn maker(&self, good: bool) -> Result<Box<dyn Fn(u32) -> u32>, String>;
}
