//! Types of parameters.
use savefile::prelude::*;

#[derive(Savefile, Clone, Debug, PartialEq)]
pub struct Person {
    pub name: String,
    pub age: u8,
    pub height: f32,
}

#[derive(Savefile, Clone, Debug)]
pub struct Row(pub u8, pub u16);

#[derive(Savefile, Clone, Debug)]
pub struct Nothing;

/// Written field by field and as memory it is the same: Rust passes it by pointer and in lists as a block.
#[derive(Savefile, Clone, Copy, Debug)]
#[repr(C)]
pub struct Point {
    pub x: u32,
    pub y: u32,
}

/// A hole lies between its fields.
#[derive(Savefile, Clone, Copy, Debug)]
#[repr(C)]
pub struct Uneven {
    pub small: u8,
    pub large: u64,
}

#[derive(Savefile, Clone, Copy, Debug)]
#[repr(C)]
pub struct Grid {
    pub cells: [u16; 3],
    pub origin: Point,
}

#[derive(Savefile, Clone, Debug)]
pub enum Event {
    Start,
    Wait(u32),
    Log { level: u8, text: String },
}

/// A fieldless enum with a representation.
#[derive(Savefile, Clone, Copy, Debug)]
#[repr(u8)]
pub enum Mode {
    Slow,
    Fast,
    Idle,
}

/// An enum whose memory other compilers know.
#[derive(Savefile, Clone, Debug)]
#[repr(C, u8)]
pub enum Shape {
    Empty,
    Circle(u32),
    Named { sides: u8, name: String },
}

/// The discriminants of Rust are not the numbers on the wire.
#[derive(Savefile, Clone, Copy, Debug)]
#[repr(u16)]
pub enum Level {
    Low = 5,
    High = 7,
}

#[derive(Savefile, Clone, Debug)]
pub struct Tree {
    pub value: u8,
    pub children: Vec<Tree>,
}

#[derive(Savefile, Clone, Debug)]
pub struct Nested {
    pub rows: Vec<Vec<u16>>,
    pub people: Vec<Person>,
    pub events: Vec<Option<Event>>,
    pub points: [Point; 2],
}
