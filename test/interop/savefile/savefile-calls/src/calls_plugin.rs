//! The trait as Rust implements it.
use crate::calls::*;
use crate::types::*;
use savefile_derive::savefile_abi_export;
use savefile_support::drops::Counted;
use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

#[derive(Default)]
pub struct CallsPlugin {
    count: u32,
    _counted: Counted,
}

pub struct CountsUp {
    count: AtomicU32,
    _counted: Counted,
}

impl CountsUp {
    pub fn new(from: u32) -> Self {
        CountsUp { count: AtomicU32::new(from), _counted: Counted::default() }
    }
}

impl Counter for CountsUp {
    fn next(&self, by: u32) -> u32 {
        self.count.fetch_add(by, SeqCst) + by
    }
}

fn size(tree: &Tree) -> u32 {
    1 + tree.children.iter().map(size).sum::<u32>()
}

impl Calls for CallsPlugin {
    fn text_length(&self, text: &str) -> u32 {
        text.len() as u32
    }
    fn string_length(&self, text: &String) -> u32 {
        text.len() as u32
    }
    fn greeting(&self) -> &'static str {
        "good day"
    }
    fn shout(&self, text: String) -> String {
        text + "!"
    }
    fn sum(&self, numbers: &[u32]) -> u64 {
        numbers.iter().map(|number| *number as u64).sum()
    }
    fn sum_bytes(&self, bytes: &[u8]) -> u64 {
        bytes.iter().map(|byte| *byte as u64).sum()
    }
    fn join(&self, texts: &[String]) -> String {
        texts.join("+")
    }
    fn known(&self, numbers: &[Option<u8>]) -> u32 {
        numbers.iter().flatten().count() as u32
    }
    fn double(&self, number: &u32) -> u32 {
        number.wrapping_mul(2)
    }
    fn half(&self, number: &f64) -> f64 {
        number / 2.0
    }
    fn negate(&self, value: &bool) -> bool {
        !value
    }
    fn code(&self, letter: &char) -> u32 {
        *letter as u32
    }
    fn wide(&self, number: &u128) -> u128 {
        !number
    }
    fn person(&self, person: &Person) -> Person {
        person.clone()
    }
    fn point(&self, point: &Point) -> u64 {
        point.x as u64 + point.y as u64
    }
    fn plot(&self, points: &[Point]) -> u64 {
        points.iter().map(|point| self.point(point)).sum()
    }
    fn uneven(&self, uneven: &Uneven) -> u64 {
        uneven.large.wrapping_add(uneven.small as u64)
    }
    fn unevens(&self, unevens: &[Uneven]) -> u64 {
        unevens.iter().fold(0, |sum, uneven| sum.wrapping_add(self.uneven(uneven)))
    }
    fn grid(&self, grid: &Grid) -> u64 {
        grid.cells.iter().map(|cell| *cell as u64).sum::<u64>() + self.point(&grid.origin)
    }
    fn event(&self, event: &Event) -> Event {
        event.clone()
    }
    fn shape(&self, shape: &Shape) -> Shape {
        shape.clone()
    }
    fn level(&self, level: &Level) -> Level {
        *level
    }
    fn tree(&self, tree: &Tree) -> u32 {
        size(tree)
    }
    fn nothing(&self) {}
    fn take_nothing(&self, _nothing: ()) {}
    fn add(&self, left: u32, right: u32) -> u32 {
        left.wrapping_add(right)
    }
    fn count(&mut self) -> u32 {
        self.count += 1;
        self.count
    }
    fn pinned(mut self: Pin<&mut Self>, by: u32) -> u32 {
        self.count += by;
        self.count
    }
    fn checked(&self, good: bool) -> Result<u32, String> {
        if good {
            Ok(7)
        } else {
            Err("no".into())
        }
    }
    fn refused(&self, kind: bool) -> Result<u8, Error> {
        Err(Error::new(if kind { ErrorKind::NotFound } else { ErrorKind::Other }, "gone"))
    }
    fn panics(&self, how: u8) -> u32 {
        match how {
            0 => panic!("a fixed text"),
            1 => panic!("a constant {}", 1),
            2 => panic!("of {}", self.count + how as u32),
            _ => std::panic::panic_any(how),
        }
    }
    fn panics_at_nothing(&self) {
        panic!("nothing to give")
    }
    fn many(&self, a: u8, b: &str, c: &[u16], d: String, e: &u64, f: Option<char>, g: &str) -> String {
        format!("{a} {b} {c:?} {d} {e} {f:?} {g}")
    }
    fn apply(&self, function: &dyn Fn(u32, &str) -> u32) -> u32 {
        function(5, "abc") + function(1, "")
    }
    fn apply_changing(&mut self, function: &mut dyn FnMut(u32) -> u32) -> u32 {
        function(5) + function(6)
    }
    fn apply_boxed(&self, function: Box<dyn Fn(u32) -> u32 + Send + Sync>) -> u32 {
        function(6)
    }
    fn use_counter(&self, counter: &dyn Counter) -> u32 {
        counter.next(1) + counter.next(2)
    }
    fn take_counter(&self, counter: Box<dyn Counter>) -> u32 {
        counter.next(3)
    }
    fn make_counter(&self, from: u32) -> Box<dyn Counter> {
        Box::new(CountsUp::new(from))
    }
    fn maker(&self, good: bool) -> Result<Box<dyn Fn(u32) -> u32>, String> {
        if !good {
            return Err("no function".into());
        }
        let counted = Counted::default();
        Ok(Box::new(move |number| {
            let _ = &counted;
            number * 2
        }))
    }
}

savefile_abi_export!(CallsPlugin, Calls);
