//! The traits as Rust implements them.
use crate::futures::*;
use crate::objects::*;
use async_trait::async_trait;
use savefile_derive::savefile_abi_export;
use savefile_support::drops::Counted;
use std::future::Future;
use std::pin::Pin;

pub struct Cast {
    loudness: u32,
    _counted: Counted,
}

impl Bell for Cast {
    fn ring(&mut self, times: u32) -> u32 {
        self.loudness += 1;
        self.loudness * times
    }
}

#[derive(Default)]
pub struct OwnObjects {
    closure: Option<Box<dyn Fn(u32) -> u32 + Send + Sync>>,
    bell: Option<Box<dyn Bell>>,
    _counted: Counted,
}

impl Objects for OwnObjects {
    fn lend(&self, f: &dyn Fn(u32, &str) -> u32, x: u32) -> u32 {
        f(x, "ä") + f(x + 1, "two")
    }
    fn lend_mut(&self, f: &mut dyn FnMut(u32) -> u32, times: u32) -> u32 {
        (0..times).map(|x| f(x)).sum()
    }
    fn nest(&self, f: &dyn Fn(&dyn Fn(&dyn Fn(u32) -> u32, u32) -> u32, u32) -> u32, x: u32) -> u32 {
        f(&|g: &dyn Fn(u32) -> u32, y: u32| g(y) * 10, x) + 1
    }
    fn keep(&mut self, f: Box<dyn Fn(u32) -> u32 + Send + Sync>) {
        self.closure = Some(f);
    }
    fn kept(&self, x: u32) -> u32 {
        match &self.closure {
            Some(closure) => closure(x),
            None => panic!("there is no closure"),
        }
    }
    fn adder(&self, by: u32) -> Box<dyn Fn(u32) -> u32> {
        let counted = Counted::default();
        Box::new(move |x| {
            let _held = &counted;
            x + by
        })
    }
    fn checked(&self, by: u32) -> Result<Box<dyn Fn(u32) -> u32>, String> {
        if by == 0 {
            return Err("nothing to add".into());
        }
        Ok(self.adder(by))
    }
    fn hear(&self, bell: &mut dyn Bell, times: u32) -> u32 {
        bell.ring(times) + bell.ring(times)
    }
    fn hang(&mut self, bell: Box<dyn Bell>) {
        self.bell = Some(bell);
    }
    fn ring(&mut self, times: u32) -> u32 {
        match &mut self.bell {
            Some(bell) => bell.ring(times),
            None => 0,
        }
    }
    fn cast(&self, loudness: u32) -> Box<dyn Bell> {
        Box::new(Cast { loudness, _counted: Counted::default() })
    }
    fn clear(&mut self) {
        self.closure = None;
        self.bell = None;
    }
}

#[derive(Default)]
pub struct OwnFutures;

impl Futures for OwnFutures {
    fn later(&self, value: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
        Box::pin(async move {
            Woken::new(1, by_thread).await;
            value + 1
        })
    }
    fn yielding(&self, times: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
        Box::pin(Yielding { left: times, polls: 0, _counted: Counted::default() })
    }
    fn crowded(&self, threads: u32) -> Pin<Box<dyn Future<Output = String> + Send>> {
        Box::pin(async move {
            Woken::new(threads, by_crowd).await;
            format!("{threads} threads")
        })
    }
    fn locked(&self) -> Pin<Box<dyn Future<Output = u32> + Send>> {
        Box::pin(Locked::new())
    }
    fn failing(&self) -> Pin<Box<dyn Future<Output = u32> + Send>> {
        Box::pin(async {
            Woken::new(1, by_thread).await;
            panic!("the future fails")
        })
    }
    fn forgotten(&self) -> Pin<Box<dyn Future<Output = u32> + Send>> {
        Box::pin(async {
            let _counted = Counted::default();
            std::future::pending().await
        })
    }
}

#[derive(Default)]
pub struct OwnSteps {
    sum: u32,
}

#[async_trait]
impl Steps for OwnSteps {
    async fn add(&mut self, x: u32, y: u32) -> u32 {
        Woken::new(1, by_thread).await;
        self.sum += x + y;
        self.sum
    }
    async fn text(&self, text: String) -> String {
        format!("{text} at step {}", self.sum)
    }
}

savefile_abi_export!(OwnObjects, Objects);
savefile_abi_export!(OwnFutures, Futures);
savefile_abi_export!(OwnSteps, Steps);
