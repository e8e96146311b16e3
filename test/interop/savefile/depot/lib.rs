// A trait in three versions: each library has one of them, as a plugin and as a host.
#[cfg(feature = "v0")]
#[path = "v0.rs"]
mod interface;
#[cfg(feature = "v1")]
#[path = "v1.rs"]
mod interface;
#[cfg(feature = "v2")]
#[path = "v2.rs"]
mod interface;

mod host;
