//! Types of other crates that abi_stable has in a form of its own.
use abi_stable::{
    external_types::{
        crossbeam_channel::{unbounded, RReceiver, RSender},
        serde_json::{RawValueBox, RawValueRef},
        RMutex, ROnce, RRwLock,
    },
    std_types::{RArc, RString, Tuple2},
    StableAbi,
};

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix), missing_field(panic))]
pub struct External {
    pub mutex: extern "C" fn(value: u32) -> RArc<RMutex<u32>>,
    #[sabi(last_prefix_field)]
    pub rw_lock: extern "C" fn(value: u64) -> RArc<RRwLock<u64>>,
    pub once: extern "C" fn() -> RArc<ROnce>,
    pub channel: extern "C" fn() -> Tuple2<RSender<u32>, RReceiver<u32>>,
    pub json: extern "C" fn() -> RawValueBox,
    pub json_length: extern "C" fn(json: RawValueRef<'_>) -> usize,
    pub text: extern "C" fn(json: RawValueBox) -> RString,
}

extern "C" fn mutex(value: u32) -> RArc<RMutex<u32>> {
    RArc::new(RMutex::new(value))
}
extern "C" fn rw_lock(value: u64) -> RArc<RRwLock<u64>> {
    RArc::new(RRwLock::new(value))
}
extern "C" fn once() -> RArc<ROnce> {
    RArc::new(ROnce::new())
}
extern "C" fn channel() -> Tuple2<RSender<u32>, RReceiver<u32>> {
    let (sender, receiver) = unbounded();
    Tuple2(sender, receiver)
}
extern "C" fn json() -> RawValueBox {
    RawValueBox::try_from_string("{\"a\":1}".to_string()).unwrap()
}
extern "C" fn json_length(json: RawValueRef<'_>) -> usize {
    json.get().len()
}
extern "C" fn text(json: RawValueBox) -> RString {
    json.get().into()
}

pub const EXTERNAL: External_Ref = crate::table!(
    External_Ref,
    External { mutex, rw_lock, once, channel, json, json_length, text }
);
