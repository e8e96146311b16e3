//! Structs, unions and enums of our own, in every form that they can have.
use abi_stable::{
    std_types::{ROption, RString, RVec},
    StableAbi,
};

/// A plain struct.
#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub struct Point {
    pub x: f64,
    pub y: f64,
    pub tag: u8,
}

/// Another name for a number.
#[repr(transparent)]
#[derive(StableAbi, Clone, Copy)]
pub struct Ticket {
    pub number: u64,
}

/// More aligned than its fields.
#[repr(C, align(16))]
#[derive(StableAbi, Clone, Copy)]
pub struct Wide {
    pub low: u32,
}

/// Fields without names.
#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub struct Unnamed(pub u8, pub u32);

/// Arrays of scalars and of structs.
#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub struct Grid {
    pub corners: [Point; 2],
    pub key: [u8; 4],
    pub rows: [[u16; 2]; 3],
}

/// Two views of the same bytes.
#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub union Word {
    pub whole: u32,
    pub parts: [u8; 4],
}

/// An enum without fields.
#[repr(u8)]
#[derive(StableAbi, Clone, Copy)]
pub enum Color {
    Red,
    Green = 4,
    Blue,
}

/// Negative numbers, and more than a byte.
#[repr(i16)]
#[derive(StableAbi, Clone, Copy)]
pub enum Level {
    Low = -300,
    High = 300,
}

/// As large as C makes it.
#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub enum Switch {
    Off,
    On,
}

/// An enum whose forms have fields.
#[repr(u8)]
#[derive(StableAbi)]
pub enum Shape {
    Circle(f64),
    Rectangle { width: f32, height: f32 },
    Named(RString),
    Empty,
}

/// The same with the tag of C in front.
#[repr(C)]
#[derive(StableAbi)]
pub enum Event {
    Key { code: u32, is_down: bool },
    Text(RString),
    Quit,
}

/// With types as parameters.
#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub struct Pair<A, B> {
    pub first: A,
    pub second: B,
}

/// Mentions itself.
#[repr(C)]
#[derive(StableAbi)]
pub struct Tree {
    pub name: RString,
    pub children: RVec<Tree>,
}

/// Mentions itself through a pointer.
#[repr(C)]
#[derive(StableAbi)]
pub struct Link {
    pub value: u32,
    pub next: Option<&'static Link>,
}

/// Two types that mention each other.
#[repr(C)]
#[derive(StableAbi)]
pub struct Folder {
    pub files: RVec<File>,
}
#[repr(C)]
#[derive(StableAbi)]
pub struct File {
    pub size: u64,
    pub folder: ROption<&'static Folder>,
}

/// What a function takes to call back.
#[repr(transparent)]
#[derive(StableAbi, Clone, Copy)]
pub struct Callback {
    pub function: extern "C" fn(value: u32) -> u32,
}

/// Names that mean something in C or JavaScript, and one that another module of this crate has too.
#[repr(C)]
#[derive(StableAbi, Clone, Copy)]
pub struct Keywords {
    pub default: u32,
    pub constructor: u32,
    pub r#int: u32,
}

pub mod other {
    use abi_stable::StableAbi;

    /// Has the name of another type.
    #[repr(C)]
    #[derive(StableAbi, Clone, Copy)]
    pub struct Point {
        pub longitude: f32,
        pub latitude: f32,
    }

    /// Has a name that a type of the toolkit has.
    #[repr(C)]
    #[derive(StableAbi, Clone, Copy)]
    pub struct Pointer {
        pub at: u32,
    }
}

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix), missing_field(panic))]
pub struct Shapes {
    pub mirror: extern "C" fn(point: Point) -> Point,
    #[sabi(last_prefix_field)]
    pub origin: &'static Point,
    pub none: Option<&'static Point>,
    pub ticket: extern "C" fn(ticket: Ticket) -> Ticket,
    pub wide: extern "C" fn(wide: Wide) -> u32,
    pub unnamed: extern "C" fn(value: Unnamed) -> u32,
    pub grid: extern "C" fn(grid: Grid) -> u32,
    pub word: extern "C" fn(word: Word) -> u32,
    pub next_color: extern "C" fn(color: Color) -> Color,
    pub flip: extern "C" fn(level: Level) -> Level,
    pub switch: extern "C" fn(switch: Switch) -> Switch,
    pub area: extern "C" fn(shape: Shape) -> f64,
    pub event: extern "C" fn(event: Event) -> u32,
    pub pair: extern "C" fn(pair: Pair<u32, f64>) -> Pair<f64, u32>,
    pub leaves: extern "C" fn(tree: Tree) -> u32,
    pub chain: extern "C" fn(link: &Link) -> u32,
    pub folder: extern "C" fn(folder: &Folder) -> u64,
    pub call: extern "C" fn(callback: Callback, value: u32) -> u32,
    pub keywords: extern "C" fn(words: Keywords) -> u32,
    pub place: extern "C" fn(place: other::Point) -> f32,
    pub pointer: extern "C" fn(pointer: other::Pointer) -> u32,
    pub change: extern "C" fn(point: &mut Point),
}

static ORIGIN: Point = Point { x: 0.0, y: 0.0, tag: 9 };

extern "C" fn mirror(point: Point) -> Point {
    Point { x: point.y, y: point.x, tag: point.tag }
}
extern "C" fn ticket(ticket: Ticket) -> Ticket {
    Ticket { number: ticket.number + 1 }
}
extern "C" fn wide(wide: Wide) -> u32 {
    wide.low
}
extern "C" fn unnamed(value: Unnamed) -> u32 {
    value.0 as u32 + value.1
}
extern "C" fn grid(grid: Grid) -> u32 {
    grid.rows.iter().flatten().map(|one| *one as u32).sum::<u32>() + grid.key[3] as u32
}
extern "C" fn word(word: Word) -> u32 {
    unsafe { word.parts[0] as u32 }
}
extern "C" fn next_color(color: Color) -> Color {
    match color {
        Color::Red => Color::Green,
        Color::Green => Color::Blue,
        Color::Blue => Color::Red,
    }
}
extern "C" fn flip(level: Level) -> Level {
    match level {
        Level::Low => Level::High,
        Level::High => Level::Low,
    }
}
extern "C" fn switch(switch: Switch) -> Switch {
    match switch {
        Switch::Off => Switch::On,
        Switch::On => Switch::Off,
    }
}
extern "C" fn area(shape: Shape) -> f64 {
    match shape {
        Shape::Circle(radius) => radius * radius * 3.0,
        Shape::Rectangle { width, height } => (width * height) as f64,
        Shape::Named(name) => name.len() as f64,
        Shape::Empty => 0.0,
    }
}
extern "C" fn event(event: Event) -> u32 {
    match event {
        Event::Key { code, is_down } => code + is_down as u32,
        Event::Text(text) => text.len() as u32,
        Event::Quit => 0,
    }
}
extern "C" fn pair(pair: Pair<u32, f64>) -> Pair<f64, u32> {
    Pair { first: pair.second, second: pair.first }
}
extern "C" fn leaves(tree: Tree) -> u32 {
    fn count(tree: &Tree) -> u32 {
        if tree.children.is_empty() {
            return 1;
        }
        tree.children.iter().map(count).sum()
    }
    count(&tree)
}
extern "C" fn chain(link: &Link) -> u32 {
    let mut total = link.value;
    let mut next = link.next;
    while let Some(one) = next {
        total += one.value;
        next = one.next;
    }
    total
}
extern "C" fn folder(folder: &Folder) -> u64 {
    folder.files.iter().map(|file| file.size + file.folder.is_some() as u64).sum()
}
extern "C" fn call(callback: Callback, value: u32) -> u32 {
    (callback.function)(value)
}
extern "C" fn keywords(words: Keywords) -> u32 {
    words.default + words.constructor + words.int
}
extern "C" fn place(place: other::Point) -> f32 {
    place.longitude + place.latitude
}
extern "C" fn pointer(pointer: other::Pointer) -> u32 {
    pointer.at
}
extern "C" fn change(point: &mut Point) {
    point.tag += 1
}

pub const SHAPES: Shapes_Ref = crate::table!(
    Shapes_Ref,
    Shapes {
        mirror,
        origin: &ORIGIN,
        none: None,
        ticket,
        wide,
        unnamed,
        grid,
        word,
        next_color,
        flip,
        switch,
        area,
        event,
        pair,
        leaves,
        chain,
        folder,
        call,
        keywords,
        place,
        pointer,
        change,
    }
);
