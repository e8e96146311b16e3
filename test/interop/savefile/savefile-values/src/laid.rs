// Types that lie in memory as C has it.
use savefile::prelude::*;

#[derive(Savefile, Clone, Copy)]
#[repr(C)]
pub struct Inner {
    a: u8,
    b: u32,
}

#[derive(Savefile, Clone, Copy)]
#[repr(u8)]
pub enum Tone {
    Low,
    Mid,
    High,
}

#[derive(Savefile, Clone, Copy)]
#[repr(C)]
pub enum Level {
    Under,
    Over,
}

#[derive(Savefile, Clone, Copy)]
#[repr(transparent)]
pub struct Ticket(u64);

#[derive(Savefile)]
#[repr(C)]
pub struct Laid {
    flag: bool,
    symbol: char,
    inner: Inner,
    pair: [u16; 2],
    many: [Inner; 2],
    size: usize,
    wide: i128,
    half: f32,
    mood: Tone,
    ticket: Ticket,
}

#[derive(Savefile)]
#[repr(C, u8)]
pub enum Figure {
    Dot,
    Disc { radius: f64, full: bool },
    Bar { w: u16, inner: Inner },
}

#[derive(Savefile)]
#[repr(u8)]
pub enum Packet {
    Ping,
    Data { size: u32, code: u8 },
}

#[derive(Savefile)]
#[repr(C)]
pub enum Loose {
    None,
    Some { value: u16 },
}

#[derive(Savefile)]
pub struct All {
    laid: Laid,
    figure: Figure,
    packets: Vec<Packet>,
    tones: Vec<Tone>,
    inners: Vec<Inner>,
    tickets: Vec<Ticket>,
    level: Level,
    loose: Loose,
}
