//! Futures that are woken in ways of their own.
use savefile_support::drops::Counted;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

/// What threads do with a waker before the future is ready.
pub struct Woken<F> {
    /// Starts the threads, which count down and call the waker.
    start: Option<F>,
    left: Arc<AtomicU32>,
    _counted: Counted,
}

impl<F> Unpin for Woken<F> {}

impl<F: FnOnce(Waker, Arc<AtomicU32>)> Woken<F> {
    pub fn new(steps: u32, start: F) -> Self {
        Woken { start: Some(start), left: Arc::new(AtomicU32::new(steps)), _counted: Counted::default() }
    }
}

/// Is ready as soon as no step is left.
impl<F: FnOnce(Waker, Arc<AtomicU32>)> Future for Woken<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if let Some(start) = self.start.take() {
            start(context.waker().clone(), self.left.clone());
        }
        if self.left.load(SeqCst) == 0 {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

/// One thread wakes it, a little later.
pub fn by_thread(waker: Waker, left: Arc<AtomicU32>) {
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(3));
        left.store(0, SeqCst);
        waker.wake();
    });
}

/// Several threads wake it over and over, the last one when all are through.
pub fn by_crowd(waker: Waker, left: Arc<AtomicU32>) {
    for _ in 0..left.load(SeqCst) {
        let (waker, left) = (waker.clone(), left.clone());
        thread::spawn(move || {
            for _ in 0..500 {
                waker.wake_by_ref();
            }
            left.fetch_sub(1, SeqCst);
            waker.wake();
        });
    }
}

/// Holds a lock while another thread, which needs it too, wakes it: whoever waits for the waker would wait for ever.
pub struct Locked {
    lock: Arc<Mutex<Option<u32>>>,
    is_started: bool,
    _counted: Counted,
}

impl Locked {
    pub fn new() -> Self {
        Locked { lock: Arc::default(), is_started: false, _counted: Counted::default() }
    }
}

impl Future for Locked {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<u32> {
        if !self.is_started {
            self.is_started = true;
            let (waker, lock) = (context.waker().clone(), self.lock.clone());
            let thread = thread::spawn(move || {
                let mut value = lock.lock().unwrap();
                waker.wake_by_ref();
                *value = Some(11);
                waker.wake();
            });
            // The thread is through before JavaScript is free again.
            thread.join().unwrap();
            return Poll::Pending;
        }
        match *self.lock.lock().unwrap() {
            Some(value) => Poll::Ready(value),
            None => Poll::Pending,
        }
    }
}

/// Wakes itself as often as it is told.
pub struct Yielding {
    pub left: u32,
    pub polls: u32,
    pub _counted: Counted,
}

impl Future for Yielding {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<u32> {
        self.polls += 1;
        if self.left == 0 {
            return Poll::Ready(self.polls);
        }
        self.left -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
