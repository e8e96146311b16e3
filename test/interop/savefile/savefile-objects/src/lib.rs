// Closures, boxed traits and futures, as a plugin and as a host.
mod futures;
mod host;
mod objects;
mod plugin;
