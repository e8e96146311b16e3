//! The third version: more of them, a field less, and a method with a body of its own.
use savefile::prelude::*;
use savefile_derive::{savefile_abi_export, savefile_abi_exportable};
use savefile_support::drops::Counted;

pub const VERSION: u32 = 2;

#[derive(Savefile, Clone, Debug)]
pub struct Item {
    pub name: String,
    #[savefile_versions = "1.."]
    #[savefile_default_val = "18"]
    pub weight: u32,
    pub price: u32,
    #[savefile_versions = "2.."]
    pub tags: Vec<String>,
}

#[derive(Savefile, Clone, Debug)]
pub struct Label {
    pub text: String,
    #[savefile_versions = "..1"]
    pub colour: AbiRemoved<u16, White>,
}

/// What older peers get for the colour that is gone.
#[derive(Clone, Debug)]
pub struct White;

impl savefile::ValueConstructor<u16> for White {
    fn make_value() -> u16 {
        0xffff
    }
}

#[derive(Savefile, Clone, Debug)]
pub struct Measure {
    #[savefile_versions_as = "0..0:u32"]
    #[savefile_versions = "1.."]
    pub amount: u64,
    pub unit: u8,
}

#[derive(Savefile, Clone, Debug)]
pub enum Mood {
    Calm,
    Glad(u8),
    #[savefile_versions = "1.."]
    Odd,
    #[savefile_versions = "2.."]
    Wild { level: u16, text: String },
}

#[derive(Savefile, Clone, Copy, Debug)]
#[repr(C)]
pub struct Point {
    pub x: u32,
    #[savefile_versions = "2.."]
    pub y: u32,
}

#[savefile_abi_exportable(version = 2)]
pub trait Depot {
    fn find(&self, name: &str) -> Result<Item, String>;
    fn revision(&self) -> u32;
    fn item(&self, item: Item) -> Item;
    fn items(&self, items: Vec<Item>) -> Vec<Item>;
    fn total(&self, items: &[Item]) -> u64;
    fn price(&self, item: &Item) -> u64;
    fn label(&self, label: Label) -> Label;
    fn colour(&self, label: &Label) -> u16;
    fn measure(&self, measure: Measure) -> u64;
    fn unit_of(&self, amount: u32) -> Measure;
    fn newer(&self, value: u32) -> u32;
    fn newest(&self, value: u32) -> u32 {
        value + 300
    }
    fn mood(&self, mood: Mood) -> Mood;
    fn moods(&self, count: u32) -> Vec<Mood>;
    fn number_of_mood(&self, mood: &Mood) -> u32;
    fn distance(&self, points: &[Point]) -> u64;
    fn put(&mut self, item: Item) -> u64;
    fn fails(&self, text: String);
    fn map_item(&self, item: Item, function: &dyn Fn(Item) -> Item) -> Item;
    fn mapper(&self) -> Box<dyn Fn(Item) -> Item>;
}

pub struct DepotPlugin {
    items: Vec<Item>,
    _counted: Counted,
}

impl Default for DepotPlugin {
    fn default() -> Self {
        DepotPlugin { items: Vec::new(), _counted: Counted::default() }
    }
}

pub fn repriced(mut item: Item) -> Item {
    item.price += 1;
    item
}

impl Depot for DepotPlugin {
    fn revision(&self) -> u32 {
        VERSION
    }
    fn item(&self, item: Item) -> Item {
        item
    }
    fn items(&self, items: Vec<Item>) -> Vec<Item> {
        items
    }
    fn total(&self, items: &[Item]) -> u64 {
        items.iter().map(|item| item.price as u64).sum()
    }
    fn price(&self, item: &Item) -> u64 {
        item.price as u64
    }
    fn label(&self, label: Label) -> Label {
        label
    }
    fn colour(&self, _label: &Label) -> u16 {
        0
    }
    fn measure(&self, measure: Measure) -> u64 {
        measure.amount * 1000 + measure.unit as u64
    }
    fn unit_of(&self, amount: u32) -> Measure {
        Measure { amount: amount as u64, unit: 1 }
    }
    fn mood(&self, mood: Mood) -> Mood {
        mood
    }
    fn moods(&self, count: u32) -> Vec<Mood> {
        let mood = |number| match number % 4 {
            0 => Mood::Calm,
            1 => Mood::Glad(number as u8),
            2 => Mood::Odd,
            _ => Mood::Wild { level: number as u16, text: "w".into() },
        };
        (0..count).map(mood).collect()
    }
    fn number_of_mood(&self, mood: &Mood) -> u32 {
        match mood {
            Mood::Calm => 0,
            Mood::Glad(_) => 1,
            Mood::Odd => 2,
            Mood::Wild { .. } => 3,
        }
    }
    fn distance(&self, points: &[Point]) -> u64 {
        points.iter().map(|point| point.x as u64 + point.y as u64).sum()
    }
    fn newer(&self, value: u32) -> u32 {
        value + 200
    }
    fn put(&mut self, item: Item) -> u64 {
        self.items.push(item);
        self.items.len() as u64
    }
    fn find(&self, name: &str) -> Result<Item, String> {
        let found = self.items.iter().find(|item| item.name == name);
        found.cloned().ok_or_else(|| format!("no {name}"))
    }
    fn fails(&self, text: String) {
        panic!("{text}")
    }
    fn map_item(&self, item: Item, function: &dyn Fn(Item) -> Item) -> Item {
        function(item)
    }
    fn mapper(&self) -> Box<dyn Fn(Item) -> Item> {
        let counted = Counted::default();
        Box::new(move |item| {
            let _ = &counted;
            repriced(item)
        })
    }
}

savefile_abi_export!(DepotPlugin, Depot);
