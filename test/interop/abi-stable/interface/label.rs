//! A trait of the form `DynTrait`.
use abi_stable::{
    sabi_trait,
    sabi_trait::prelude::*,
    std_types::{RBox, RStr, RString},
};
use std::fmt::{self, Display};

#[sabi_trait]
#[sabi(use_dyn_trait)]
pub trait Label: Send + Sync + Clone + Debug + Display + PartialEq {
    fn text(&self) -> RString;
    fn rename(&mut self, text: RStr<'_>) -> RString;
    #[sabi(last_prefix_field)]
    fn into_text(self) -> RString;
}

pub type BoxedLabel = Label_TO<'static, RBox<()>>;

#[derive(Clone, Debug, PartialEq)]
struct Tag(String);

impl Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl Label for Tag {
    fn text(&self) -> RString {
        RString::from(self.0.as_str())
    }
    fn rename(&mut self, text: RStr<'_>) -> RString {
        RString::from(std::mem::replace(&mut self.0, text.as_str().to_owned()))
    }
    fn into_text(self) -> RString {
        RString::from(self.0)
    }
}

pub extern "C" fn make_label(text: RStr<'_>) -> BoxedLabel {
    Label_TO::from_value(Tag(text.as_str().to_owned()), TD_Opaque)
}

/// Everything that the methods of a label say, one after the other.
pub extern "C" fn use_label(mut label: BoxedLabel) -> RString {
    let copy = label.clone();
    let same = label == copy;
    let before = label.rename(RStr::from("née"));
    let equal = label == copy;
    let spelled = format!("{label}, {copy:?}, {}", label.text());
    RString::from(format!(
        "{before}, {spelled}, {same}, {equal}, {}",
        copy.into_text()
    ))
}
