//! A trait to which versions add methods: one that objects of older versions do not have, and one with a default.
use abi_stable::{
    sabi_trait,
    sabi_trait::prelude::*,
    std_types::{RBox, RBoxError, ROption, RResult, RStr, RString, RVec},
};
use std::{collections::BTreeMap, fmt};

macro_rules! declare_store {
    ($($later:tt)*) => {
        #[sabi_trait]
        pub trait Store: Debug {
            fn get(&self, key: RStr<'_>) -> ROption<RString>;
            fn put(&mut self, key: RString, value: RString) -> ROption<RString>;
            fn len(&self) -> usize;
            #[sabi(last_prefix_field)]
            fn close(self) -> RVec<RString>;
            $($later)*
        }
    };
}

#[cfg(not(feature = "v1_1"))]
declare_store! {}

#[cfg(all(feature = "v1_1", not(feature = "v1_2")))]
declare_store! {
    fn clear(&mut self) -> usize;
}

#[cfg(feature = "v1_2")]
declare_store! {
    fn clear(&mut self) -> usize;
    fn describe(&self) -> RString {
        RString::from(format!("{} by default", self.len()))
    }
}

pub type BoxedStore = Store_TO<'static, RBox<()>>;

#[derive(Debug)]
struct Shelf(BTreeMap<RString, RString>);

impl Store for Shelf {
    fn get(&self, key: RStr<'_>) -> ROption<RString> {
        self.0.get(key.as_str()).cloned().into()
    }
    fn put(&mut self, key: RString, value: RString) -> ROption<RString> {
        self.0.insert(key, value).into()
    }
    fn len(&self) -> usize {
        self.0.len()
    }
    fn close(self) -> RVec<RString> {
        self.0.into_keys().collect()
    }
    #[cfg(feature = "v1_1")]
    fn clear(&mut self) -> usize {
        std::mem::take(&mut self.0).len()
    }
    #[cfg(feature = "v1_2")]
    fn describe(&self) -> RString {
        RString::from(format!("a shelf of {}", self.0.len()))
    }
}

/// Why nothing was opened.
#[derive(Debug)]
struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no store is called {:?}", self.0)
    }
}

impl std::error::Error for Refused {}

pub extern "C" fn open(name: RStr<'_>) -> RResult<BoxedStore, RBoxError> {
    match name.as_str() {
        "" => RResult::RErr(RBoxError::new(Refused(String::new()))),
        name => {
            let entries = BTreeMap::from([(RString::from("name"), RString::from(name))]);
            RResult::ROk(Store_TO::from_value(Shelf(entries), TD_Opaque))
        }
    }
}

/// Everything that the methods of a store say, one after the other. The store is used up.
pub extern "C" fn use_store(mut store: BoxedStore) -> RString {
    let before = store.put(RString::from("ключ"), RString::from("a\0b"));
    let again = store.put(RString::from("ключ"), RString::from(""));
    let missing = store.get(RStr::from("nothing"));
    let length = store.len();
    #[cfg(feature = "v1_2")]
    let described = store.describe();
    #[cfg(not(feature = "v1_2"))]
    let described = "";
    let spelled = format!("{store:?}");
    let keys = store.close();
    RString::from(format!(
        "{before:?}, {again:?}, {missing:?}, {length}, {described}, {spelled}, {keys:?}"
    ))
}

#[cfg(feature = "v1_1")]
pub extern "C" fn clear_store(store: &mut BoxedStore) -> usize {
    store.clear()
}
