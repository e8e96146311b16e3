// Traits with a method for every type and every way to pass it, as a plugin and as a host.
mod bounds;
mod calls;
mod calls_host;
mod calls_plugin;
mod poison;
mod types;
mod values;
