//! A plugin whose root function does what the environment says: `LOADING_PLUGIN` is `error`, `panic`, `slow` or anything
//! else.
use abi_stable::{
    export_root_module,
    library::RootModule,
    package_version_strings,
    prefix_type::PrefixTypeTrait,
    sabi_types::VersionStrings,
    std_types::{RBoxError, RStr, RString},
    StableAbi,
};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// The interface at version 1.1.0.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix(prefix_ref = LoadingMod_Ref)))]
#[sabi(missing_field(panic))]
pub struct LoadingMod {
    pub label: RStr<'static>,
    #[sabi(last_prefix_field)]
    pub add: extern "C" fn(left: u32, right: u32) -> u32,
    /// How often the root function was called.
    pub attempts: extern "C" fn() -> u32,
    pub greet: extern "C" fn(name: RStr<'_>) -> RString,
    pub fail: extern "C" fn(message: RStr<'_>),
}

impl RootModule for LoadingMod_Ref {
    abi_stable::declare_root_module_statics! {LoadingMod_Ref}
    const BASE_NAME: &'static str = "plugin";
    const NAME: &'static str = "loading plugin";
    const VERSION_STRINGS: VersionStrings = package_version_strings!();
}

static ATTEMPTS: AtomicU32 = AtomicU32::new(0);

#[export_root_module]
pub fn root() -> Result<LoadingMod_Ref, RBoxError> {
    ATTEMPTS.fetch_add(1, Ordering::SeqCst);
    match std::env::var("LOADING_PLUGIN").as_deref() {
        Ok("error") => return Err("not a number".parse::<u32>().map_err(RBoxError::new).unwrap_err()),
        Ok("message") => return Err(RBoxError::from_fmt(&"the licence has expired")),
        Ok("panic") => panic!("the root function gives up"),
        Ok("slow") => std::thread::sleep(Duration::from_millis(200)),
        _ => {}
    }
    Ok(LoadingMod {
        label: RStr::from_str("1.1.0"),
        add,
        attempts,
        greet,
        fail,
    }
    .leak_into_prefix())
}

extern "C" fn add(left: u32, right: u32) -> u32 {
    left.wrapping_add(right)
}

extern "C" fn attempts() -> u32 {
    ATTEMPTS.load(Ordering::SeqCst)
}

extern "C" fn greet(name: RStr<'_>) -> RString {
    format!("hello, {name}!").into()
}

extern "C" fn fail(message: RStr<'_>) {
    panic!("{message}")
}
