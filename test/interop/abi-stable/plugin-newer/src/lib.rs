//! The plugin as it may be at version 1.2.0: with fields that its hosts do not know yet.
use abi_stable::{
    export_root_module, library::RootModule, package_version_strings, prefix_type::PrefixTypeTrait,
    sabi_types::VersionStrings, std_types::{RStr, RString}, StableAbi,
};

/// The interface at version 1.2.0.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix(prefix_ref = LoadingMod_Ref)))]
#[sabi(missing_field(panic))]
pub struct LoadingMod {
    pub label: RStr<'static>,
    #[sabi(last_prefix_field)]
    pub add: extern "C" fn(left: u32, right: u32) -> u32,
    pub attempts: extern "C" fn() -> u32,
    pub greet: extern "C" fn(name: RStr<'_>) -> RString,
    pub fail: extern "C" fn(message: RStr<'_>),
    pub half: extern "C" fn(value: f64) -> f64,
}

impl RootModule for LoadingMod_Ref {
    abi_stable::declare_root_module_statics! {LoadingMod_Ref}
    const BASE_NAME: &'static str = "plugin_newer";
    const NAME: &'static str = "loading plugin";
    const VERSION_STRINGS: VersionStrings = package_version_strings!();
}

#[export_root_module]
pub fn root() -> LoadingMod_Ref {
    LoadingMod {
        label: RStr::from_str("1.2.0"),
        add,
        attempts,
        greet,
        fail,
        half,
    }
    .leak_into_prefix()
}

extern "C" fn add(left: u32, right: u32) -> u32 {
    left.wrapping_add(right)
}

extern "C" fn attempts() -> u32 {
    1
}

extern "C" fn greet(name: RStr<'_>) -> RString {
    format!("welcome, {name}!").into()
}

extern "C" fn fail(message: RStr<'_>) {
    panic!("{message}")
}

extern "C" fn half(value: f64) -> f64 {
    value / 2.0
}
