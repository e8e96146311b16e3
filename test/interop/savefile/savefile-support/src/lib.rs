//! What plugins and hosts of the tests share.
pub mod answers;
pub mod connecting;
pub mod drops;
pub mod recorder;
