//! A prefix type whose functions take and give values that own something.
use crate::items::Item;
use abi_stable::{
    prefix_type::WithMetadata,
    std_types::{RBoxError, ROption, RResult, RStr, RString, RVec},
    StableAbi,
};

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix))]
pub struct Tool {
    pub name: RStr<'static>,
    #[sabi(last_prefix_field)]
    pub change: extern "C" fn(text: RString) -> RString,
    pub filter: extern "C" fn(items: RVec<Item>, least: f64) -> RVec<Item>,
    pub check: extern "C" fn(text: RStr<'_>) -> RResult<u32, RBoxError>,
}

extern "C" fn change(text: RString) -> RString {
    RString::from(text.to_uppercase())
}

extern "C" fn filter(items: RVec<Item>, least: f64) -> RVec<Item> {
    items.into_iter().filter(|item| item.weight >= least).collect()
}

extern "C" fn check(text: RStr<'_>) -> RResult<u32, RBoxError> {
    match text.len() {
        0 => RResult::RErr(crate::errors::error_of("an empty text")),
        length => RResult::ROk(length as u32),
    }
}

const TOOL: Tool_Ref = {
    const WHOLE: &WithMetadata<Tool> = &WithMetadata::new(Tool {
        name: RStr::from_str("a tool of Rust"),
        change,
        filter,
        check,
    });
    Tool_Ref(WHOLE.static_as_prefix())
};

#[no_mangle]
pub extern "C" fn tool() -> Tool_Ref {
    TOOL
}

#[no_mangle]
pub extern "C" fn tool_change(tool: Tool_Ref, text: RString) -> RString {
    tool.change()(text)
}

#[no_mangle]
pub extern "C" fn tool_filter(tool: Tool_Ref, items: RVec<Item>, least: f64) -> ROption<RVec<Item>> {
    tool.filter().map(|filter| filter(items, least)).into()
}

#[no_mangle]
pub extern "C" fn tool_check(tool: Tool_Ref, text: RStr<'_>) -> RString {
    RString::from(match tool.check().map(|check| check(text)) {
        None => String::from("nothing"),
        Some(RResult::ROk(value)) => format!("ok {value}"),
        Some(RResult::RErr(error)) => format!("error {error}"),
    })
}
