//! The plugin as it was at version 1.0.0: without the fields of later versions.
use abi_stable::{
    export_root_module, library::RootModule, package_version_strings, prefix_type::PrefixTypeTrait,
    sabi_types::VersionStrings, std_types::RStr, StableAbi,
};

/// The interface at version 1.0.0.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix(prefix_ref = LoadingMod_Ref)))]
#[sabi(missing_field(panic))]
pub struct LoadingMod {
    pub label: RStr<'static>,
    #[sabi(last_prefix_field)]
    pub add: extern "C" fn(left: u32, right: u32) -> u32,
}

impl RootModule for LoadingMod_Ref {
    abi_stable::declare_root_module_statics! {LoadingMod_Ref}
    const BASE_NAME: &'static str = "plugin_older";
    const NAME: &'static str = "loading plugin";
    const VERSION_STRINGS: VersionStrings = package_version_strings!();
}

#[export_root_module]
pub fn root() -> LoadingMod_Ref {
    LoadingMod { label: RStr::from_str("1.0.0"), add }.leak_into_prefix()
}

extern "C" fn add(left: u32, right: u32) -> u32 {
    left.wrapping_add(right)
}
