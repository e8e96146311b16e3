//! A plugin whose interface mentions every type of abi_stable: what is told of it must be all of it.
#![allow(
    dead_code,
    improper_ctypes_definitions,
    non_camel_case_types,
    non_local_definitions,
    unused_imports
)]
mod containers;
mod external;
mod objects;
mod outcomes;
mod scalars;
mod shapes;
mod texts;

use abi_stable::{
    export_root_module,
    library::RootModule,
    package_version_strings,
    prefix_type::PrefixTypeTrait,
    sabi_types::VersionStrings,
    std_types::RStr,
    StableAbi,
};

/// The root: one module for each group of types, and a few fields of its own.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix(prefix_ref = Everything_Ref)))]
#[sabi(missing_field(panic))]
pub struct Everything {
    pub title: RStr<'static>,
    pub edition: u32,
    pub scalars: scalars::Scalars_Ref,
    pub texts: texts::Texts_Ref,
    pub containers: containers::Containers_Ref,
    #[sabi(last_prefix_field)]
    pub shapes: shapes::Shapes_Ref,
    pub objects: objects::Objects_Ref,
    pub outcomes: outcomes::Outcomes_Ref,
    pub external: external::External_Ref,
    #[sabi(missing_field(option))]
    pub double: extern "C" fn(value: u32) -> u32,
    #[sabi(accessible_if = false)]
    pub hidden: u8,
    #[sabi(missing_field(default))]
    pub perhaps: Option<extern "C" fn(value: u32) -> u32>,
}

impl RootModule for Everything_Ref {
    abi_stable::declare_root_module_statics! {Everything_Ref}
    const BASE_NAME: &'static str = "everything";
    const NAME: &'static str = "everything";
    const VERSION_STRINGS: VersionStrings = package_version_strings!();
}

extern "C" fn double(value: u32) -> u32 {
    value.wrapping_mul(2)
}

/// A macro, because each group makes its table in the same way.
#[macro_export]
macro_rules! table {
    ($reference:ident, $type:ident $fields:tt) => {{
        const WHOLE: &abi_stable::prefix_type::WithMetadata<$type> =
            &abi_stable::prefix_type::WithMetadata::new($type $fields);
        $reference(WHOLE.static_as_prefix())
    }};
}

#[export_root_module]
pub fn everything() -> Everything_Ref {
    let whole = Everything {
        title: RStr::from_str("every type"),
        edition: 2021,
        scalars: scalars::SCALARS,
        texts: texts::TEXTS,
        containers: containers::CONTAINERS,
        shapes: shapes::SHAPES,
        objects: objects::OBJECTS,
        outcomes: outcomes::OUTCOMES,
        external: external::EXTERNAL,
        double,
        hidden: 7,
        perhaps: Some(double),
    };
    whole.leak_into_prefix()
}
