//! The traits that both sides share.
use async_trait::async_trait;
use savefile_derive::savefile_abi_exportable;
use std::future::Future;
use std::pin::Pin;

#[savefile_abi_exportable(version = 0)]
pub trait Bell {
    fn ring(&mut self, times: u32) -> u32;
}

#[savefile_abi_exportable(version = 0)]
pub trait Objects {
    fn lend(&self, f: &dyn Fn(u32, &str) -> u32, x: u32) -> u32;
    fn lend_mut(&self, f: &mut dyn FnMut(u32) -> u32, times: u32) -> u32;
    fn nest(&self, f: &dyn Fn(&dyn Fn(&dyn Fn(u32) -> u32, u32) -> u32, u32) -> u32, x: u32) -> u32;
    fn keep(&mut self, f: Box<dyn Fn(u32) -> u32 + Send + Sync>);
    fn kept(&self, x: u32) -> u32;
    fn adder(&self, by: u32) -> Box<dyn Fn(u32) -> u32>;
    fn checked(&self, by: u32) -> Result<Box<dyn Fn(u32) -> u32>, String>;
    fn hear(&self, bell: &mut dyn Bell, times: u32) -> u32;
    fn hang(&mut self, bell: Box<dyn Bell>);
    fn ring(&mut self, times: u32) -> u32;
    fn cast(&self, loudness: u32) -> Box<dyn Bell>;
    fn clear(&mut self);
}

#[savefile_abi_exportable(version = 0)]
pub trait Futures {
    fn later(&self, value: u32) -> Pin<Box<dyn Future<Output = u32> + Send>>;
    fn yielding(&self, times: u32) -> Pin<Box<dyn Future<Output = u32> + Send>>;
    fn crowded(&self, threads: u32) -> Pin<Box<dyn Future<Output = String> + Send>>;
    fn locked(&self) -> Pin<Box<dyn Future<Output = u32> + Send>>;
    fn failing(&self) -> Pin<Box<dyn Future<Output = u32> + Send>>;
    fn forgotten(&self) -> Pin<Box<dyn Future<Output = u32> + Send>>;
}

#[async_trait]
#[savefile_abi_exportable(version = 0)]
pub trait Steps {
    async fn add(&mut self, x: u32, y: u32) -> u32;
    async fn text(&self, text: String) -> String;
}
