//! Objects of traits, and enums that may grow.
use abi_stable::{
    nonexhaustive_enum::NonExhaustive,
    sabi_trait,
    std_types::{RBox, RStr, RString},
    type_level::downcasting::TD_Opaque,
    DynTrait, StableAbi,
};

/// Objects with a table of their own.
#[sabi_trait]
pub trait Counter: Debug + Clone {
    fn get(&self) -> u32;
    fn add(&mut self, by: u32) -> u32;
    #[sabi(last_prefix_field)]
    fn into_text(self) -> RString;
    fn name(&self) -> RString {
        RString::from("counter")
    }
}

/// Objects that are compared and shown as well.
#[sabi_trait]
#[sabi(use_dyntrait)]
pub trait Word: Debug + Display + PartialEq + Hash {
    #[sabi(last_prefix_field)]
    fn letters(&self) -> u32;
}

/// Objects without methods of their own.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(impl_InterfaceType(Send, Sync, Clone, Debug, Display))]
pub struct Printable;

/// Objects that give numbers.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(impl_InterfaceType(Debug, Iterator))]
pub struct Numbers;
impl abi_stable::erased_types::IteratorItem<'_> for Numbers {
    type Item = u32;
}

/// A enum that may get more forms.
#[repr(u8)]
#[derive(StableAbi, Debug, Clone, PartialEq)]
#[sabi(kind(WithNonExhaustive(
    size = [usize; 6],
    traits(Debug, Clone, PartialEq),
    assert_nonexhaustive = Command,
)))]
#[non_exhaustive]
pub enum Command {
    Start,
    Stop { code: u32 },
    Say(RString),
}

#[derive(Debug, Clone)]
struct Plain(u32);
impl Counter for Plain {
    fn get(&self) -> u32 {
        self.0
    }
    fn add(&mut self, by: u32) -> u32 {
        self.0 += by;
        self.0
    }
    fn into_text(self) -> RString {
        self.0.to_string().into()
    }
}

#[derive(Debug, Clone, PartialEq, Hash)]
struct Owned(String);
impl std::fmt::Display for Owned {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}
impl Word for Owned {
    fn letters(&self) -> u32 {
        self.0.chars().count() as u32
    }
}

type CounterBox = Counter_TO<'static, RBox<()>>;
type WordBox = Word_TO<'static, RBox<()>>;
type Shown = DynTrait<'static, RBox<()>, Printable>;
type Iterated = DynTrait<'static, RBox<()>, Numbers>;

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix), missing_field(panic))]
pub struct Objects {
    pub counter: extern "C" fn(start: u32) -> CounterBox,
    #[sabi(last_prefix_field)]
    pub count: extern "C" fn(counter: CounterBox, by: u32) -> u32,
    pub word: extern "C" fn(text: RStr<'_>) -> WordBox,
    pub shown: extern "C" fn(value: f64) -> Shown,
    pub numbers: extern "C" fn(end: u32) -> Iterated,
    pub command: extern "C" fn(code: u32) -> Command_NE,
    pub code: extern "C" fn(command: Command_NE) -> u32,
}

extern "C" fn counter(start: u32) -> CounterBox {
    Counter_TO::from_value(Plain(start), TD_Opaque)
}
extern "C" fn count(mut counter: CounterBox, by: u32) -> u32 {
    counter.add(by)
}
extern "C" fn word(text: RStr<'_>) -> WordBox {
    Word_TO::from_value(Owned(text.to_string()), TD_Opaque)
}
extern "C" fn shown(value: f64) -> Shown {
    DynTrait::from_value(value)
}
#[derive(Debug)]
struct Counting(std::ops::Range<u32>);
impl Iterator for Counting {
    type Item = u32;
    fn next(&mut self) -> Option<u32> {
        self.0.next()
    }
}
extern "C" fn numbers(end: u32) -> Iterated {
    DynTrait::from_value(Counting(0..end))
}
extern "C" fn command(code: u32) -> Command_NE {
    NonExhaustive::new(match code {
        0 => Command::Start,
        1 => Command::Say("one".into()),
        _ => Command::Stop { code },
    })
}
extern "C" fn code(command: Command_NE) -> u32 {
    match command.as_enum() {
        Ok(Command::Start) => 0,
        Ok(Command::Stop { code }) => *code,
        Ok(Command::Say(text)) => text.len() as u32,
        _ => u32::MAX,
    }
}

pub const OBJECTS: Objects_Ref = crate::table!(
    Objects_Ref,
    Objects { counter, count, word, shown, numbers, command, code }
);
