//! A plugin in Rust: filters for lines of text, which can be combined with filters that the host wrote.
use abi_stable::{
    export_root_module,
    library::RootModule,
    package_version_strings,
    prefix_type::PrefixTypeTrait,
    sabi_trait,
    sabi_trait::prelude::*,
    sabi_types::VersionStrings,
    std_types::{RBox, RBoxError, RHashMap, ROk, RResult, RStr, RString, RVec},
    StableAbi,
};
use std::fmt;

/// Something that changes lines.
#[sabi_trait]
pub trait Filter: Send + Debug {
    /// What it is called in messages.
    fn name(&self) -> RString;
    /// Changes a line.
    #[sabi(last_prefix_field)]
    fn apply(&mut self, line: RString) -> RResult<RString, RBoxError>;
}

pub type BoxedFilter = Filter_TO<'static, RBox<()>>;

/// The root module.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix), missing_field(panic))]
pub struct FilterMod {
    /// Names of the filters that can be made.
    pub names: extern "C" fn() -> RVec<RString>,
    /// Makes a filter.
    pub make: extern "C" fn(name: RStr<'_>) -> RResult<BoxedFilter, RBoxError>,
    /// Sends every line of a text through all filters, one after the other.
    #[sabi(last_prefix_field)]
    pub run: extern "C" fn(
        filters: RVec<BoxedFilter>,
        text: RStr<'_>,
    ) -> RResult<RVec<RString>, RBoxError>,
    /// How often each word occurs.
    pub count: extern "C" fn(text: RStr<'_>) -> RHashMap<RString, u32>,
}

impl RootModule for FilterMod_Ref {
    abi_stable::declare_root_module_statics! {FilterMod_Ref}
    const BASE_NAME: &'static str = "rust_plugin";
    const NAME: &'static str = "text filters";
    const VERSION_STRINGS: VersionStrings = package_version_strings!();
}

#[export_root_module]
pub fn root() -> FilterMod_Ref {
    FilterMod {
        names,
        make,
        run,
        count,
    }
    .leak_into_prefix()
}

#[derive(Debug)]
struct Upper;

impl Filter for Upper {
    fn name(&self) -> RString {
        "upper".into()
    }
    fn apply(&mut self, line: RString) -> RResult<RString, RBoxError> {
        ROk(line.to_uppercase().into())
    }
}

#[derive(Debug)]
struct Numbered {
    lines: u32,
}

impl Filter for Numbered {
    fn name(&self) -> RString {
        "numbered".into()
    }
    fn apply(&mut self, line: RString) -> RResult<RString, RBoxError> {
        self.lines += 1;
        ROk(format!("{}: {line}", self.lines).into())
    }
}

#[derive(Debug)]
struct UnknownFilter(String);

impl fmt::Display for UnknownFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no filter {:?}", self.0)
    }
}

impl std::error::Error for UnknownFilter {}

extern "C" fn names() -> RVec<RString> {
    ["upper", "numbered"].into_iter().map(RString::from).collect()
}

extern "C" fn make(name: RStr<'_>) -> RResult<BoxedFilter, RBoxError> {
    let filter = match name.as_str() {
        "upper" => Filter_TO::from_value(Upper, TD_Opaque),
        "numbered" => Filter_TO::from_value(Numbered { lines: 0 }, TD_Opaque),
        other => return Err(RBoxError::new(UnknownFilter(other.to_owned()))).into(),
    };
    ROk(filter)
}

extern "C" fn run(
    mut filters: RVec<BoxedFilter>,
    text: RStr<'_>,
) -> RResult<RVec<RString>, RBoxError> {
    let mut change = |line: &str| {
        filters
            .iter_mut()
            .try_fold(RString::from(line), |line, filter| filter.apply(line).into_result())
    };
    text.lines().map(&mut change).collect::<Result<RVec<RString>, RBoxError>>().into()
}

extern "C" fn count(text: RStr<'_>) -> RHashMap<RString, u32> {
    let mut counts = RHashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(RString::from(word)).or_insert(0) += 1;
    }
    counts
}
