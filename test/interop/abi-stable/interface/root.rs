//! The root module.
use crate::{codec::*, event::*, item::*, label::*, panics::*, store::*, REVISION};
use abi_stable::{
    declare_root_module_statics, export_root_module,
    library::RootModule,
    package_version_strings,
    prefix_type::PrefixTypeTrait,
    sabi_types::VersionStrings,
    std_types::{RBoxError, RResult, RStr, RString, RVec},
    StableAbi,
};

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix), missing_field(panic))]
pub struct Archive {
    pub name: RStr<'static>,
    #[sabi(last_prefix_field)]
    pub revision: extern "C" fn() -> u32,
    pub codec: Codec_Ref,
    pub use_codec: extern "C" fn(codec: Codec_Ref) -> CodecReading,
    pub relay_codec: extern "C" fn(codec: Codec_Ref) -> Codec_Ref,
    pub make_codec: extern "C" fn(id: u32) -> Codec_Ref,
    pub open: extern "C" fn(name: RStr<'_>) -> RResult<BoxedStore, RBoxError>,
    pub use_store: extern "C" fn(store: BoxedStore) -> RString,
    pub make_label: extern "C" fn(text: RStr<'_>) -> BoxedLabel,
    pub use_label: extern "C" fn(label: BoxedLabel) -> RString,
    pub make_event: extern "C" fn(which: u32) -> Event_NE,
    pub spell_event: extern "C" fn(event: Event_NE) -> RString,
    pub number_of_event: extern "C" fn(event: Event_NE) -> RResult<u32, u32>,
    pub swap: extern "C" fn(pair: Pair<u32, RString>) -> Pair<RString, u32>,
    pub reverse: extern "C" fn(items: RVec<Item>) -> RVec<Item>,
    pub halve: extern "C" fn(value: u32) -> RResult<u32, RString>,
    pub panic_at_once: extern "C" fn(),
    #[cfg(feature = "v1_1")]
    #[sabi(missing_field(option))]
    pub summary: extern "C" fn(items: abi_stable::std_types::RSlice<'_, Item>) -> RString,
    #[cfg(feature = "v1_1")]
    pub clear_store: extern "C" fn(store: &mut BoxedStore) -> usize,
    #[cfg(feature = "v1_1")]
    #[sabi(missing_field(with = ten_times))]
    pub scale: extern "C" fn(value: u32) -> u32,
    #[cfg(feature = "v1_1")]
    #[sabi(missing_field(value = 7))]
    pub limit: u32,
    #[cfg(feature = "v1_1")]
    #[sabi(missing_field(default))]
    pub flags: u64,
    #[cfg(feature = "v1_1")]
    #[sabi(missing_field(option), accessible_if = false)]
    pub hidden: u32,
    #[cfg(feature = "v1_2")]
    #[sabi(missing_field(option))]
    pub countdown: extern "C" fn(from: u32) -> crate::steps::BoxedSteps,
    #[cfg(feature = "v1_2")]
    pub total: extern "C" fn(map: abi_stable::std_types::RHashMap<RString, u32>) -> u32,
    #[cfg(feature = "v1_2")]
    #[sabi(missing_field(default))]
    pub origin: RStr<'static>,
}

impl RootModule for Archive_Ref {
    declare_root_module_statics! {Archive_Ref}
    const BASE_NAME: &'static str = "archive";
    const NAME: &'static str = "archive";
    const VERSION_STRINGS: VersionStrings = package_version_strings!();
}

extern "C" fn revision() -> u32 {
    REVISION
}

#[cfg(feature = "v1_1")]
fn ten_times() -> extern "C" fn(u32) -> u32 {
    extern "C" fn scale(value: u32) -> u32 {
        value * 10
    }
    scale
}

#[cfg(feature = "v1_1")]
extern "C" fn scale(value: u32) -> u32 {
    value * REVISION
}

#[export_root_module]
pub fn root() -> Archive_Ref {
    Archive {
        name: RStr::from_str("архив"),
        revision,
        codec: CODEC,
        use_codec,
        relay_codec,
        make_codec,
        open,
        use_store,
        make_label,
        use_label,
        make_event,
        spell_event,
        number_of_event,
        swap,
        reverse,
        halve,
        panic_at_once,
        #[cfg(feature = "v1_1")]
        summary,
        #[cfg(feature = "v1_1")]
        clear_store,
        #[cfg(feature = "v1_1")]
        scale,
        #[cfg(feature = "v1_1")]
        limit: 70,
        #[cfg(feature = "v1_1")]
        flags: 1 << 60,
        #[cfg(feature = "v1_1")]
        hidden: 13,
        #[cfg(feature = "v1_2")]
        countdown: crate::steps::countdown,
        #[cfg(feature = "v1_2")]
        total,
        #[cfg(feature = "v1_2")]
        origin: RStr::from_str("Kyïv"),
    }
    .leak_into_prefix()
}
