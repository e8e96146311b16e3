//! A plugin in Rust: an archive of documents, as a trait that both sides may change without breaking each other.
use savefile_derive::{savefile_abi_export, savefile_abi_exportable, Savefile};
use std::collections::BTreeMap;

/// What a document is.
#[derive(Savefile, Clone)]
pub enum Kind {
    Note,
    Letter { from: String },
    Picture(u32, u32),
}

/// A document, with others inside of it.
#[derive(Savefile, Clone)]
pub struct Document {
    pub title: String,
    pub kind: Kind,
    pub words: Vec<String>,
    pub inside: Vec<Document>,
    /// Documents of version 0 had none.
    #[savefile_versions = "1.."]
    #[savefile_default_val = "0"]
    pub year: i32,
}

/// Walks through what was found.
#[savefile_abi_exportable(version = 1)]
pub trait Finder {
    fn next(&mut self) -> Option<Document>;
}

/// Keeps documents.
#[savefile_abi_exportable(version = 1)]
pub trait Archive {
    /// Adds a document, and gives its number.
    fn add(&mut self, document: &Document) -> Result<u32, String>;
    fn get(&self, number: u32) -> Option<Document>;
    /// How often each word occurs.
    fn words(&self) -> BTreeMap<String, u64>;
    /// Calls a function with every document, until it says `false`.
    fn each(&self, visit: &mut dyn FnMut(u32, &Document) -> bool);
    /// Finds what a function of the caller chooses, when it is asked for.
    fn find(&self, chosen: Box<dyn Fn(&Document) -> bool>) -> Box<dyn Finder>;
}

#[derive(Default)]
pub struct Memory {
    documents: Vec<Document>,
}

impl Archive for Memory {
    fn add(&mut self, document: &Document) -> Result<u32, String> {
        if document.title.is_empty() {
            return Err("a document needs a title".into());
        }
        self.documents.push(document.clone());
        Ok(self.documents.len() as u32 - 1)
    }

    fn get(&self, number: u32) -> Option<Document> {
        self.documents.get(number as usize).cloned()
    }

    fn words(&self) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        self.documents.iter().for_each(|one| count(one, &mut counts));
        counts
    }

    fn each(&self, visit: &mut dyn FnMut(u32, &Document) -> bool) {
        for (number, document) in self.documents.iter().enumerate() {
            if !visit(number as u32, document) {
                return;
            }
        }
    }

    fn find(&self, chosen: Box<dyn Fn(&Document) -> bool>) -> Box<dyn Finder> {
        Box::new(Search {
            left: self.documents.clone().into_iter(),
            chosen,
        })
    }
}

fn count(document: &Document, counts: &mut BTreeMap<String, u64>) {
    for word in &document.words {
        *counts.entry(word.clone()).or_default() += 1;
    }
    document.inside.iter().for_each(|one| count(one, counts));
}

struct Search {
    left: std::vec::IntoIter<Document>,
    chosen: Box<dyn Fn(&Document) -> bool>,
}

impl Finder for Search {
    fn next(&mut self) -> Option<Document> {
        let chosen = &self.chosen;
        self.left.find(|document| chosen(document))
    }
}

savefile_abi_export!(Memory, Archive);
